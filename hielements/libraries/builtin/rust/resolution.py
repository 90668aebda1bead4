"""What a path in Rust code leads to: files of the workspace, or an external crate.

Comes in: a module, a path and the facts of files. Goes out: landings. Rules: the Rust Reference, "Paths", "Use
declarations" and "Names > Name resolution", as far as they can be followed without expanding macros: a name that a
module does not define, import or re-export is taken to be made there by a macro.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from hielements.libraries.builtin.rust.crates import Crate, Crates, Node, Path
from hielements.libraries.builtin.rust.facts import FileFacts, Use
from hielements.libraries.builtin.rust.manifests import Manifests, Package
from hielements.record import Entity

STANDARD: Final = frozenset(("std", "core", "alloc", "proc_macro", "test"))
_PRIMITIVE: Final = frozenset(
    [
        *("bool", "char", "str", "f16", "f32", "f64", "f128", "self", "Self"),
        *(f"{sign}{bits}" for sign in "iu" for bits in ("8", "16", "32", "64", "128", "size")),
    ]
)
_DEPTH: Final = 64
"""Longer chains of re-exports are not followed."""


class Landing(Entity):
    """Where a path ends. Inside the workspace: `node` is the module that holds what it names (or that it names), and
    `rest` what follows there; `via` are the files of modules that re-export it on the way. Outside: `external` is the
    crate, and `rest` what follows. `is_found` is False for a name that the module does not visibly have."""

    node: Node | None
    rest: Path
    via: tuple[str, ...] = ()
    external: str | None = None
    is_found: bool = True
    path: Path = ()
    """The path from the crate root as it was named, without following re-exports."""
    crate: Crate | None = None
    """The crate that `path` starts at."""


class _Names(Entity):
    """What one module defines itself and brings in."""

    items: frozenset[str]
    bindings: dict[str, list[Use]]
    globs: list[Use]


class Resolver:
    """Follows paths. Safe to use from several threads."""

    def __init__(self, crates: Crates, manifests: Manifests, facts: Callable[[str], FileFacts | None]) -> None:
        self._crates = crates
        self._facts = facts
        self._known: dict[tuple[Node, str], Landing | None] = {}
        self._exported: dict[Crate, dict[str, Node]] = {}
        self._names: dict[str, dict[str, _Names]] = {}
        self._by_name: dict[str, list[Crate]] = {}
        for crate in crates.all:
            if crate.name is not None and crate.kind in ("lib", "files"):
                self._by_name.setdefault(crate.name, []).append(crate)
        self._packages: dict[str, Package] = {package.folder: package for package in manifests.packages}
        self._named: dict[str, list[Package]] = {}
        for package in manifests.packages:
            self._named.setdefault(package.name, []).append(package)

    def use(self, node: Node, use: Use) -> Landing | None:
        """What a `use` in a file brings in. `node` is the module that the file is."""
        return self._use(self._within(node, use.inside), use, frozenset(), 0)

    def reference(self, node: Node, inside: str, line: int, path: str) -> Landing | None:
        """What a path in code names; None for names that are none of a module: generic types, the prelude."""
        segments = tuple(path.split("::"))
        current = self._within(node, inside)
        local = self._local_binding(current, segments[0], line)
        if local is not None:
            landing = self._use(current, local, frozenset(), 0)
            return self._onward(landing, segments[1:]) if landing is not None else None
        # Most paths stand in a module many times.
        key = (current, path)
        if key not in self._known:
            self._known[key] = self._start(current, segments, False, frozenset(), 0)
        return self._known[key]

    def module(self, crate: Crate, path: Path) -> Landing | None:
        """Where a path from the root of a crate leads."""
        return self._follow(crate, (), path, frozenset(), 0)

    def crate_named(self, node: Node, name: str) -> Landing | None:
        """What code of a module means by the name of a crate."""
        return self._extern(node, (name,), True)

    def _within(self, node: Node, inside: str) -> Node:
        if not inside:
            return node
        return node.crate.modules.get((*node.path, *inside.split("::")), node)

    def _local_binding(self, node: Node, name: str, line: int) -> Use | None:
        """The `use` inside the innermost block around a line that brings the name in."""
        found = [
            use
            for use in self._names_of(node).bindings.get(name, ())
            if use.block is not None and use.block[0] <= line <= use.block[1]
        ]
        return max(found, key=lambda use: use.block[0] if use.block else 0, default=None)

    def _use(self, node: Node, use: Use, seen: frozenset[object], depth: int) -> Landing | None:
        key = (id(node.crate), node.path, use.line, use.column)
        if key in seen or depth > _DEPTH:
            return None
        return self._start(node, tuple(use.path.split("::")), True, seen | {key}, depth + 1)

    def _start(self, node: Node, path: Path, is_use: bool, seen: frozenset[object], depth: int) -> Landing | None:
        first, rest = path[0], path[1:]
        crate = node.crate
        if first == "crate":
            return self._follow(crate, (), rest, seen, depth)
        if first in ("self", "super"):
            base = node.path
            while path and path[0] in ("self", "super"):
                if path[0] == "super":
                    if not base:
                        return None
                    base = base[:-1]
                path = path[1:]
            return self._follow(crate, base, path, seen, depth)
        if not first:
            return self._extern(node, rest, True) if rest else None
        start = () if crate.edition == "2015" and is_use else node.path
        local = self._from_module(crate, start, path, seen, depth)
        if local is not None:
            return local
        if first in _PRIMITIVE and not is_use:
            return None
        return self._extern(node, path, is_use)

    def _from_module(
        self, crate: Crate, start: Path, path: Path, seen: frozenset[object], depth: int
    ) -> Landing | None:
        """A path that starts with a name of a module; None where the module has no such name: it may be a crate."""
        node = crate.modules.get(start)
        if node is None:
            return None
        names = self._names_of(node)
        if (*start, path[0]) in crate.modules or path[0] in names.items:
            return self._follow(crate, start, path, seen, depth)
        # What the module itself brings in is used under the name that it has elsewhere.
        return self._imported(node, names, path, seen, depth)

    def _follow(self, crate: Crate, start: Path, rest: Path, seen: frozenset[object], depth: int) -> Landing | None:
        """Walks down from a module of a crate."""
        path = start
        node = crate.modules.get(path)
        if node is None:
            return None
        while rest:
            below = crate.modules.get((*path, rest[0]))
            if below is None:
                break
            path, node, rest = below.path, below, rest[1:]
        if not rest:
            return Landing(node, (), path=path, crate=crate)
        named = (*path, *rest)
        names = self._names_of(node)
        if rest[0] in names.items:
            return Landing(node, rest, path=named, crate=crate)
        if not path and rest[0] in self._macros(crate):
            # `#[macro_export]` puts a macro at the root of its crate, wherever it stands.
            return Landing(self._macros(crate)[rest[0]], rest, path=named, crate=crate)
        landing = self._imported(node, names, rest, seen, depth)
        if landing is not None:
            via = (node.file, *landing.via) if node.file is not None else landing.via
            return landing.with_(via=via, path=named, crate=crate)
        return Landing(node, rest, is_found=False, path=named, crate=crate)

    def _imported(self, node: Node, names: _Names, rest: Path, seen: frozenset[object], depth: int) -> Landing | None:
        """What a module brings in under a name, by its uses and its globs."""
        for use in names.bindings.get(rest[0], ()):
            if use.block is None:
                landing = self._use(node, use, seen, depth)
                if landing is not None:
                    return self._onward(landing, rest[1:])
        for use in names.globs:
            landing = self._use(node, use, seen, depth)
            if landing is None or landing.node is None or landing.rest:
                continue  # an external crate, or the variants of an enum
            key = ("*", id(landing.node), rest[0])
            if key in seen or depth > _DEPTH:
                continue
            below = self._follow(landing.node.crate, landing.node.path, rest, seen | {key}, depth + 1)
            if below is not None and below.is_found:
                return below.with_(via=(*landing.via, *below.via))
        return None

    def _onward(self, landing: Landing, rest: Path) -> Landing:
        """Goes on from where a `use` led."""
        if not rest:
            return landing
        if landing.node is None or landing.rest:
            return landing.with_(rest=(*landing.rest, *rest), path=(*landing.path, *rest))
        below = self._follow(landing.node.crate, landing.node.path, rest, frozenset(), 0)
        return below.with_(via=(*landing.via, *below.via)) if below is not None else landing

    def _extern(self, node: Node, path: Path, is_use: bool) -> Landing | None:
        """A path that starts with the name of a crate."""
        name, rest = path[0], path[1:]
        own = node.crate.package
        if own is not None:
            library = self._crates.libraries.get(own.folder)
            if name == own.crate and library is not None and library is not node.crate:
                return self._follow(library, (), rest, frozenset(), 0)
            requirement = own.requirements.get(name)
            if requirement is not None:
                target = self._local(requirement.folder)
                if target is not None:
                    return self._follow(target, (), rest, frozenset(), 0)
                return Landing(None, rest, external=name, path=path)
        if name in STANDARD:
            return Landing(None, rest, external=name, path=path)
        same = self._by_name.get(name, ())
        if len(same) == 1 and same[0] is not node.crate:
            return self._follow(same[0], (), rest, frozenset(), 0)
        if is_use or (own is None and rest and name.islower() and name not in _PRIMITIVE and name.isidentifier()):
            return Landing(None, rest, external=name, path=path)
        return None

    def _local(self, folder: str | None) -> Crate | None:
        return self._crates.libraries.get(folder) if folder is not None else None

    def _macros(self, crate: Crate) -> dict[str, Node]:
        """The modules that hold the exported macros of a crate, by the name of the macro."""
        known = self._exported.get(crate)
        if known is None:
            known = self._exported[crate] = {}
            for node in crate.modules.values():
                facts = self._facts(node.file) if node.file is not None and not node.inside else None
                for item in facts.items if facts is not None else ():
                    if item.kind == "macro" and item.visibility == "pub":
                        known.setdefault(item.name, node)
        return known

    def _names_of(self, node: Node) -> _Names:
        if node.file is None:
            return _EMPTY
        by_inside = self._names.get(node.file)
        if by_inside is None:
            by_inside = self._names[node.file] = dict(self._collect(node.file))
        return by_inside.get(node.inside, _EMPTY)

    def _collect(self, file: str) -> Iterator[tuple[str, _Names]]:
        facts = self._facts(file)
        if facts is None:
            return
        items: dict[str, set[str]] = {}
        uses: dict[str, list[Use]] = {}
        for item in facts.items:
            if not item.owner:
                items.setdefault(item.inside, set()).add(item.name)
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
            yield inside, _Names(frozenset(items.get(inside, ())), bindings, globs)


_EMPTY: Final = _Names(frozenset(), {}, [])
