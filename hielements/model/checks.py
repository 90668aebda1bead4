"""Binds check statements: what each element has to prove by its own words.

Comes in: bodies whose scopes and refs are bound. Goes out: Check objects on the elements, in text order.
"""

from __future__ import annotations

from hielements.diagnostics.codes.types import CONSTANT_CHECK
from hielements.model.context import Context
from hielements.model.declarations import Body
from hielements.model.expressions import Binder, calls_only_constants
from hielements.model.specification import BoundExpression, Check
from hielements.source.text import Location
from hielements.syntax.tree import CheckStatement, Expression, Missing


def bind_checks(context: Context, binder: Binder) -> None:
    """Binds the checks of all bodies. Those of patterns are looked at where they stand, whoever implements them."""
    for body in context.bodies:
        for statement in body.statements:
            if type(statement) is CheckStatement:
                check = bind_check(context, binder, statement, body)
                if check is not None:
                    body.element.checks.append(check)
    for body in context.pattern_bodies:
        for statement in body.statements:
            if type(statement) is CheckStatement:
                bind_check(context, binder, statement, body)


def bind_check(
    context: Context, binder: Binder, statement: CheckStatement, body: Body, pattern: str | None = None
) -> Check | None:
    """The check of a statement as seen from a body; None when its expression is missing."""
    expression = statement.expression
    if type(expression) is Missing:
        return None
    goal = bind_condition(context, binder, expression, body)
    return Check("check", text_of(expression, body), goal.location, goal, pattern, statement.doc)


def bind_condition(context: Context, binder: Binder, expression: Expression, body: Body) -> BoundExpression:
    """An expression in boolean position that must look at something."""
    goal = binder.bind(expression, body, True)
    if calls_only_constants(goal):
        context.reporter.report(
            CONSTANT_CHECK,
            body.file.tree.source,
            expression,
            "this check looks at nothing: its answer is always the same",
            "only constants",
            help="call a check of a library, or compare something that depends on the code",
        )
    return goal


def text_of(node: Expression, body: Body) -> str:
    """The expression as written, on one line."""
    return one_line(Location(body.file.tree.source, node.start, node.end).text)


def one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text
