"""Cycles of dependencies among modules or among packages.

Comes in: parts. Goes out: findings with one violation for each strongly connected component, whatever the number of
cycles in it (it may be exponential): a shortest cycle, and what to cut so that none is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise

from hielements.libraries.dependency_graph.chains import shortest_cycle
from hielements.libraries.dependency_graph.components import cyclic_components
from hielements.libraries.dependency_graph.feedback import feedback_edges
from hielements.libraries.dependency_graph.graph import Graph
from hielements.libraries.dependency_rules.advice import edge_text, place_text, told_edges
from hielements.libraries.dependency_rules.breaches import violation
from hielements.libraries.dependency_rules.code import Findings, counted
from hielements.libraries.dependency_rules.code_graph import CodeGraph, hop
from hielements.libraries.outcomes import Violation

_LONGEST_NAMED = 6

Edge = tuple[int, int]
Weight = Callable[[int, int], int]


def cyclic_modules(graph: CodeGraph, title: str, files: Sequence[str], only_inside: bool) -> Findings:
    """Whether no file takes part in a cycle of imports: among these files alone, or through any others as well."""
    inside = graph.nodes(files)
    region = graph.within(inside) if only_inside else graph.explore(inside)
    found: list[Violation] = []
    for component in cyclic_components(region.graph):
        if inside.isdisjoint(component):
            continue
        cycle = shortest_cycle(region.graph, component, inside)
        closed = [*cycle, cycle[0]]
        names = [graph.name(node) for node in closed]
        first = graph.imports(closed[0], closed[1])[0]
        text = f"circular import: {_route(names)}{_more(component, cycle, 'circle', 'module')}"
        advice = _advice(region.graph, component, cycle, graph.weight, lambda edge: edge_text(graph, edge))
        found.append(violation(graph.code, first, text, graph.hops(closed)).with_(help=advice))
    message = f"{title} has {counted(len(found), 'circular import')}"
    return Findings(message, tuple(found), region.failures, f"{counted(len(region.asked), 'module')}, no circle")


def cyclic_packages(graph: CodeGraph, title: str, packages: Mapping[str, Sequence[str]]) -> Findings:
    """The same among packages: one depends on another when any file of it imports any file of the other."""
    names = sorted(packages)
    groups = [graph.nodes(packages[name]) for name in names]
    owner = {node: number for number, group in enumerate(groups) for node in group}
    region = graph.within(owner.keys())
    # The edges between files behind each edge between packages.
    behind: dict[Edge, list[Edge]] = {}
    for node in region.asked:
        for target in region.graph.successors[node]:
            if owner[node] != owner[target]:
                behind.setdefault((owner[node], owner[target]), []).append((node, target))
    successors: list[list[int]] = [[] for _ in names]
    for source, target in behind:
        successors[source].append(target)
    between = Graph(successors)

    def weight(source: int, target: int) -> int:
        return sum(graph.weight(*edge) for edge in behind[source, target])

    def told(edge: Edge) -> str:
        edges = behind[edge]
        imports = counted(weight(*edge), "import")
        return f"{names[edge[0]]} -> {names[edge[1]]} ({imports}, the first at {place_text(graph, edges[0])})"

    found: list[Violation] = []
    for component in cyclic_components(between):
        cycle = shortest_cycle(between, component)
        closed = [*cycle, cycle[0]]
        steps = [graph.imports(*behind[step][0])[0] for step in pairwise(closed)]
        route = _route([names[number] for number in closed])
        text = f"circular dependency of packages: {route}{_more(component, cycle, 'circle', 'package')}"
        advice = _advice(between, component, cycle, weight, told)
        found.append(violation(graph.code, steps[0], text, tuple(hop(step) for step in steps)).with_(help=advice))
    message = f"{title} has {counted(len(found), 'circle of packages', 'circles of packages')}"
    note = f"{counted(len(names), 'package')}, {counted(len(region.asked), 'module')}, no circle"
    return Findings(message, tuple(found), region.failures, note)


def _route(names: Sequence[str]) -> str:
    if len(names) - 1 <= _LONGEST_NAMED:
        return " -> ".join(names)
    left_out = f"{len(names) - 1 - _LONGEST_NAMED} more"
    return " -> ".join([*names[: _LONGEST_NAMED - 1], f"({left_out})", *names[-2:]])


def _more(component: Collection[int], cycle: Collection[int], one: str, noun: str) -> str:
    if len(component) == len(cycle):
        return ""
    return f" (one {one} among {counted(len(component), noun)} that depend on each other)"


def _advice(
    graph: Graph, component: Sequence[int], cycle: Sequence[int], weight: Weight, told: Callable[[Edge], str]
) -> str | None:
    """What to cut. Of a single circle whose imports all cost the same any one will do, which needs no advice."""
    inside = set(component)
    edges = [(node, target) for node in component for target in graph.successors[node] if target in inside]
    if len(edges) == len(cycle) and len({weight(*edge) for edge in edges}) == 1:
        return None
    cut, cheapest = feedback_edges(graph, component, weight)
    price = sum(weight(*edge) for edge in cut)
    what = "no circle is left" if cheapest else "no circle is left (perhaps fewer would do)"
    return f"cut {counted(price, 'import')} and {what}: {told_edges(cut, weight, told)}"
