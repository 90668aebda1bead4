"""Checks a call against the signatures of the function: how many arguments, their names, their types.

Comes in: a function's description and bound arguments. Goes out: a FunctionCall with the arguments in the order of
the parameters and defaults filled in, or a diagnostic at the argument that does not fit. Never looks up a name.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.codes.types import (
    MISSING_ARGUMENT,
    NO_MATCHING_FORM,
    REPEATED_ARGUMENT,
    UNEXPECTED_ARGUMENT,
    WRONG_ARGUMENT_TYPE,
)
from hielements.diagnostics.diagnostic import Code
from hielements.libraries.signatures import ANY, SCOPE, Function, Parameter, Signature, Type, type_of
from hielements.libraries.values import describe
from hielements.model.context import Context
from hielements.model.declarations import Body
from hielements.model.reporting import Spanned, did_you_mean, listed
from hielements.model.specification import BoundExpression, Constant, FunctionCall, ListExpression
from hielements.record import Entity
from hielements.source.text import Location
from hielements.syntax.tree import Argument, Call, Name


class BoundArguments(Entity):
    """The arguments of one call: `positional` with the receiver of a dotted call first, `named` in text order.
    `nodes` are the places of all of them, in the same order."""

    positional: Sequence[BoundExpression]
    named: Sequence[tuple[Name, BoundExpression]]


class _Trouble(Entity):
    """Why one signature does not fit. `rank` is how far the match came: the higher, the better the explanation."""

    rank: int
    code: Code
    node: Spanned
    message: str
    label: str = ""
    help: str | None = None


def fit(
    context: Context, body: Body, library: str, function: Function, call: Call, arguments: BoundArguments
) -> FunctionCall | None:
    """The call with the first signature that fits; None after saying why none does."""
    location = Location(body.file.tree.source, call.start, call.end)
    if not arguments.named:
        # Most calls give every parameter by position: they need no search for what is wrong.
        positional = arguments.positional
        for signature in function.signatures:
            if len(signature.parameters) == len(positional):
                for parameter, argument in zip(signature.parameters, positional, strict=True):
                    if parameter.type is not argument.type and not accepts(parameter.type, argument):
                        break
                else:
                    return FunctionCall(location, signature.returns, library, function, signature, tuple(positional))
    troubles: list[_Trouble] = []
    for signature in function.signatures:
        chosen = _match(signature, arguments, location, call, f"{library}.{function.name}")
        if isinstance(chosen, tuple):
            return FunctionCall(location, signature.returns, library, function, signature, chosen)
        troubles.append(chosen)
    if troubles:
        _report(context, body, library, function, call, arguments, troubles)
    return None


def are_refused(arguments: Sequence[Argument]) -> bool:
    """Whether the syntax has refused the arguments already: a name given twice, or a position after a name."""
    named = [argument.name.text for argument in arguments if argument.name is not None]
    return bool(named) and (
        len(set(named)) < len(named) or any(argument.name is None for argument in arguments[-len(named) :])
    )


def undescribed(name: str, is_check: bool, arguments: BoundArguments) -> Function:
    """A function of a library that does not describe itself: it takes what it is given (docs/language.md)."""
    parameters = [Parameter(f"argument {index + 1}", ANY, "") for index in range(len(arguments.positional))]
    parameters += [Parameter(name.text, ANY, "") for name, _ in arguments.named]
    return Function(name, "check" if is_check else "selector", "", (Signature(tuple(parameters), ANY),))


def accepts(expected: Type, argument: BoundExpression) -> bool:
    """Whether an argument may stand where a type is expected. The items of a list that is written out are looked at
    one by one."""
    if expected is argument.type or expected is ANY:
        return True
    if isinstance(argument, ListExpression):
        items = argument.type.arguments
        if expected is SCOPE and items and items[0] is SCOPE:
            return True  # whatever the number of scopes
        if expected.name == "List" and expected.arguments:
            return all(accepts(expected.arguments[0], item) for item in argument.items)
        if expected.name == "Scope":
            return all(accepts(expected, item) for item in argument.items)
    if expected.name == "Union":
        return any(accepts(member, argument) for member in expected.arguments)
    return expected.accepts(argument.type)


def shown(library: str, function: Function) -> str:
    """All forms of a function, as users would write them: `files.exists(scope: Scope, path: String)`."""
    forms = []
    for signature in function.signatures:
        parameters = ", ".join(
            f"{each.name}: {each.type}" if each.is_required else f"{each.name}: {each.type} = {describe(each.default)}"  # type: ignore[arg-type]
            for each in signature.parameters
        )
        forms.append(f"`{library}.{function.name}({parameters})`")
    return " or ".join(forms)


def _match(
    signature: Signature, arguments: BoundArguments, location: Location, call: Call, name: str
) -> tuple[BoundExpression, ...] | _Trouble:
    parameters = signature.parameters
    positional = arguments.positional
    count = len(positional)
    if count > len(parameters):
        extra = positional[len(parameters)].location
        takes = f"takes {_count(len(parameters), 'argument')}, and {_given(count)}"
        return _Trouble(0, UNEXPECTED_ARGUMENT, extra, f"`{name}` {takes}", "one too many")
    chosen: list[BoundExpression | None] = [*positional, *([None] * (len(parameters) - count))]
    for given, value in arguments.named:
        index = next((i for i, each in enumerate(parameters) if each.name == given.text), None)
        if index is None:
            names = [each.name for each in parameters]
            help_ = did_you_mean(given.text, names) or (f"it has {listed(names)}" if names else None)
            message = f"`{name}` has no parameter `{given.text}`"
            return _Trouble(0, UNEXPECTED_ARGUMENT, given, message, "no such parameter", help_)
        if chosen[index] is not None:
            message = f"the parameter `{given.text}` of `{name}` gets two arguments"
            return _Trouble(1, REPEATED_ARGUMENT, given, message, "given before")
        chosen[index] = value
    result: list[BoundExpression] = []
    for parameter, argument in zip(parameters, chosen, strict=True):
        if argument is None:
            default = parameter.default
            if parameter.is_required:
                message = f"`{name}` needs an argument for `{parameter.name}` ({parameter.type})"
                return _Trouble(1, MISSING_ARGUMENT, call.callee, message, f"`{parameter.name}` is missing")
            result.append(Constant(location, type_of(default), default))  # type: ignore[arg-type]
            continue
        if not accepts(parameter.type, argument):
            message = f"`{parameter.name}` of `{name}` must be {_a(parameter.type)}, and this is {_a(argument.type)}"
            label = f"{argument.type}, expected {parameter.type}"
            return _Trouble(2 + len(result), WRONG_ARGUMENT_TYPE, argument.location, message, label)
        result.append(argument)
    return tuple(result)


def _report(
    context: Context,
    body: Body,
    library: str,
    function: Function,
    call: Call,
    arguments: BoundArguments,
    troubles: list[_Trouble],
) -> None:
    source = body.file.tree.source
    best = max(troubles, key=lambda trouble: trouble.rank)
    forms = shown(library, function)
    alike = [trouble for trouble in troubles if trouble.rank > 1] or troubles
    if len(alike) > 1:
        # Several forms could have been meant, and nothing says which.
        given = ", ".join(
            [str(each.type) for each in arguments.positional]
            + [f"{name.text}={value.type}" for name, value in arguments.named]
        )
        context.reporter.report(
            NO_MATCHING_FORM,
            source,
            call,
            f"no form of `{library}.{function.name}` takes ({given})",
            help=f"it can be called as {forms}",
        )
        return
    help_ = f"it is called as {forms}" if len(function.signatures) == 1 else f"it can be called as {forms}"
    context.reporter.report(
        best.code,
        source,
        best.node,
        best.message,
        best.label,
        help=f"{best.help}; {help_}" if best.help else help_,
    )


def _given(count: int) -> str:
    return f"{count} are given" if count != 1 else "1 is given"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _a(type_: Type) -> str:
    text = str(type_)
    return f"an {text}" if text[0] in "AEIO" else f"a {text}"
