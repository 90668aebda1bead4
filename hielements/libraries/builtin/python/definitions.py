"""The functions and classes of a scope, and which of them are public: what the checks on definitions share.

Comes in: scopes and names. Goes out: definitions with their files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hielements.libraries.builtin.library import Undecidable, refuse
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.facts import Definition, FileFacts
from hielements.libraries.builtin.python.selection import absence, find_symbols
from hielements.libraries.outcomes import Failure, Violation
from hielements.libraries.values import ScopeValue

KINDS: Final = ("function", "method", "class")

Found = tuple[str, Definition]
"""A definition and the file it stands in."""


def definitions(code: Codebase, scope: ScopeValue) -> list[Found]:
    """All definitions of a scope, also those inside functions. For a function or class: itself and what is in it."""
    found: list[Found] = []
    files = code.python_files(scope)
    code.store.load(files)
    for path in files:
        facts = code.facts(path)
        if isinstance(facts, FileFacts):
            found.extend((path, each) for each in facts.definitions if is_inside(scope, each.line))
    return found


def named(code: Codebase, scope: ScopeValue, name: str, kinds: Iterable[str] = ("function", "class")) -> list[Found]:
    """The definitions of a name in a scope. Raises Undecidable when there is none, because a check of something that
    is not there would prove nothing."""
    kinds = tuple(kinds)
    found: list[Found] = []
    failures: tuple[Failure, ...] = ()
    for kind in kinds:
        symbols, failures = find_symbols(code, scope, name, kind)
        found += symbols
    if not found:
        if failures:
            raise Undecidable(failures[0])
        message = absence(code, scope, name, kinds[0])
        if len(kinds) > 1:
            message = message.replace(f"no {kinds[0]}", f"no {' or '.join(kinds)}", 1)
        raise Undecidable(Failure("argument", message))
    return found


def subjects(code: Codebase, scope: ScopeValue, name: str | None, kinds: tuple[str, ...]) -> list[Found]:
    """What a check is about: the definition of the name; for a function or class, that; otherwise the public
    definitions of some kinds in the scope. Raises Undecidable when there is none."""
    if name is not None:
        return named(code, scope, name, ("class",) if kinds == ("class",) else ("function", "class"))
    if scope.symbol is not None and kind_of_scope(scope) in kinds:
        return [each for each in definitions(code, scope) if each[1].name == scope.symbol]
    found = [each for each in definitions(code, scope) if kind(each[1]) in kinds and is_public(each[1])]
    if not found:
        failures = code.failures(code.python_files(scope))
        if failures:
            raise Undecidable(failures[0])
        what = " or ".join("class" if each == "class" else f"public {each}" for each in kinds)
        raise Undecidable(Failure("empty-scope", f"there is no {what} in {scope.title}"))
    return found


def kind_of_scope(scope: ScopeValue) -> str:
    """`function`, `method` or `class` for a scope of one definition."""
    if scope.kind == "function" and scope.symbol is not None and "." in scope.symbol:
        return "method"
    return scope.kind


def kind(definition: Definition) -> str:
    """`function`, `method` or `class`; a function in a function is no method."""
    if definition.is_class:
        return "class"
    owner = definition.name.rpartition(".")[0]
    return "method" if owner and not owner.endswith("<locals>") else "function"


def is_inside(scope: ScopeValue, line: int) -> bool:
    return scope.lines is None or scope.lines[0] <= line <= scope.lines[1]


def is_nested(definition: Definition) -> bool:
    """Whether it stands inside a function."""
    return "<locals>" in definition.name


def is_public(definition: Definition) -> bool:
    """Whether no part of its name starts with an underscore and it stands in no function."""
    return "<locals>" not in definition.name and not any(part.startswith("_") for part in definition.name.split("."))


def has_decorator(definition: Definition, *names: str) -> bool:
    """Whether one of the decorators is, or ends in, one of the names."""
    for text in definition.decorators:
        path = text.partition("(")[0].strip()
        if any(path == name or path.endswith(f".{name}") for name in names):
            return True
    return False


def at(found: Found, message: str, help_text: str | None = None) -> Violation:
    """A violation at a definition."""
    path, definition = found
    return Violation(message, path, definition.line, definition.column, help=help_text)


def spoken(definition: Definition) -> str:
    """`the method 'Order.total'`, for messages."""
    return f"the {kind(definition)} '{definition.name}'"


def chosen_kind(written: str, allowed: tuple[str, ...]) -> str:
    """A kind that a specification names. Raises Undecidable for one that is not allowed."""
    if written not in allowed:
        raise refuse(f"'{written}' is no kind here; write {', '.join(repr(each) for each in allowed)}")
    return written
