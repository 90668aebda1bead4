"""Finds the library of a dotted check: `x.f(args)`, where `x` is a scope, a ref or an element (docs/language.md).

Comes in: what `x` means. Goes out: the library that has `f`, and the scope or ref that `x` stands for.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.codes.names import AMBIGUOUS_RECEIVER, UNDEFINED_FUNCTION
from hielements.diagnostics.diagnostic import Label
from hielements.model import names
from hielements.model.context import Context
from hielements.model.declarations import Body, Declaration, LibraryName, Placeholder
from hielements.model.origins import libraries_of
from hielements.model.reporting import Span, did_you_mean, listed
from hielements.model.specification import Ref, Scope
from hielements.syntax.tree import Call

_MOST_SHOWN = 8


def find_receiver(
    context: Context, body: Body, call: Call, found: Declaration
) -> tuple[LibraryName, Scope | Ref] | None:
    """The library and the scope or ref; None after saying what is wrong, or when nothing can be known yet."""
    if isinstance(found, Scope | Ref):
        return _of(context, body, call, *_fitting(context, [found], call.callee.names[-1].text))
    if isinstance(found, Body):
        scopes = [what for what in found.names.values() if isinstance(what, Scope)]
        if not scopes:
            help_ = "an element stands for its only scope, and this one has none"
            names.report_kind(context, body, call.callee.names[:-1], found, "a scope, a ref or a library", help_)
            return None
        key = (found, call.callee.names[-1].text)
        if key not in context.libraries_with:
            context.libraries_with[key] = _fitting(context, scopes, key[1])
        return _of(context, body, call, *context.libraries_with[key])
    if isinstance(found, Placeholder):
        return None
    names.report_kind(context, body, call.callee.names[:-1], found, "a library, a scope, a ref or an element")
    return None


def _fitting(
    context: Context, candidates: Sequence[Scope | Ref], name: str
) -> tuple[list[tuple[LibraryName, Scope | Ref]], dict[str, LibraryName]]:
    """The candidates that have a library with that function, each with it, and the libraries of all candidates."""
    fitting: list[tuple[LibraryName, Scope | Ref]] = []
    asked: dict[str, LibraryName] = {}
    for candidate in candidates:
        libraries = libraries_of(context, candidate)
        asked.update((library.name, library) for library in libraries)
        for library in libraries:
            if library.library is None or _has(library, name):
                fitting.append((library, candidate))
                break
    return fitting, asked


def _of(
    context: Context,
    body: Body,
    call: Call,
    fitting: list[tuple[LibraryName, Scope | Ref]],
    asked: dict[str, LibraryName],
) -> tuple[LibraryName, Scope | Ref] | None:
    name = call.callee.names[-1]
    if not name.text:
        return None
    if len(fitting) == 1:
        return fitting[0]
    subject = ".".join(each.text for each in call.callee.names[:-1])
    source = body.file.tree.source
    if fitting:
        scopes = [candidate.name for _, candidate in fitting]
        shown = listed(scopes[:_MOST_SHOWN]) + (" and others" if len(scopes) > _MOST_SHOWN else "")
        context.reporter.report(
            AMBIGUOUS_RECEIVER,
            source,
            Span(call.callee.start, call.callee.names[-2].end),
            f"`{subject}` has several scopes that `{name.text}` could be asked of: {shown}",
            "which of its scopes?",
            [Label(candidate.location, "this one?") for _, candidate in fitting[:_MOST_SHOWN]],
            help=f"name the scope: `{subject}.{scopes[0]}.{name.text}(...)`",
        )
        return None
    if not asked:
        if not body.is_abstract:
            context.reporter.report(
                UNDEFINED_FUNCTION,
                source,
                name,
                f"nothing says which library `{name.text}` belongs to",
                f"the language of `{subject}` is not known",
                help=f"call the function of a library, `library.{name.text}({subject}, ...)`, or declare the language"
                " of the scope: `scope name<language>`",
            )
        return None
    known = context.reporter.suggestible(
        each for library in asked.values() if library.library for each in library.library.function_names()
    )
    context.reporter.report(
        UNDEFINED_FUNCTION,
        source,
        name,
        f"{_libraries(list(asked))} no function `{name.text}` that `{subject}` could be asked",
        "no such function",
        help=did_you_mean(name.text, known),
        fix=names.spelling_fix(body, name, known),
    )
    return None


def _has(library: LibraryName, name: str) -> bool:
    assert library.library is not None
    return library.library.function(name) is not None or not library.library.function_names()


def _libraries(asked: list[str]) -> str:
    return f"the library `{asked[0]}` has" if len(asked) == 1 else f"the libraries {listed(asked)} have"
