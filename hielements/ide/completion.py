"""What could be written at a place.

Comes in: the text as it is typed, an analysis that may be a few keystrokes older, an offset. Goes out: proposals. The
text says what kind of word is due, the tables of names which ones there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hielements.ide.analysis import Analysis
from hielements.ide.keyword_help import KEYWORDS
from hielements.ide.name_proposals import (
    bindable,
    implementable_patterns,
    importable,
    languages,
    members,
    modules,
    ref_types,
    visible_names,
)
from hielements.ide.path_meanings import function_of
from hielements.ide.proposals import Proposal, keyword_proposal, name_proposal
from hielements.ide.tree_places import chain_at
from hielements.ide.typing_context import TypingContext, offset_before, typing_context
from hielements.libraries.signatures import Function
from hielements.model.declarations import Body
from hielements.model.specification import Scope
from hielements.pipeline import Inputs
from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.tree import Name

_TOP = ("import", "from", "element", "pattern", "language")
_BODY = ("scope", "ref", "check", "element")
_PATTERN = (*_BODY, "requires", "allows", "forbids")
_SUBJECTS = ("scope", "ref", "check", "element", "implements", "connection to", "language", "descendant")
_OPERATORS = ("and", "or", "in")
_VALUES = ("true", "false", "null", "not")


def complete(analysis: Analysis, inputs: Inputs, source: SourceText, offset: int) -> list[Proposal]:
    """Proposals for the place at an offset of the present text."""
    context = typing_context(source.text, offset)
    if context.inside == "comment":
        return []
    if context.inside == "string":
        return list(_paths(inputs, source, context, offset))
    body = _body(analysis, source, offset, context)
    return list(dict.fromkeys(_proposals(analysis, inputs, source, context, body)))


def body_at(analysis: Analysis, source: SourceText, offset: int) -> Body | None:
    """The body whose names are visible at an offset of the present text."""
    return _body(analysis, source, offset, typing_context(source.text, offset))


def _body(analysis: Analysis, source: SourceText, offset: int, context: TypingContext) -> Body | None:
    """The body whose names are visible where the cursor stands."""
    found = analysis.tree
    if found is None:
        return None
    at = offset_before(found.source.text, source.text, offset)
    chain = chain_at(found, at)
    body = analysis.body_around(source.name, chain)
    if context.indentation and (body is None or body.parent is None):
        # Behind the last statement of an indented block: the columns say which block goes on.
        inner: tree.Statement | None = None
        level: Iterable[tree.Statement] = found.statements
        while True:
            before = [each for each in level if each.end <= at and _column(found, each) < context.indentation]
            last = before[-1] if before else None
            if not isinstance(last, tree.ElementDeclaration | tree.PatternDeclaration):
                break
            if last.body is not None and last.body.style == "brace":
                break
            inner = last
            level = last.body.statements if last.body is not None else ()
        if inner is not None:
            return analysis.body_of(inner) or body
    return body


def _column(found: tree.SyntaxTree, node: tree.Node) -> int:
    return found.source.position(node.start)[1] - 1


def _proposals(
    analysis: Analysis, inputs: Inputs, source: SourceText, context: TypingContext, body: Body | None
) -> Iterator[Proposal]:
    statement = context.statement
    opening = re.split(r"[{}]", statement)[-1].lstrip()
    first, _, rest = opening.partition(" ")
    is_header = not any(mark in opening for mark in "=(")
    if first == "from" and " import " in f"{rest} ":
        yield from importable(analysis, inputs, rest.split()[0] if rest.split() else "")
    elif first in ("import", "from"):
        yield from modules(inputs, context)
    elif context.owner:
        if body is not None:
            yield from members(analysis, context, body, _wants(opening))
    elif not opening:
        yield from _statement_starts(body)
    elif re.search(r"\bimplements\s+(?:[\w.]+\s*,\s*)*$", opening) and is_header:
        yield from implementable_patterns(body)
    elif re.search(r"\bbinds\s+$", opening):
        yield from bindable(body)
    elif re.fullmatch(r"scope\s+\w+\s*[<:]\s*", opening):
        yield from (name_proposal(name, "language", "") for name in languages(analysis, inputs))
    elif re.fullmatch(r"(?:\w+\s+)*(?:ref|connection_point)\s+\w+\s*:\s*", opening):
        yield from (name_proposal(name, "type", "") for name in ref_types(analysis))
    elif re.fullmatch(r"(?:requires|allows|forbids)\s+(?:descendant\s+)?", opening):
        yield from (keyword_proposal(word) for word in _SUBJECTS)
    elif re.search(r"\b(?:connection(?:\s+to)?|uses)\s+$", opening) and is_header:
        if opening.rstrip().endswith("connection"):
            yield keyword_proposal("to")
        else:
            yield from visible_names(body, source, inputs, "target")
    elif re.fullmatch(r"element\s+\w+\s+", opening):
        yield keyword_proposal("implements")
    elif re.fullmatch(r"(?:scope|ref)\s+\w+(?:\s*<\w*>|\s*:\s*\w+)?\s+", opening):
        yield keyword_proposal("binds")
    elif re.fullmatch(r"(?:scope|ref|element|pattern|language|connection_check)\s+", opening):
        return  # a new name, which only its author knows
    elif re.fullmatch(r"\w+\s+", opening) and first not in KEYWORDS:
        yield keyword_proposal("uses")
    else:
        yield from _expression(analysis, inputs, source, context, body, opening)


def _wants(opening: str) -> str:
    """What kind of name is due: `check`, `selector`, `pattern`, `slot`, `target` or anything."""
    if re.search(r"\bimplements\s+(?:[\w.]+\s*,\s*)*$", opening):
        return "pattern"
    if not opening or re.search(r"\bbinds\s*$", opening):
        return "slot"
    if re.search(r"\b(?:to|uses)\s*$", opening):
        return "target"
    if re.search(r"(?:^|\s)check\s+(?:.*\b(?:and|or|not)\s*)?$", opening) or re.search(
        r"\b(?:and|or|not)\s*$", opening
    ):
        return "check"
    return "value"


def _statement_starts(body: Body | None) -> Iterator[Proposal]:
    if body is None or body.parent is None:
        yield from (keyword_proposal(word, snippet=True) for word in _TOP)
        return
    words = _PATTERN if body.is_abstract else _BODY
    yield from (keyword_proposal(word, snippet=True) for word in words)
    yield from bindable(body, " = ")
    for name, what in body.names.items():
        if isinstance(what, Scope):
            yield name_proposal(name, "scope", "uses", f"{name} uses ")


def _expression(
    analysis: Analysis, inputs: Inputs, source: SourceText, context: TypingContext, body: Body | None, opening: str
) -> Iterator[Proposal]:
    if re.search(r"[\w)\]'\"]\s+$", opening) and not re.search(
        r"\b(?:check|and|or|not|in|requires|allows|forbids|descendant)\s+$", opening
    ):
        yield from (keyword_proposal(word) for word in _OPERATORS)
        return
    if context.call is not None and body is not None:
        called = call_target(analysis, context.call.callee, body)
        if called is not None:
            given = {argument.partition("=")[0].strip() for argument in context.call.arguments if "=" in argument}
            parameters = {each.name: each for form in called[1].signatures for each in form.parameters}
            for name, parameter in parameters.items():
                if name not in given:
                    yield Proposal(
                        f"{name}=", "parameter", str(parameter.type), f"{name}=", doc=parameter.doc, order="1"
                    )
    yield from visible_names(body, source, inputs, _wants(opening))
    yield from (keyword_proposal(word) for word in _VALUES)


def call_target(analysis: Analysis, callee: tuple[str, ...], body: Body) -> tuple[str, Function] | None:
    """The library and the function of a call that is being written."""
    path = tree.Path(0, 0, tuple(Name(0, 0, part) for part in callee))
    return function_of(analysis, tree.Call(0, 0, path, ()), body)


def _paths(inputs: Inputs, source: SourceText, context: TypingContext, offset: int) -> Iterator[Proposal]:
    """Files and folders for the string at the cursor. The string of an import is relative to its file, any other to the
    workspace."""
    workspace = inputs.workspace
    if workspace is None:
        return
    folder, _, _ = context.string.rpartition("/")
    first = context.statement.split()[:1]
    base = ""
    is_import = first in (["import"], ["from"])
    if is_import:
        base = source.name.rpartition("/")[0]
    steps = [part for part in f"{base}/{folder}".split("/") if part not in ("", ".")]
    place: list[str] = []
    for part in steps:
        if part == "..":
            if not place:
                return
            place.pop()
        else:
            place.append(part)
    inside = "/".join(place)
    start = context.string_start + len(context.string) - len(context.string.rpartition("/")[2])
    for name in workspace.names_in(inside):
        path = f"{inside}/{name}" if inside else name
        kind = workspace.kind(path)
        if kind is None or (is_import and kind == "file" and not name.endswith(".hie")):
            continue
        text = name + ("/" if kind == "folder" else "")
        yield Proposal(text, kind, "", text, replaces=(start, offset), order="1")
