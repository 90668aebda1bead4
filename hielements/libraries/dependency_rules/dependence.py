"""Parts that must not depend on each other: one on another, or none of several on any other.

Comes in: parts. Goes out: findings.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from hielements.libraries.dependency_graph.links import Links
from hielements.libraries.dependency_rules.breaches import breaches, violation
from hielements.libraries.dependency_rules.code import Findings, Part, counted, listed
from hielements.libraries.dependency_rules.code_graph import CodeGraph
from hielements.libraries.outcomes import Failure


def not_dependent(graph: CodeGraph, source: Part, target: Part, indirect: bool) -> Findings | Failure:
    """Whether the source does not depend on the target. Where they overlap, what lies in both belongs to the
    target."""
    forbidden = frozenset(target.files)
    files = [path for path in source.files if path not in forbidden]
    if not files:
        return Failure("argument", f"all of {source.title} is part of {target.title}: the check could never fail")
    message = f"{source.title} depends on {target.title}"
    if indirect:
        groups = [graph.nodes(files), graph.nodes(target.files)]
        region = graph.explore(groups[0], ends=groups[1])
        links = Links(region.graph, groups)
        found = breaches(graph, links, 0, 1, lines=source.lines) if links.leads(0, 1) else []
        note = f"{counted(len(region.asked), 'module')} looked at"
        return Findings(message, tuple(found), region.failures, note)
    first, last = source.lines or (0, sys.maxsize)
    found = [violation(graph.code, each) for each in graph.imports_of(files, forbidden) if first <= each.line <= last]
    return Findings(message, tuple(found), graph.code.failures(files), f"{counted(len(files), 'file')} looked at")


def independent(graph: CodeGraph, parts: Sequence[Part]) -> Findings | Failure:
    """Whether no part depends on another, directly or through modules of none. A chain through a third part is not
    reported for its ends: its steps are."""
    if len(parts) < 2:
        return Failure("argument", "a single part is independent of nothing: name at least two")
    owner: dict[str, Part] = {}
    for part in parts:
        for path in part.files:
            other = owner.setdefault(path, part)
            if other is not part:
                return Failure("argument", f"{path} belongs to both '{other.title}' and '{part.title}'")
    groups = [graph.nodes(part.files) for part in parts]
    region = graph.explore(node for group in groups for node in group)
    links = Links(region.graph, groups)
    broken = [
        (source, target)
        for source in range(len(parts))
        if links.from_group(source)
        for target in range(len(parts))
        if links.leads(source, target)
    ]
    found = [
        each
        for source, target in broken
        for each in breaches(
            graph, links, source, target, f"'{parts[source].title}' must not depend on '{parts[target].title}'"
        )
    ]
    pairs = [f"{parts[source].title} -> {parts[target].title}" for source, target in broken]
    note = f"{counted(len(parts), 'part')}, {counted(len(region.asked), 'module')}"
    return Findings(f"parts that must be independent are not: {listed(pairs)}", tuple(found), region.failures, note)
