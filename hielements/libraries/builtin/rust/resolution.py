"""What a path in Rust code leads to: files of the workspace, or an external crate.

Comes in: a module, a path and the facts of files. Goes out: landings. Rules: the Rust Reference, "Paths", "Use
declarations" and "Names > Name resolution", as far as they can be followed without expanding macros: a name that a
module does not define, import or re-export is taken to be made there by a macro.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hielements.libraries.builtin.rust.crates import Crate, Crates, Node, Path
from hielements.libraries.builtin.rust.facts import REEXPORT, FileFacts, Use
from hielements.libraries.builtin.rust.manifests import Manifests, Requirement
from hielements.libraries.builtin.rust.module_names import ModuleNames, Names
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
    called: str | None = None
    """What the code calls the crate, where Cargo.toml renames it."""
    unread: str | None = None
    """The file that had to be read to know more, and could not be."""


Landings = tuple[Landing, ...]
"""Several where a condition decides between modules or re-exports; none where a path leads nowhere."""


class Resolver:
    """Follows paths. Safe to use from several threads."""

    def __init__(self, crates: Crates, manifests: Manifests, facts: Callable[[str], FileFacts | None]) -> None:
        self._crates = crates
        self._facts = facts
        self._known: dict[tuple[Node, str], Landings] = {}
        self._broken = {folder: failure.path for folder, failure in manifests.failures.items()}
        self._names = ModuleNames(facts)
        self._globs: dict[Node, tuple[tuple[Node, tuple[str, ...], bool], ...]] = {}
        self._by_name: dict[str, list[Crate]] = {}
        for crate in crates.all:
            if crate.name is not None and crate.kind in ("lib", "files"):
                self._by_name.setdefault(crate.name, []).append(crate)

    def use(self, node: Node, use: Use) -> Landings:
        """What a `use` in a file brings in. `node` is the module that the file is."""
        found = self._use(self._within(node, use.inside), use, frozenset(), 0)
        if use.binding is not None:
            return found
        # What a glob brings in is known only when the module can be read.
        return tuple(self._unread(each) if not each.rest else each for each in found)

    def reference(self, node: Node, inside: str, line: int, path: str) -> Landings:
        """What a path in code names; nothing for names that are none of a module: generic types, the prelude."""
        segments = tuple(path.split("::"))
        current = self._within(node, inside)
        local = self._local_binding(current, segments[0], line)
        if local is not None:
            found = self._use(current, local, frozenset(), 0)
            return tuple(end for landing in found for end in self._onward(landing, segments[1:]))
        # Most paths stand in a module many times.
        key = (current, path)
        if key not in self._known:
            if len(segments) > 1:
                self._known[key] = self._start(current, segments, False, frozenset(), 0)
            else:
                self._known[key] = self._plain(current, path)
        return self._known[key]

    def module(self, crate: Crate, path: Path) -> Landings:
        """Where a path from the root of a crate leads."""
        return self._follow(crate, (), path, frozenset(), 0)

    def crate_named(self, node: Node, name: str) -> Landings:
        """What code of a module means by the name of a crate."""
        return self._extern(node, (name,), True)

    def _plain(self, node: Node, name: str) -> Landings:
        """What a name of one segment is: never a crate, for it may as well be a variable. That of a macro ends in
        `!`; it may also stand in another module of the crate, and be known here by the order of the text."""
        plain = name.removesuffix("!")
        found = self._from_module(node, (plain,), frozenset(), 0)
        if found or plain == name:
            return found
        crate = node.crate
        holders = self._names.macros(crate).get(plain, ())
        if len(holders) != 1:
            return ()
        return (Landing(holders[0], (plain,), path=(*holders[0].path, plain), crate=crate),)

    def _within(self, node: Node, inside: str) -> Node:
        if not inside:
            return node
        found = node.crate.variants_of((*node.path, *inside.split("::")))
        return next((each for each in found if each.file == node.file), node)

    def _local_binding(self, node: Node, name: str, line: int) -> Use | None:
        """The `use` inside the innermost block around a line that brings the name in."""
        found = [
            use
            for use in self._names.of(node).bindings.get(name, ())
            if use.block is not None and use.block[0] <= line <= use.block[1]
        ]
        return max(found, key=lambda use: use.block[0] if use.block else 0, default=None)

    def _use(self, node: Node, use: Use, seen: frozenset[object], depth: int) -> Landings:
        key = (node, use.line, use.column)
        if key in seen or depth > _DEPTH:
            return ()
        return self._start(node, tuple(use.path.split("::")), True, seen | {key}, depth + 1)

    def _start(self, node: Node, path: Path, is_use: bool, seen: frozenset[object], depth: int) -> Landings:
        first, rest = path[0], path[1:]
        crate = node.crate
        if first == "crate":
            return self._follow(crate, (), rest, seen, depth)
        if first in ("self", "super"):
            base = node.path
            while path and path[0] in ("self", "super"):
                if path[0] == "super":
                    if not base:
                        return ()
                    base = base[:-1]
                path = path[1:]
            return self._follow(crate, base, path, seen, depth)
        if not first:
            return self._extern(node, rest, True) if rest else ()
        start = crate.modules[()] if crate.edition == "2015" and is_use else node
        local = self._from_module(start, path, seen, depth)
        if local:
            return local
        if first in _PRIMITIVE and not is_use:
            return ()
        return self._extern(node, path, is_use)

    def _from_module(self, node: Node, path: Path, seen: frozenset[object], depth: int) -> Landings:
        """A path that starts with a name of a module; nothing where the module has no such name: it may be a crate."""
        names = self._names.of(node)
        if path[0] in names.items or (*node.path, path[0]) in node.crate.modules:
            return self._follow(node.crate, node.path, path, seen, depth)
        # What the module itself brings in is used under the name that it has elsewhere.
        return self._imported(node, names, path, seen, depth)

    def _follow(self, crate: Crate, start: Path, rest: Path, seen: frozenset[object], depth: int) -> Landings:
        """Walks down from a module of a crate. Where it is one of several files, all of them count that have what is
        named."""
        path = start
        while rest and (*path, rest[0]) in crate.modules:
            path, rest = (*path, rest[0]), rest[1:]
        ends = [end for node in crate.variants_of(path) for end in self._in(node, rest, seen, depth)]
        found = [each for each in ends if each.is_found]
        return tuple(found or ends)

    def _in(self, node: Node, rest: Path, seen: frozenset[object], depth: int) -> Landings:
        """What a module has under a name."""
        crate = node.crate
        if not rest:
            return (Landing(node, (), path=node.path, crate=crate),)
        named = (*node.path, *rest)
        names = self._names.of(node)
        if rest[0] in names.items:
            return (Landing(node, rest, path=named, crate=crate),)
        if not node.path:
            # `#[macro_export]` puts a macro at the root of its crate, wherever it stands.
            exported = [
                each for each in self._names.macros(crate).get(rest[0], ()) if self._names.exports(each, rest[0])
            ]
            if exported:
                return tuple(Landing(each, rest, path=named, crate=crate) for each in exported)
        landings = self._imported(node, names, rest, seen, depth)
        own = (node.file,) if node.file is not None else ()
        if landings:
            return tuple(each.with_(via=(*own, *each.via), path=named, crate=crate) for each in landings)
        return (self._unread(Landing(node, rest, is_found=False, path=named, crate=crate)),)

    def _unread(self, landing: Landing) -> Landing:
        file = landing.node.file if landing.node is not None else None
        return landing.with_(unread=file) if file is not None and self._facts(file) is None else landing

    def _imported(self, node: Node, names: Names, rest: Path, seen: frozenset[object], depth: int) -> Landings:
        """What a module brings in under a name, by its uses and its globs. Several uses of one name bring in a type and
        a function, or what it is on each platform: all count."""
        found = [
            end
            for use in names.bindings.get(rest[0], ())
            if use.block is None
            for landing in self._use(node, use, seen, depth)
            for end in self._onward(landing, rest[1:])
        ]
        if found:
            return tuple(found)
        # What a module has itself hides what its globs bring in. Each module is asked once: globs may lead in circles.
        asked = {node}
        pending: list[tuple[Node, tuple[str, ...]]] = [(node, ())]
        while pending:
            module, way = pending.pop(0)
            for target, via, is_passed_on in self._glob_targets(module):
                if target in asked or not (is_passed_on or _is_within(node, module)):
                    continue
                asked.add(target)
                below = [each for each in self._seen_from(node, target, rest, seen, depth) if each.is_found]
                found += [each.with_(via=(*way, *via, *each.via)) for each in below]
                if not below:
                    pending.append((target, (*way, *via)))
        return tuple(dict.fromkeys(found))

    def _glob_targets(self, module: Node) -> tuple[tuple[Node, tuple[str, ...], bool], ...]:
        """The modules that the globs of a module name, the files on the way, and whether others may use that glob.
        External crates and the variants of enums are none."""
        known = self._globs.get(module)
        if known is None:
            self._globs[module] = ()  # what the path of a glob itself starts with comes from no glob of the same module
            known = self._globs[module] = tuple(
                (landing.node, (*landing.via, *((landing.node.file,) if landing.node.file else ())), is_passed_on)
                for use in self._names.of(module).globs
                for is_passed_on in (bool(use.tags & REEXPORT),)
                for landing in self._use(module, use, frozenset(), 0)
                if landing.node is not None and not landing.rest
            )
        return known

    def _seen_from(self, node: Node, target: Node, rest: Path, seen: frozenset[object], depth: int) -> Landings:
        """What a module itself has under a name, as far as it is visible from another one."""
        names, name = self._names.of(target), rest[0]
        inside = _is_within(node, target)
        child = target.crate.modules.get((*target.path, name))
        if child is not None and (inside or child.declared is None or child.declared[1].visibility):
            return self._follow(target.crate, target.path, rest, seen, depth)
        if name in (names.items if inside else names.visible):
            return (Landing(target, rest, path=(*target.path, *rest), crate=target.crate),)
        key = ("*", target, name)
        if key in seen or depth > _DEPTH:
            return ()
        return tuple(
            end.with_(path=(*target.path, *rest), crate=target.crate)
            for use in names.bindings.get(name, ())
            if use.block is None and (inside or use.tags & REEXPORT)
            for landing in self._use(target, use, seen | {key}, depth + 1)
            for end in self._onward(landing, rest[1:])
        )

    def _onward(self, landing: Landing, rest: Path) -> Landings:
        """Goes on from where a `use` led."""
        if not rest:
            return (landing,)
        if landing.node is None or landing.rest:
            return (landing.with_(rest=(*landing.rest, *rest), path=(*landing.path, *rest)),)
        below = self._follow(landing.node.crate, landing.node.path, rest, frozenset(), 0)
        return tuple(each.with_(via=(*landing.via, *each.via)) for each in below) or (landing,)

    def _extern(self, node: Node, path: Path, is_use: bool) -> Landings:
        """A path that starts with the name of a crate."""
        name, rest = path[0], path[1:]
        own = node.crate.package
        renamed = self._renamed(node.crate, name)
        if renamed is not None:
            return tuple(end for each in renamed for end in self._onward(each, rest))
        if own is not None:
            library = self._crates.libraries.get(own.folder)
            if name == own.crate and library is not None and library is not node.crate:
                return self._follow(library, (), rest, frozenset(), 0)
            requirement = own.requirements.get(name)
            if requirement is not None:
                return self._required(requirement, name, path)
        if name in STANDARD:
            return (Landing(None, rest, external=name, path=path),)
        same = self._by_name.get(name, ())
        if len(same) == 1 and same[0] is not node.crate:
            return self._follow(same[0], (), rest, frozenset(), 0)
        if is_use or (own is None and rest and name.islower() and name not in _PRIMITIVE and name.isidentifier()):
            return (Landing(None, rest, external=name, path=path),)
        return ()

    def _renamed(self, crate: Crate, name: str) -> Landings | None:
        """What `extern crate .. as name` at the root of a crate makes a name mean everywhere in it."""
        root = crate.modules.get(())
        for use in self._names.of(root).bindings.get(name, ()) if root is not None else ():
            if root is not None and "extern crate" in use.text and use.path != f"::{name}":
                return self._use(root, use, frozenset(), 0)
        return None

    def _required(self, requirement: Requirement, name: str, path: Path) -> Landings:
        """What a declared dependency is."""
        real = requirement.package.replace("-", "_")
        folder = requirement.folder
        target = self._crates.libraries.get(folder) if folder is not None else None
        if target is not None:
            found = self._follow(target, (), path[1:], frozenset(), 0)
            return tuple(each.with_(called=name) for each in found) if name != target.name else found
        failure = self._broken.get(folder) if folder is not None else None
        # `md5 = { package = "md-5" }` says how the crate is called anyway.
        external = name if name == real.replace("_", "") else real
        return (Landing(None, path[1:], external=external, path=path, called=name, unread=failure),)


def _is_within(node: Node, other: Node) -> bool:
    """Whether a module is another one or lies in it, so that it sees what is private there."""
    return node.crate is other.crate and node.path[: len(other.path)] == other.path
