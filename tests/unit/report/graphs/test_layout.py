"""The layout of drawings: no box over another, what uses above what is used, the same for the same input."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.report.graphs.layout import Box, layered

SIZES = st.lists(st.tuples(st.floats(20, 300), st.floats(20, 200)), min_size=1, max_size=25)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[float, float]], list[tuple[int, int]]]:
    sizes = draw(SIZES)
    node = st.integers(0, len(sizes) - 1)
    return sizes, draw(st.lists(st.tuples(node, node), max_size=60))


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width - 0.01
        and other.x < one.x + one.width - 0.01
        and one.y < other.y + other.height - 0.01
        and other.y < one.y + one.height - 0.01
    )


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_no_box_and_no_line_runs_over_a_box(graph: tuple[list[tuple[float, float]], list[tuple[int, int]]]) -> None:
    sizes, links = graph
    layout = layered(sizes, links)
    assert [(box.width, box.height) for box in layout.boxes] == sizes
    assert not [pair for pair in combinations(layout.boxes, 2) if overlap(*pair)]
    assert all(box.x >= 0 and box.y >= 0 for box in layout.boxes)
    for way in layout.bends.values():
        for x, y in way:
            assert not any(overlap(Box(x, y, 1, 1), box) for box in layout.boxes)
    assert layered(sizes, links) == layout


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_what_uses_stands_above_what_is_used(graph: tuple[list[tuple[float, float]], list[tuple[int, int]]]) -> None:
    sizes, links = graph
    downwards = [(min(link), max(link)) for link in links if link[0] != link[1]]
    layout = layered(sizes, downwards)
    for source, target in downwards:
        assert layout.boxes[source].y + layout.boxes[source].height < layout.boxes[target].y


def test_a_line_over_several_layers_bends_around_what_stands_between() -> None:
    layout = layered([(50.0, 30.0)] * 3, [(0, 1), (1, 2), (0, 2)])
    assert len(layout.bends[0, 2]) == 1
    assert layout.bends[0, 1] == layout.bends[1, 2] == ()
