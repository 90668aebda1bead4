"""How code comes to depend on other code: the shortest chains of dependencies from one name to another.

Comes in: an architecture and two names. Goes out: chains, the shortest first, no two of them over the same dependency.
Must never know how they are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hielements.libraries.catalog import Catalog
from hielements.libraries.dependency_graph.chains import shortest_chain
from hielements.libraries.dependency_graph.graph import Graph, NamedGraph
from hielements.plan.plan import Plan
from hielements.record import Entity
from hielements.run.architecture import Architecture, Use, architecture_of
from hielements.run.coverage import file_coverage
from hielements.run.evaluation import Evaluator
from hielements.run.facts import Facts
from hielements.run.named_code import NamedCode, NameFinder
from hielements.source.workspace import Workspace

Chain = tuple[Use, ...]
"""Dependencies, each of which leads to the file that the next one stands in."""

Node = tuple[str | bool | None, ...]


class UnknownName(Entity):
    """A name that stands for nothing, and those that look like it."""

    name: str
    nearest: tuple[str, ...]


class Chains(Entity):
    """`chains` lead from the source to the target. `backward` is the shortest one the other way, looked for when there
    is none forward. What could not be read is in the failures of the architecture."""

    source: NamedCode
    target: NamedCode
    chains: tuple[Chain, ...]
    backward: Chain | None
    architecture: Architecture


def find_chains(
    plan: Plan,
    catalog: Catalog,
    workspace: Workspace,
    names: tuple[str, str],
    limit: int | None = 3,
    verbose: bool = False,
) -> Chains | tuple[UnknownName, ...]:
    """The shortest chains between two names, at most `limit` (None: as many as there are)."""
    facts = Facts(catalog, Evaluator(catalog, verbose).declarations, plan.elements, verbose)
    files = file_coverage(plan.elements, facts, catalog, workspace, everything=True)
    architecture = architecture_of(plan, facts, files, catalog)
    finder = NameFinder(architecture, facts, workspace, catalog)
    found = [finder.find(name) for name in names]
    unknown = tuple(
        UnknownName(name, tuple(finder.nearest(name))) for name, one in zip(names, found, strict=True) if one is None
    )
    source, target = found
    if source is None or target is None:
        return unknown
    chains = tuple(_disjoint(architecture.uses, source, target, limit))
    backward = None if chains else next(iter(_disjoint(architecture.uses, target, source, 1)), None)
    return Chains(source, target, chains, backward, architecture)


def _disjoint(uses: Sequence[Use], source: NamedCode, target: NamedCode, limit: int | None) -> list[Chain]:
    """Chains of which no two share a dependency between files, the shortest first.

    Files and dependencies are both nodes: a chain starts and ends with a dependency, since either end may be a part of
    a file, and a dependency leads to all that stand in the file it leads to."""
    is_inside, is_around = source.is_inside(target), target.is_inside(source)
    leads_to: dict[Node, list[Node]] = {}
    first: dict[Node, Use] = {}
    starts: set[Node] = set()
    ends: set[Node] = set()
    for use in uses:
        begins = source.has_source(use) and (is_inside or not target.has_source(use))
        arrives = target.touches(use) and (is_around or not source.touches(use))
        if use.file is None and not arrives:
            continue
        node = (use.dependency.path, use.file, begins, arrives)
        if node in first:
            continue
        first[node] = use
        leads_to[node] = [] if use.file is None else [(use.file,)]
        leads_to.setdefault((use.dependency.path,), []).append(node)
        starts.update([node] if begins else ())
        ends.update([node] if arrives else ())
    # Chains of one dependency need no search, and there may be thousands of them.
    direct = {node[:2]: node for node in sorted(starts & ends, key=repr)}
    found: list[Chain] = []
    found += [(first[node],) for node in direct.values()][:limit]
    used = {node for node in first if node[:2] in direct}
    named = NamedGraph(leads_to, order=repr)
    graph = _without(used, named)
    while limit is None or len(found) < limit:
        numbers = shortest_chain(graph, sorted(named.numbers(starts - used)), named.numbers(ends - used))
        if numbers is None:
            break
        chain = [named.names[number] for number in numbers if named.names[number] in first]
        found.append(tuple(first[node] for node in chain))
        # The same two files may be connected by dependencies that differ in where they start and end.
        pairs = {node[:2] for node in chain}
        used.update(node for node in first if node[:2] in pairs)
        graph = _without(used, named)
    return found


def _without(used: Collection[Node], named: NamedGraph[Node]) -> Graph:
    """The graph in which used nodes lead nowhere."""
    return Graph.ordered(
        () if name in used else targets for name, targets in zip(named.names, named.graph.successors, strict=True)
    )
