"""`files.max_size`: no file of a scope is larger than a limit."""

from __future__ import annotations

import re

from hielements.libraries.builtin.files.looking import describe_scope, unknown_parts
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, counted, refuse, verdict
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, INT, SCOPE, STRING, Function, Parameter, Signature, one_of
from hielements.libraries.values import describe
from hielements.source.paths import printable

FUNCTION = Function(
    name="max_size",
    kind="check",
    doc="""\
Holds when every file of the scope has at most so many bytes. Each file is measured on its own; nothing is added up.

The limit is a number of bytes, or a text with a unit: `'200KB'`, `'1.5 MB'`. `KB`, `MB`, `GB` are powers of 1,000;
`KiB`, `MiB`, `GiB` are powers of 1,024; `B` and no unit are bytes; case does not count.""",
    signatures=(
        Signature(
            (
                Parameter("scope", SCOPE, "The files to measure."),
                Parameter("limit", one_of(INT, STRING), "The largest allowed size of one file: `1048576`, `'200KB'`."),
            ),
            BOOL,
        ),
    ),
    example="check files.max_size(assets, '200KB')",
    is_local=True,
)

_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"\s*([0-9]{1,18})(?:\.([0-9]{1,18}))?\s*([A-Za-z]{0,3})\s*", re.ASCII)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Outcome:
    scope = arguments.scope("scope")
    value = arguments.value("limit")
    limit = _bytes(value) if isinstance(value, str) else arguments.integer("limit")
    if limit < 0:
        raise refuse(f"a size cannot be negative, and the limit is {limit}")
    shown = f"{limit:,} bytes" if isinstance(value, int) else str(value)
    failures: list[Failure] = unknown_parts(scope, library)
    violations: list[Violation] = []
    for path in scope.files:
        try:
            size = library.workspace.size(path)
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            failures.append(Failure("unreadable", f"'{printable(path)}' cannot be measured ({reason})", path=path))
            continue
        if size > limit:
            violations.append(Violation(f"has {counted(size, 'byte')}, {size - limit:,} more than allowed", path=path))
    verb = "is" if len(violations) == 1 else "are"
    return verdict(
        f"{counted(len(violations), 'file')} in {describe_scope(scope)} {verb} larger than {shown}",
        violations,
        failures,
        note=f"measured {counted(len(scope.files), 'file')}",
    )


def _bytes(text: str) -> int:
    """The number of bytes that a text such as `1.5 MB` means; fractions of a byte are dropped."""
    found = _SIZE.fullmatch(text)
    unit = _UNITS.get(found[3].lower()) if found else None
    if found is None or unit is None:
        raise refuse(
            f"{describe(text)} is no size", help="write a number of bytes, or a text such as '200KB' or '1.5MiB'"
        )
    fraction = found[2] or ""
    scale: int = 10 ** len(fraction)
    return int(found[1] + fraction) * unit // scale
