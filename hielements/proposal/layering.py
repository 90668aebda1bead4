"""Levels of parts, such that each depends on lower ones only, and the circles that stand in the way.

Comes in: parts with what they use. Goes out: levels, the highest first. Parts in a circle share a level.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.libraries.dependency_graph.chains import shortest_cycle
from hielements.libraries.dependency_graph.components import components
from hielements.libraries.dependency_graph.graph import NamedGraph
from hielements.proposal.survey import Part
from hielements.record import Record


class Level(Record):
    """Groups of parts that do not depend on one another; the parts of one group are a circle, or the group is one
    part. Groups and parts are sorted."""

    groups: tuple[tuple[str, ...], ...]


class Circle(Record):
    """All `members` of a circle, and a shortest way round without the first one again."""

    members: tuple[str, ...]
    shortest: tuple[str, ...]


def levels(parts: Sequence[Part]) -> tuple[Level, ...]:
    """The levels from the highest down. A group stands directly above the highest group that it uses."""
    named = NamedGraph({part.name: tuple(part.uses) for part in parts})
    height: dict[int, int] = {}
    at: dict[int, list[tuple[str, ...]]] = {}
    for component in components(named.graph):
        below = [height[target] for node in component for target in named.graph.successors[node] if target in height]
        level = max(below, default=-1) + 1
        for node in component:
            height[node] = level
        at.setdefault(level, []).append(tuple(named.names[node] for node in component))
    return tuple(Level(tuple(sorted(at[level]))) for level in sorted(at, reverse=True))


def circles(parts: Sequence[Part]) -> tuple[Circle, ...]:
    """The circles among the parts, each once."""
    named = NamedGraph({part.name: tuple(part.uses) for part in parts})
    found = []
    for component in components(named.graph):
        if len(component) > 1:
            way = shortest_cycle(named.graph, component)
            found.append(
                Circle(tuple(named.names[node] for node in component), tuple(named.names[node] for node in way))
            )
    return tuple(sorted(found, key=lambda each: each.members))
