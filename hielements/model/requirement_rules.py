"""Looks at a requirement where it stands, whoever it will apply to.

Comes in: a requirement and the body it stands in. Goes out: diagnostics for what can have no meaning.
"""

from __future__ import annotations

from hielements.diagnostics.codes.requirements import MEANINGLESS_ALLOWS, UNSUPPORTED_REQUIREMENT
from hielements.diagnostics.codes.types import WRONG_VALUE_TYPE
from hielements.libraries.signatures import Type
from hielements.model.candidates import open_body, report_unknown_receivers
from hielements.model.context import Context
from hielements.model.declarations import Body
from hielements.model.expressions import Binder
from hielements.model.implementing import find_pattern
from hielements.model.values import know_language, ref_misfit, scope_misfit
from hielements.source.text import SourceText
from hielements.syntax import tree


def validate(context: Context, binder: Binder, statement: tree.Requirement, body: Body) -> None:
    """Looks at a requirement where it stands, whoever it will apply to."""
    subject = statement.subject
    source = body.file.tree.source
    if statement.action == "allows":
        if isinstance(subject, tree.CheckStatement):
            context.reporter.report(
                MEANINGLESS_ALLOWS,
                source,
                statement,
                "`allows check` has no meaning: a check that may hold and may not asks for nothing",
                help="write `requires check` or `forbids check`",
            )
            return
        if isinstance(subject, tree.ScopeDeclaration | tree.RefDeclaration) and subject.value is not None:
            what = "scope" if isinstance(subject, tree.ScopeDeclaration) else "ref"
            context.reporter.report(
                MEANINGLESS_ALLOWS,
                source,
                subject.value,
                f"`allows {what}` with a value has no meaning: it says which names may be declared",
                "only `requires` and `forbids` compare values",
                help="leave the value out",
            )
    if isinstance(subject, tree.ScopeDeclaration | tree.RefDeclaration):
        if subject.binds is not None:
            _refuse(context, body, subject.binds, "a requirement cannot bind a path of a pattern")
        if isinstance(subject, tree.ScopeDeclaration) and subject.language and subject.language.text:
            know_language(context, body.file, subject.language)
        if subject.value is not None:
            _check_value(context, source, subject, binder.bind(subject.value, body, False).type)
    elif isinstance(subject, tree.CheckStatement):
        if type(subject.expression) is not tree.Missing:
            report_unknown_receivers(context, subject.expression, body)
            binder.bind(subject.expression, open_body(subject.expression, body), True)
    elif isinstance(subject, tree.LanguageSubject):
        if subject.language.text:
            know_language(context, body.file, subject.language)
    elif isinstance(subject, tree.ImplementsSubject):
        find_pattern(context, subject.pattern, body)
    elif isinstance(subject, tree.ElementDeclaration):
        for inner in subject.body.statements if subject.body else ():
            if isinstance(inner, tree.Binding | tree.UsesDeclaration):
                _refuse(context, body, inner, "a required element is described by scopes, refs, checks and children")
            elif statement.action == "allows" and not isinstance(inner, tree.Invalid):
                context.reporter.report(
                    MEANINGLESS_ALLOWS,
                    source,
                    inner,
                    "`allows element` says which names children may have; what is in the children is not its business",
                    help="use `requires element` to ask for members",
                )


def _check_value(
    context: Context, source: SourceText, subject: tree.ScopeDeclaration | tree.RefDeclaration, found: Type
) -> None:
    """Refuses a value that no scope or ref of the declared type can have: nothing could ever be equal to it."""
    if isinstance(subject, tree.ScopeDeclaration):
        misfit = scope_misfit(subject.name.text, found)
    else:
        misfit = ref_misfit(subject.name.text, subject.type.text if subject.type else "", found)
    if misfit:
        assert subject.value is not None
        context.reporter.report(WRONG_VALUE_TYPE, source, subject.value, *misfit)


def _refuse(context: Context, body: Body, node: tree.Node, message: str) -> None:
    context.reporter.report(
        UNSUPPORTED_REQUIREMENT, body.file.tree.source, node, message, "not possible here", help="remove it"
    )
