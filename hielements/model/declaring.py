"""Fills the tables of names: one pass over the declarations of every file, before any expression is looked at.

Comes in: parsed files. Goes out: a File for each, with the bodies of its elements and patterns, and for every scope
and ref the expression that defines it. No name is looked up here, so the order of declarations never matters.
"""

from __future__ import annotations

from hielements.diagnostics.codes.names import DUPLICATE_NAME, SHADOWED_LIBRARY
from hielements.diagnostics.codes.types import MISSING_VALUE
from hielements.diagnostics.diagnostic import Label
from hielements.model.context import Context, PendingValue
from hielements.model.declarations import Body, Declaration, File, Import, LibraryName, Pattern
from hielements.model.specification import Element, Ref, Scope
from hielements.source.text import Location, SourceText
from hielements.syntax.tree import (
    Block,
    ElementDeclaration,
    Name,
    PatternDeclaration,
    RefDeclaration,
    Requirement,
    ScopeDeclaration,
    Statement,
)


def declare_file(context: Context, file: File) -> None:
    """Declares the elements and patterns of a file, with all that is in them. Imports were declared before."""
    open_bodies: list[Body] = []
    source = file.tree.source
    for statement in file.tree.statements:
        if isinstance(statement, ElementDeclaration):
            body = new_body(
                statement, file.body, Element(statement.name.text, None, _place(source, statement.name), statement.doc)
            )
            add_name(context, file.body, statement.name, body)
            open_bodies.append(body)
        elif isinstance(statement, PatternDeclaration):
            element = Element(statement.name.text, None, _place(source, statement.name), statement.doc)
            body = new_body(statement, file.body, element, is_abstract=True)
            body.pattern = Pattern(statement.name, statement, file, body)
            add_name(context, file.body, statement.name, body.pattern)
            context.patterns.append(body.pattern)
            open_bodies.append(body)
    # A work list instead of recursion: bodies nest as deeply as the parser allows. They are taken in text order.
    open_bodies.reverse()
    while open_bodies:
        body = open_bodies.pop()
        (context.pattern_bodies if body.is_abstract else context.bodies).append(body)
        context.body_of[body.element] = body
        _declare_members(context, body, source, open_bodies)


def new_body(
    node: ElementDeclaration | PatternDeclaration, parent: Body, element: Element, is_abstract: bool = False
) -> Body:
    return Body(element, parent, parent.file, node, statements_of(node.body), is_abstract)


def statements_of(block: Block | None) -> tuple[Statement, ...]:
    return block.statements if block else ()


def _declare_members(context: Context, body: Body, source: SourceText, open_bodies: list[Body]) -> None:
    element = body.element
    children: list[Body] = []
    for statement in body.statements:
        kind = type(statement)
        if kind is ScopeDeclaration:
            declare_scope(context, body, statement)  # type: ignore[arg-type]
        elif kind is RefDeclaration:
            declare_ref(context, body, statement)  # type: ignore[arg-type]
        elif isinstance(statement, ElementDeclaration):
            name = statement.name
            child = Element(name.text, element, Location(source, name.start, name.end), statement.doc)
            inner = new_body(statement, body, child, body.is_abstract)
            if add_name(context, body, name, inner):
                element.children[name.text] = child
            children.append(inner)
            if body.is_abstract:
                context.required[statement] = inner
        elif isinstance(statement, Requirement) and isinstance(statement.subject, ElementDeclaration):
            # What a requirement asks for is a pattern without a name: its text is looked at where it stands.
            name = statement.subject.name
            asked = Element(name.text, element, Location(source, name.start, name.end), statement.doc)
            inner = new_body(statement.subject, body, asked, is_abstract=True)
            context.required[statement.subject] = inner
            context.asked.add(inner)
            if statement.action != "requires":
                context.only_matched.add(inner)
            children.append(inner)
    open_bodies += reversed(children)


def declare_scope(context: Context, body: Body, statement: ScopeDeclaration) -> None:
    name = statement.name
    language = statement.language.text if statement.language else None
    scope = Scope(body.element, name.text, language or None, Location(body.file.tree.source, name.start, name.end))
    if add_name(context, body, name, scope):
        body.element.scopes[name.text] = scope
    if statement.value is not None:
        context.values[scope] = PendingValue(scope, statement.value, body, statement)
    elif not body.is_abstract:
        _report_missing_value(context, body, "scope", statement)


def declare_ref(context: Context, body: Body, statement: RefDeclaration) -> None:
    name = statement.name
    type_name = statement.type.text if statement.type else ""
    ref = Ref(body.element, name.text, type_name, Location(body.file.tree.source, name.start, name.end))
    if add_name(context, body, name, ref):
        body.element.refs[name.text] = ref
    if statement.value is not None:
        context.values[ref] = PendingValue(ref, statement.value, body, statement)
    elif not body.is_abstract:
        _report_missing_value(context, body, "ref", statement)


def add_name(context: Context, body: Body, name: Name, declaration: Declaration) -> bool:
    """Enters a name into a body. A second declaration of the same name is reported, and not entered."""
    text = name.text
    if not text:
        return False
    file = body.file
    first = body.names.get(text)
    if first is not None:
        place = place_of(first)
        where = "at the top level of this file" if body is file.body else f"in `{body.element.path}`"
        context.reporter.report(
            DUPLICATE_NAME,
            file.tree.source,
            name,
            f"`{text}` is declared twice {where}",
            "declared again here",
            [Label(place, "first declared here")] if place else (),
            help="rename one of the two"
            + ("; an import can be renamed with `as`" if isinstance(first, Import) else ""),
        )
        return False
    body.names[text] = declaration
    shadowed = file.imports.get(text)
    if shadowed is not None and isinstance(shadowed.what, LibraryName):
        _report_shadowing(context, file, name, shadowed)
    return True


def _report_shadowing(context: Context, file: File, name: Name, shadowed: Import) -> None:
    context.reporter.report(
        SHADOWED_LIBRARY,
        file.tree.source,
        name,
        f"`{name.text}` hides the library `{name.text}` that this file imports",
        "from here on the name means this declaration",
        [Label(shadowed.location, "the library is imported here")],
        help=f"rename the declaration, or import the library under another name: `import {name.text} as ...`",
    )


def _report_missing_value(
    context: Context, body: Body, what: str, statement: ScopeDeclaration | RefDeclaration
) -> None:
    source = body.file.tree.source
    rest = source.line(source.position(statement.name.end)[0])[source.position(statement.name.end)[1] - 1 :]
    # An `=` without anything after it was reported by the parser.
    if not statement.name.text or "=" in rest.partition("#")[0]:
        return
    context.reporter.report(
        MISSING_VALUE,
        body.file.tree.source,
        statement.name,
        f"the {what} `{statement.name.text}` has no value",
        "`= ...` is missing",
        help=f"only a pattern may leave a {what} unbound; give it a value: `{what} {statement.name.text} = ...`",
    )


def place_of(declaration: Declaration) -> Location | None:
    """Where a declaration stands, for secondary labels."""
    if isinstance(declaration, Scope | Ref):
        return declaration.location
    if isinstance(declaration, Body):
        return declaration.element.location
    if isinstance(declaration, Pattern):
        return declaration.body.element.location
    if isinstance(declaration, Import):
        return declaration.location
    return None


def _place(source: SourceText, node: Name) -> Location:
    return Location(source, node.start, node.end)
