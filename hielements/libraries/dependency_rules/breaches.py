"""Every import by which one part of the code depends on another that it must not depend on.

Comes in: the parts as groups of a graph, and two of them. Goes out: violations. A direct import is one; an import
that leads there through other modules is one with its shortest chain. The first of the indirect ones also tells the
cheapest imports to cut.
"""

from __future__ import annotations

from hielements.libraries.dependency_graph.chains import Directions
from hielements.libraries.dependency_graph.links import Links
from hielements.libraries.dependency_rules.advice import cut_between
from hielements.libraries.dependency_rules.code import Code
from hielements.libraries.dependency_rules.code_graph import CodeGraph, hop
from hielements.libraries.outcomes import Dependency, Hop, Violation

Leaving = tuple[Dependency, int]


def breaches(
    graph: CodeGraph,
    links: Links,
    source: int,
    target: int,
    why: str = "",
    lines: tuple[int, int] | None = None,
) -> list[Violation]:
    """The violations of "the source group must not lead to the target group", with `why` appended to each."""
    owner = links.owner
    suffix = f": {why}" if why else ""
    found: list[Violation] = []
    leaving: list[Leaving] = []
    for node in sorted(links.groups[source]):
        for dependency, reached in graph.dependencies(node):
            if lines is not None and not lines[0] <= dependency.line <= lines[1]:
                continue
            if owner[reached] == target:
                found.append(violation(graph.code, dependency, f"imports {dependency.name}{suffix}"))
            elif owner[reached] < 0:
                leaving.append((dependency, reached))
    indirect = _indirect(graph, links, target, leaving, suffix)
    if indirect and lines is None:
        advice = cut_between(graph, links, source, target, len(indirect))
        indirect[0] = indirect[0].with_(help=advice)
    return [*found, *indirect]


def _indirect(graph: CodeGraph, links: Links, target: int, leaving: list[Leaving], suffix: str) -> list[Violation]:
    """One violation for each statement that leads to the target through modules of no group: chains that come back
    into a group belong to the import by which they leave it for the last time."""
    if not leaving:
        return []
    directions = Directions(links.beyond, links.groups[target])
    nearest: dict[tuple[str, int, int], tuple[int, Leaving]] = {}
    for dependency, reached in leaving:
        distance = directions.distance.get(reached)
        if distance is not None:
            place = (dependency.path, dependency.line, dependency.column)
            if place not in nearest or distance < nearest[place][0]:
                nearest[place] = (distance, (dependency, reached))
    found = []
    for place in sorted(nearest):
        dependency, reached = nearest[place][1]
        chain = directions.chain_from(reached) or [reached]
        text = f"imports {dependency.name}, which leads to {graph.name(chain[-1])}{suffix}"
        found.append(violation(graph.code, dependency, text, (hop(dependency), *graph.hops(chain))))
    return found


def violation(code: Code, dependency: Dependency, message: str | None = None, chain: tuple[Hop, ...] = ()) -> Violation:
    """The violation of a dependency that must not be."""
    return Violation(
        message or f"imports {dependency.name}",
        dependency.path,
        dependency.line,
        dependency.column,
        evidence=code.text(dependency),
        chain=chain,
    )
