"""`scopes.filter`: the files of a scope whose names or paths match a glob."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, counted, refuse
from hielements.libraries.builtin.scopes.combining import bounded, gaps, in_brackets, is_nothing, one, titled
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, Value
from hielements.source.globs import Glob, GlobProblem, compile_glob
from hielements.source.paths import printable

FUNCTION = Function(
    name="filter",
    kind="selector",
    doc="""\
Selects the files of a scope that match a glob: one without a slash is compared with the name of each file
(`test_*.py`), one with a slash with the whole path from the workspace on (`src/**/api/*.py`). Globs are those of the
library `files`. The result is a scope of the same language and library with the same folder as the given one. A glob
that matches none of the files makes an empty scope that says so. Of a function or class it is the file that counts.""",
    signatures=(
        Signature(
            (
                Parameter("scope", SCOPE, "The scope whose files are looked at."),
                Parameter("glob", STRING, "What the name, or the path with a slash in it, must match: `*_test.py`."),
            ),
            SCOPE,
        ),
    ),
    example="scope tests = scopes.filter(src, 'test_*.py')",
)


def evaluate(arguments: Arguments, _library: BuiltinLibrary) -> Value | Failure:
    scope, pattern = one(arguments.value("scope"), "scope"), arguments.text("glob")
    glob = compile_glob(pattern)
    if isinstance(glob, GlobProblem):
        raise refuse(glob.message, help=glob.help)
    shown = printable(pattern)
    if glob.folders_only:
        raise refuse(
            f"the glob '{shown}' ends with a slash and so selects no files",
            help=f"write '{pattern.rstrip('/')}/**' for the files below the folders",
        )
    if is_nothing(scope):
        return scope
    files = [path for path in scope.files if glob.matches(path if glob.has_slash else path.rpartition("/")[2])]
    return scope.with_(
        selector=bounded(f"{shown} in {in_brackets(scope.selector)}"),
        files=files,
        declared=None,
        absence=None if files else scope.absence or _why_none(scope, glob),
        gaps=gaps((scope,)),
        wording=bounded(f"'{shown}' in {titled(scope)}"),
    )


def _why_none(scope: ScopeValue, glob: Glob) -> str:
    shown = printable(glob.pattern)
    reason = f"none of the {counted(len(scope.files), 'file')} of {titled(scope)} matches the glob '{shown}'"
    if len(scope.files) == 1:
        reason = f"the only file of {titled(scope)} does not match the glob '{shown}'"
    root = f"{scope.root}/" if scope.root else ""
    if root and glob.has_slash and any(glob.matches(path.removeprefix(root)) for path in scope.files):
        reason += f"; paths start from the workspace: write '{root}{shown}'"
    return reason
