"""Layers: those above may depend on those below, and never the other way round.

Comes in: levels, the highest first, each of one or more parts. Goes out: findings. Indirect dependencies count: what a
lower layer imports through modules of no layer breaks the order as well, and is shown with its chain. A chain through a
third layer is not reported for its ends, because one of its steps between two layers is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from hielements.libraries.dependency_graph.links import Links
from hielements.libraries.dependency_rules.breaches import breaches
from hielements.libraries.dependency_rules.code import Findings, Part, counted, listed
from hielements.libraries.dependency_rules.code_graph import CodeGraph
from hielements.libraries.dependency_rules.members import Hierarchy
from hielements.libraries.outcomes import Failure, Violation
from hielements.record import Record

# Two colons are part of a name in some languages.
_COLON: Final = re.compile(r"(?<!:):(?!:)")


class Level(Record):
    """The parts of one height. `independent` ones must not depend on each other."""

    parts: tuple[Part, ...]
    independent: bool = True

    @property
    def title(self) -> str:
        return (" | " if self.independent else " : ").join(part.title for part in self.parts)


class NamedLevel(Record):
    """A level as a specification writes it: `services | (tasks)`; the names, and those that may be absent."""

    names: tuple[str, ...]
    optional: frozenset[str]
    independent: bool


def read_level(text: str) -> NamedLevel | Failure:
    """A level from its text: names separated by `|` (independent of each other) or `:` (not), optional ones in
    parentheses."""
    siblings = _COLON.split(text)
    if "|" in text and len(siblings) > 1:
        return Failure(
            "argument",
            f"the level '{text}' separates its layers by both '|' and ':'",
            help="layers of one level are either independent ('|') or may depend on each other (':')",
        )
    names: list[str] = []
    optional: set[str] = set()
    for item in siblings if len(siblings) > 1 else text.split("|"):
        name = item.strip()
        if name.startswith("(") and name.endswith(")"):
            name = name[1:-1].strip()
            optional.add(name)
        if not name or any(character in name for character in "() \t,*/"):
            return Failure(
                "argument",
                f"'{text}' is not a level of layers",
                help="write the names of modules below the root, such as 'api', 'services | tasks' or '(optional)'",
            )
        names.append(name)
    return NamedLevel(tuple(names), frozenset(optional), len(siblings) == 1)


def named_levels(hierarchy: Hierarchy, texts: Sequence[str]) -> list[Level] | Failure:
    """The levels of a hierarchy by the names of their layers. Absent optional layers are left out."""
    levels: list[Level] = []
    for text in texts:
        named = read_level(text)
        if isinstance(named, Failure):
            return named
        parts: list[Part] = []
        for name in named.names:
            part = hierarchy.part(name)
            if part is not None:
                parts.append(part)
            elif name not in named.optional:
                near = [f"'{each}'" for each in hierarchy.nearest(name)]
                guess = f"; did you mean {' or '.join(near)}?" if near else ""
                message = f"there is no layer '{name}' in {hierarchy.title}{guess}"
                return Failure("argument", message, help=f"write '({name})' for a layer that may be absent")
        if parts:
            levels.append(Level(tuple(parts), named.independent))
    return levels


def layered(
    graph: CodeGraph, title: str, levels: Sequence[Level], closed: bool, outside: Sequence[Violation] = ()
) -> Findings | Failure:
    """Whether the levels keep their order. `closed` ones must not be passed over: of what lies below, only the next
    level may be used. `outside` are violations that are already known, such as modules in no layer."""
    parts = [part for level in levels for part in level.parts]
    height = [number for number, level in enumerate(levels) for _ in level.parts]
    groups = [graph.nodes(part.files) for part in parts]
    overlap = _overlap(parts)
    if overlap is not None:
        return overlap
    region = graph.explore(node for group in groups for node in group)
    links = Links(region.graph, groups)
    found = list(outside)
    broken: list[str] = []
    possible = bool(outside)
    for source, target in ((i, j) for i in range(len(parts)) for j in range(len(parts)) if i != j):
        why = _forbidden(levels, height, source, target, parts, closed)
        possible = possible or why is not None
        if why is not None and links.leads(source, target):
            broken.append(f"{parts[source].title} -> {parts[target].title}")
            found += breaches(graph, links, source, target, why)
    if not possible:
        return Failure(
            "argument", f"the layers of {title} leave nothing to check: no two of them exist whose order matters"
        )
    message = f"the layers of {title} are broken: {listed(broken, 4)}" if broken else ""
    if outside:
        message = "; ".join(filter(None, [message, f"{counted(len(outside), 'module')} of {title} in no layer"]))
    note = f"{counted(len(parts), 'layer')}, {counted(len(region.asked), 'module')}"
    return Findings(message, tuple(found), region.failures, note)


def _forbidden(
    levels: Sequence[Level], height: Sequence[int], source: int, target: int, parts: Sequence[Part], closed: bool
) -> str | None:
    """Why one part must not depend on another; None when it may."""
    own, other = f"'{parts[source].title}'", f"'{parts[target].title}'"
    here, there = height[source], height[target]
    if here > there:
        return f"{own} lies below {other}"
    if here == there:
        return f"{own} and {other} are independent layers" if levels[here].independent else None
    if closed and there > here + 1:
        return f"{own} must not pass over '{levels[here + 1].title}'"
    return None


def _overlap(parts: Sequence[Part]) -> Failure | None:
    owner: dict[str, Part] = {}
    for part in parts:
        for path in part.files:
            other = owner.setdefault(path, part)
            if other is not part:
                return Failure(
                    "argument", f"{path} belongs to both '{other.title}' and '{part.title}': layers must not overlap"
                )
    return None


def unlayered(hierarchy: Hierarchy, texts: Sequence[str], ignored: Sequence[str]) -> list[Violation]:
    """A violation for each module directly below the root that is no layer."""
    known = set(ignored)
    for text in texts:
        named = read_level(text)
        if isinstance(named, NamedLevel):
            known.update(named.names)
    return [
        Violation(f"'{name}' is in no layer of {hierarchy.title}", min(files, key=lambda path: (path.count("/"), path)))
        for name, files in hierarchy.children().items()
        if name not in known
    ]
