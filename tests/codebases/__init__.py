"""Small Python projects in memory, and the library `python` asked about them as a run would ask it."""

from __future__ import annotations

from collections.abc import Mapping

from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Failure, Outcome, Undecided, Violated
from hielements.libraries.values import ScopeValue, Value
from hielements.source.cache import Cache, NoCache
from hielements.source.memory import MemoryWorkspace


def python(files: Mapping[str, str | bytes], cache: Cache | None = None, **options: object) -> Python:
    """The library over a workspace of these files."""
    return Python(Environment(MemoryWorkspace(files), options, cache or NoCache()))


def prepared(library: Python, function_name: str, *positional: Value, **named: Value) -> Call:
    """A call with its arguments bound to the first signature that takes them, as the model stage does it."""
    function = library.function(function_name)
    assert function is not None
    for signature in function.signatures:
        names = [parameter.name for parameter in signature.parameters]
        given: dict[str, Value] = {**dict(zip(names, positional, strict=False)), **named}
        required = {parameter.name for parameter in signature.parameters if parameter.is_required}
        if len(positional) <= len(names) and required <= set(given) <= set(names):
            kinds = [parameter.type.name for parameter in signature.parameters if parameter.name in given]
            if isinstance(positional[0] if positional else None, str) == (kinds[0] == "String"):
                defaults: dict[str, Value] = {
                    parameter.name: parameter.default  # type: ignore[misc]
                    for parameter in signature.parameters
                    if not parameter.is_required
                }
                return Call(function_name, {**defaults, **given})
    raise AssertionError(f"no signature of {function_name} takes {positional} {named}")


def select(library: Python, function_name: str, *positional: Value) -> ScopeValue:
    """A scope that a selector must find."""
    value = library.call(prepared(library, function_name, *positional))
    assert isinstance(value, ScopeValue), value
    return value


def failure(library: Python, function_name: str, *positional: Value) -> Failure:
    """Why a selector could not decide."""
    value = library.call(prepared(library, function_name, *positional))
    assert isinstance(value, Failure), value
    return value


def check(library: Python, function_name: str, *positional: Value, **named: Value) -> Outcome:
    return library.check(prepared(library, function_name, *positional, **named))


def places(outcome: Outcome) -> list[str]:
    """The violations of an outcome that must be violated, as `path:line:column: message`."""
    assert isinstance(outcome, Violated), outcome
    return [f"{each.path}:{each.line}:{each.column}: {each.message}" for each in outcome.violations]


def reasons(outcome: Outcome) -> list[str]:
    """The failures of an outcome that must be undecided, as `reason: message`."""
    assert isinstance(outcome, Undecided), outcome
    return [f"{each.reason}: {each.message}" for each in outcome.failures]


def module(library: Python, name: str) -> ScopeValue:
    return select(library, "module_selector", name)
