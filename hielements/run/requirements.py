"""`requires | allows | forbids` of scopes, refs, checks, elements, patterns and languages (docs/language.md).

Comes in: a RequirementGoal, in which names are already matched. Goes out: its outcome. What is left to find out are the
values of scopes and refs, the outcomes of required checks, and languages that only a selector knows. A requirement
holds when one match holds, a prohibition when none does; a match that cannot be decided leaves both open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.values import ScopeValue
from hielements.model.specification import (
    BoundExpression,
    CheckSubject,
    Element,
    ElementSubject,
    ImplementsSubject,
    LanguageSubject,
    Ref,
    RefSubject,
    RequirementGoal,
    Scope,
    ScopeSubject,
    Subject,
)
from hielements.run.comparison import equal
from hielements.run.evaluation import Evaluator
from hielements.run.failures import emptiness, empty_scopes
from hielements.run.languages import by_language
from hielements.run.logic import PASSED, combination, undecided
from hielements.run.unions import is_empty_list

_SHOWN_CANDIDATES = 4

Match = tuple[Scope | Ref | Element, Outcome]
"""Something that may be what a requirement is about, and whether it is."""


class Requirements:
    """Decides the requirements of one run. Safe to use from several threads."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._finders: dict[type, Callable[..., list[Match]]] = {
            ScopeSubject: self._scopes,
            RefSubject: self._refs,
            CheckSubject: self._attempts,
            ElementSubject: self._elements,
            ImplementsSubject: lambda subject: [(element, PASSED) for element in subject.matches],
            LanguageSubject: self._languages,
        }

    def outcome(self, goal: RequirementGoal) -> Outcome:
        if goal.action == "allows":
            return self._allows(goal)
        matches = self._finders[type(goal.subject)](goal.subject)
        return _requires(goal, matches) if goal.action == "requires" else _forbids(goal, matches)

    # Matches

    def _scopes(self, subject: ScopeSubject) -> list[Match]:
        found: list[Match] = []
        for scope in (*subject.matches, *subject.possible):
            outcome: Outcome = PASSED
            if scope in subject.possible:
                outcome = self._has_language(scope, lambda found: found == {subject.language})
            if subject.expected is not None and not isinstance(outcome, Violated):
                outcome = combination("and", (outcome, self._equal(scope, subject.expected)))
            found.append((scope, outcome))
        return found

    def _refs(self, subject: RefSubject) -> list[Match]:
        expected = subject.expected
        return [(ref, PASSED if expected is None else self._equal(ref, expected)) for ref in subject.matches]

    def _attempts(self, subject: CheckSubject) -> list[Match]:
        return [(attempt.element, self._evaluator.outcome(attempt.expression)) for attempt in subject.attempts]

    def _elements(self, subject: ElementSubject) -> list[Match]:
        return [
            (match.element, combination("and", (self.outcome(condition) for condition in match.conditions)))
            for match in subject.matches
        ]

    def _languages(self, subject: LanguageSubject) -> list[Match]:
        known: list[Match] = [(scope, PASSED) for scope in subject.matches]
        possible = subject.possible
        return known + [
            (scope, self._has_language(scope, lambda found: subject.language in found)) for scope in possible
        ]

    def _has_language(self, scope: Scope, accepts: Callable[[frozenset[str]], bool]) -> Outcome:
        """Whether the languages of a scope are accepted, where only its value tells them. A selector without a
        language takes those of its files; a scope of texts and data has none, and neither has one that is stated to be
        nothing."""
        value = self._evaluator.declarations.scope(scope)
        if isinstance(value, Undecided):
            return value
        name = f"{scope.element.path}.{scope.name}"
        if value.language is None and value.is_empty and not is_empty_list(value):
            reason = f": {value.absence}" if value.absence else ""
            message = f"the scope `{name}` selects nothing{reason}, so that its language is not known"
            return Undecided((Failure("empty-scope", message),))
        languages = self._found_languages(value) if value.language is None else frozenset((value.language,))
        if accepts(languages):
            return PASSED
        found = f"the language {' and '.join(sorted(languages))}" if languages else "no language"
        return _violated(f"the scope `{name}` has {found}", [scope])

    def _found_languages(self, value: ScopeValue) -> frozenset[str]:
        return frozenset(by_language(value.files, self._evaluator.file_names))

    def _equal(self, declaration: Scope | Ref, expected: BoundExpression) -> Outcome:
        declarations = self._evaluator.declarations
        value = declarations.scope(declaration) if isinstance(declaration, Scope) else declarations.ref(declaration)
        wanted = self._evaluator.value(expected)
        failures = [failure for one in (value, wanted) if isinstance(one, Undecided) for failure in one.failures]
        if failures or isinstance(value, Undecided) or isinstance(wanted, Undecided):
            return undecided(failures)
        # Two scopes that select nothing are equal and prove nothing.
        failures += (emptiness(empty, declaration.value or expected) for empty in empty_scopes(value))
        failures += (emptiness(empty, expected) for empty in empty_scopes(wanted))
        if failures:
            return undecided(failures)
        if isinstance(value, ScopeValue) and isinstance(wanted, ScopeValue) and isinstance(declaration, Scope):
            # The expected selector has no declaration whose language it could take.
            wanted = wanted.with_(language=declaration.language or wanted.language)
        if equal(value, wanted):
            return PASSED
        from hielements.libraries.values import describe

        name = f"{declaration.element.path}.{declaration.name}"
        return _violated(f"`{name}` is {describe(value)} and not {describe(wanted)}", [declaration])

    # Allows

    def _allows(self, goal: RequirementGoal) -> Outcome:
        if not goal.leads:
            return Passed("one rule with the other `allows` of this kind in this pattern, and decided there")
        listed = " or ".join(subject_text(subject) for subject in goal.permitted)
        offending: list[Scope | Ref | Element] = list(goal.offending)
        failures: list[Failure] = []
        for scope in goal.uncertain:
            outcome = self._has_language(scope, set(_languages_for(scope, goal.permitted)).issuperset)
            if isinstance(outcome, Violated):
                offending.append(scope)
            elif isinstance(outcome, Undecided):
                failures += outcome.failures
        if offending:
            names = ", ".join(f"`{_path(one)}`" for one in offending)
            verb = "is" if len(offending) == 1 else "are"
            return _violated(f"{names} {verb} not allowed in `{goal.element.path}`: only {listed}", offending)
        return undecided(failures) if failures else PASSED


