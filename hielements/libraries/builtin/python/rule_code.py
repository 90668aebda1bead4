"""Python code as the rules about dependencies see it.

Comes in: the codebase. Goes out: what `dependency_rules.code.Code` asks for. How Python names modules and re-exports
names is known here; what a rule wants is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.facts import STAR, FileFacts, Import
from hielements.libraries.builtin.python.modules import dotted, holds
from hielements.libraries.dependency_rules.code import Place
from hielements.libraries.outcomes import Dependency, Failure


class PythonCode:
    """Implements `Code`. Safe to use from several threads."""

    separator = "."

    def __init__(self, code: Codebase) -> None:
        self._code = code
        self._names: dict[str, str] = {}
        self._dependencies: dict[str, tuple[Dependency, ...]] = {}

    def refresh(self, changed: Iterable[str]) -> None:
        """Some files have other contents now: names do not depend on these."""
        for path in changed:
            self._dependencies.pop(path, None)

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
        self._code.store.load_imports(paths)

    def dependencies(self, path: str) -> Sequence[Dependency]:
        known = self._dependencies.get(path)
        if known is None:
            known = self._dependencies[path] = tuple([edge.dependency for edge in self._code.edges(path)])
        return known

    def failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        asked = list(paths)
        return (*self._code.import_failures(asked), *self._code.unknown_targets(asked))

    def successors(self, ignored_tags: Collection[str]) -> Sequence[tuple[int, ...]] | None:
        return self._code.graph.successors(ignored_tags)

    def weights(self, path: str, ignored_tags: Collection[str]) -> dict[int, int] | None:
        return self._code.graph.weights(path, ignored_tags)

    def missing_files(self) -> tuple[Failure, ...]:
        return self._code.missing_files()

    def text(self, dependency: Dependency) -> str | None:
        edges = self._code.edges(dependency.path)
        return next((edge.source.text for edge in edges if edge.dependency is dependency), None)

    def names(self, path: str) -> Sequence[str]:
        modules = self._code.modules
        folder = path.rpartition("/")[0]
        return [self.name(path), *(dotted(path, root) for root in modules.roots if holds(root, folder))]

    def place_of(self, name: str) -> Place | None:
        parts = name.split(".")
        modules = self._code.modules
        best: tuple[int, str | None] = (0, None)
        for root in modules.roots:
            matched, last = modules.locate(root, parts)
            if matched > best[0]:
                best = (matched, last)
        matched, path = best
        return (path, tuple(parts[matched:])) if path is not None else None

    def leads(self, place: Place) -> Sequence[Place]:
        found = [self._in_submodule(place)]
        while True:
            following = self._re_exported(found[-1])
            if following is None or following in found:
                return found
            found.append(following)

    def defines(self, place: Place) -> bool:
        path, rest = self._in_submodule(place)
        if not rest:
            return True
        facts = self._code.facts(path)
        symbol = ".".join(rest)
        return (
            isinstance(facts, FileFacts) and any(each.name == symbol for each in facts.definitions)
        ) or self._re_exported((path, rest)) is not None

    def _in_submodule(self, place: Place) -> Place:
        """The same place from the innermost module that is named: `(shop/__init__.py, db)` is `(shop/db.py,)`."""
        path, rest = place
        while rest and path.endswith("__init__.py"):
            inner = f"{path.removesuffix('__init__.py')}{rest[0]}"
            known = self._code.modules.files
            following = next((each for each in (f"{inner}/__init__.py", f"{inner}.py") if each in known), None)
            if following is None:
                break
            path, rest = following, rest[1:]
        return path, rest

    def _re_exported(self, place: Place) -> Place | None:
        """Where an imported name comes from: `place` in `shop/orders/__init__.py` from `place` in
        `shop/orders/services.py`. None for modules, for what a module defines itself, and for other people's code."""
        path, rest = place
        facts = self._code.facts(path)
        if not rest or not isinstance(facts, FileFacts) or any(each.name == rest[0] for each in facts.definitions):
            return None
        resolver = self._code.resolver
        for each in reversed(facts.imports):
            if _bound_name(each) == rest[0]:
                resolved = resolver.resolve(path, each)
                if not resolved.targets or not (each.alias or each.name):  # `import a.b` makes only `a` known
                    return None
                member = () if resolved.member is None else (resolved.member,)
                return self._in_submodule((resolved.targets[0], (*member, *rest[1:])))
        for each in reversed(facts.imports):
            if each.tags & STAR:
                targets = resolver.resolve(path, each).targets
                if targets and targets[0] != path and self._knows(targets[0], rest[0]):
                    return targets[0], rest
        return None

    def _knows(self, path: str, name: str) -> bool:
        """Whether a module defines or imports a name by itself: star imports of star imports are not followed."""
        facts = self._code.facts(path)
        return isinstance(facts, FileFacts) and (
            any(each.name == name for each in facts.definitions)
            or any(_bound_name(each) == name for each in facts.imports)
        )


def _bound_name(each: Import) -> str:
    """The name that an import makes known in its module."""
    return each.alias or each.name or each.module.partition(".")[0]
