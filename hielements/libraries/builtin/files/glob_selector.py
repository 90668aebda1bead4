"""`files.glob_selector`: the files whose paths match a glob."""

from __future__ import annotations

from hielements.libraries.builtin.absence import unreadable_folder, why_absent
from hielements.libraries.builtin.files.looking import glob_of
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, refuse
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, Value
from hielements.source.globs import Glob
from hielements.source.paths import printable

FUNCTION = Function(
    name="glob_selector",
    kind="selector",
    doc="""\
Selects the files whose path matches a glob, which is compared with the whole path from the workspace on: `*.py`
selects the Python files that lie directly in the workspace, `**/*.py` those at any depth, `src/**` all files below
`src`. Paths in checks about the scope are relative to the last folder before the first wildcard. A glob that matches
nothing makes an empty scope.""",
    signatures=(
        Signature((Parameter("pattern", STRING, "The glob, relative to the workspace: `src/**/*.{py,pyi}`."),), SCOPE),
    ),
    example="scope migrations = files.glob_selector('db/migrations/**/*.sql')",
)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Value | Failure:
    pattern = arguments.text("pattern")
    glob = glob_of(pattern)
    if glob.folders_only:
        raise refuse(
            f"the glob '{printable(pattern)}' ends with a slash and so selects no files",
            help=f"write '{pattern.rstrip('/')}/**' for the files below the folders",
        )
    found = [path for path in library.workspace.files(glob.base) if glob.matches(path)]
    if found:
        return ScopeValue("glob", pattern, glob.base, found, library="files")
    unknown = _unknown_below(glob, library)
    if unknown is not None:
        return unknown
    absence = f"no file matches the glob '{printable(pattern)}'"
    if glob.base and library.workspace.kind(glob.base) != "folder":
        reason = why_absent(library.workspace, glob.base, "folder")
        if isinstance(reason, Failure):
            return reason
        absence += f": {reason}"
    elif not glob.has_slash and any(
        glob.matches(path.rpartition("/")[2]) for path in library.workspace.files() if "/" in path
    ):
        absence += f" in the workspace folder itself; write '**/{pattern}' for any depth"
    return ScopeValue("glob", pattern, glob.base, (), library="files", absence=absence)


def _unknown_below(glob: Glob, library: BuiltinLibrary) -> Failure | None:
    for path, reason in library.workspace.unreadable():
        if not glob.base or path == glob.base or path.startswith(glob.base + "/"):
            return unreadable_folder(path, reason)
    return None
