"""Hints at what nothing uses: imports and scopes of the checked file.

Comes in: the model after all names were resolved. Goes out: hints. Restraint matters more than completeness here: a
scope also describes, so it is hinted at only in an element that checks something and yet leaves this scope alone,
and never where patterns, connection rules or languages give every scope a meaning.
"""

from __future__ import annotations

from hielements.diagnostics.codes.imports import UNUSED_IMPORT
from hielements.diagnostics.codes.names import UNUSED_SCOPE
from hielements.diagnostics.diagnostic import Edit, Fix
from hielements.model.connections import target_code
from hielements.model.context import Context
from hielements.model.declarations import Body, File, LibraryName, Unknown
from hielements.model.importing import whole_line
from hielements.syntax.tree import CheckStatement, FromImport, LanguageDeclaration, Requirement, ScopeDeclaration


def report_unused(context: Context, file: File) -> None:
    """Reports what the checked file declares and never uses."""
    _imports(context, file)
    if not any(isinstance(each, LanguageDeclaration) and each.body for each in file.tree.statements):
        _scopes(context, file)


def _imports(context: Context, file: File) -> None:
    for entry in file.imports.values():
        what = entry.what
        unknown = isinstance(what, Unknown) or (isinstance(what, LibraryName) and what.library is None)
        if entry.used or unknown:
            continue
        fix = Fix("remove the import", (Edit(whole_line(file, entry.statement), ""),))
        alone = not isinstance(entry.statement, FromImport) or len(entry.statement.names) == 1
        context.reporter.report(
            UNUSED_IMPORT,
            file.tree.source,
            entry.location,
            f"`{entry.name}` is imported and never used",
            "never used",
            help="remove it",
            fix=fix if alone else None,
        )


def _scopes(context: Context, file: File) -> None:
    governed: dict[Body, bool] = {}
    used = set(context.used)
    for element, below in context.used_targets:
        used.update(target_code(context, element, below)[1])
    for body in context.bodies:
        if body.file is not file:
            continue
        parent = body.parent
        # Bodies stand in the order of declaration, so the parent's answer is known.
        kinds = {type(each) for each in body.statements}
        governed[body] = (
            bool(body.implemented) or (parent is not None and governed.get(parent, False)) or Requirement in kinds
        )
        if governed[body] or CheckStatement not in kinds:
            continue
        for statement in body.statements:
            if type(statement) is ScopeDeclaration and not statement.binds:
                scope = body.element.scopes.get(statement.name.text)
                if scope is not None and scope not in used:
                    context.reporter.report(
                        UNUSED_SCOPE,
                        file.tree.source,
                        statement.name,
                        f"no check uses the scope `{scope.name}`",
                        "never used",
                        help="check it, let something use it, or remove it",
                    )
