"""Links between groups, minimum cuts and feedback edges, each against brute force on small graphs."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.libraries.dependency_graph import chains, cuts, feedback
from hielements.libraries.dependency_graph.chains import shortest_cycle
from hielements.libraries.dependency_graph.components import cyclic_components
from hielements.libraries.dependency_graph.cuts import minimum_cut
from hielements.libraries.dependency_graph.feedback import EXACT, feedback_edges
from hielements.libraries.dependency_graph.graph import Graph
from hielements.libraries.dependency_graph.links import Links

Edge = tuple[int, int]


@st.composite
def graphs(draw: st.DrawFn, largest: int = 7) -> Graph:
    size = draw(st.integers(2, largest))
    nodes = st.integers(0, size - 1)
    return Graph(draw(st.lists(st.lists(nodes, max_size=3), min_size=size, max_size=size)))


def edges_of(graph: Graph) -> list[Edge]:
    return [(node, target) for node, targets in enumerate(graph.successors) for target in targets]


def weight(node: int, target: int) -> int:
    return 1 + (node * 7 + target * 3) % 4


def without(graph: Graph, removed: set[Edge]) -> Graph:
    return Graph(
        [target for target in targets if (node, target) not in removed] for node, targets in enumerate(graph.successors)
    )


def reached(graph: Graph, starts: set[int], barred: set[int]) -> set[int]:
    """The nodes that chains from the starts lead to; barred ones end a chain."""
    found: set[int] = set()
    pending = [target for start in starts for target in graph.successors[start]]
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending += () if node in barred else graph.successors[node]
    return found


@given(graphs(), st.data())
def test_links_are_chains_through_nodes_of_no_group(graph: Graph, data: st.DataObject) -> None:
    owner = data.draw(st.lists(st.integers(-1, 2), min_size=len(graph), max_size=len(graph)))
    groups = [{node for node, each in enumerate(owner) if each == number} for number in range(3)]
    links = Links(graph, groups)
    grouped = set().union(*groups)
    for source, target in itertools.permutations(range(3), 2):
        expected = not groups[target].isdisjoint(reached(graph, groups[source], grouped))
        assert links.leads(source, target) == expected
        assert bool(links.from_group(source) >> target & 1) == expected
    assert not any(links.leads(number, number) for number in range(3))


@given(graphs(6))
@settings(deadline=None)
def test_a_minimum_cut_separates_and_none_is_cheaper(graph: Graph) -> None:
    sources, targets = {0}, {len(graph) - 1}
    cut = minimum_cut(graph, sources, targets, weight)
    assert cut is not None
    assert targets.isdisjoint(reached(without(graph, set(cut)), sources, set()))
    assert set(cut) <= set(edges_of(graph))
    price = sum(weight(*edge) for edge in cut)
    # The theorem of Ford and Fulkerson, by hand: the cheapest set of nodes to keep with the sources.
    others = [node for node in range(len(graph)) if node not in sources | targets]
    best = min(
        sum(weight(*edge) for edge in edges_of(graph) if edge[0] in near and edge[1] not in near)
        for size in range(len(others) + 1)
        for chosen in itertools.combinations(others, size)
        for near in [sources | set(chosen)]
    )
    assert price == best


def test_a_cut_keeps_sets_together_and_takes_the_edges_nearest_to_the_sources() -> None:
    #  0, 1 -> 2 -> 3 -> 4, 5
    graph = Graph([[1, 2], [2], [3], [4, 5], [], [4]])
    assert minimum_cut(graph, {0, 1}, {4, 5}, lambda node, target: 1) == [(2, 3)]
    assert minimum_cut(graph, {0}, {4, 5}, lambda node, target: 5 if node == 2 else 1) == [(0, 1), (0, 2)]
    assert minimum_cut(graph, {4}, {0}, lambda node, target: 1) == []


def test_a_graph_that_is_too_large_has_no_answer() -> None:
    size = cuts.LARGEST // 2 + 2
    graph = Graph([range(1, size), *([size] for _ in range(1, size)), []])
    assert minimum_cut(graph, {0}, {size}, lambda node, target: 1) is None


def test_cuts_of_long_chains_need_no_recursion() -> None:
    size = cuts.LARGEST
    line = Graph([[node + 1] for node in range(size - 1)] + [[]])
    dearer = {size // 2: 1}
    assert minimum_cut(line, {0}, {size - 1}, lambda node, target: dearer.get(node, 2)) == [(size // 2, size // 2 + 1)]


@given(graphs())
@settings(deadline=None)
def test_feedback_edges_leave_no_cycle_and_none_are_cheaper(graph: Graph) -> None:
    for component in cyclic_components(graph):
        edges, cheapest = feedback_edges(graph, component, weight)
        assert cheapest
        inside = [each for each in edges_of(graph) if each[0] in component and each[1] in component]
        rest = without(Graph([[t for n, t in inside if n == node] for node in range(len(graph))]), set(edges))
        assert cyclic_components(rest) == []
        price = sum(weight(*edge) for edge in edges)
        for order in itertools.permutations(component):
            place = {node: number for number, node in enumerate(order)}
            assert price <= sum(weight(*edge) for edge in inside if place[edge[0]] > place[edge[1]])


@given(graphs(40))
@settings(deadline=None, max_examples=50)
def test_the_heuristic_leaves_no_cycle_and_cuts_nothing_in_vain(graph: Graph) -> None:
    for component in cyclic_components(graph):
        if len(component) <= EXACT:
            continue
        edges, cheapest = feedback_edges(graph, component, weight)
        assert not cheapest
        inside = set(component)
        only = Graph(
            [target for target in targets if node in inside and target in inside]
            for node, targets in enumerate(graph.successors)
        )
        assert cyclic_components(without(only, set(edges))) == []
        for edge in edges:
            assert cyclic_components(without(only, set(edges) - {edge})), edge


def test_searches_that_take_too_long_end_with_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # A circle of 20 with a short cut back from each node to the one three before it: circles of four.
    size = 20
    graph = Graph([(node + 1) % size, (node - 3) % size] for node in range(size))
    full, _ = feedback_edges(graph, range(size), lambda node, target: 1)
    assert len(shortest_cycle(graph, range(size))) == 4
    monkeypatch.setattr(feedback, "_SEARCH", 0)
    monkeypatch.setattr(chains, "_SEARCH", 0)
    hasty, cheapest = feedback_edges(graph, range(size), lambda node, target: 1)
    assert len(hasty) >= len(full) and not cheapest
    assert cyclic_components(without(graph, set(hasty))) == []
    cycle = shortest_cycle(graph, range(size))
    assert all(target in graph.successors[node] for node, target in itertools.pairwise([*cycle, cycle[0]]))


def test_a_large_circle_is_cut_at_its_cheapest_edge() -> None:
    size = 2_000
    circle = Graph([(node + 1) % size] for node in range(size))
    edges, cheapest = feedback_edges(circle, range(size), lambda node, target: 1 if node == 700 else 2)
    assert len(edges) == 1 and not cheapest
