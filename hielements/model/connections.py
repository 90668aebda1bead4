"""Rules about dependencies: `requires | allows | forbids connection to T`, and the target of `uses`.

Comes in: statements and the element they apply to. Goes out: goals that name sources and targets as elements and
scopes, or as a module of the language, so that only the code is left to look at. A target is looked for from the
implementing element, then from the pattern's own file; what neither knows is the name of a module.
"""

from __future__ import annotations

from hielements.diagnostics.codes.requirements import TARGET_WITHOUT_SCOPES
from hielements.diagnostics.diagnostic import Label
from hielements.model import names
from hielements.model.context import Context
from hielements.model.declarations import Body, Declaration, Slot
from hielements.model.reporting import nearest
from hielements.model.specification import ConnectionGoal, ConnectionTarget, Element, Ref, Scope
from hielements.source.text import Location
from hielements.syntax.tree import ConnectionSubject, Path, Requirement, Statement


def connection_goal(context: Context, statement: Requirement, body: Body, location: Location) -> ConnectionGoal | None:
    """The goal of a connection rule on the element of a body; None after saying what is wrong with its target."""
    if statement.action == "allows":
        targets, leads = _allowed_targets(context, statement, body)
    else:
        targets, leads = _targets(context, [statement], body), statement
    if targets is None:
        return None
    element = body.element
    sources = subtree(context, element, statement.descendant)
    if statement.action == "requires":
        sources = tuple(each for each in sources if not each.children and (each.scopes or each.bound))
    return ConnectionGoal(
        location, statement.action, statement.descendant, element, sources, targets, leads is statement
    )


def _allowed_targets(
    context: Context, statement: Requirement, body: Body
) -> tuple[tuple[ConnectionTarget, ...] | None, Requirement]:
    """The targets of all `allows connection` of a body, which are one rule, and the first of these statements."""
    key = (body, statement.descendant)
    if key not in context.allowed_targets:
        rules = [each for each in connection_rules(body.statements) if _same_rule(each, statement)]
        context.allowed_targets[key] = _targets(context, rules, body), rules[0]
    return context.allowed_targets[key]


def _targets(context: Context, rules: list[Requirement], body: Body) -> tuple[ConnectionTarget, ...] | None:
    targets: list[ConnectionTarget] = []
    for rule in rules:
        assert isinstance(rule.subject, ConnectionSubject)
        target = resolve_target(context, rule.subject.target, rule.subject.wildcard, body)
        if target is None:
            return None
        targets.append(target)
    return tuple(targets)


def connection_rules(statements: tuple[Statement, ...]) -> list[Requirement]:
    """The connection rules among the statements of one body, in text order."""
    return [
        each for each in statements if isinstance(each, Requirement) and isinstance(each.subject, ConnectionSubject)
    ]


def _same_rule(first: Requirement, second: Requirement) -> bool:
    return first.action == second.action and first.descendant == second.descendant


def subtree(context: Context, element: Element, below: bool) -> tuple[Element, ...]:
    """The element and everything below it in text order; without the element itself when `below`."""
    known = context.subtrees.get((element, below))
    if known is None:
        found: list[Element] = []
        work = [element]
        while work:
            each = work.pop()
            found.append(each)
            work += reversed(each.children.values())
        known = context.subtrees[element, below] = tuple(found[1:] if below else found)
    return known


def resolve_target(
    context: Context, path: Path, wildcard: bool, body: Body, *, must_exist: bool = False
) -> ConnectionTarget | None:
    """What the target of a rule is, seen from the element of a body; None after saying what is wrong with it.

    With `must_exist` (the target of `uses`), a name that means nothing in the specification is an error; otherwise
    it is the name of a module.
    """
    if not all(name.text for name in path.names):
        return None
    text = path.text + (".*" if wildcard else "")
    place = Location(body.file.tree.source, path.start, path.end)
    found = _find(context, path, body)
    if found is None and must_exist:
        declared, taken = names.resolve(context, path.names, body)
        if declared is not names.UNKNOWN:
            names.report_kind(context, body, path.names[:taken], declared, "an element, a scope or a ref")
        return None
    if found is None:
        near = _near(context, path.names[0].text, body)
        return ConnectionTarget(place, text, wildcard, module=path.text, nearest=tuple(near))
    if isinstance(found, Scope):
        context.used.add(found)
        return ConnectionTarget(place, text, wildcard, (found.element,), scopes=(found,), is_scope=True)
    if isinstance(found, Ref):
        context.used.add(found)
        return ConnectionTarget(place, text, wildcard, (found.element,), refs=(found,))
    context.used_targets.add((found.element, wildcard))
    elements, scopes, refs = target_code(context, found.element, wildcard)
    if not scopes and any(type(each) is Slot for each in found.names.values()):
        # The scopes are those of a pattern, and that they are not bound is said where it is implemented.
        return None
    if not scopes:
        below = "" if wildcard else "; write `.*` after it to mean everything below"
        help_ = f"give the element a scope{below if found.element.children else ''}"
        context.reporter.report(
            TARGET_WITHOUT_SCOPES,
            body.file.tree.source,
            path,
            f"the element `{found.element.path}` has no scopes, so nothing can be connected to it",
            "no code",
            [Label(found.element.location, "the element")],
            help=help_,
        )
        return None
    return ConnectionTarget(place, text, wildcard, elements, scopes, refs)


def target_code(
    context: Context, element: Element, wildcard: bool
) -> tuple[tuple[Element, ...], tuple[Scope, ...], tuple[Ref, ...]]:
    """The elements that a target means, with their scopes and refs. Thousands of elements may have the same target."""
    known = context.target_code.get((element, wildcard))
    if known is None:
        elements = subtree(context, element, False) if wildcard else (element,)
        scopes = tuple(dict.fromkeys(scope for each in elements for scope in (*each.scopes.values(), *each.bound)))
        refs = tuple(ref for each in elements for ref in each.refs.values()) if wildcard else ()
        known = context.target_code[element, wildcard] = elements, scopes, refs
    return known


def _near(context: Context, name: str, body: Body) -> list[str]:
    """Visible names that look like the first name of a target. Those at the top of a file are searched once for each
    name: thousands of elements may implement the pattern that names the target."""
    near: dict[str, None] = {}
    for start in (context.body_of.get(body.element), body):
        at = start
        while at is not None and at.parent is not None:
            near.update(dict.fromkeys(nearest(name, at.names)))
            at = at.parent
        if at is not None:
            key = (name, at.file.name)
            if key not in context.near_targets:
                context.near_targets[key] = nearest(name, at.names)
            near.update(dict.fromkeys(context.near_targets[key]))
    return list(near)[:3]


def _find(context: Context, path: Path, body: Body) -> Body | Scope | Ref | None:
    own = context.body_of.get(body.element)
    # What the pattern itself declares comes first: an element elsewhere that has the name of one of its participants
    # must not become the target of its rules.
    for start in (body if _declares(body, path.names[0].text) else None, own, body):
        if start is None:
            continue
        found: Declaration
        found, taken = names.resolve(context, path.names, start, silent=True)
        if taken < len(path.names):
            continue
        pattern = names.as_pattern(found)
        if pattern is not None:
            found = names.instance_of(pattern, start) or names.UNKNOWN
        if isinstance(found, Body | Scope | Ref):
            return found
    return None


def _declares(body: Body, name: str) -> bool:
    """Whether a body of a pattern's instance, or one around it up to the whole pattern, declares the name."""
    at: Body | None = body
    while at is not None and at.through is not None:
        if name in at.names:
            return True
        at = at.parent
    return False
