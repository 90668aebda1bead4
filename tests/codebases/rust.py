"""Small Rust projects in memory, and the library `rust` asked about them as a run would ask it."""

from __future__ import annotations

from collections.abc import Mapping

from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Failure, Outcome, Undecided, Violated
from hielements.libraries.signatures import type_of
from hielements.libraries.values import ScopeValue, Value
from hielements.source.cache import Cache, NoCache
from hielements.source.memory import MemoryWorkspace


def rust(files: Mapping[str, str | bytes], cache: Cache | None = None) -> Rust:
    """The library over a workspace of these files."""
    return Rust(Environment(MemoryWorkspace(files), {}, cache or NoCache()))


def prepared(library: Rust, name: str, *positional: Value, **named: Value) -> Call:
    """A call with its arguments bound to the first signature that takes them, as the model stage does it."""
    function = library.function(name)
    assert function is not None
    for signature in function.signatures:
        parameters = {each.name: each for each in signature.parameters}
        given = {**dict(zip(parameters, positional, strict=False)), **named}
        required = {each.name for each in signature.parameters if each.is_required}
        if len(positional) > len(parameters) or not required <= set(given) <= set(parameters):
            continue
        if all(parameters[key].type.accepts(type_of(value)) for key, value in given.items()):
            defaults = {key: each.default for key, each in parameters.items() if not each.is_required}
            return Call(name, {**defaults, **given})  # type: ignore[dict-item]
    raise AssertionError(f"no signature of {name} takes {positional} {named}")


def call(library: Rust, name: str, *positional: Value) -> Value | Failure:
    return library.call(prepared(library, name, *positional))


def select(library: Rust, name: str, *positional: Value) -> ScopeValue:
    """A scope that a selector must find."""
    value = call(library, name, *positional)
    assert isinstance(value, ScopeValue), value
    return value


def module(library: Rust, name: str) -> ScopeValue:
    return select(library, "module_selector", name)


def check(library: Rust, name: str, *positional: Value, **named: Value) -> Outcome:
    return library.check(prepared(library, name, *positional, **named))


def places(outcome: Outcome) -> list[str]:
    """The violations of an outcome that must be violated, as `path:line:column: message`."""
    assert isinstance(outcome, Violated), outcome
    return [f"{each.path}:{each.line}:{each.column}: {each.message}" for each in outcome.violations]


def reasons(outcome: Outcome) -> list[str]:
    """The failures of an outcome that must be undecided, as `reason: message`."""
    assert isinstance(outcome, Undecided), outcome
    return [f"{each.reason}: {each.message}" for each in outcome.failures]


def edges(library: Rust, path: str) -> list[str]:
    """What a file depends on, as `line:column name -> targets or crate`."""
    found = library.dependencies([path])
    assert not found.failures, found.failures
    return [
        f"{each.line}:{each.column} {each.name} -> {each.external or ' '.join(each.targets)}" for each in found.edges
    ]
