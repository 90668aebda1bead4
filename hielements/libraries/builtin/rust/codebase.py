"""The Rust code of a workspace as the functions of the library see it: files, facts, edges, scopes.

Comes in: the environment of the library. Goes out: edges and facts of files, the files that a scope selects. This
module must never know what a check wants to prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from threading import RLock

from hielements.libraries.builtin.library import Undecidable
from hielements.libraries.builtin.rust.crates import Crates, Node
from hielements.libraries.builtin.rust.facts import FileFacts, Reference, Use, tag_names
from hielements.libraries.builtin.rust.manifests import Manifests, read_manifests
from hielements.libraries.builtin.rust.resolution import Landing, Resolver
from hielements.libraries.builtin.rust.store import FactStore
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Dependency, Failure
from hielements.libraries.values import ScopeValue
from hielements.record import Record


class Edge(Record):
    """A dependency together with what it comes from.

    `text` is what a note quotes, `evidence` what stands at the place. `names` are all the names of what is used,
    from the root of a crate: as it is written, and where re-exports lead. `definitions` are the files that define
    it; `dependency.targets` has those and the files that re-export it, unless these are modules around the code
    itself.
    """

    dependency: Dependency
    text: str
    evidence: str
    tags: int
    is_import: bool
    names: tuple[str, ...]
    meant: str | None
    """What a name that is re-exported is where it is defined: `crate::db::Pool` for `crate::Pool`."""
    definitions: tuple[str, ...]


class Codebase:
    """Files, facts and edges of one workspace, each computed once. Safe to use from several threads."""

    def __init__(self, environment: Environment) -> None:
        self.workspace = environment.workspace
        self.store = FactStore(environment.workspace, environment.cache)
        self._edges: dict[str, tuple[Edge, ...]] = {}
        self._unread: dict[str, dict[str, None]] = {}
        self._lock = RLock()
        self._manifests: Manifests | None = None
        self._crates: Crates | None = None
        self._resolver: Resolver | None = None

    @cached_property
    def files(self) -> tuple[str, ...]:
        """All Rust files and manifests, without what cargo builds (`target` beside a Cargo.toml)."""
        every = [path for path in self.workspace.files() if path.endswith((".rs", "Cargo.toml"))]
        outputs = tuple(
            f"{path.removesuffix('Cargo.toml')}target/" for path in every if path.rpartition("/")[2] == "Cargo.toml"
        )
        return tuple(path for path in every if not path.startswith(outputs))

    @cached_property
    def rust_files(self) -> tuple[str, ...]:
        return tuple(path for path in self.files if path.endswith(".rs"))

    # Packages, crates and modules are compared by identity, so that two threads must never see two of one kind.

    @property
    def manifests(self) -> Manifests:
        with self._lock:
            if self._manifests is None:
                self._manifests = read_manifests(self.files, self.workspace.read)
            return self._manifests

    @property
    def crates(self) -> Crates:
        with self._lock:
            if self._crates is None:
                self._crates = Crates(self.rust_files, self.manifests, self.facts_or_none)
            return self._crates

    @property
    def resolver(self) -> Resolver:
        with self._lock:
            if self._resolver is None:
                self._resolver = Resolver(self.crates, self.manifests, self.facts_or_none)
            return self._resolver

    def facts(self, path: str) -> FileFacts | Failure:
        return self.store.facts(path)

    def facts_or_none(self, path: str) -> FileFacts | None:
        facts = self.store.facts(path)
        return None if isinstance(facts, Failure) else facts

    def places(self, path: str) -> Sequence[Node]:
        """The modules that a file is."""
        return self.crates.places.get(path, ())

    def edges(self, path: str) -> tuple[Edge, ...]:
        """What a file depends on, in the order of the text; what leads to the file itself is left out, unless it leads
        into another inline module. A file without facts has none: ask `failures` for the reason.
        """
        known = self._edges.get(path)
        if known is None:
            facts = self.store.facts(path)
            found = [] if isinstance(facts, Failure) else list(self._edges_of(path, facts))
            found.sort(key=lambda edge: (edge.dependency.line, edge.dependency.column))
            known = self._edges[path] = tuple(found)
        return known

    def _edges_of(self, path: str, facts: FileFacts) -> Iterable[Edge]:
        nodes = self.places(path)
        for use in facts.uses:
            edge = self._edge(path, nodes, use, [each for node in nodes for each in self.resolver.use(node, use)])
            if edge is not None:
                yield edge
        for reference in facts.references:
            landings = [
                each
                for node in nodes
                for each in self.resolver.reference(node, reference.inside, reference.line, reference.path)
            ]
            edge = self._edge(path, nodes, reference, landings)
            if edge is not None:
                yield edge

    def _edge(
        self, path: str, nodes: Sequence[Node], source: Use | Reference, landings: Sequence[Landing]
    ) -> Edge | None:
        names: dict[str, None] = {}
        definitions: dict[str, None] = {}
        via: dict[str, None] = {}
        external = None
        taken: dict[tuple[str, str | None], None] = {}
        for landing in landings:
            names.update(dict.fromkeys(_names(landing, nodes[0])))
            if landing.unread is not None:
                self._unread.setdefault(path, {})[landing.unread] = None
            external = external or landing.external
            if landing.node is not None and landing.node.file is not None:
                definitions[landing.node.file] = None
                taken[_taken(landing)] = None
            # What a module around the code re-exports (`crate::Lexer` by lib.rs) is a shortcut and leads nowhere else.
            via.update((each, None) for each in landing.via if not self._is_around(each, nodes))
        crosses = any(
            landing.node is not None
            and landing.node.file == path
            and _top(landing.node.inside) not in ("", _top(source.inside))
            for landing in landings
        )
        targets = tuple(each for each in {**definitions, **via} if each != path or crosses)
        if not names or (not targets and external is None):
            return None
        module, member = next(iter(taken)) if len(taken) == 1 else ("", None)
        tags = source.tags
        for node in nodes:
            tags |= node.tags
        is_import = isinstance(source, Use)
        written = source.path + ("::*" if isinstance(source, Use) and source.binding is None else "")
        return Edge(
            Dependency(
                path,
                source.line,
                source.column,
                next(iter(names)),
                targets,
                external,
                tag_names(tags),
                module,
                member,
                "imports" if is_import else "uses",
            ),
            f"use {written}" if is_import else written,
            source.text if isinstance(source, Use) else written,
            tags,
            is_import,
            tuple(names),
            _meant(landings, nodes[0]),
            tuple(each for each in definitions if each != path),
        )

    def _is_around(self, file: str, nodes: Sequence[Node]) -> bool:
        """Whether a file is a module that the others lie in."""
        return any(
            above.crate is node.crate and node.path[: len(above.path)] == above.path
            for above in self.places(file)
            for node in nodes
        )

    def failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        """Why some of the files have no facts, or why it is not known to which crates they belong."""
        found: dict[Failure, None] = {}
        for path in paths:
            facts = self.store.facts(path)
            if isinstance(facts, Failure):
                found[facts] = None
            for folder, failure in self.manifests.failures.items():
                if not folder or path.startswith(f"{folder}/"):
                    found[failure] = None
        return tuple(found)

    def edge_failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        """The same, and why it is not known where some dependencies of the files lead: through a module, or into a
        package, that cannot be read."""
        paths = tuple(paths)
        found = dict.fromkeys(self.failures(paths))
        for path in paths:
            self.edges(path)
            for unread in self._unread.get(path, ()):
                manifest = self.manifests.failures.get(unread.removesuffix("Cargo.toml").rstrip("/"))
                facts = self.store.facts(unread) if manifest is None else manifest
                if isinstance(facts, Failure):
                    found[facts] = None
        return tuple(found)

    def rust_files_of(self, scope: ScopeValue) -> tuple[str, ...]:
        """The Rust files that a scope selects. Raises Undecidable when there is none: a check that saw nothing did
        not pass."""
        if scope.is_empty:
            raise Undecidable(Failure("empty-scope", scope.absence or f"'{scope.selector}' selects nothing"))
        files = tuple(path for path in scope.files if path.endswith(".rs"))
        if not files:
            raise Undecidable(Failure("empty-scope", f"'{scope.selector}' selects no Rust file (*.rs)", scope.root))
        return files

    def files_of(self, scope: ScopeValue) -> tuple[str, ...]:
        """The same, with the facts of all of them loaded."""
        files = self.rust_files_of(scope)
        self.store.load(files)
        return files

    def every_file(self) -> tuple[str, ...]:
        """All Rust files of the workspace, their facts loaded. Raises Undecidable when there is none."""
        if not self.rust_files:
            raise Undecidable(Failure("empty-scope", "the workspace holds no Rust file (*.rs)"))
        self.store.load(self.rust_files)
        return self.rust_files

    def scope_edges(self, scope: ScopeValue) -> list[Edge]:
        """All edges that leave the files of a scope; for a part of a file, those between its lines. What other files
        of the workspace are must be known first, so all of them are read."""
        edges = [edge for path in self.files_of(scope) for edge in self.edges(path)]
        if scope.lines is not None:
            first, last = scope.lines
            edges = [edge for edge in edges if first <= edge.dependency.line <= last]
        return edges

    def scope_of(self, kind: str, selector: str, root: str | None, files: Sequence[str]) -> ScopeValue:
        return ScopeValue(kind, selector, root, files, language="rust", library="rust")

    def absent(self, kind: str, selector: str, absence: str) -> ScopeValue:
        return ScopeValue(kind, selector, None, (), language="rust", library="rust", absence=absence)


def _names(landing: Landing, node: Node) -> list[str]:
    """The names of what a landing leads to: `crate::db::open` within a crate, `shop::db::open` from others."""
    if landing.external is not None:
        names = [landing.external] + ([landing.called] if landing.called is not None else [])
        return list(dict.fromkeys("::".join((name, *landing.rest)) for name in names))
    found = []
    if landing.crate is not None:
        found.append(_absolute(landing.crate.name if landing.crate is not node.crate else None, landing.path))
    if landing.node is not None:
        crate = landing.node.crate
        found.append(_absolute(crate.name if crate is not node.crate else None, (*landing.node.path, *landing.rest)))
    if landing.called is not None:
        found.append(_absolute(landing.called, landing.path))
    return list(dict.fromkeys(found))


def _meant(landings: Sequence[Landing], node: Node) -> str | None:
    """Where what the first landing names is defined, when that is elsewhere."""
    landing = landings[0]
    if landing.node is None:
        return None
    crate, path = landing.node.crate, (*landing.node.path, *landing.rest)
    if crate is landing.crate and path == landing.path:
        return None
    return _absolute(crate.name if crate is not node.crate else None, path)


def _taken(landing: Landing) -> tuple[str, str | None]:
    """The module that is used, under the name of its crate, and the item that is taken from it: None for the module as
    a whole, and where it is not known which part of the file it is."""
    node = landing.node
    if node is None:
        return "", None
    member = landing.rest[0] if landing.rest and landing.is_found else None
    if node.inside:
        # Of a file, an inline module is a part like an item: whoever takes something of it takes from this part.
        member = _top(node.inside)
    return _absolute(node.crate.name, node.path), member


def _top(inside: str) -> str:
    """The outermost of the inline modules around a fact."""
    return inside.partition("::")[0]


def _absolute(crate: str | None, path: tuple[str, ...]) -> str:
    return "::".join((crate or "crate", *path))
