"""Python code as the rules about dependencies see it.

Comes in: the codebase. Goes out: what `dependency_rules.code.Code` asks for. How Python names modules and re-exports
names is known here; what a rule wants is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.facts import STAR, FileFacts, Import
from hielements.libraries.outcomes import Dependency, Failure


class PythonCode:
    """Implements `Code`. Safe to use from several threads."""

    separator = "."

    def __init__(self, code: Codebase) -> None:
        self._code = code
        self._names: dict[str, str] = {}
        self._dependencies: dict[str, tuple[Dependency, ...]] = {}

    def files(self) -> Sequence[str]:
        return self._code.modules.ordered

    def known_files(self) -> Collection[str]:
        return self._code.modules.files

    def name(self, path: str) -> str:
        name = self._names.get(path)
        if name is None:
            name = self._names[path] = self._code.modules.name(path)
        return name

    def load(self, paths: Iterable[str]) -> None:
        self._code.store.load(paths)

    def dependencies(self, path: str) -> Sequence[Dependency]:
        known = self._dependencies.get(path)
        if known is None:
            known = self._dependencies[path] = tuple([edge.dependency for edge in self._code.edges(path)])
        return known

    def failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        asked = list(paths)
        return (*self._code.failures(asked), *self._code.unknown_targets(asked))

    def missing_files(self) -> tuple[Failure, ...]:
        return self._code.missing_files()

    def text(self, dependency: Dependency) -> str | None:
        edges = self._code.edges(dependency.path)
        return next((edge.source.text for edge in edges if edge.dependency is dependency), None)

    def leads(self, name: str) -> Sequence[str]:
        found = [name]
        while True:
            following = self._re_exported(found[-1])
            if following is None or following in found:
                return found
            found.append(following)

    def defines(self, name: str) -> bool:
        place = self._place(name)
        if place is None:
            return False
        path, rest = place
        if not rest:
            return True
        facts = self._code.facts(path) if path is not None else None
        if not isinstance(facts, FileFacts):
            return False
        symbol = ".".join(rest)
        return any(each.name == symbol for each in facts.definitions) or self._re_exported(name) is not None

    def _place(self, name: str) -> tuple[str | None, list[str]] | None:
        """The file of the module of an absolute name, None for a namespace package, and what is left of the name."""
        parts = name.split(".")
        modules = self._code.modules
        best: tuple[int, str | None] = (0, None)
        for root in modules.roots:
            matched, last = modules.locate(root, parts)
            if matched > best[0]:
                best = (matched, last)
        matched, last = best
        return (last, parts[matched:]) if matched else None

    def _re_exported(self, name: str) -> str | None:
        """Where an imported name comes from: `shop.orders.place` from `shop.orders.services.place`. None for what its
        module defines itself, and for modules."""
        place = self._place(name)
        if place is None or place[0] is None or not place[1]:
            return None
        path = place[0]
        wanted, *rest = place[1]
        facts = self._code.facts(path)
        if not isinstance(facts, FileFacts) or any(each.name == wanted for each in facts.definitions):
            return None
        resolver = self._code.resolver
        for each in reversed(facts.imports):
            if _bound_name(each) == wanted:
                resolved = resolver.resolve(path, each)
                return ".".join([resolved.name if each.alias or each.name else wanted, *rest])
        for each in reversed(facts.imports):
            if each.tags & STAR:
                candidate = f"{resolver.resolve(path, each).module}.{wanted}"
                # A module that takes everything of another that takes everything of it must not be asked again.
                if candidate != name and self._defines_directly(candidate):
                    return ".".join([candidate, *rest])
        return None

    def _defines_directly(self, name: str) -> bool:
        place = self._place(name)
        if place is None or place[0] is None:
            return False
        facts = self._code.facts(place[0])
        if not isinstance(facts, FileFacts) or len(place[1]) != 1:
            return False
        wanted = place[1][0]
        return any(each.name == wanted for each in facts.definitions) or any(
            _bound_name(each) == wanted for each in facts.imports
        )


def _bound_name(each: Import) -> str:
    """The name that an import makes known in its module."""
    return each.alias or each.name or each.module.partition(".")[0]
