"""Which dependencies each rule of a specification looks at.

Comes in: planned checks, facts about code, values of expressions. Goes out: for each dependency the rules that look at
it, and for each file those that look at the file. Must never know whether a rule holds.

A rule looks at a dependency when it states how the two ends of the dependency may be connected:
- `forbids connection to T`, `requires connection to T` and `uses T`: those between the code that the rule is about and
  T, whichever way they go, because who forbids one direction has decided about the other; where T is a module, those on
  that module;
- `allows connection to`: all that leave the subtree of the element;
- `[check] undeclared_uses = "error"`: all from one element to another;
- a check of a library that is about dependencies (`Function.governs`), also as a connection check of a language or in a
  requirement: those between, within, leaving or entering the scopes that it is given.
Each of these counts as a set of files, or parts of files, at either end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from hielements.libraries.outcomes import Dependency, Undecided
from hielements.libraries.signatures import Governed
from hielements.libraries.values import ScopeValue
from hielements.model.specification import (
    BooleanExpression,
    BoundExpression,
    CheckSubject,
    ComparisonExpression,
    ConnectionGoal,
    ConnectionTarget,
    CoverageGoal,
    ElementSubject,
    FunctionCall,
    Goal,
    ListExpression,
    MemberAccess,
    NotExpression,
    RequirementGoal,
    ScopeReference,
    UndeclaredUsesGoal,
    UsesGoal,
)
from hielements.plan.plan import PlannedCheck
from hielements.record import Entity
from hielements.run.areas import Area, area_of
from hielements.run.evaluation import Evaluator
from hielements.run.facts import Facts, scopes_of


class Look(Entity):
    """One way in which a rule looks at dependencies. For `leaving` and `entering`, `others` are what the first is part
    of: what stays inside of it is not looked at. For `named`, `takes` says which dependencies."""

    kind: Governed
    ones: Sequence[Area]
    others: Sequence[Area] = ()
    takes: Callable[[Dependency], bool] | None = None
    owned_only: bool = False


class Rules:
    """The rules of a specification as sets of bits: bit N is the rule with the number N."""

    def __init__(self, checks: Sequence[PlannedCheck], facts: Facts, evaluator: Evaluator) -> None:
        self._facts = facts
        self._evaluator = evaluator
        self.of_file: dict[str, int] = {}
        self._one: dict[str, int] = {}
        self._other: dict[str, int] = {}
        self._within: dict[str, int] = {}
        self._leaving: dict[str, int] = {}
        self._entering: dict[str, int] = {}
        self._stays: dict[str, int] = {}
        self._owned_only = 0
        # What sets of files cannot express, by the file that a dependency stands in, or for `entering` leads to.
        self._single: dict[str, list[tuple[int, Look]]] = {}
        self._single_entering: dict[str, list[tuple[int, Look]]] = {}
        self._pairs: dict[tuple[str, str, bool], int] = {}
        # Scopes are shared by many rules: the bits of all rules with the same area are spread over its files at once.
        self._waiting: dict[tuple[int, int], tuple[dict[str, int], Area, int]] = {}
        for number, planned in enumerate(checks):
            self._add(1 << number, planned.check.goal)
        for mask, area, bits in self._waiting.values():
            for path in (*area.files, *(area.sections if mask is self.of_file else ())):
                mask[path] = mask.get(path, 0) | bits
        self._waiting.clear()

    def looking_at(self, dependency: Dependency, target: str, owned: bool) -> int:
        """The rules that look at a dependency which leads to a file; `owned` says that both ends are in elements."""
        path = dependency.path
        key = (path, target, owned)
        bits = self._pairs.get(key)
        if bits is None:
            one, other = self._one, self._other
            bits = one.get(path, 0) & other.get(target, 0) | other.get(path, 0) & one.get(target, 0)
            bits |= self._within.get(path, 0) & self._within.get(target, 0)
            bits |= self._leaving.get(path, 0) & ~self._stays.get(target, 0)
            bits |= self._entering.get(target, 0) & ~self._entering.get(path, 0)
            if not owned:
                bits &= ~self._owned_only
            self._pairs[key] = bits
        for single, look in (*self._single.get(path, ()), *self._single_entering.get(target, ())):
            if not bits & single and _looks(look, dependency, target):
                bits |= single
        return bits

    def _add(self, bit: int, goal: Goal) -> None:
        for look in self._looks_of(goal):
            for area in (*look.ones, *look.others):
                self._spread(self.of_file, area, bit)
            if look.takes is not None or any(area.sections for area in (*look.ones, *look.others)):
                singles = self._single_entering if look.kind == "entering" else self._single
                for area in (*look.ones, *look.others):
                    for path in (*area.files, *area.sections):
                        looks = singles.setdefault(path, [])
                        if not looks or looks[-1] != (bit, look):
                            looks.append((bit, look))
                continue
            if look.owned_only:
                self._owned_only |= bit
            first = {
                "between": self._one, "within": self._within, "leaving": self._leaving, "entering": self._entering,
                "named": self._one,
            }[look.kind]  # fmt: skip
            for area in look.ones:
                self._spread(first, area, bit)
            for area in look.others:
                self._spread(self._stays if look.kind == "leaving" else self._other, area, bit)
        for area in self._areas_of(goal):
            self._spread(self.of_file, area, bit)

    def _spread(self, mask: dict[str, int], area: Area, bit: int) -> None:
        key = (id(mask), id(area))
        known = self._waiting.get(key)
        self._waiting[key] = (mask, area, bit | known[2] if known is not None else bit)

    # What the rules are about

    def _looks_of(self, goal: Goal) -> Iterator[Look]:
        facts = self._facts
        if isinstance(goal, ConnectionGoal):
            sources = [facts.code_of(scope) for scope in scopes_of(goal.sources)]
            if goal.action == "allows":
                yield Look("leaving", sources, [facts.own(goal.element)])
            else:
                for target in goal.targets:
                    yield self._towards(sources, target)
        elif isinstance(goal, UsesGoal):
            yield self._towards([facts.code_of(goal.scope)], goal.target)
        elif isinstance(goal, UndeclaredUsesGoal):
            sources = [facts.code_of(scope) for scope in scopes_of([goal.element])]
            yield Look("leaving", sources, [facts.own(goal.element)], owned_only=True)
        else:
            for call in calls_of(goal):
                look = self._look_of_call(call)
                if look is not None:
                    yield look

    def _towards(self, sources: Sequence[Area], target: ConnectionTarget) -> Look:
        resolved = self._facts.target(target)
        if resolved.module is not None:
            return Look("named", sources, takes=resolved.takes)
        return Look("between", sources, [resolved.area])

    def _look_of_call(self, call: FunctionCall) -> Look | None:
        governs = call.function.governs
        if governs is None:
            return None
        groups: list[list[Area]] = []
        name = None
        for parameter, argument in zip(call.signature.parameters, call.arguments, strict=True):
            kinds = str(parameter.type)
            if "Scope" in kinds or (governs == "within" and parameter.is_required):
                groups.append(self._areas(argument, call.library))
            elif kinds == "String" and name is None:
                value = self._evaluator.value(argument)
                name = value if isinstance(value, str) else None
        if not groups:
            return None
        first, rest = groups[0], [area for group in groups[1:] for area in group]
        if governs == "within":
            return Look("within", [*first, *rest])
        if governs == "named" and name is not None:
            from hielements.run.targets import Target

            # Targets write names with dots, whatever the language.
            module = name.replace("::", ".").removeprefix("crate.")
            return Look("named", first, takes=Target(name, frozenset(), module, True, ()).takes)
        if governs in ("between", "named"):
            return Look("between", first, rest)
        return Look(governs, first, first if governs == "leaving" else ())

    def _areas(self, expression: BoundExpression, library: str = "") -> list[Area]:
        """The code that a value in an expression stands for. Where a check takes names of modules for scopes, `library`
        knows their files."""
        if isinstance(expression, ScopeReference):
            return [self._facts.code_of(expression.scope)]
        if isinstance(expression, ListExpression):
            return [area for item in expression.items for area in self._areas(item, library)]
        value = self._evaluator.value(expression)
        if isinstance(value, Undecided):
            return []
        items = value if isinstance(value, tuple) else (value,)
        areas = [area_of(item) for item in items if isinstance(item, ScopeValue)]
        named = {path for item in items if isinstance(item, str) for path in self._facts.files_named(library, item)}
        return [*areas, Area(frozenset(named))] if named else areas

    def _areas_of(self, goal: Goal) -> Iterator[Area]:
        """All code that the calls of a goal are given, whatever they look at."""
        if isinstance(goal, CoverageGoal | ConnectionGoal | UsesGoal | UndeclaredUsesGoal):
            return
        for call in calls_of(goal):
            if call.function.kind == "check" and call.function.governs is None:
                for argument in call.arguments:
                    for part in _parts(argument):
                        if isinstance(part, ScopeReference):
                            yield self._facts.code_of(part.scope)
                        elif isinstance(part, FunctionCall) and part.function.kind == "selector":
                            yield from self._areas(part)


def calls_of(goal: Goal) -> Iterator[FunctionCall]:
    """All calls in the expressions of a goal."""
    for expression in _expressions(goal):
        for part in _parts(expression):
            if isinstance(part, FunctionCall):
                yield part


def _looks(look: Look, dependency: Dependency, target: str) -> bool:
    """Whether one look that no set of files can express takes a dependency."""

    def starts(areas: Iterable[Area]) -> bool:
        return any(area.has_source(dependency) for area in areas)

    def ends(areas: Iterable[Area]) -> bool:
        return any(area.touches(target, dependency) for area in areas)

    if look.takes is not None:
        return starts(look.ones) and look.takes(dependency)
    if look.kind == "within":
        return starts(look.ones) and ends(look.ones)
    if look.kind == "leaving":
        return starts(look.ones) and not any(area.contains(target, dependency) for area in look.others)
    if look.kind == "entering":
        return ends(look.ones) and not starts(look.ones)
    return (starts(look.ones) and ends(look.others)) or (starts(look.others) and ends(look.ones))


def _expressions(goal: Goal) -> Iterator[BoundExpression]:
    if isinstance(goal, BoundExpression):
        yield goal
    elif isinstance(goal, RequirementGoal):
        if isinstance(goal.subject, CheckSubject):
            yield from (attempt.expression for attempt in goal.subject.attempts)
        elif isinstance(goal.subject, ElementSubject):
            for match in goal.subject.matches:
                for condition in match.conditions:
                    yield from _expressions(condition)


def _parts(expression: BoundExpression) -> Iterator[BoundExpression]:
    """The expression and everything in it."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        if isinstance(current, FunctionCall):
            waiting += current.arguments
        elif isinstance(current, ListExpression):
            waiting += current.items
        elif isinstance(current, BooleanExpression):
            waiting += current.operands
        elif isinstance(current, ComparisonExpression):
            waiting += (current.left, current.right)
        elif isinstance(current, NotExpression):
            waiting.append(current.operand)
        elif isinstance(current, MemberAccess):
            waiting.append(current.subject)
