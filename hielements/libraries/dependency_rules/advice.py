"""What to cut: the cheapest imports whose removal would mend what a rule found.

Comes in: edges of a graph. Goes out: a sentence, with the file and the lines of each import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hielements.libraries.dependency_graph.cuts import minimum_cut
from hielements.libraries.dependency_graph.graph import Graph
from hielements.libraries.dependency_graph.links import Links
from hielements.libraries.dependency_rules.code import counted
from hielements.libraries.dependency_rules.code_graph import CodeGraph

MOST_NAMED = 5
"""More imports than these are only counted: a list of eighty is no advice."""

_MOST_LINES = 3

Edge = tuple[int, int]


def cut_between(graph: CodeGraph, links: Links, source: int, target: int, statements: int) -> str | None:
    """The cheapest way to end every indirect dependency of one group on another; None when that is nothing better
    than the `statements` by which they leave the source."""
    owner = links.owner
    successors = list(links.beyond.successors)
    for node in links.groups[source]:
        reached = {each for _, each in graph.dependencies(node)}
        successors[node] = tuple(sorted(each for each in reached if owner[each] < 0))
    cut = minimum_cut(Graph.ordered(successors), links.groups[source], links.groups[target], graph.weight)
    if not cut:
        return None
    price = sum(graph.weight(*edge) for edge in cut)
    if price >= statements:
        return None
    told = told_edges(cut, graph.weight, lambda edge: edge_text(graph, edge))
    return f"cut {counted(price, 'import')} and no such chain is left: {told}"


def told_edges(edges: Sequence[Edge], weight: Callable[[int, int], int], told: Callable[[Edge], str]) -> str:
    """The edges, each as `told` puts it; of a long list the first ones."""
    shown = edges if len(edges) <= MOST_NAMED + 1 else edges[:MOST_NAMED]
    texts = [told(edge) for edge in shown]
    if len(shown) < len(edges):
        texts.append(f"and {sum(weight(*edge) for edge in edges[len(shown) :]):,} more")
    return ", ".join(texts)


def edge_text(graph: CodeGraph, edge: Edge) -> str:
    """`shop/services.py:3,9 (shop.db)`: where the imports stand, and what they import."""
    return f"{place_text(graph, edge)} ({graph.name(edge[1])})"


def place_text(graph: CodeGraph, edge: Edge) -> str:
    lines = [f"{each.line}" for each in graph.imports(*edge)]
    shown = lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "..."]
    return f"{graph.files[edge[0]]}:{','.join(shown)}"
