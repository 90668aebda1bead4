"""`files.no_files_matching`: no file or folder of a scope has such a name."""

from __future__ import annotations

from hielements.libraries.builtin.files.looking import (
    describe_scope,
    glob_of,
    is_single_file,
    relative_names,
    unknown_parts,
)
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, counted, verdict
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature
from hielements.source.paths import printable

FUNCTION = Function(
    name="no_files_matching",
    kind="check",
    doc="""\
Holds when no file of the scope, and no folder in it, matches a glob.

A glob without a slash is compared with every name at any depth: `*.pyc`, `__pycache__`, `*password*`. A glob with a
slash is compared with the path relative to the scope's root: `*/tmp/**`. For a scope of a single file it is compared
with the path from the workspace on. With a slash at the end only folders match. A folder that matches is one
violation, however many files it holds. Ignored files are not part of the workspace and never match: the check is
about what is kept under version control.""",
    signatures=(
        Signature(
            (
                Parameter("scope", SCOPE, "The files to look at."),
                Parameter("pattern", STRING, "The glob that nothing may match."),
            ),
            BOOL,
        ),
    ),
    example="check files.no_files_matching(src, '*.pyc')",
)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Outcome:
    scope = arguments.scope("scope")
    pattern = arguments.text("pattern")
    glob = glob_of(pattern)
    prefix, files = relative_names(scope, library)
    start = len(prefix)
    verdicts: dict[str, bool] = {}
    """Folders that were looked at, and whether they or one above them match."""
    matching: list[str] = []

    def folder_matches(folder: str) -> bool:
        # Not recursive: a path may have thousands of segments.
        pending: list[str] = []
        while folder and len(folder) >= start and folder not in verdicts:
            pending.append(folder)
            folder = folder.rpartition("/")[0]
        above = verdicts.get(folder, False)
        for each in reversed(pending):
            if not above and glob.matches(each[start:] if glob.has_slash else each.rpartition("/")[2]):
                above = True
                matching.append(each)
            verdicts[each] = above
        return above

    single = is_single_file(scope, library)
    if not single and scope.kind == "folder" and scope.root is not None:
        # Folders without files show only here.
        for folder in library.workspace.folders(scope.root):
            folder_matches(folder)
    offending: list[str] = []
    for path in files:
        folder, _, name = path.rpartition("/")
        if not single and folder_matches(folder):
            continue
        if not glob.folders_only and glob.matches(path[start:] if glob.has_slash else name):
            offending.append(path)
    violations = [Violation(f"the folder matches '{printable(pattern)}'", path=path) for path in matching]
    violations += [Violation(f"the file matches '{printable(pattern)}'", path=path) for path in offending]
    kinds = [counted(len(found), noun) for found, noun in ((matching, "folder"), (offending, "file")) if found]
    verb = "matches" if len(violations) == 1 else "match"
    return verdict(
        f"{' and '.join(kinds)} in {describe_scope(scope)} {verb} '{printable(pattern)}'",
        violations,
        unknown_parts(scope, library),
        note=f"looked at {counted(len(files), 'file')}",
    )
