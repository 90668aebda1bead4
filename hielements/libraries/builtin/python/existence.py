"""Whether a function or a class exists: what `function_exists` and `class_exists` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.builtin.python.checking import missing
from hielements.libraries.builtin.python.selection import absence, find_symbols
from hielements.libraries.outcomes import Outcome, Passed, Violated, Violation

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.library import Python


def symbol_exists(arguments: Arguments, library: Python, kind: str) -> Outcome:
    """Passed when a definition was found, whatever else could not be read; undecided when it may be in a file that
    could not."""
    scope = arguments.scope("scope") if "scope" in arguments else None
    name = arguments.text("name")
    if scope is not None and scope.is_empty:
        message = f"there is no {kind} '{name}', because there is nothing to look in"
        violation = Violation(f"{message}: {scope.absence}" if scope.absence else message)
        return Violated(message, (violation,))
    found, failures = find_symbols(library.code, scope, name, kind)
    if found:
        path, definition = found[0]
        return Passed(f"{path}:{definition.line}")
    if failures:
        return verdict("", (), failures)
    message = absence(library.code, scope, name, kind)
    return Violated(message, (missing(scope, message) if scope is not None else Violation(message),))
