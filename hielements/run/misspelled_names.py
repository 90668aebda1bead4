"""Names of modules in checks that forbid them (`python.no_import(domain, 'shpo.db')`) and that may be misspelled.

Comes in: an expression that holds, and the libraries. Goes out: warnings. Must never know which check it is: a function
says itself that it forbids or asks for what its text names (`Function.governs`, `Function.forbids_named`).

A rule that forbids a package which the project does not have is sensible: it keeps the package out, and nobody can tell
its name from any other. So a name that no library knows is doubted only where it can be no package from outside,
because it begins with one of the project's own, or where it is a slip away from a known one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from hielements.diagnostics.codes.running import UNKNOWN_TARGET
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.catalog import Catalog
from hielements.model.specification import BooleanExpression, BoundExpression, FunctionCall, NotExpression
from hielements.run.evaluation import Evaluator

_SHORTEST = 4
"""Characters below which names are too short to tell a slip from another name."""


def misspelled_names(
    expression: BoundExpression, negated: bool, evaluator: Evaluator, catalog: Catalog
) -> Iterator[Diagnostic]:
    """A warning for each name of a module that the expression forbids and that is nobody's."""
    for call in _forbidding(expression, negated):
        library: Any = catalog.get(call.library)
        if not hasattr(library, "knows_name"):
            continue
        argument = _named(call)
        name = evaluator.value(argument) if argument is not None else None
        if argument is None or not isinstance(name, str) or library.knows_name(name):
            continue
        known = library.module_names()
        outside = library.could_be_external(name)
        near = _misspelled(name, known) if outside else get_close_matches(_dotted(name), known, n=1, cutoff=0.6)
        if outside and not near:
            continue
        help_ = f"did you mean `{near[0]}`?" if near else None
        message = f"nothing here is called `{name}`, so that forbidding it forbids nothing"
        yield Diagnostic(UNKNOWN_TARGET, message, argument.location, "not known", help=help_)


def _forbidding(expression: BoundExpression, negated: bool) -> Iterator[FunctionCall]:
    """The calls that hold where the code has nothing to do with what their text names."""
    waiting = [(expression, negated)]
    while waiting:
        current, turned = waiting.pop()
        if isinstance(current, NotExpression):
            waiting.append((current.operand, not turned))
        elif isinstance(current, BooleanExpression):
            waiting += ((operand, turned) for operand in reversed(current.operands))
        elif isinstance(current, FunctionCall):
            forbids = current.function.forbids_named
            if forbids != turned and (forbids or current.function.governs == "named"):
                yield current


def _named(call: FunctionCall) -> BoundExpression | None:
    """The argument that names a module: the first text. In another form of the function, a scope stands there."""
    for parameter, argument in zip(call.signature.parameters, call.arguments, strict=True):
        if parameter.is_required and str(parameter.type) == "String":
            return argument
    return None


def _misspelled(name: str, known: Iterable[str]) -> list[str]:
    """The name with its first part as it was probably meant; nothing where that is no slip of a known one."""
    dotted = _dotted(name)
    top, dot, rest = dotted.partition(".")
    names = set(known)
    tops = sorted({each.partition(".")[0] for each in names} - {top})
    near = [each for each in tops if is_slip(top, each)]
    if rest:
        # With the rest of the name the same, a first part may be less alike.
        near += [each for each in get_close_matches(top, tops, cutoff=0.7) if f"{each}.{rest}" in names]
    return [f"{each}{dot}{rest}" for each in near[:1]]


def is_slip(written: str, meant: str) -> bool:
    """Whether one letter inside of a name was left out, doubled or mistaken, or two neighbours changed places. Letters
    at the ends tell real packages apart (`json` and `ujson`, `http` and `httpx`, `attr` and `attrs`), and so do digits.
    """
    if min(len(written), len(meant)) < _SHORTEST or written[0] != meant[0] or written[-1] != meant[-1]:
        return False
    short, long = sorted((written, meant), key=len)
    start = next((place for place, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), -1)
    if start < 0 or any(letter.isdigit() for letter in (short[start], long[start])):
        return False
    if len(long) - len(short) == 1:
        return short[start:] == long[start + 1 :]
    if len(long) != len(short):
        return False
    swapped = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    return swapped or short[start + 1 :] == long[start + 1 :]


def _dotted(name: str) -> str:
    return name.replace("::", ".").removeprefix("crate.")
