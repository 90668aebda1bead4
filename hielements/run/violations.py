"""Violations: how one is made of a dependency, and by what it is known again when lines have moved.

Comes in: dependencies, violations. Goes out: violations, texts. Knows no rule.
"""

from __future__ import annotations

import re

from hielements.libraries.outcomes import Dependency, Violation

# A quoted text is a name and stays as it is; a number outside of quotes is a size, a count or a line, which changes
# while the violation stays the same.
_QUOTED_OR_NUMBER = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")


def violation_of(dependency: Dependency, message: str) -> Violation:
    """The violation of a dependency that must not be."""
    return Violation(message, dependency.path, dependency.line, dependency.column, target=dependency.name)


def target_of(violation: Violation) -> str:
    """What the violation is about, in words that do not depend on lines: what it says itself, else its message without
    numbers."""
    if violation.target is not None:
        return violation.target
    return _QUOTED_OR_NUMBER.sub(_without_number, " ".join(violation.message.split()))


def _without_number(match: re.Match[str]) -> str:
    return match[0] if match[0][0] in "`'\"" else "#"
