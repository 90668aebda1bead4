"""`forbids | allows | requires connection to`: rules about what code depends on (docs/language.md).

Comes in: goals of the model, facts about code. Goes out: outcomes. A dependency inside the subtree of the element that
a rule is about never breaks it. What could not be read leaves a rule undecided, unless what could be read breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from hielements.diagnostics.codes.running import UNKNOWN_TARGET
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.library import ProjectLibrary
from hielements.libraries.outcomes import Dependency, Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.model.specification import ConnectionGoal, Element, Scope, ScopeReference
from hielements.run.areas import Area
from hielements.run.facts import Facts, only_refers, scopes_of, subtree
from hielements.run.logic import undecided
from hielements.run.targets import Target
from hielements.run.violations import violation_of

_SHOWN_INSTEAD = 3
"""Names of what code depends on that are listed where it lacks a dependency."""


def connection(goal: ConnectionGoal, facts: Facts) -> Outcome:
    """The outcome of a rule about connections."""
    if not goal.leads:
        return Passed("one rule with the other `allows connection` of this pattern, and decided there")
    if not scopes_of(goal.sources):
        return Undecided((Failure("empty-scope", f"{_sources(goal)} scopes, so that there is no code to look at"),))
    targets = [facts.target(target) for target in goal.targets]
    if goal.action == "requires":
        return _requires(goal, targets, facts)
    if not _scopes(goal, facts):
        return Passed(f"`{goal.element.path}` is stated to have no code")
    return _forbids(goal, targets[0], facts) if goal.action == "forbids" else _allows(goal, targets, facts)


def _scopes(goal: ConnectionGoal, facts: Facts) -> list[Scope]:
    """The scopes whose dependencies a rule looks at. One that is stated to be nothing, `[]`, has none."""
    return [scope for scope in _without_targets(goal, scopes_of(goal.sources)) if not facts.is_nothing(scope)]


def _without_targets(goal: ConnectionGoal, scopes: Sequence[Scope]) -> Sequence[Scope]:
    """The scopes without those that the rule names as its target: `forbids connection to others` is about the other
    code of the element, also where the element itself binds `others`. What may be depended on (`allows connection to
    code`) can be the element's own code all the same, except where it was bound to scopes that stand elsewhere."""
    named = {scope for target in goal.targets if target.is_scope for scope in target.scopes}
    if goal.action == "allows":
        named = {scope for scope in named if only_refers(scope.value)}
    return [scope for scope in scopes if scope not in named] or scopes


def _sources(goal: ConnectionGoal) -> str:
    path = goal.element.path
    if goal.descendant:
        return f"nothing below `{path}` has"
    return f"neither `{path}` nor anything below it has" if goal.element.children else f"`{path}` has no"


def unknown_targets(goal: ConnectionGoal, facts: Facts) -> tuple[Diagnostic, ...]:
    """Warnings about targets that may be misspelled: neither the specification nor the code that the rule is about
    knows the name, nor the language's library: as a module of the standard library or of a package that the project
    declares to depend on. The rule holds as written all the same."""
    if not goal.leads or all(target.module is None for target in goal.targets):
        return ()
    scopes = _scopes(goal, facts)
    code = facts.code(scopes)
    if not code.files and not code.sections:
        return ()  # Without code there is no language, and nobody to ask for its modules.
    known = facts.edges(scopes)
    edges = (*known.dependencies, *known.ignored)
    libraries = facts.language_libraries(scopes)
    found = []
    for target in goal.targets:
        module = target.module
        if module is None or any(_mentions(edge, module, bool(libraries)) for edge in edges):
            continue
        if any(library.knows_module(module) for library in libraries):
            continue
        near = target.nearest or _nearest_modules(module, edges, libraries)
        help_ = f"did you mean `{near[0]}`?" if near else None
        message = (
            f"nothing here is called `{target.text}`: no element, no module of the workspace or that this code "
            "imports, and no package that the project declares to depend on"
        )
        found.append(Diagnostic(UNKNOWN_TARGET, message, target.location, "not known", help=help_))
    return tuple(found)


