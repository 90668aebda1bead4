"""The forms of the function whose arguments are being written.

Comes in: the present text, an analysis that may be a little older, an offset. Goes out: each form with its parameters,
and which of them is due.
"""

from __future__ import annotations

from hielements.ide.analysis import Analysis
from hielements.ide.completion import body_at, call_target
from hielements.ide.path_meanings import walk_path
from hielements.ide.typing_context import typing_context
from hielements.libraries.signatures import Parameter, Required, Signature
from hielements.libraries.values import describe
from hielements.model.declarations import Body, Import, LibraryName
from hielements.record import Record
from hielements.source.text import SourceText
from hielements.syntax.tree import Name


class ShownForm(Record):
    """`label` is the whole form; each parameter has its text in it and what it means."""

    label: str
    parameters: tuple[tuple[str, str], ...]


class SignatureHelp(Record):
    forms: tuple[ShownForm, ...]
    doc: str
    active_form: int
    active_parameter: int


def signature_help(analysis: Analysis, source: SourceText, offset: int) -> SignatureHelp | None:
    """The function of the innermost call around an offset; None outside of calls."""
    context = typing_context(source.text, offset)
    call = context.call
    body = body_at(analysis, source, offset)
    if call is None or body is None:
        return None
    called = call_target(analysis, call.callee, body)
    if called is None:
        return None
    library, function = called
    given = len(call.arguments)
    current = call.arguments[-1] if call.arguments else ""
    named = current.partition("=")[0].strip() if "=" in current and "==" not in current else None
    # `x.f(...)`: what stands before the dot is the first argument.
    skipped = 0 if call.callee[0] == library or len(call.callee) == 1 or _is_library(call.callee[0], body) else 1
    forms = tuple(_shown(library, function.name, form) for form in function.signatures)
    active = next(
        (number for number, form in enumerate(function.signatures) if len(form.parameters) >= given + skipped), 0
    )
    parameters = function.signatures[active].parameters if function.signatures else ()
    index = given - 1 + skipped
    if named is not None:
        index = next((number for number, each in enumerate(parameters) if each.name == named), index)
    return SignatureHelp(forms, function.doc, active, max(0, index))


def _is_library(name: str, body: Body) -> bool:
    found = walk_path([Name(0, 0, name)], body)
    return isinstance(found.what if isinstance(found, Import) else found, LibraryName)


def _shown(library: str, name: str, form: Signature) -> ShownForm:
    parameters = tuple((_parameter(each), each.doc) for each in form.parameters)
    return ShownForm(f"{library}.{name}({', '.join(text for text, _ in parameters)})", parameters)


def _parameter(parameter: Parameter) -> str:
    text = f"{parameter.name}: {parameter.type}"
    return text if isinstance(parameter.default, Required) else f"{text} = {describe(parameter.default)}"
