"""`files.exists`: there is a file or folder."""

from __future__ import annotations

from hielements.libraries.builtin.absence import why_absent
from hielements.libraries.builtin.files.looking import glob_of, home_of, is_single_file, path_below, workspace_path
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, one_of
from hielements.libraries.values import ScopeValue
from hielements.source.paths import join, printable

FUNCTION = Function(
    name="exists",
    kind="check",
    doc="""\
Holds when there is a file or folder at a path.

`exists(path)` looks from the workspace on. `exists(scope, path)` looks from the scope's root: for a folder or
package that folder, for a single file the folder that holds it, for a glob the last folder before the first
wildcard, for a union of scopes the workspace. Where the scope is a single file that is itself named by the path, the
check holds too. The scope may also be written as a path. A path with a slash at the end must be a folder. A path
with `*`, `?` or `{` in it is a glob, and holds when at least one file or folder matches; without a slash it is compared
with the names directly in the folder.

A scope that selects nothing violates the check, with the reason. Ignored files do not exist: they are absent on a
fresh clone.""",
    signatures=(
        Signature((Parameter("path", STRING, "The file or folder, relative to the workspace."),), BOOL),
        Signature(
            (
                Parameter("scope", one_of(SCOPE, STRING), "Where to look: a scope, or a path in the workspace."),
                Parameter("path", STRING, "The file or folder, relative to the scope's root."),
            ),
            BOOL,
        ),
    ),
    example="check files.exists(src, 'main.py')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Outcome:
    text = arguments.text("path")
    if "scope" not in arguments:
        return _look("", text, library)
    place = arguments.value("scope")
    if isinstance(place, str):
        home = workspace_path(place)
        if library.workspace.kind(home) == "file":
            scope = ScopeValue("file", place, home, (home,))
        else:
            return _look(home, text, library)
    else:
        scope = arguments.scope("scope")
    if scope.is_empty and (scope.root is None or library.workspace.kind(scope.root) is None):
        message = scope.absence or f"{scope.kind} '{printable(scope.selector)}' selects nothing"
        return Violated(message, (Violation(message),))
    if scope.root is not None and is_single_file(scope, library):
        wanted = path_below("", text)
        if wanted and (scope.root == wanted or scope.root.endswith(f"/{wanted}")):
            return _found(scope.root)
    return _look(home_of(scope, library), text, library)


def _look(home: str, text: str, library: BuiltinLibrary) -> Outcome:
    workspace = library.workspace
    path = path_below(home, text)
    wanted_folder = text.endswith(("/", "/."))
    kind = workspace.kind(path)
    if kind == "folder" or (kind == "file" and not wanted_folder):
        return _found(path)
    if kind is None and any(each in text for each in "*?{"):
        return _match(home, text, library)
    absence = why_absent(workspace, path, "folder" if wanted_folder else None)
    if isinstance(absence, Failure):
        return Undecided((absence,))
    return Violated(absence, (Violation(absence, path=path),))


def _found(path: str) -> Passed:
    return Passed(f"there is '{printable(path) or '.'}'", path or None)


def _match(home: str, pattern: str, library: BuiltinLibrary) -> Outcome:
    workspace = library.workspace
    glob = glob_of(pattern)
    if not glob.has_slash:
        for name in workspace.names_in(home):
            if glob.matches(name) and (not glob.folders_only or workspace.kind(join(home, name)) == "folder"):
                return _found(join(home, name))
        unknown = workspace.why_unknown(home)
    else:
        base = join(home, glob.base)
        start = len(home) + 1 if home else 0
        found = next((path for path in workspace.folders(base) if glob.matches(path[start:])), None)
        if found is None and not glob.folders_only:
            found = next((path for path in workspace.files(base) if glob.matches(path[start:])), None)
        if found is not None:
            return _found(found)
        below = f"{base}/" if base else ""
        unknown = next((each for each in workspace.unreadable() if each[0] == base or each[0].startswith(below)), None)
    if unknown is not None:
        reason = f"'{printable(unknown[0]) or '.'}' cannot be read ({unknown[1]}), so what is in it is unknown"
        return Undecided((Failure("unreadable", reason, path=unknown[0]),))
    where = f"in '{printable(home)}'" if home else "in the workspace"
    message = f"nothing matches '{printable(pattern)}' {where}"
    return Violated(message, (Violation(message, path=home or None),))
