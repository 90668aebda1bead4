"""Graphs of dependencies against brute force, and at sizes where recursion would fail."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.libraries.dependency_graph.chains import Directions, shortest_chain, shortest_cycle
from hielements.libraries.dependency_graph.components import components, cyclic_components
from hielements.libraries.dependency_graph.graph import Graph, NamedGraph
from hielements.libraries.dependency_graph.reachability import Reachability, nodes_of

SIZES = st.integers(1, 9)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(SIZES)
    nodes = st.integers(0, size - 1)
    return Graph(draw(st.lists(st.lists(nodes, max_size=4), min_size=size, max_size=size)))


def closure(graph: Graph) -> set[tuple[int, int]]:
    """All pairs (a, b) with a chain of at least one edge from a to b, by Warshall's algorithm."""
    pairs = {(node, target) for node, targets in enumerate(graph.successors) for target in targets}
    for middle, start, end in itertools.product(range(len(graph)), repeat=3):
        if (start, middle) in pairs and (middle, end) in pairs:
            pairs.add((start, end))
    return pairs


def distance(graph: Graph, sources: set[int], targets: set[int], blocked: set[int] | None = None) -> int | None:
    """The number of edges of a shortest chain, by growing the set of all chains."""
    chains = [[source] for source in sources]
    for steps in range(len(graph) + 1):
        if any(chain[-1] in targets for chain in chains):
            return steps
        chains = [
            [*chain, target]
            for chain in chains
            if len(chain) == 1 or chain[-1] not in (blocked or set())
            for target in graph.successors[chain[-1]]
            if target not in chain
        ]
    return None


@given(graphs())
def test_components_are_the_classes_of_mutual_reachability(graph: Graph) -> None:
    pairs = closure(graph)
    expected = {
        tuple(other for other in range(len(graph)) if other == node or {(node, other), (other, node)} <= pairs)
        for node in range(len(graph))
    }
    found = components(graph)
    assert sorted(map(tuple, found)) == sorted(expected)
    place = {node: number for number, component in enumerate(found) for node in component}
    assert all(place[target] <= place[node] for node, target in pairs)
    assert cyclic_components(graph) == sorted(each for each in found if len(each) > 1)


@given(graphs())
def test_reachability_is_the_transitive_closure(graph: Graph) -> None:
    pairs = closure(graph)
    reachability = Reachability(graph)
    for source in range(len(graph)):
        reached = [target for target in range(len(graph)) if (source, target) in pairs]
        assert nodes_of(reachability.reached_from([source])) == reached
        assert [target for target in range(len(graph)) if reachability.reaches(source, target)] == reached
    half = range(len(graph) // 2)
    rest = range(len(graph) // 2, len(graph))
    assert reachability.any_reaches(half, rest) == any((a, b) in pairs for a in half for b in rest)


@given(graphs(), st.sets(st.integers(0, 8), min_size=1), st.sets(st.integers(0, 8), min_size=1))
def test_chains_are_shortest(graph: Graph, sources: set[int], targets: set[int]) -> None:
    sources = {each % len(graph) for each in sources}
    targets = {each % len(graph) for each in targets}
    chain = shortest_chain(graph, sources, targets)
    expected = distance(graph, sources, targets)
    assert (chain is None) == (expected is None)
    if chain is not None:
        assert len(chain) - 1 == expected
        assert chain[0] in sources and chain[-1] in targets
        assert all(target in graph.successors[node] for node, target in itertools.pairwise(chain))


@given(graphs(), st.sets(st.integers(0, 8), min_size=1), st.sets(st.integers(0, 8)))
def test_chains_do_not_pass_through_blocked_nodes(graph: Graph, targets: set[int], blocked: set[int]) -> None:
    targets = {each % len(graph) for each in targets}
    blocked = {each for each in blocked if each < len(graph)} - targets
    directions = Directions(graph, targets, blocked)
    for node in range(len(graph)):
        chain = directions.chain_from(node)
        expected = distance(graph, {node}, targets, blocked)
        assert (None if chain is None else len(chain) - 1) == expected
        assert chain is None or blocked.isdisjoint(chain[1:])


@given(graphs())
def test_cycles_are_shortest(graph: Graph) -> None:
    for component in cyclic_components(graph):
        lengths = {node: _cycle_length(graph, node) for node in component}
        cycle = shortest_cycle(graph, component)
        assert len(cycle) == min(lengths.values())
        assert all(target in graph.successors[node] for node, target in itertools.pairwise([*cycle, cycle[0]]))
        last = component[-1]
        through = shortest_cycle(graph, component, {last})
        assert through[0] == last
        assert len(through) == lengths[last]


def _cycle_length(graph: Graph, node: int) -> int:
    steps = [distance(graph, {target}, {node}) for target in graph.successors[node]]
    return min(each + 1 for each in steps if each is not None)


def test_a_loop_is_no_dependency() -> None:
    graph = Graph([[0, 1], []])
    assert graph.successors == ((1,), ())
    assert cyclic_components(graph) == []
    assert not Reachability(graph).reaches(0, 0)


def test_no_cycle_to_find() -> None:
    with pytest.raises(ValueError, match="strongly connected"):
        shortest_cycle(Graph([[1], []]), [0, 1])


def test_named_graphs_do_not_depend_on_the_order_of_discovery() -> None:
    successors = {"b": ["a", "x"], "a": ["c"], "c": []}
    named = NamedGraph(successors)
    assert named.names == ("a", "b", "c")
    assert named.graph.successors == ((2,), (0,), ())
    assert named.numbers(["c", "x"]) == {2}
    assert NamedGraph(dict(reversed(successors.items()))).graph.successors == named.graph.successors


def test_a_hundred_thousand_nodes_in_one_line_and_in_one_circle() -> None:
    size = 100_000
    line = Graph([[node + 1] for node in range(size - 1)] + [[]])
    assert len(components(line)) == size
    chain = shortest_chain(line, {0}, {size - 1})
    assert chain is not None and len(chain) == size
    circle = Graph([(node + 1) % size] for node in range(size))
    assert cyclic_components(circle) == [list(range(size))]
    assert len(shortest_cycle(circle, range(size), {7})) == size


def test_all_pairs_of_ten_thousand_modules() -> None:
    size = 10_000
    graph = Graph([(node * 7 + step) % size for step in range(5) if node] for node in range(size))
    reachability = Reachability(graph)
    assert reachability.reached_from([0]) == 0
    assert len(nodes_of(reachability.reached_from([1]))) > 1
