"""Imports that a rule lets pass: `shop.api.* -> shop.db.models`.

Comes in: patterns as a specification writes them. Goes out: whether an import is excepted, and which patterns except
nothing, because an exception that has outlived its import would hide the next one.

The form is that of import-linter's `ignore_imports`: two names with `->` between them, `*` for one segment of a name,
`**` for one or more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hielements.libraries.dependency_rules.code import Code, listed
from hielements.libraries.outcomes import Dependency, Failure


class Exceptions:
    """The exceptions of one rule."""

    def __init__(self, patterns: Sequence[str], separator: str) -> None:
        """Raises ValueError for a text that is no exception; the message says what is wrong."""
        self.patterns = tuple(dict.fromkeys(" -> ".join(_halves(pattern)) for pattern in patterns))
        self._rules = [tuple(_expression(half, separator) for half in _halves(each)) for each in self.patterns]
        self._of_importer: dict[str, list[re.Pattern[str]]] = {}

    def hold(self, code: Code, dependency: Dependency) -> bool:
        """Whether an import is excepted. The imported name counts as written (relative ones made absolute) and as
        the imported module is called."""
        if not self._rules:
            return False
        importer = dependency.path
        expressions = self._of_importer.get(importer)
        if expressions is None:
            names = code.names(importer)
            expressions = [right for left, right in self._rules if any(map(left.match, names))]
            self._of_importer[importer] = expressions
        return any(_leads_to(right, code, dependency) for right in expressions)

    def may_hold(self, code: Code, path: str) -> bool:
        """Whether any import of a file may be excepted."""
        return any(left.match(name) for left, _ in self._rules for name in code.names(path))

    def unmatched(self, code: Code) -> tuple[str, ...]:
        """The patterns that except no import of the whole project, as far as that is known: the imports of a file that
        could not be read may be any."""
        return tuple(
            pattern for pattern, (left, right) in zip(self.patterns, self._rules, strict=True)
            if not self._matches_something(code, left, right)
        )  # fmt: skip

    def _matches_something(self, code: Code, left: re.Pattern[str], right: re.Pattern[str]) -> bool:
        importers = [path for path in code.files() if any(map(left.match, code.names(path)))]
        code.load(importers)
        return bool(code.failures(importers)) or any(
            _leads_to(right, code, dependency) for path in importers for dependency in code.dependencies(path)
        )

    def remark(self, code: Code) -> str | None:
        """What to say of exceptions that except nothing; None when each is in use."""
        unused = [f"'{pattern}'" for pattern in self.unmatched(code)]
        if not unused:
            return None
        if len(unused) == 1:
            return f"the exception {unused[0]} matches no import: remove it"
        return f"the exceptions {listed(unused, 5)} match no import: remove them"


def read_exceptions(patterns: Sequence[str], separator: str = ".") -> Exceptions | Failure:
    """The exceptions, or why a text is none."""
    try:
        return Exceptions(patterns, separator)
    except ValueError as problem:
        return Failure(
            "argument", str(problem), help="write an exception as 'shop.api -> shop.db', with * for one segment of a "
            "name and ** for any number",
        )  # fmt: skip


def _leads_to(expression: re.Pattern[str], code: Code, dependency: Dependency) -> bool:
    return bool(expression.match(dependency.name)) or any(
        expression.match(name) for target in dependency.targets for name in code.names(target)
    )


def _halves(pattern: str) -> tuple[str, str]:
    left, arrow, right = pattern.partition("->")
    if not arrow or not left.strip() or not right.strip() or "->" in right:
        raise ValueError(f"'{pattern}' is no exception for an import")
    return left.strip(), right.strip()


def _expression(name: str, separator: str) -> re.Pattern[str]:
    segment = rf"[^{re.escape(separator)}\s]+"
    parts = []
    for part in name.split(separator):
        if part == "**":
            parts.append(rf"{segment}(?:{re.escape(separator)}{segment})*")
        elif part == "*":
            parts.append(segment)
        elif not part or "*" in part or re.search(r"\s", part):
            raise ValueError(f"'{name}' is not the name of a module: * and ** stand for whole segments")
        else:
            parts.append(re.escape(part))
    return re.compile(re.escape(separator).join(parts) + r"\Z")
