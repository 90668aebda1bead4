"""`files.matches_pattern`: the names of all files of a scope follow a pattern."""

from __future__ import annotations

from collections.abc import Callable

from hielements.libraries.builtin.files.looking import describe_scope, glob_of, relative_names, unknown_parts
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, counted, refuse, verdict
from hielements.libraries.builtin.linear_regex import RegexProblem, compile_regex
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature
from hielements.source.paths import printable

FUNCTION = Function(
    name="matches_pattern",
    kind="check",
    doc="""\
Holds when every file of the scope is named as the pattern says. It is about names: for what is in files see
`files.contains`.

`matches_pattern(scope, glob)` compares a glob: one without a slash with the name of each file (`*.yaml`,
`test_*.py`), one with a slash with the path relative to the scope's root, or, for a scope of a single file, with the
path from the workspace on. `matches_pattern(scope, regex=pattern)` compares a regular expression in Python's syntax
with the whole name of each file; back references and looking around are not supported, so that every pattern is
matched in linear time.""",
    signatures=(
        Signature(
            (
                Parameter("scope", SCOPE, "The files whose names are looked at."),
                Parameter("pattern", STRING, "The glob that every file must match."),
            ),
            BOOL,
        ),
        Signature(
            (
                Parameter("scope", SCOPE, "The files whose names are looked at."),
                Parameter("regex", STRING, "A regular expression that the whole name of every file must match."),
            ),
            BOOL,
        ),
    ),
    example="check files.matches_pattern(config, '*.yaml')",
    is_local=True,
)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Outcome:
    scope = arguments.scope("scope")
    prefix, files = relative_names(scope, library)
    fits: Callable[[str], bool]
    by_name = True
    if "regex" in arguments:
        regex = compile_regex(arguments.text("regex"))
        if isinstance(regex, RegexProblem):
            raise refuse(regex.message, help=regex.help)
        pattern, fits = regex.pattern, regex.matches
    else:
        glob = glob_of(arguments.text("pattern"))
        if glob.folders_only:
            raise refuse(f"the glob '{printable(glob.pattern)}' ends with a slash, and no file matches that")
        pattern, fits, by_name = glob.pattern, glob.matches, not glob.has_slash
    shown = printable(pattern)
    violations: list[Violation] = []
    for path in files:
        name = path.rpartition("/")[2] if by_name else path[len(prefix) :]
        if not fits(name):
            what = "name" if by_name else "path"
            violations.append(Violation(f"the {what} '{printable(name)}' does not match '{shown}'", path=path))
    verb = "does" if len(violations) == 1 else "do"
    return verdict(
        f"{counted(len(violations), 'file')} of {describe_scope(scope)} {verb} not match '{shown}'",
        violations,
        unknown_parts(scope, library),
        note=f"looked at {counted(len(files), 'name')}",
    )
