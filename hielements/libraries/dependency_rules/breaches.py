"""Every import by which one part of the code depends on another that it must not depend on.

Comes in: the parts as groups of a graph, and two of them. Goes out: violations. Each direct import is one. Imports that
lead there through other modules are one for each module that they enter, with the shortest chain; the first of these
also tells the cheapest imports to cut.
"""

from __future__ import annotations

from hielements.libraries.dependency_graph.chains import Directions
from hielements.libraries.dependency_graph.links import Links
from hielements.libraries.dependency_rules.advice import cut_between
from hielements.libraries.dependency_rules.code import Code, counted
from hielements.libraries.dependency_rules.code_graph import CodeGraph, hop
from hielements.libraries.outcomes import Dependency, Hop, Violation
from hielements.record import Entity

Leaving = tuple[Dependency, int]
Place = tuple[str, int, int]


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
    entered = _entered(links, target, leaving)
    indirect = [_indirect(graph, node, way, suffix) for node, way in sorted(entered.items())]
    if indirect and lines is None:
        statements = sum(len(way.statements) for way in entered.values())
        advice = cut_between(graph, links, source, target, statements)
        first = min(range(len(indirect)), key=lambda number: _place(indirect[number]))
        indirect[first] = indirect[first].with_(help=advice)
    return [*found, *indirect]


class _Way(Entity):
    """How the target is reached from one module of no group: the chain from there, and the first name of each
    statement of the source that enters it."""

    chain: list[int]
    statements: dict[Place, Dependency]


def _entered(links: Links, target: int, leaving: list[Leaving]) -> dict[int, _Way]:
    """The modules of no group that the source imports and that lead to the target. Chains that come back into a
    group belong to the import by which they leave it for the last time."""
    if not leaving:
        return {}
    directions = Directions(links.beyond, links.groups[target])
    found: dict[int, _Way] = {}
    for dependency, reached in leaving:
        chain = found[reached].chain if reached in found else directions.chain_from(reached)
        if chain is not None:
            statements = found.setdefault(reached, _Way(chain, {})).statements
            statements.setdefault((dependency.path, dependency.line, dependency.column), dependency)
    return found


def _indirect(graph: CodeGraph, entered: int, way: _Way, suffix: str) -> Violation:
    """One violation for all the statements that enter the same module: what lies behind it is the same for all."""
    dependency = way.statements[min(way.statements)]
    text = f"imports {dependency.name}, which leads to {graph.name(way.chain[-1])}"
    others = len(way.statements) - 1
    if others:
        text += f" (so {'does' if others == 1 else 'do'} {counted(others, 'other import')} of {graph.name(entered)})"
    chain = (hop(dependency), *graph.hops(way.chain))
    target = f"{graph.name(entered)} -> {graph.name(way.chain[-1])}"
    return violation(graph.code, dependency, f"{text}{suffix}", chain).with_(target=target)


def _place(each: Violation) -> Place:
    return each.path or "", each.line or 0, each.column or 0


def violation(code: Code, dependency: Dependency, message: str | None = None, chain: tuple[Hop, ...] = ()) -> Violation:
    """The violation of a dependency that must not be."""
    return Violation(
        message or f"imports {dependency.name}",
        dependency.path,
        dependency.line,
        dependency.column,
        evidence=code.text(dependency),
        chain=chain,
        target=dependency.name,
    )
