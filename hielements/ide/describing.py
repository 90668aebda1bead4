"""Hover: what stands under the cursor, in words.

Comes in: a workbench, an analysis and an offset. Goes out: Markdown and the stretch of text that it is about.
"""

from __future__ import annotations

from hielements.ide.analysis import Analysis
from hielements.ide.findings import Findings, verdict
from hielements.ide.keyword_help import keyword_help
from hielements.ide.symbols import Symbol, symbol_of
from hielements.ide.tree_places import chain_at, occurrence_at
from hielements.libraries.documentation import function_markdown
from hielements.libraries.signatures import Function
from hielements.model.declarations import Body, File, Import, LibraryName, Pattern, pattern_names_of
from hielements.model.specification import Ref, Scope
from hielements.record import Entity
from hielements.syntax import tree

_MOST_FILES = 8
_MOST_NAMES = 40


class Hover(Entity):
    """Markdown about the text from `start` to `end`."""

    markdown: str
    start: int
    end: int


def hover(analysis: Analysis, findings: Findings, name: str, offset: int) -> Hover | None:
    """What there is to say about the text at an offset; None when nothing is known of it."""
    found = analysis.trees.get(name)
    if found is None:
        return None
    occurrence = occurrence_at(found, offset)
    if occurrence is not None:
        symbol = symbol_of(analysis, name, occurrence)
        if symbol is not None:
            text = describe_symbol(analysis, findings, symbol)
            if text:
                return Hover(text, occurrence.name.start, occurrence.name.end)
    return _keyword(found, offset) or _check(findings, found, offset)


def describe_symbol(analysis: Analysis, findings: Findings, symbol: Symbol) -> str:
    """A symbol in Markdown."""
    declaration = symbol.declaration
    if isinstance(declaration, Import):
        declaration = declaration.what
    if symbol.kind == "function" and symbol.function is not None:
        return function_markdown(symbol.library, symbol.function, 3)
    if symbol.kind == "parameter" and symbol.function is not None:
        return _parameter(symbol.library, symbol.function, symbol.name)
    if isinstance(declaration, LibraryName) or symbol.kind == "library":
        return _library(analysis, symbol.library or symbol.name)
    if symbol.kind == "type":
        return _type(symbol.name)
    if symbol.kind == "language":
        return f"Language `{symbol.name}`"
    if isinstance(declaration, Scope):
        return _scope(analysis, findings, declaration)
    if isinstance(declaration, Ref):
        return _ref(analysis, declaration)
    if isinstance(declaration, Pattern):
        return _pattern(analysis, declaration)
    if isinstance(declaration, Body):
        return _element(analysis, findings, declaration)
    if isinstance(declaration, File):
        members = [f"`{each}`" for each in declaration.body.names]
        return f"File `{declaration.name}`" + (f"\n\nDeclares {', '.join(members[:_MOST_NAMES])}" if members else "")
    return ""


def _fenced(text: str) -> str:
    return f"```hie\n{text}\n```"


def _declaration_text(analysis: Analysis, target: Scope | Ref) -> tuple[str, str | None]:
    """The text of the statement that declares a scope or a ref, and its doc comment."""
    context = analysis.context
    pending = context.values.get(target) if context is not None else None
    source = target.location.source
    found = analysis.trees.get(source.name)
    chain = chain_at(found, target.location.start) if found is not None else ()
    for node in reversed(chain):
        if isinstance(node, tree.ScopeDeclaration | tree.RefDeclaration | tree.Binding):
            return " ".join(source.text[node.start : node.end].split()), node.doc
    if pending is not None:
        statement = pending.statement
        return " ".join(pending.body.file.tree.source.text[statement.start : statement.end].split()), statement.doc
    return target.location.text, None


def _scope(analysis: Analysis, findings: Findings, scope: Scope) -> str:
    text, doc = _declaration_text(analysis, scope)
    parts = [_fenced(text)]
    if doc:
        parts.append(doc)
    if scope.element.path:
        parts.append(f"Scope of `{scope.element.path}`" + (f", language {scope.language}" if scope.language else ""))
    contents = findings.scopes.get((scope.element.path, scope.name))
    if contents is not None:
        if contents.trouble:
            parts.append(f"Selects nothing: {contents.trouble}" if not contents.count else contents.trouble)
        else:
            listed = "\n".join(f"- `{file}`" for file in contents.files[:_MOST_FILES])
            more = f"\n- and {contents.count - _MOST_FILES} more" if contents.count > _MOST_FILES else ""
            noun = "file" if contents.count == 1 else "files"
            parts.append(f"**{contents.count} {noun}** when it was last checked:\n\n{listed}{more}")
    return "\n\n".join(parts)