def _mentions(dependency: Dependency, module: str, exactly: bool) -> bool:
    """Whether a dependency shows that there is such a module. Of modules outside of the workspace nobody knows what
    else they hold: the first name is enough."""
    if module in (dependency.name, dependency.module) or dependency.name.startswith(f"{module}."):
        return True
    top = module.partition(".")[0]
    if exactly and dependency.targets:
        return False
    return dependency.name == top or dependency.name.startswith(f"{top}.")


def _nearest_modules(module: str, imported: Iterable[Dependency], libraries: Iterable[ProjectLibrary]) -> Sequence[str]:
    known = {name for library in libraries for name in library.module_names()}
    known.update(edge.module or edge.name for edge in imported)
    return _nearest(module, frozenset(known))


@lru_cache(maxsize=1024)
def _nearest(module: str, known: frozenset[str]) -> Sequence[str]:
    """Remembered, because every element that a rule is about asks again, and most of them with the same names."""
    from difflib import get_close_matches

    whole = get_close_matches(module, sorted(known), n=1, cutoff=0.8)
    if whole:
        return whole
    top, dot, rest = module.partition(".")
    tops = sorted({name.partition(".")[0] for name in known} - {top})
    return [f"{near}{dot}{rest}" for near in get_close_matches(top, tops, n=1, cutoff=0.8)]


def _forbids(goal: ConnectionGoal, target: Target, facts: Facts) -> Outcome:
    inside = scopes_of(subtree(goal.element))
    others = _without_targets(goal, inside)
    own: Area = facts.own(goal.element) if others is inside or len(others) == len(inside) else facts.code(others)
    area = target.area

    def broken(dependency: Dependency) -> str | None:
        if not target.takes(dependency):
            return None
        reached = [path for path in dependency.targets if target.module is not None or area.touches(path, dependency)]
        outside = [path for path in reached if not own.contains(path, dependency)]
        if reached and not outside:
            return None
        return _landing(outside, dependency, facts)

    said = f"`{goal.element.path}` depends on `{target.text}`, which is forbidden"
    return _verdict(goal, facts, broken, said, target.failures)


def _allows(goal: ConnectionGoal, targets: list[Target], facts: Facts) -> Outcome:
    own = facts.own(goal.element)
    edges = facts.edges(_scopes(goal, facts)).dependencies
    # Whoever lists an external module means to govern external modules; a module of the workspace lists none.
    external = any(
        target.module is not None and not any(edge.targets and target.takes(edge) for edge in edges)
        for target in targets
    )

    def broken(dependency: Dependency) -> str | None:
        outside = [path for path in dependency.targets if not own.contains(path, dependency)]
        if not outside and (dependency.targets or not (external and dependency.external)):
            return None
        if any(target.takes_all_of(dependency) for target in targets):
            return None
        landing = _landing(outside, dependency, facts)
        part = next((target for target in targets if target.takes(dependency)), None)
        return landing if part is None else f" as a whole{landing}; only `{part.text}` of it is allowed"

    # What could not be found out of a target may be what a dependency leads into. An empty target takes nothing.
    unknown = [failure for target in targets for failure in target.failures if failure.reason != "empty-scope"]
    if unknown and any(broken(edge) is not None for edge in edges):
        return undecided(unknown)
    allowed = ", ".join(f"`{target.text}`" for target in targets)
    said = f"`{goal.element.path}` depends on what is not allowed; it may depend on {allowed}"
    return _verdict(goal, facts, broken, said, [failure for target in targets for failure in target.failures])


