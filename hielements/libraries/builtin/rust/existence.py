"""Whether an item exists: what the checks about existence share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.builtin.rust.selection import absence, find_items
from hielements.libraries.outcomes import Outcome, Passed, Violated, Violation
from hielements.libraries.values import ScopeValue

if TYPE_CHECKING:
    from hielements.libraries.builtin.rust.library import Rust


def item_exists(arguments: Arguments, library: Rust, kinds: Sequence[str]) -> Outcome:
    """Passed when a definition was found, whatever else could not be read; undecided when it may be in a file that
    could not."""
    scope = arguments.scope("scope") if "scope" in arguments else None
    name = arguments.text("name")
    if scope is not None and scope.is_empty:
        return nothing_to_look_in(scope, kinds[0], name)
    found, failures = find_items(library.code, scope, name, kinds)
    if found:
        return defined(found[0].path, found[0].item.line)
    if failures:
        return verdict("", (), failures)
    message = absence(library.code, scope, name, kinds)
    return Violated(message, (missing(scope, message),))


def defined(path: str, line: int) -> Passed:
    """The outcome of a check that a definition makes hold."""
    return Passed(f"{path}:{line}", path, line)


def nothing_to_look_in(scope: ScopeValue, kind: str, name: str) -> Outcome:
    message = f"there is no {kind} '{name}', because there is nothing to look in"
    violation = Violation(f"{message}: {scope.absence}" if scope.absence else message)
    return Violated(message, (violation,))


def missing(scope: ScopeValue | None, message: str, help_text: str | None = None) -> Violation:
    """The violation of something that should be there and is not: it stands at the file or folder as a whole."""
    if scope is None:
        return Violation(message, help=help_text)
    path = scope.files[0] if len(scope.files) == 1 else scope.root
    return Violation(message, path or None, help=help_text)
