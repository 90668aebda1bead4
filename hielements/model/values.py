"""Binds the definitions of scopes and refs, and checks them against what is declared: type, language.

Comes in: the pending values of the context. Goes out: scopes and refs with bound values, and which definitions refer
to which others (`cycles.py` reads that).
"""

from __future__ import annotations

from hielements.diagnostics.codes.names import UNKNOWN_LANGUAGE
from hielements.diagnostics.codes.types import LANGUAGE_MISMATCH, WRONG_VALUE_TYPE
from hielements.diagnostics.diagnostic import Edit, Fix
from hielements.libraries.signatures import ANY, SCOPE, Type, nominal
from hielements.model.context import Context, PendingValue
from hielements.model.declarations import File, LibraryName
from hielements.model.expressions import Binder
from hielements.model.importing import library_name
from hielements.model.ledger import Ledger
from hielements.model.origins import SCALARS, language_of, maker
from hielements.model.reporting import did_you_mean
from hielements.model.specification import Scope
from hielements.source.text import Location
from hielements.syntax.tree import Name, Node, RefDeclaration, ScopeDeclaration


def bind_values(context: Context, binder: Binder, ledger: Ledger | None = None) -> None:
    """Binds every scope and ref that has a definition; with a ledger, those that have to be bound."""
    # What a pattern says is looked at first, so that only what is wrong with one element is blamed on it.
    for target, pending in sorted(context.values.items(), key=lambda item: not item[1].body.is_abstract):
        if ledger is not None and not ledger.begins(target.element):
            continue
        edges = binder.edges = []
        context.reporter.through = pending.body.through
        value = binder.bind(pending.expression, pending.body, False)
        if edges:
            context.edges[target] = edges
        target.value = value
        if isinstance(target, Scope):
            misfit = scope_misfit(target.name, value.type)
        else:
            misfit = ref_misfit(target.name, target.type_name, value.type)
        if misfit:
            _report_type(context, pending, *misfit)
    binder.edges = None
    context.reporter.through = None


def scope_misfit(name: str, found: Type) -> tuple[str, str] | None:
    """Why a value of that type is no value of a scope, as a message and a label; None when it may be one."""
    if found is ANY or found is SCOPE or SCOPE.accepts(found):
        return None
    return f"the scope `{name}` must be a selection of code, and this is {found}", f"{found}, expected Scope"


def ref_misfit(name: str, type_name: str, found: Type) -> tuple[str, str] | None:
    """Why a value of that type is no value of a ref with the declared type; None when it may be one."""
    if found is ANY or not type_name:
        return None
    expected = SCALARS.get(type_name)
    if expected is not None:
        # What a connection point carries is known only when it is evaluated.
        fits = expected.accepts(found) or str(found) == "ConnectionPoint"
    else:
        own = nominal(type_name)
        kinds = found.arguments if found.name == "Union" else (found,)
        fits = all(kind.name != "ConnectionPoint" or own.accepts(kind) for kind in kinds)
    if fits:
        return None
    message = f"the ref `{name}` is declared as {type_name}, and its value is {found}"
    return message, f"{found}, expected {expected or type_name}"


def check_languages(context: Context) -> None:
    """Looks at the languages that scopes declare: whether a library knows them, and whether the selector's library
    speaks another one."""
    known: set[tuple[File, str]] = set()
    for body in (*context.bodies, *context.pattern_bodies):
        for statement in body.statements:
            if type(statement) is not ScopeDeclaration:
                continue
            language = statement.language
            if language is None or not language.text:
                continue
            if (body.file, language.text) not in known:
                known.add((body.file, language.text))
                know_language(context, body.file, language)
            scope = body.names.get(statement.name.text)
            pending = context.values.get(scope) if isinstance(scope, Scope) else None
            if pending is not None and pending.statement is statement and isinstance(scope, Scope):
                _check_language(context, pending, scope, language)


def know_language(context: Context, file: File, language: Name) -> bool:
    """Whether a library knows the language; warned of at its first use in a file when none does."""
    name = language.text
    entry = file.imports.get(name)
    if entry is not None and isinstance(entry.what, LibraryName):
        entry.used = True
        # An import that failed was reported where it stands.
        return True
    if library_name(context, name) is not None:
        return True
    for entry in file.imports.values():
        library = entry.what
        if isinstance(library, LibraryName):
            if library.library is None:
                continue
            if name in context.languages(library.library, library.name):
                entry.used = True
                return True
    near = did_you_mean(name, context.catalog.names())
    context.reporter.report(
        UNKNOWN_LANGUAGE,
        file.tree.source,
        language,
        f"no library knows the language `{name}`",
        "its dependencies cannot be decided",
        help=near or "a plugin can bring the language: see `[libraries]` in hielements.toml",
    )
    return False


def _check_language(context: Context, pending: PendingValue, scope: Scope, language: Name) -> None:
    library = maker(context, scope)
    declared = scope.language
    if library is None or library.library is None or library.name == declared:
        return
    spoken = context.languages(library.library, library.name)
    if not spoken or declared in spoken:
        return
    source = pending.body.file.tree.source
    own = language_of(context, scope) if len(spoken) > 1 else spoken[0]
    fix = None
    if own and own != declared:
        fix = Fix(f"declare `<{own}>`", (Edit(Location(source, language.start, language.end), own),))
    context.reporter.report(
        LANGUAGE_MISMATCH,
        source,
        language,
        f"the scope `{scope.name}` is declared as {declared}, and `{library.name}` selects {' or '.join(spoken)}",
        f"`{library.name}` selects {' or '.join(spoken)}",
        help=f"use a selector of `{declared}`, or declare the language that `{library.name}` speaks",
        fix=fix,
    )


def _report_type(context: Context, pending: PendingValue, message: str, label: str) -> None:
    node: Node = pending.expression
    statement = pending.statement
    help_ = None
    if isinstance(statement, RefDeclaration):
        help_ = "change the declared type, or the value"
    elif isinstance(statement, ScopeDeclaration):
        help_ = "a scope is selected by a library: `files.folder_selector('src')`; a plain value is a `ref`"
    context.reporter.report(WRONG_VALUE_TYPE, pending.body.file.tree.source, node, message, label, help=help_)
