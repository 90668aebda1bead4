"""Measures the coverage of a whole specification: files, dependencies, elements, rules.

Comes in: a specification as a plan, the libraries, the workspace. Goes out: a Coverage. Must never know how it is
shown.
"""

from __future__ import annotations

from hielements.libraries.catalog import Catalog
from hielements.model.specification import CoverageGoal, Element
from hielements.plan.plan import Plan
from hielements.run.coverage import (
    Coverage,
    ElementCoverage,
    FileCoverage,
    RuleCoverage,
    UngovernedDependency,
    file_coverage,
)
from hielements.run.coverage_rules import Rules
from hielements.run.evaluation import Evaluator
from hielements.run.facts import Facts, dependency_order, is_part, scopes_of, subtree
from hielements.source.workspace import Workspace


def measure(plan: Plan, catalog: Catalog, workspace: Workspace, verbose: bool = False) -> Coverage:
    """The coverage of the specification that the plan was made of. No check is evaluated."""
    evaluator = Evaluator(catalog, verbose)
    facts = Facts(catalog, evaluator.declarations, plan.elements, verbose)
    files = file_coverage(plan.elements, facts, catalog, workspace, everything=True)
    return measure_files(plan, files, facts, evaluator)


def measure_files(plan: Plan, files: FileCoverage, facts: Facts, evaluator: Evaluator) -> Coverage:
    """The same, of files that are already known, with everything in them."""
    everything = sorted((*plan.checks, *plan.skipped), key=lambda planned: planned.number)
    checks = [planned for planned in everything if not isinstance(planned.check.goal, CoverageGoal)]
    rules = Rules(checks, facts, evaluator)
    elements = [element for root in plan.elements for element in subtree(root)]
    counts = {element: _Counts() for element in elements}
    inside = ruled = external = 0
    ungoverned: list[UngovernedDependency] = []
    of_rule = [0] * len(checks)
    for dependency in files.dependencies:
        targets = [path for path in dependency.targets if path != dependency.path]
        if not targets:
            external += dependency.external is not None
            continue
        source = facts.source_owner(dependency)
        open_target: tuple[str, Element | None] | None = None
        ends: list[Element | None] = []
        stays = True
        for target in targets:
            owner = facts.owner(target, dependency)
            ends.append(owner)
            if source is not None and owner is not None and is_part(owner, source):
                continue
            stays = False
            looking = rules.looking_at(dependency, target, source is not None and owner is not None)
            if not looking:
                open_target = open_target or (target, owner)
            while looking:
                lowest = looking & -looking
                of_rule[lowest.bit_length() - 1] += 1
                looking ^= lowest
        if stays:
            inside += 1
        elif open_target is None:
            ruled += 1
        else:
            ungoverned.append(UngovernedDependency(dependency, open_target[0], source, open_target[1]))
        _count(counts, source, ends, stays, open_target is not None)
    of_files = _rules_of_elements(elements, facts, rules)
    own = facts.files_of_owners()
    return Coverage(
        files,
        inside,
        ruled,
        tuple(sorted(ungoverned, key=lambda each: dependency_order(each.dependency))),
        external,
        tuple(
            ElementCoverage(
                element, len(own.get(element, ())), found.inside, found.leaving, found.entering, found.ungoverned,
                of_files[element],
            )
            for element, found in counts.items()
        ),
        tuple(
            RuleCoverage(planned, number_of_files, number_of_dependencies)
            for planned, number_of_files, number_of_dependencies in zip(
                checks, _files_of_rules(rules, len(checks)), of_rule, strict=True
            )
        ),
    )  # fmt: skip


class _Counts:
    __slots__ = ("entering", "inside", "leaving", "ungoverned")

    def __init__(self) -> None:
        self.inside = self.leaving = self.entering = self.ungoverned = 0


def _count(
    counts: dict[Element, _Counts], source: Element | None, ends: list[Element | None], stays: bool, is_open: bool
) -> None:
    if stays and source is not None and all(end is source for end in ends):
        counts[source].inside += 1
        return
    if source is not None:
        counts[source].leaving += 1
        counts[source].ungoverned += is_open
    for end in dict.fromkeys(ends):
        if end is not None and end is not source:
            counts[end].entering += 1
            counts[end].ungoverned += is_open


def _rules_of_elements(elements: list[Element], facts: Facts, rules: Rules) -> dict[Element, int]:
    found = {}
    for element in elements:
        bits = 0
        code = facts.code(scopes_of([element]))
        for path in (*code.files, *code.sections):
            owner = facts.owner(path)
            if owner is element or path in code.sections:
                bits |= rules.of_file.get(path, 0)
        found[element] = bits.bit_count()
    return found


def _files_of_rules(rules: Rules, number: int) -> list[int]:
    counts = [0] * number
    # Files with the same rules are counted together: there are far fewer combinations than files.
    combinations: dict[int, int] = {}
    for bits in rules.of_file.values():
        combinations[bits] = combinations.get(bits, 0) + 1
    for bits, files in combinations.items():
        rest = bits
        while rest:
            lowest = rest & -rest
            counts[lowest.bit_length() - 1] += files
            rest ^= lowest
    return counts
