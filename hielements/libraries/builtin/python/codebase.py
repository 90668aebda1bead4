"""The Python code of a workspace as the functions of the library see it: files, facts, edges, scopes.

Comes in: the environment of the library. Goes out: edges and facts of files, the files that a scope selects. This
module must never know what a check wants to prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from hielements.libraries.builtin.library import Undecidable, refuse
from hielements.libraries.builtin.python.facts import STAR, FileFacts, Import, tag_names
from hielements.libraries.builtin.python.modules import Modules, dotted, holds
from hielements.libraries.builtin.python.resolution import Resolver
from hielements.libraries.builtin.python.store import FactStore
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Dependency, Failure
from hielements.libraries.values import ScopeValue
from hielements.record import Record

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.details import FileDetails
    from hielements.libraries.builtin.python.import_graph import ImportGraph


_FOREIGN: Final = (".so", ".pyd", ".pyi", ".pyx", ".c", ".cpp")
"""What modules in other languages end in: built ones, stubs, and sources of Cython and C."""


class Edge(Record):
    """A dependency together with the import it comes from."""

    dependency: Dependency
    source: Import
    module: str
    """The absolute name of the module that was imported from."""


class Codebase:
    """Files, facts and edges of one workspace, each computed once. Safe to use from several threads: what is
    computed twice in a race is equal."""

    def __init__(self, environment: Environment) -> None:
        self.workspace = environment.workspace
        self._options = environment.options
        self.store = FactStore(environment.workspace, environment.cache, environment.processors)
        self._edges: dict[str, tuple[Edge, ...]] = {}

    @cached_property
    def modules(self) -> Modules:
        roots = self._options.get("roots")
        configured: list[str] | None = None
        if isinstance(roots, (list, tuple)):
            configured = [normal_path(str(root)) for root in roots]
        own_name = self.workspace.root.replace("\\", "/").rstrip("/").rpartition("/")[2]
        return Modules(self.workspace.files()[:], configured, own_name)

    @cached_property
    def _foreign_modules(self) -> frozenset[str]:
        """The modules of the workspace that are written in another language, or known by their types alone, as paths
        without what follows the name."""
        return frozenset(
            f"{folder}{slash}{file.partition('.')[0]}"
            for folder, slash, file in (path.rpartition("/") for path in self.workspace.files())
            if file.endswith(_FOREIGN)
        )

    def is_foreign(self, path: str) -> bool:
        """Whether there is an extension module or a stub of a path, which has no ending: `shop/_fast`."""
        return path in self._foreign_modules

    def names_foreign(self, name: str) -> bool:
        """Whether a dotted name is that of such a module."""
        inner = name.replace(".", "/")
        return any(self.is_foreign(f"{root}/{inner}" if root else inner) for root in self.modules.roots)

    def is_below(self, path: str, name: str) -> bool:
        """Whether a file is the `__init__.py` of a package that has a module of a name, in whatever language."""
        folder, _, file = path.rpartition("/")
        if file != "__init__.py":
            return False
        inner = f"{folder}/{name}" if folder else name
        return f"{inner}.py" in self.modules.files or inner in self.modules.folders or self.is_foreign(inner)

    def prepare(self) -> None:
        """Finds the modules. Raises Undecidable when the configuration makes no sense."""
        _ = self.modules

    @cached_property
    def resolver(self) -> Resolver:
        return Resolver(self.modules)

    def facts(self, path: str) -> FileFacts | Failure:
        return self.store.facts(path)

    def details(self, path: str) -> FileDetails | Failure:
        return self.store.details(path)

    def edges(self, path: str) -> tuple[Edge, ...]:
        """The imports of a file with what they lead to, in the order of the text. A file whose imports are not known
        has none: ask `import_failures` for the reason."""
        known = self._edges.get(path)
        if known is None:
            imports = self.store.imports(path)
            known = () if isinstance(imports, Failure) else tuple([self._edge(path, each) for each in imports])
            self._edges[path] = known
        return known

    def _edge(self, path: str, each: Import) -> Edge:
        resolved = self.resolver.resolve(path, each)
        return Edge(
            Dependency(
                path,
                each.line,
                each.column,
                resolved.name,
                resolved.targets,
                resolved.external,
                tag_names(each.tags),
                resolved.used_module,
                "*" if each.tags & STAR else resolved.member,
            ),
            each,
            resolved.module,
        )

    def failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        """Why some of the files have no facts."""
        files = tuple(paths)
        self.store.load(files)
        found = [self.store.facts(path) for path in files]
        return tuple(each for each in found if isinstance(each, Failure))

    def import_failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        """Why the imports of some of the files are not known."""
        return self.store.import_failures(paths)

    @property
    def graph(self) -> ImportGraph:
        """Which files of the project lead to which."""
        return self.store.graph(self.modules, self.resolver)

    def refresh(self, changed: Sequence[str]) -> None:
        """Some files have other contents now. What modules there are does not depend on contents, and neither does what
        a name leads to."""
        for path in changed:
            self._edges.pop(path, None)
        self.store.refresh(changed)

    def close(self) -> None:
        """Stores what the next run can use."""
        if "modules" in self.__dict__:
            self.store.close(self.modules.ordered)

    def missing_files(self, folders: Iterable[str] = ("",)) -> tuple[Failure, ...]:
        """Why the files below some folders may not be all: folders there that could not be listed."""
        self.prepare()  # what cannot be listed shows when the workspace is walked
        return tuple(
            unlisted(folder, reason)
            for folder, reason in self.workspace.unreadable()
            if any(holds(each, folder) for each in folders)
        )

    def unknown_targets(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        """Imports of some files that lead into folders that could not be listed: what they depend on is unknown."""
        self.prepare()
        hidden = {
            dotted(folder, root): reason
            for folder, reason in self.workspace.unreadable()
            for root in self.modules.roots
            if holds(root, folder)
        }
        if not hidden:
            return ()
        return tuple(
            Failure(
                "unreadable",
                f"imports {edge.dependency.name}, which cannot be read: {reason}",
                path,
                edge.dependency.line,
            )
            for path in paths
            for edge in self.edges(path)
            for name, reason in hidden.items()
            if edge.dependency.name == name or edge.dependency.name.startswith(f"{name}.")
        )

    def python_files(self, scope: ScopeValue) -> tuple[str, ...]:
        """The Python files that a scope selects. Raises Undecidable when there is none, and when there may be more
        than could be listed: a check that saw nothing, or not all, did not pass."""
        for failure in self._unlisted_parts(scope):
            raise Undecidable(failure)
        if scope.is_empty:
            message = scope.absence or f"'{scope.selector}' selects nothing"
            raise Undecidable(Failure("empty-scope", message))
        files = tuple(path for path in scope.files if path.endswith(".py"))
        if not files:
            raise Undecidable(
                Failure("empty-scope", f"'{scope.selector}' selects no Python file (*.py)", path=scope.root)
            )
        return files

    def _unlisted_parts(self, scope: ScopeValue) -> tuple[Failure, ...]:
        """Folders of a scope that could not be listed. Where a union of scopes has no root, a folder counts that
        stands beside some file of it."""
        if scope.root is not None:
            return self.missing_files((scope.root,)) if scope.root not in self.modules.files else ()
        return tuple(
            each
            for each in self.missing_files()
            if any(holds((each.path or "").rpartition("/")[0], file) for file in scope.files)
        )

    def scope_edges(self, scope: ScopeValue) -> list[Edge]:
        """All edges that leave the files of a scope; for a function or a class, those between its lines."""
        files = self.python_files(scope)
        self.store.load_imports(files)
        edges = [edge for path in files for edge in self.edges(path)]
        if scope.lines is not None:
            first, last = scope.lines
            edges = [edge for edge in edges if first <= edge.dependency.line <= last]
        return edges

    def scope_of(self, kind: str, selector: str, root: str | None, files: Sequence[str]) -> ScopeValue:
        return ScopeValue(kind, selector, root, files, language="python", library="python")

    def absent(self, kind: str, selector: str, absence: str) -> ScopeValue:
        return ScopeValue(kind, selector, None, (), language="python", library="python", absence=absence)


def normal_path(path: str) -> str:
    """A workspace path in its normal form. Raises Undecidable for a path that leaves the workspace."""
    parts: list[str] = []
    if path.startswith(("/", "~")) or "\\" in path or path[1:3] == ":/":
        raise refuse(f"'{path}' must be a path relative to the workspace, with forward slashes")
    for part in path.split("/"):
        if part == "..":
            if not parts:
                raise refuse(f"'{path}' leads out of the workspace")
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def unlisted(folder: str, reason: str) -> Failure:
    """What to answer when something depends on a folder that could not be listed."""
    return Failure(
        "unreadable",
        f"cannot list {folder or '.'}: {reason}",
        folder,
        help="if it holds no code, leave it out with `exclude` in the table [files] of hielements.toml",
    )
