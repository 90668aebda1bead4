"""Levels and circles of parts."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from hielements.libraries.outcomes import Dependency
from hielements.proposal.layering import circles, levels
from hielements.proposal.survey import Part


def parts(uses: Mapping[str, str]) -> list[Part]:
    """Parts by name, each with the names it uses."""
    return [
        Part(name, name, (), False, {used: Dependency(name, 1, 1, used, (used,)) for used in names.split()})
        for name, names in sorted(uses.items())
    ]


def shown(uses: Mapping[str, str]) -> list[str]:
    return [" | ".join(" : ".join(group) for group in level.groups) for level in levels(parts(uses))]


def test_each_part_stands_directly_above_the_highest_that_it_uses() -> None:
    assert shown({"web": "services", "services": "db", "tasks": "services", "db": "", "cli": "web"}) == [
        "cli",
        "tasks | web",
        "services",
        "db",
    ]


def test_a_circle_shares_a_level() -> None:
    uses = {"a": "b", "b": "a c", "c": "", "d": "a", "e": ""}
    assert shown(uses) == ["d", "a : b", "c | e"]
    (circle,) = circles(parts(uses))
    assert (circle.members, circle.shortest) == (("a", "b"), ("a", "b"))


def test_a_large_circle_tells_its_shortest_way_round() -> None:
    (circle,) = circles(parts({"a": "b", "b": "c", "c": "a b"}))
    assert (circle.members, circle.shortest) == (("a", "b", "c"), ("b", "c"))


NAMES = "abcdefg"


@given(st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES)), min_size=1))
def test_a_part_uses_what_is_below_it_or_in_its_own_circle(edges: dict[str, set[str]]) -> None:
    uses = {name: " ".join(sorted(used & edges.keys() - {name})) for name, used in edges.items()}
    found = levels(parts(uses))
    place = {
        name: (height, group)
        for height, level in enumerate(reversed(found))
        for group in level.groups
        for name in group
    }
    assert set(place) == set(uses)
    for name, used in uses.items():
        for other in used.split():
            assert place[other][0] < place[name][0] or place[other][1] == place[name][1]
