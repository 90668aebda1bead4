"""What each module has itself: its items, what its uses bring in, and the macros of a crate.

Comes in: modules and the facts of files. Goes out: names, each computed once. What the paths of the uses lead to is not
known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from hielements.libraries.builtin.rust.crates import Crate, Node
from hielements.libraries.builtin.rust.facts import FileFacts, Use
from hielements.record import Entity


class Names(Entity):
    """What one module defines itself and brings in."""

    items: frozenset[str]
    visible: frozenset[str]
    """The items that are not private to the module."""
    bindings: dict[str, list[Use]]
    globs: list[Use]


class ModuleNames:
    """The names of modules. Safe to use from several threads."""

    def __init__(self, facts: Callable[[str], FileFacts | None]) -> None:
        self._facts = facts
        self._names: dict[str, dict[str, Names]] = {}
        self._holders: dict[Crate, dict[str, list[Node]]] = {}

    def macros(self, crate: Crate) -> dict[str, list[Node]]:
        """The modules of a crate that hold macros, by the name of the macro."""
        known = self._holders.get(crate)
        if known is None:
            known = self._holders[crate] = {}
            for node in crate.nodes:
                facts = self._facts(node.file) if node.file is not None and not node.inside else None
                for item in facts.items if facts is not None else ():
                    if item.kind == "macro" and node not in known.setdefault(item.name, []):
                        known[item.name].append(node)
        return known

    def exports(self, node: Node, name: str) -> bool:
        facts = self._facts(node.file) if node.file is not None else None
        return facts is not None and any(
            item.kind == "macro" and item.name == name and item.visibility == "pub" for item in facts.items
        )

    def of(self, node: Node) -> Names:
        if node.file is None:
            return _EMPTY
        by_inside = self._names.get(node.file)
        if by_inside is None:
            by_inside = self._names[node.file] = dict(self._collect(node.file))
        return by_inside.get(node.inside, _EMPTY)

    def _collect(self, file: str) -> Iterator[tuple[str, Names]]:
        facts = self._facts(file)
        if facts is None:
            return
        items: dict[str, set[str]] = {}
        visible: dict[str, set[str]] = {}
        uses: dict[str, list[Use]] = {}
        for item in facts.items:
            if not item.owner:
                items.setdefault(item.inside, set()).add(item.name)
                if item.visibility:
                    visible.setdefault(item.inside, set()).add(item.name)
        for use in facts.uses:
            uses.setdefault(use.inside, []).append(use)
        for inside in {*items, *uses}:
            bindings: dict[str, list[Use]] = {}
            globs = []
            for use in uses.get(inside, ()):
                if use.binding is None:
                    globs.append(use)
                else:
                    bindings.setdefault(use.binding, []).append(use)
            own, seen = items.get(inside, ()), visible.get(inside, ())
            yield inside, Names(frozenset(own), frozenset(seen), bindings, globs)


_EMPTY: Final = Names(frozenset(), frozenset(), {}, [])
