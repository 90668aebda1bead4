"""What some code may and may not depend on, by the rules of a specification.

Comes in: a plan, the code in question, facts. Goes out: the rules that are about it, and for each other element whether
a dependency on it would be against one of them. No check is evaluated: the question is about code that is not written
yet. Must never know how it is shown.

Statements about connections are decided here as they are in a run. Of checks of libraries, those that forbid
dependencies on a scope or a module are; what others allow (layers, interfaces) only their own words say, and they are
told as they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, Literal

from hielements.libraries.catalog import Catalog
from hielements.libraries.signatures import Function
from hielements.libraries.values import ScopeValue, Value
from hielements.model.specification import Check, ConnectionGoal, Element, FunctionCall, UsesGoal
from hielements.plan.plan import Plan
from hielements.record import Entity
from hielements.run.architecture import Architecture, architecture_of
from hielements.run.chains import UnknownName
from hielements.run.coverage import file_coverage
from hielements.run.evaluation import Evaluator
from hielements.run.facts import Facts, is_part
from hielements.run.named_code import NamedCode, NameFinder
from hielements.source.workspace import Workspace

Verdict = Literal["forbidden", "not allowed", "allowed", "unruled"]

_FORBIDDING: Final = frozenset({"no_dependency", "no_import"})


class Rule(Entity):
    """A rule about the code. A statement has its `action`, a check of a library its `function`. `modules` are names
    of modules that it is about, `elements` those of the specification."""

    check: Check
    owner: Element
    action: Literal["forbids", "allows", "requires", "uses", "checks"]
    text: str
    elements: tuple[Element, ...]
    modules: tuple[str, ...]
    function: Function | None = None


class Permission(Entity):
    """Whether the code may depend on an element: `forbidden` by one of the `rules`, `not allowed` because they allow
    others only, `allowed` by one, or `unruled`."""

    target: Element
    verdict: Verdict
    rules: tuple[Rule, ...]


class Permissions(Entity):
    """`owners` are the innermost elements that the code belongs to; none when no element selects it, and then no rule
    of a connection is about it."""

    code: NamedCode
    owners: tuple[Element, ...]
    rules: tuple[Rule, ...]
    targets: tuple[Permission, ...]
    architecture: Architecture


def permissions(plan: Plan, catalog: Catalog, workspace: Workspace, name: str) -> Permissions | UnknownName:
    """The rules about the code of a name, and what they mean for every other element."""
    evaluator = Evaluator(catalog)
    facts = Facts(catalog, evaluator.declarations, plan.elements)
    files = file_coverage(plan.elements, facts, catalog, workspace, everything=True)
    architecture = architecture_of(plan, facts, files, catalog)
    finder = NameFinder(architecture, facts, workspace, catalog)
    code = finder.find(name)
    if code is None or code.kind == "external":
        return UnknownName(name, tuple(finder.nearest(name)))
    owners = _owners(code, architecture)
    if code.kind == "element":
        named = next(each.element for each in architecture.elements if each.element.path == code.name)
        owners = tuple(dict.fromkeys((named, *owners)))
    rules = (*_statements(architecture, facts, code), *_checks(plan, evaluator, code, architecture))
    targets = tuple(
        _permission(each.element, rules)
        for each in architecture.elements
        if not any(is_part(each.element, owner) or is_part(owner, each.element) for owner in owners)
    )
    return Permissions(code, owners, rules, targets, architecture)


def _owners(code: NamedCode, architecture: Architecture) -> tuple[Element, ...]:
    paths = {*code.area.files, *code.area.sections}
    return tuple(each.element for each in architecture.elements if not paths.isdisjoint((*each.files, *each.partial)))


def _statements(architecture: Architecture, facts: Facts, code: NamedCode) -> Iterator[Rule]:
    """The statements about connections that are about some of the code: of its elements or of those around, or of a
    pattern whose scopes were bound to it."""
    mine = {*code.area.files, *code.area.sections}
    for each in architecture.declared:
        goal = each.check.goal
        assert isinstance(goal, ConnectionGoal | UsesGoal)
        sources = facts.sources(goal)
        if not mine.isdisjoint((*sources.files, *sources.sections)):
            modules = (each.module,) if each.module is not None else ()
            text = f"{each.action} {'' if each.action == 'uses' else 'connection to '}{each.target.text}"
            elements = _inside(facts.target(each.target).area.files, architecture)
            yield Rule(each.check, each.source, each.action, text, elements, modules)


def _inside(files: Collection[str], architecture: Architecture) -> tuple[Element, ...]:
    """The elements whose own files are all among those, as far as they have any."""
    return tuple(
        each.element for each in architecture.elements if each.files and all(path in files for path in each.files)
    )


def _checks(plan: Plan, evaluator: Evaluator, code: NamedCode, architecture: Architecture) -> Iterator[Rule]:
    """The checks of libraries about dependencies, of which a scope holds some of the code."""
    mine = {*code.area.files, *code.area.sections}
    for planned in sorted((*plan.checks, *plan.skipped), key=lambda each: each.number):
        goal = planned.check.goal
        if not isinstance(goal, FunctionCall) or goal.function.governs is None:
            continue
        values = [evaluator.value(argument) for argument in goal.arguments]
        scopes = [value for value in values if isinstance(value, ScopeValue | tuple)]
        first = _files(scopes[:1])
        concerned = first if goal.function.name in _FORBIDDING else _files(scopes)
        if mine.isdisjoint(concerned):
            continue
        elements = _inside(_files(scopes[1:]), architecture)
        modules = tuple(value for value in values if isinstance(value, str))
        text = " ".join(planned.check.text.split())
        yield Rule(planned.check, planned.element, "checks", text, elements, modules, goal.function)


def _files(values: Iterable[Value]) -> set[str]:
    found: set[str] = set()
    for value in values:
        if isinstance(value, ScopeValue):
            found.update(value.files)
        elif isinstance(value, tuple):
            found |= _files(value)
    return found


def _permission(target: Element, rules: Sequence[Rule]) -> Permission:
    forbidding = [rule for rule in rules if _forbids(rule) and target in rule.elements]
    if forbidding:
        return Permission(target, "forbidden", tuple(forbidding))
    allowing = [rule for rule in rules if rule.action in {"allows", "uses", "requires"} and target in rule.elements]
    # What one pattern allows is one rule, at one statement: whoever allows something there forbids the rest.
    closed = {rule.check for rule in rules if rule.action == "allows"}
    missing = closed - {rule.check for rule in allowing if rule.action == "allows"}
    if missing:
        return Permission(target, "not allowed", tuple(rule for rule in rules if rule.check in missing))
    return Permission(target, "allowed" if allowing else "unruled", tuple(allowing))


def _forbids(rule: Rule) -> bool:
    return rule.action == "forbids" or (rule.function is not None and rule.function.name in _FORBIDDING)