def _ref(analysis: Analysis, ref: Ref) -> str:
    text, doc = _declaration_text(analysis, ref)
    return "\n\n".join([_fenced(text), *([doc] if doc else []), f"Ref of `{ref.element.path}`"])


def _pattern(analysis: Analysis, pattern: Pattern) -> str:
    body = pattern.body
    members = []
    for name, what in body.names.items():
        if isinstance(what, Scope):
            members.append(f"    scope {name}" + (f"<{what.language}>" if what.language else ""))
        elif isinstance(what, Ref):
            members.append(f"    ref {name}: {what.type_name}")
        elif isinstance(what, Body):
            members.append(f"    element {name}")
    shown = "\n".join([f"pattern {pattern.name} {{", *members[:_MOST_NAMES], "}"])
    parts = [_fenced(shown)]
    if body.element.doc:
        parts.append(body.element.doc)
    implementing = implementing_elements(analysis, pattern)
    if implementing:
        listed = ", ".join(f"`{path}`" for path in implementing[:_MOST_NAMES])
        parts.append(f"Implemented by {listed}")
    return "\n\n".join(parts)


def implementing_elements(analysis: Analysis, pattern: Pattern) -> list[str]:
    """The paths of the elements that implement a pattern, in the order of the specification."""
    if analysis.context is None:
        return []
    return [
        body.element.path
        for body in analysis.context.bodies
        if any(implemented is pattern for _, implemented in body.implemented)
    ]


def _element(analysis: Analysis, findings: Findings, body: Body) -> str:
    element = body.element
    patterns = [path.text for path, _ in body.implemented]
    header = f"element {element.path}" + (f" implements {', '.join(patterns)}" if patterns else "")
    parts = [_fenced(header)]
    if element.doc:
        parts.append(element.doc)
    counts = []
    for number, noun in (
        (sum(1 for each in body.names.values() if isinstance(each, Scope)), "scope"),
        (sum(1 for each in body.names.values() if isinstance(each, Ref)), "ref"),
        (analysis.check_counts.get(element.path, 0), "check"),
        (sum(1 for each in body.names.values() if isinstance(each, Body)), "element"),
    ):
        if number:
            counts.append(f"{number} {noun}{'' if number == 1 else 's'}")
    if counts:
        parts.append(", ".join(counts))
    last = verdict(findings.of_element(element.path))
    if last:
        parts.append(f"Last run: **{last}**")
    return "\n\n".join(parts)


def _library(analysis: Analysis, name: str) -> str:
    context = analysis.context
    library = context.catalog.get(name) if context is not None else None
    if library is None:
        return f"`{name}` is no library that is known here"
    description = library.describe()
    functions = ", ".join(f"`{each}`" for each in library.function_names())
    patterns = ", ".join(f"`{each}`" for each in pattern_names_of(LibraryName(name, library)))
    parts = [f"### Library `{name}`", description.doc.strip(), f"Functions: {functions}" if functions else ""]
    if patterns:
        parts.append(f"Patterns: {patterns}")
    return "\n\n".join(part for part in parts if part)


def _parameter(library: str, function: Function, name: str) -> str:
    for signature in function.signatures:
        for parameter in signature.parameters:
            if parameter.name == name:
                shown = f"```hie-signature\n{name}: {parameter.type}\n```"
                return f"{shown}\n\n{parameter.doc}\n\nOf `{library}.{function.name}`"
    return ""


def _type(name: str) -> str:
    plain = {"string", "integer", "float", "boolean"}
    if name in plain:
        return f"`{name}`: the value of the ref is checked against this type"
    return f"`{name}`: a nominal type; a ref that is bound to one of this type must name the same"


def _keyword(found: tree.SyntaxTree, offset: int) -> Hover | None:
    text = found.source.text
    start = end = min(offset, len(text))
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if any(comment.start <= start < comment.end for comment in found.comments):
        return None
    chain = chain_at(found, offset)
    if chain and isinstance(chain[-1], tree.String):
        return None
    shown = keyword_help(text[start:end])
    return Hover(shown, start, end) if shown else None


def _check(findings: Findings, found: tree.SyntaxTree, offset: int) -> Hover | None:
    """The last verdict of the statement under the cursor."""
    for node in reversed(chain_at(found, offset)):
        if isinstance(node, tree.CheckStatement | tree.Requirement | tree.UsesDeclaration):
            results = findings.of_place(found.source.name, found.source.position(node.start)[0])
            last = verdict(results)
            if last is None:
                return None
            messages = "\n".join(f"- {each.message}" for each in results if each.message)
            return Hover(f"Last run: **{last}**" + (f"\n\n{messages}" if messages else ""), node.start, node.end)
    return None
