"""Architectures for the tests of what draws them: large, declared in part, hostile."""

from __future__ import annotations

from random import Random

from sample_reports import NASTY

from hielements.report.architecture import ReportedArchitecture, ReportedElementCode, ReportedStatement, ReportedUse
from hielements.report.report import Place


def large_architecture(elements: int, dependencies: int, groups: int = 0) -> ReportedArchitecture:
    """Elements with one file each, flat or in groups, and dependencies between pairs of them, most of them in one
    direction; those in the other break the first rule of the report."""
    assert dependencies <= elements * (elements - 1) // 3, "there are not enough pairs"
    chance = Random(7)
    spot = Place("shop.hie", 1, 1, 1, 2)
    found = []
    if groups:
        found.append(ReportedElementCode("app", "app", None, None, spot, (), (), ()))
        found += [
            ReportedElementCode(f"app.group{number}", f"group{number}", "app", None, spot, (), (), ())
            for number in range(groups)
        ]
    parts = []
    for number in range(elements):
        parent = f"app.group{number * groups // elements}" if groups else None
        name = f"part{number}"
        path = f"{parent}.{name}" if parent else name
        file = (f"src/{name}.py",)
        parts.append(ReportedElementCode(path, name, parent, None, spot, file, (), ("python",)))
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < dependencies:
        first = chance.randrange(elements)
        second = min(elements - 1, first + 1 + int(chance.expovariate(1 / 60)))
        if chance.random() < 0.03:
            second = chance.randrange(elements)
        if first != second:
            pairs.add((first, second))
    uses = [
        ReportedUse(
            f"src/part{first}.py", 1, 1, f"part{second}", "imports", (), f"src/part{second}.py", None,
            parts[first].path, parts[second].path, (), (), (0,) if second < first else (),
        )
        for first, second in sorted(pairs)
    ]  # fmt: skip
    return ReportedArchitecture((*found, *parts), (), tuple(uses), ())


def declared_architecture() -> ReportedArchitecture:
    """Six elements in two groups; some of their dependencies are declared, one is forbidden, one declared and
    unused."""
    found = large_architecture(6, 9, 2)
    spot = Place("app.hie", 3, 5, 3, 9)
    first, last = found.elements[1].path, found.elements[2].path
    statements = (
        ReportedStatement("uses", first, (last,), None, "group1", None, spot),
        ReportedStatement("forbids", last, (first,), None, "group0", "zones.low", spot),
        ReportedStatement("allows", first, (), "json", "json", None, spot),
    )
    uses = tuple(
        use.with_(
            declared=(0,) if (use.source or "").startswith(first) and (use.target or "").startswith(last) else (),
            forbidden=(1,) if use.broken else (),
        )
        for use in found.uses
    )
    return found.with_(statements=statements, uses=uses)


def hostile_architecture() -> ReportedArchitecture:
    """The same with labels that every language could take for its own. Paths are made of names that are checked
    before."""
    found = declared_architecture()
    elements = tuple(element.with_(name=f"{NASTY}{number}") for number, element in enumerate(found.elements))
    statements = tuple(each.with_(text=f"{NASTY}!", module=NASTY if each.module else None) for each in found.statements)
    uses = tuple(use.with_(name=NASTY, path=NASTY) for use in found.uses)
    outside = found.uses[0].with_(file=None, external=NASTY, target=None)
    return found.with_(elements=elements, statements=statements, uses=(*uses, outside))
