"""What the checks on imports share: which imports count, how an import is reported, the graph of modules.

Comes in: edges. Goes out: violations, chains, graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.codebase import Codebase, Edge
from hielements.libraries.builtin.python.facts import FUNCTION, TYPE_CHECKING
from hielements.libraries.dependency_graph.graph import NamedGraph
from hielements.libraries.outcomes import Failure, Hop, Violation
from hielements.libraries.signatures import BOOL, Parameter
from hielements.libraries.values import ScopeValue

WHICH_IMPORTS: Final = (
    Parameter(
        "ignore_type_checking", BOOL, "leave out imports under `if TYPE_CHECKING:`, which never run", default=False
    ),
    Parameter(
        "ignore_function_level",
        BOOL,
        "leave out imports inside functions, which run when they are called",
        default=False,
    ),
)

Counts = Callable[[Edge], bool]


def counted_imports(arguments: Arguments) -> Counts:
    """Which imports count, by the options of `WHICH_IMPORTS`."""
    ignored = (TYPE_CHECKING if arguments.flag("ignore_type_checking") else 0) | (
        FUNCTION if arguments.flag("ignore_function_level") else 0
    )
    return lambda edge: not edge.source.tags & ignored


def matches(edge: Edge, name: str, code: Codebase) -> bool:
    """Whether an import is of a module, something in it or below it. Names count as they were written (relative
    ones made absolute) and as the imported file is called."""
    below = name + "."
    written = edge.dependency.name
    if written == name or written.startswith(below):
        return True
    for target in edge.dependency.targets:
        own = code.modules.name(target)
        if own == name or own.startswith(below):
            return True
    return False


def violation(edge: Edge, message: str | None = None, chain: tuple[Hop, ...] = ()) -> Violation:
    """The violation of an import that must not be."""
    dependency = edge.dependency
    return Violation(
        message or f"imports {dependency.name}",
        dependency.path,
        dependency.line,
        dependency.column,
        evidence=edge.source.text,
        chain=chain,
    )


def missing(scope: ScopeValue, message: str, help_text: str | None = None) -> Violation:
    """The violation of something that should be in a scope and is not: it stands at the file or folder as a whole."""
    path = scope.files[0] if len(scope.files) == 1 else scope.root
    return Violation(message, path, help=help_text)


def title(scope: ScopeValue) -> str:
    """`module 'shop.db'`, for messages."""
    return f"{scope.kind} '{scope.selector}'"


class ModuleGraph:
    """The modules that some files depend on, directly or not: only what is reachable is parsed. What the files of
    `ends` depend on is not asked."""

    def __init__(
        self, code: Codebase, starts: Iterable[str], counts: Counts, ends: frozenset[str] = frozenset()
    ) -> None:
        self._code = code
        self._counts = counts
        successors: dict[str, tuple[str, ...]] = {}
        unasked: dict[str, tuple[str, ...]] = {}
        frontier = list(dict.fromkeys(starts))
        while frontier:
            unasked.update((path, ()) for path in frontier if path in ends)
            frontier = [path for path in frontier if path not in ends]
            code.store.load(frontier)
            for path in frontier:
                successors[path] = tuple(
                    target for edge in code.edges(path) if counts(edge) for target in edge.dependency.targets
                )
            frontier = list(
                dict.fromkeys(target for path in frontier for target in successors[path] if target not in successors)
            )
        self.named: NamedGraph[str] = NamedGraph({**successors, **unasked})
        self.failures: tuple[Failure, ...] = code.failures(successors)

    def edge(self, path: str, target: str) -> Edge:
        """The first import in a file that leads to the target."""
        return next(edge for edge in self._code.edges(path) if target in edge.dependency.targets and self._counts(edge))

    def hops(self, nodes: Iterable[int]) -> tuple[Hop, ...]:
        """The imports that lead along a chain of nodes, one fewer than there are nodes."""
        paths = [self.named.names[node] for node in nodes]
        return tuple(hop(self.edge(path, target)) for path, target in pairwise(paths))


def hop(edge: Edge) -> Hop:
    dependency = edge.dependency
    return Hop(dependency.path, dependency.line, dependency.column, dependency.name)