def _requires(goal: ConnectionGoal, targets: list[Target], facts: Facts) -> Outcome:
    violations: list[Violation] = []
    failures: list[Failure] = []
    wanted = " or ".join(f"`{target.text}`" for target in targets)
    for element in goal.sources:
        edges = facts.edges(_without_targets(goal, scopes_of([element])))
        if any(target.takes(edge) for target in targets for edge in edges.dependencies):
            continue
        missing = [*edges.failures]
        missing += (failure for target in targets for failure in (*target.failures, *target.nothing))
        if missing:
            failures += missing
        else:
            instead = _instead(element, edges.dependencies, facts)
            violations.append(_at(element, f"nothing in `{element.path}` depends on {wanted}{instead}"))
    if violations:
        return Violated("; ".join(violation.message for violation in violations), tuple(violations))
    return undecided(failures) if failures else Passed()


def _instead(element: Element, dependencies: Iterable[Dependency], facts: Facts) -> str:
    """What the code of an element depends on instead of what it should, as the end of a sentence: the elements that the
    most dependencies lead to, then modules."""
    counts: dict[str, int] = {}
    for dependency in dependencies:
        ends = {facts.owner(path, dependency) for path in dependency.targets}
        names = [f"`{end.path}`" for end in ends if end is not None and end is not element]
        for name in names or ([dependency.external or dependency.name] if None in ends or not ends else []):
            counts[name] = counts.get(name, 0) + 1
    if not counts:
        return "; it depends on nothing"
    ordered = sorted(counts, key=lambda name: (not name.startswith("`"), -counts[name], name))
    shown = ordered[:_SHOWN_INSTEAD]
    if len(ordered) > len(shown):
        shown.append(f"{len(ordered) - len(shown):,} more")
    return f"; it depends on {' and '.join(filter(None, [', '.join(shown[:-1]), shown[-1]]))}"


def _verdict(
    goal: ConnectionGoal,
    facts: Facts,
    broken: Callable[[Dependency], str | None],
    said: str,
    target_failures: Iterable[Failure],
) -> Outcome:
    edges = facts.edges(_scopes(goal, facts))
    violations = []
    for dependency in edges.dependencies:
        landing = broken(dependency)
        if landing is not None:
            message = f"{dependency.verb} {dependency.name}{landing}{_circumstance(dependency)}"
            violations.append(violation_of(dependency, message))
    if violations:
        return Violated(said, tuple(violations))
    failures = [*edges.failures, *target_failures]
    if failures:
        return undecided(failures)
    number = len(edges.dependencies)
    return Passed(f"looked at {number:,} {'dependency' if number == 1 else 'dependencies'}")


def _landing(paths: list[str], dependency: Dependency, facts: Facts) -> str:
    """Where a dependency leads, as the end of a sentence."""
    for path in paths:
        owner = facts.owner(path, dependency)
        if owner is not None:
            # What was bound by its path has no element of its own; the pattern's path says which part it is.
            bound = [scope for scope in owner.bound if "." in scope.name and not only_refers(scope.value)]
            parts = [(len(code.files), scope.name) for scope in bound if path in (code := facts.code_of(scope)).files]
            part = f"`{min(parts)[1]}` of " if parts else ""
            return f", which is in {part}`{owner.path}` ({path})"
    return f" ({paths[0]})" if paths else ""


def _circumstance(dependency: Dependency) -> str:
    """What makes an import less than an import at start-up: it counts, and whoever judges it will want to know."""
    if "type-checking" in dependency.tags:
        return ", for type checking only"
    return ", inside a function" if "function" in dependency.tags else ""


def _at(element: Element, message: str) -> Violation:
    """A violation that no line of code is to blame for: the place is that of the element, or of what was bound for an
    element that stands in a pattern alone."""
    location = element.location
    if element.parent is not None and element.parent.children.get(element.name) is not element:
        scope = next(iter(element.scopes.values()), None)
        while scope is not None:
            location = scope.location
            is_default = location.source.name == element.location.source.name
            scope = scope.value.scope if is_default and isinstance(scope.value, ScopeReference) else None
    return Violation(message, location.source.name, location.line)
