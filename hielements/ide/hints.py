"""What an editor shows between the lines: names of parameters, numbers of files, verdicts, and lenses that run checks.

Comes in: an analysis and the findings of the last run. Goes out: records with offsets.
"""

from __future__ import annotations

from typing import Literal

from hielements.ide.analysis import Analysis
from hielements.ide.describing import implementing_elements
from hielements.ide.findings import Findings, verdict
from hielements.ide.path_meanings import function_of
from hielements.ide.tree_places import walk
from hielements.model.declarations import Pattern
from hielements.model.specification import Scope
from hielements.record import Entity, Record
from hielements.report.report import ReportedCheck
from hielements.source.text import Location
from hielements.syntax import tree


class Hint(Record):
    """A text that is shown at an offset without being written there."""

    offset: int
    text: str
    kind: Literal["parameter", "files", "verdict"]
    tooltip: str = ""


class Lens(Entity):
    """A line above a declaration. `run` is a filter for the checks to run, `results` are to be looked at,
    `places` are the declarations to go to."""

    start: int
    end: int
    title: str
    kind: Literal["run", "results", "implementations"]
    run: str = ""
    results: tuple[ReportedCheck, ...] = ()
    places: tuple[Location, ...] = ()


def hints(analysis: Analysis, findings: Findings, name: str, start: int, end: int) -> list[Hint]:
    """The hints between two offsets of a file."""
    found = analysis.trees.get(name)
    if found is None:
        return []
    result: list[Hint] = []
    for node, around in walk(_part(found, start, end)):
        if node.end < start or node.start > end:
            continue
        if isinstance(node, tree.Call):
            _parameters(analysis, name, node, (*around, node), result)
        elif isinstance(node, tree.ScopeDeclaration):
            _files(analysis, findings, name, node, around, result)
        elif isinstance(node, tree.CheckStatement):
            last = verdict(findings.of_place(name, found.source.position(node.expression.start)[0]))
            if last is not None:
                result.append(Hint(node.end, f" {last}", "verdict", "what the last run found"))
    return sorted((each for each in result if start <= each.offset <= end), key=lambda hint: hint.offset)


def _part(found: tree.SyntaxTree, start: int, end: int) -> tree.SyntaxTree:
    """The tree with only the top-level statements that lie in a range."""
    statements = tuple(each for each in found.statements if each.end >= start and each.start <= end)
    return tree.SyntaxTree(found.start, found.end, found.source, statements, ())


def _parameters(
    analysis: Analysis, name: str, call: tree.Call, around: tuple[tree.Node, ...], result: list[Hint]
) -> None:
    positional = [each for each in call.arguments if each.name is None]
    body = analysis.body_around(name, around)
    called = function_of(analysis, call, body) if positional and body is not None else None
    if called is None:
        return
    library, function = called
    head = call.callee.names[0].text
    file = analysis.file(name)
    is_library = len(call.callee.names) == 1 or head == library or (file is not None and head in file.imports)
    form = next((each for each in function.signatures if len(each.parameters) >= len(positional)), None)
    if form is None:
        return
    parameters = form.parameters if is_library else form.parameters[1:]
    for argument, parameter in zip(positional, parameters, strict=False):
        value = argument.value
        # A name that says the same as the parameter needs no hint.
        if isinstance(value, tree.Path) and value.names[-1].text == parameter.name:
            continue
        if not isinstance(value, tree.Missing):
            result.append(Hint(argument.start, f"{parameter.name}:", "parameter", parameter.doc))


def _files(
    analysis: Analysis,
    findings: Findings,
    name: str,
    node: tree.ScopeDeclaration,
    around: tuple[tree.Node, ...],
    result: list[Hint],
) -> None:
    body = analysis.body_around(name, around)
    declared = body.names.get(node.name.text) if body is not None else None
    if not isinstance(declared, Scope):
        return
    contents = findings.scopes.get((declared.element.path, declared.name))
    if contents is not None:
        noun = "file" if contents.count == 1 else "files"
        result.append(Hint(node.end, f" {contents.count} {noun}", "files", "\n".join(contents.files[:8])))


def lenses(analysis: Analysis, findings: Findings, name: str) -> list[Lens]:
    """The lenses of a file: on elements, checks and patterns."""
    found = analysis.trees.get(name)
    context = analysis.context
    if found is None or context is None:
        return []
    result: list[Lens] = []
    violations = findings.results
    for body in context.bodies:
        node = body.node
        if body.file.name != name or not isinstance(node, tree.ElementDeclaration):
            continue
        path = body.element.path
        start, end = node.name.start, node.name.end
        if analysis.name == name:
            result.append(
                Lens(start, end, "Run this element", "run", run=f"{path}.**" if body.element.children else path)
            )
        own = tuple(each for each in violations if each.element == path and each.status in ("fail", "error"))
        if own:
            count = sum(max(1, len(each.violations)) for each in own)
            result.append(Lens(start, end, f"{count} violation{'' if count == 1 else 's'}", "results", results=own))
        if analysis.name == name:
            for statement in body.statements:
                if isinstance(statement, tree.CheckStatement):
                    text = " ".join(found.source.text[statement.expression.start : statement.expression.end].split())
                    result.append(Lens(statement.start, statement.end, "Run this check", "run", run=text))
    for pattern in context.patterns:
        if pattern.file.name == name:
            places = _implementing(analysis, pattern)
            noun = "element" if len(places) == 1 else "elements"
            node_name = pattern.body.element.location
            title = f"implemented by {len(places)} {noun}"
            result.append(Lens(node_name.start, node_name.end, title, "implementations", places=places))
    return sorted(result, key=lambda lens: lens.start)


def _implementing(analysis: Analysis, pattern: Pattern) -> tuple[Location, ...]:
    paths = set(implementing_elements(analysis, pattern))
    context = analysis.context
    assert context is not None
    return tuple(body.element.location for body in context.bodies if body.element.path in paths)