def _requires(goal: RequirementGoal, matches: Sequence[Match]) -> Outcome:
    failures: list[Failure] = []
    reasons: list[Violated] = []
    for _, outcome in matches:
        if isinstance(outcome, Passed):
            return PASSED
        if isinstance(outcome, Undecided):
            failures += outcome.failures
        else:
            reasons.append(outcome)
    if failures:
        return undecided(failures)
    message = f"`{goal.element.path}` needs {subject_text(goal.subject)}, and {_lack(goal, bool(reasons))}"
    if reasons:
        message += ": " + "; ".join(dict.fromkeys(reason.message for reason in reasons))
    if goal.nearest:
        message += f"; {goal.nearest}"
    places = [violation for reason in reasons for violation in reason.violations]
    if places:
        return Violated(message, tuple(dict.fromkeys(places)))
    return _violated(message, [goal.element])


def _forbids(goal: RequirementGoal, matches: Sequence[Match]) -> Outcome:
    offending = [match for match, outcome in matches if isinstance(outcome, Passed)]
    if offending:
        names = ", ".join(f"`{_path(one)}`" for one in offending)
        return _violated(
            f"`{goal.element.path}` must not have {subject_text(goal.subject)}, and there is {names}", offending
        )
    return (
        undecided(failure for _, outcome in matches if isinstance(outcome, Undecided) for failure in outcome.failures)
        if any(isinstance(outcome, Undecided) for _, outcome in matches)
        else PASSED
    )


def subject_text(subject: Subject) -> str:
    """What a requirement is about, in words."""
    if isinstance(subject, ScopeSubject):
        return f"a scope `{subject.name}`" + (f" of the language {subject.language}" if subject.language else "")
    if isinstance(subject, RefSubject):
        return f"a ref `{subject.name}` of the type {subject.type_name}"
    if isinstance(subject, CheckSubject):
        return f"an element for which `{subject.text}` holds"
    if isinstance(subject, ElementSubject):
        patterns = " and ".join(f"`{pattern}`" for pattern in subject.patterns)
        return f"an element `{subject.name}`" + (f" that implements {patterns}" if patterns else "")
    if isinstance(subject, ImplementsSubject):
        return f"an element that implements `{subject.pattern}`"
    return f"a scope of the language {subject.language}"


def _languages_for(scope: Scope, permitted: Iterable[Subject]) -> list[str | None]:
    """The languages that the rule allows this scope to have."""
    return [
        subject.language
        for subject in permitted
        if isinstance(subject, LanguageSubject) or (isinstance(subject, ScopeSubject) and subject.name == scope.name)
    ]


def _lack(goal: RequirementGoal, tried: bool) -> str:
    """What the elements that were looked at lack; `tried` says that some came near enough to be looked into."""
    elements = [f"`{element.path}`" for element in goal.candidates]
    if not elements:
        return f"`{goal.element.path}` has no elements {'below it' if goal.descendant else 'directly below it'}"
    single = elements[0] if len(elements) == 1 else None
    several = "none of " + ", ".join(elements[:_SHOWN_CANDIDATES])
    if len(elements) > _SHOWN_CANDIDATES:
        several = f"none of the {len(elements):,} elements there ({', '.join(elements[:_SHOWN_CANDIDATES])}, ..)"
    if isinstance(goal.subject, CheckSubject):
        if tried or not goal.subject.names:
            return f"{single} fails it" if single else f"it holds for {several}"
        names = " and ".join(f"`{name}`" for name in goal.subject.names)
        if goal.subject.misfits:
            element, problem = goal.subject.misfits[0]
            more = len(goal.subject.misfits) - 1
            others = ""
            if more:
                others = f" (and so {'does 1 more element' if more == 1 else f'do {more:,} more elements'})"
            fit = "it does not fit" if len(goal.subject.names) == 1 else "they do not fit"
            return f"`{element.path}` declares {names}{others}, but {fit}: {problem}"
        names = f"all of {names}" if len(goal.subject.names) > 1 else names
        return f"{single} does not declare {names}" if single else f"{several} declares {names}"
    if isinstance(goal.subject, ElementSubject | ImplementsSubject):
        return f"{single} is none" if single else f"{several} is one"
    return f"{single} has none" if single else f"{several} has one"


def _path(found: Scope | Ref | Element) -> str:
    return found.path if isinstance(found, Element) else f"{found.element.path}.{found.name}"


def _violated(message: str, places: Sequence[Scope | Ref | Element]) -> Violated:
    """A violation that stands where the specification declares what is wrong: no line of code is to blame for it."""
    return Violated(
        message,
        tuple(Violation(message, place.location.source.name, place.location.line) for place in dict.fromkeys(places)),
    )
