"""Numbers about an architecture: how much each element depends on others and others on it, how abstract it is, and
which elements depend on each other in a circle.

Comes in: an architecture and the libraries. Goes out: numbers for each element, over its own code and that of
everything below it. Must never know how they are shown.

The measures are those of Robert C. Martin, "OO Design Quality Metrics" (1994), with files in the place of classes:
fan-in Ca counts the files outside that depend on the element, fan-out Ce the files of the element that depend on code
outside of it, instability is Ce / (Ca + Ce), abstractness is the share of abstract types, and the distance from the
main sequence is |abstractness + instability - 1|. Code of the project counts, packages outside of it do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hielements.libraries.catalog import Catalog
from hielements.libraries.dependency_graph.chains import shortest_cycle
from hielements.libraries.dependency_graph.components import cyclic_components
from hielements.libraries.dependency_graph.graph import NamedGraph
from hielements.model.specification import Element
from hielements.record import Entity
from hielements.run.architecture import Architecture, Use
from hielements.run.facts import is_part
from hielements.run.languages import by_language


class ElementStatistics(Entity):
    """The numbers of one element with everything below it. `uses_in` and `uses_out` count dependencies, `fan_in` and
    `fan_out` files. `types` and `abstract_types` are None where no language of the element tells types apart."""

    element: Element
    files: int
    uses_in: int
    uses_out: int
    uses_inside: int
    fan_in: int
    fan_out: int
    types: int | None
    abstract_types: int | None

    @property
    def instability(self) -> float | None:
        """From 0 (others depend on it and it depends on none) to 1; None where nothing crosses its border."""
        return self.fan_out / (self.fan_in + self.fan_out) if self.fan_in + self.fan_out else None

    @property
    def abstractness(self) -> float | None:
        """The share of abstract types, from 0 to 1; None without types."""
        return self.abstract_types / self.types if self.types and self.abstract_types is not None else None

    @property
    def distance(self) -> float | None:
        """How far from the balance of abstractness and stability, from 0 to 1; None where one of them is not known."""
        if self.instability is None or self.abstractness is None:
            return None
        return abs(self.abstractness + self.instability - 1)


class ElementCycle(Entity):
    """Elements with the same parent that depend on each other in a circle. `cycle` is a shortest one among all
    `members` of the circle, without its first element again; `uses` has one dependency for each of its steps."""

    members: tuple[Element, ...]
    cycle: tuple[Element, ...]
    uses: tuple[Use, ...]


class Statistics(Entity):
    """`elements` are in text order."""

    elements: tuple[ElementStatistics, ...]
    cycles: tuple[ElementCycle, ...]


def measure_elements(
    architecture: Architecture, catalog: Catalog, selected: Callable[[str], bool] | None = None
) -> Statistics:
    """The numbers of the elements whose paths are `selected` (None: all); circles are told of all."""
    counters = {each.element: _Counter() for each in architecture.elements}
    for each in architecture.elements:
        for element in _upwards(each.element):
            counters[element].files.update((*each.files, *each.partial))
    for use in architecture.uses:
        if use.file is not None:
            _count(use, counters)
    return Statistics(
        tuple(
            _statistics(each.element, counters[each.element], catalog)
            for each in architecture.elements
            if selected is None or selected(each.element.path)
        ),
        _cycles(architecture),
    )


class _Counter:
    def __init__(self) -> None:
        self.files: set[str] = set()
        self.sources_outside: set[str] = set()
        self.sources_inside: set[str] = set()
        self.uses_in = self.uses_out = self.uses_inside = 0


def _count(use: Use, counters: dict[Element, _Counter]) -> None:
    path = use.dependency.path
    for element in _upwards(use.source):
        counter = counters[element]
        if is_part(use.target, element):
            counter.uses_inside += 1
        else:
            counter.uses_out += 1
            counter.sources_inside.add(path)
    for element in _upwards(use.target):
        if not is_part(use.source, element):
            counter = counters[element]
            counter.uses_in += 1
            counter.sources_outside.add(path)


def _upwards(element: Element | None) -> Sequence[Element]:
    """The element and those around it."""
    found = []
    while element is not None:
        found.append(element)
        element = element.parent
    return found


def _statistics(element: Element, counter: _Counter, catalog: Catalog) -> ElementStatistics:
    total = abstract = None
    for files in by_language(sorted(counter.files), catalog.file_names).items():
        language, paths = files
        library = catalog.get(language) if language in catalog.names() else None
        count = getattr(library, "count_types", None)
        if count is not None:
            counted = count(paths)
            total = (total or 0) + counted.total
            abstract = (abstract or 0) + counted.abstract
    return ElementStatistics(
        element,
        len(counter.files),
        counter.uses_in,
        counter.uses_out,
        counter.uses_inside,
        len(counter.sources_outside),
        len(counter.sources_inside),
        total,
        abstract,
    )


def _cycles(architecture: Architecture) -> tuple[ElementCycle, ...]:
    """Circles among the children of each element, and among the top-level ones: a dependency of anything inside of one
    on anything inside of the other counts for the two."""
    between: dict[Element | None, dict[Element, dict[Element, Use]]] = {}
    order = {each.element: number for number, each in enumerate(architecture.elements)}
    for use in architecture.uses:
        pair = _siblings(use)
        if pair is not None:
            of_parent = between.setdefault(pair[0].parent, {})
            of_parent.setdefault(pair[0], {}).setdefault(pair[1], use)
            of_parent.setdefault(pair[1], {})
    found = []
    for edges in between.values():
        named = NamedGraph(
            {element: tuple(targets) for element, targets in edges.items()}, order=lambda each: f"{order[each]:09d}"
        )
        for component in cyclic_components(named.graph):
            cycle = [named.names[number] for number in shortest_cycle(named.graph, component)]
            uses = tuple(edges[one][other] for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
            found.append(ElementCycle(tuple(named.names[number] for number in component), tuple(cycle), uses))
    return tuple(sorted(found, key=lambda each: order[each.members[0]]))


def _siblings(use: Use) -> tuple[Element, Element] | None:
    """The two elements with the same parent that a dependency leads out of and into; None when it stays in one."""
    if use.file is None or use.source is None or use.target is None:
        return None
    above = {element.parent: element for element in _upwards(use.source)}
    for target in _upwards(use.target):
        source = above.get(target.parent)
        if source is not None:
            return None if source is target else (source, target)
    return None
