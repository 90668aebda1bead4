"""Who may depend on a part of the code, and on what of it.

Comes in: a part, and the other parts or the names that are allowed. Goes out: findings. All code of the project is
looked at, since any of it might import the part; only direct imports count.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hielements.libraries.dependency_rules.breaches import violation
from hielements.libraries.dependency_rules.code import Findings, Part, Place, counted, listed
from hielements.libraries.dependency_rules.code_graph import CodeGraph
from hielements.libraries.dependency_rules.members import Hierarchy
from hielements.libraries.outcomes import Dependency, Failure, Violation


def imported_only_by(graph: CodeGraph, part: Part, allowed: Sequence[Part]) -> Findings:
    """Whether nothing but the allowed parts and the part itself imports it."""
    inside = frozenset(part.files)
    others = frozenset(path for each in allowed for path in each.files)
    outside = [path for path in graph.files if path not in inside and path not in others]
    found = [violation(graph.code, dependency) for dependency in graph.imports_of(outside, inside)]
    importers = sorted({graph.code.name(each.path or "") for each in found})
    message = f"{part.title} is imported by {listed(importers)}"
    failures = (*graph.code.missing_files(), *graph.code.failures(outside))
    return Findings(message, tuple(found), failures, f"{counted(len(outside), 'other module')} looked at")


def interface(graph: CodeGraph, hierarchy: Hierarchy, names: Sequence[str]) -> Findings | Failure:
    """Whether all other code imports only what the names, as seen from the root of the hierarchy, give out: a module
    with all in it and below it, or something defined or re-exported in a module."""
    code, separator = graph.code, graph.code.separator
    senseless = next((name for name in names if not name or not all(name.split(separator))), None)
    if senseless is not None:
        return Failure("argument", f"'{senseless}' is not the name of a module or of something in one")
    children = hierarchy.children()
    # Whoever imports the whole package can use what the package itself gives out, if it does.
    whole = any(name.split(separator, 1)[0] not in children for name in names)
    inside = frozenset(hierarchy.files)
    outside = [path for path in graph.files if path not in inside]
    used: set[str] = set()
    wanted: set[str] = set()
    found: list[Violation] = []
    for dependency in graph.imports_of(outside, inside):
        places = [place for start in _used(dependency, inside) for place in code.leads(start)]
        inner = [each for each in map(hierarchy.inner_of, places) if each is not None]
        granting = _granting(names, inner, separator)
        if granting is not None:
            used.add(granting)
        elif not (whole and inner[:1] == [""] and dependency.member != "*"):
            wanted.update(inner)
            found.append(_breach(graph, hierarchy, names, dependency, places))
    message = f"other code imports {hierarchy.title}, which gives out nothing"
    if names:
        message = f"other code imports more of {hierarchy.title} than {listed([repr(name) for name in names])}"
    failures = (*code.missing_files(), *code.failures(outside))
    note = f"{counted(len(outside), 'other module')} looked at"
    unknown = [name for name in names if name not in used and not _is_known(hierarchy, name)]
    if unknown:
        remark = _unknown(hierarchy, unknown, wanted)
        message, note = f"{message} ({remark})", f"{note}; {remark}"
    return Findings(message, tuple(found), failures, note)


def _granting(names: Sequence[str], inner: Sequence[str], separator: str) -> str | None:
    """The name that gives out what is known under any of the inner names."""
    for name in names:
        for each in inner:
            if each == name or each.startswith(name + separator):
                return name
    return None


def _used(dependency: Dependency, inside: frozenset[str]) -> list[Place]:
    """What a dependency takes of the files inside: the module, or the name in it."""
    member = () if dependency.member in (None, "*") else (str(dependency.member),)
    return [(target, member) for target in dependency.targets if target in inside]


def _is_known(hierarchy: Hierarchy, name: str) -> bool:
    place = hierarchy.place(name)
    return hierarchy.part(name) is not None or (place is not None and hierarchy.code.defines(place))


def _breach(
    graph: CodeGraph, hierarchy: Hierarchy, names: Sequence[str], dependency: Dependency, places: Sequence[Place]
) -> Violation:
    if dependency.member == "*":
        return violation(graph.code, dependency, f"imports everything of {dependency.name}")
    if hierarchy.inner_of(places[0]) == "":
        return violation(graph.code, dependency, f"imports {hierarchy.title} as a whole")
    text = f"imports {dependency.name}, which is not part of the interface"
    breach = violation(graph.code, dependency, text)
    # The same thing by the way that is open: `orders.place` instead of `orders.services.place`.
    for name in names:
        open_way = hierarchy.place(name)
        if open_way is not None and open_way[1] and places[-1] in graph.code.leads(open_way):
            return breach.with_(help=f"the interface gives it out as '{name}'")
    return breach


def _unknown(hierarchy: Hierarchy, names: Sequence[str], wanted: Collection[str]) -> str:
    """What to say of names that nothing is known by, with the nearest of those that other code wants."""
    from difflib import get_close_matches

    quoted = listed([f"'{name}'" for name in names])
    verb = "is" if len(names) == 1 else "are"
    near = get_close_matches(names[0], sorted(wanted), n=1) or hierarchy.nearest(names[0])
    guess = f"; did you mean '{near[0]}'?" if near else ""
    return f"{quoted} {verb} neither a known name of {hierarchy.title} nor imported by any other code{guess}"
