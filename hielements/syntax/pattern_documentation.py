"""The catalogue of pattern modules, from their own text.

Comes in: the tree of a module of standard patterns, and the Markdown page with its examples. Goes out: plain data for
programs, and Markdown for people that is made of the same data. What a pattern does not say of itself is not in its
documentation. Must never know what a name means: `<python>` and `logic.code` are shown as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hielements.syntax.tree import (
    CheckStatement,
    ElementDeclaration,
    Node,
    PatternDeclaration,
    RefDeclaration,
    Requirement,
    ScopeDeclaration,
    Statement,
    SyntaxTree,
    UsesDeclaration,
)

Json = dict[str, object]

_HEADING = re.compile(r"^(#{1,6}) (.*)$", re.MULTILINE)
_RESULTS = re.compile(r"\n```results\n.*?\n```\n", re.DOTALL)
_HOLDS = ": holds"


def module_data(group: str, name: str, tree: SyntaxTree, page: str) -> Json:
    """Everything that one module of patterns says of itself. `page` is the text of its examples, "" for none."""
    return {
        "name": name,
        "group": group,
        "import": f"import patterns.{name}",
        "patterns": [
            _body(tree, statement, statement.name.text)
            for statement in tree.statements
            if isinstance(statement, PatternDeclaration)
        ],
        "examples": passing_examples(page),
    }


def passing_examples(page: str) -> list[str]:
    """The sections of a page of examples that show how a pattern is kept, without their headings and results."""
    found = []
    headings = list(_HEADING.finditer(page))
    for index, heading in enumerate(headings):
        if heading[2].endswith(_HOLDS):
            end = headings[index + 1].start() if index + 1 < len(headings) else len(page)
            found.append(_RESULTS.sub("\n", page[heading.end() : end]).strip())
    return found


def _body(tree: SyntaxTree, declaration: PatternDeclaration | ElementDeclaration, path: str) -> Json:
    """A pattern, or a child of one; `path` is how an element that implements the pattern names it."""
    statements = declaration.body.statements if declaration.body else ()
    implements = declaration.implements if isinstance(declaration, ElementDeclaration) else ()
    return {
        "name": declaration.name.text,
        "path": path,
        "line": _line(tree, declaration),
        "doc": declaration.doc or "",
        "implements": [each.text for each in implements],
        "participants": list(_participants(tree, statements, path)),
        "rules": [
            {"text": _text(tree, each), "line": _line(tree, each), "doc": each.doc or ""}
            for each in statements
            if isinstance(each, CheckStatement | Requirement | UsesDeclaration)
        ],
        "children": [
            _body(tree, each, f"{path}.{each.name.text}") for each in statements if isinstance(each, ElementDeclaration)
        ],
    }


def _participants(tree: SyntaxTree, statements: Sequence[Statement], path: str) -> Iterator[Json]:
    for each in statements:
        if isinstance(each, ScopeDeclaration):
            kind, type_ = "scope", each.language.text if each.language else None
        elif isinstance(each, RefDeclaration):
            kind, type_ = "ref", each.type.text if each.type else None
        else:
            continue
        yield {
            "kind": kind,
            "name": each.name.text,
            "path": f"{path}.{each.name.text}",
            "type": type_,
            "default": _text(tree, each.value) if each.value is not None else None,
            "line": _line(tree, each),
            "doc": each.doc or "",
        }


def _text(tree: SyntaxTree, node: Node) -> str:
    return " ".join(tree.source.text[node.start : node.end].split())


def _line(tree: SyntaxTree, node: Node) -> int:
    return tree.source.position(node.start)[0]


# Markdown


def module_markdown(data: Json, level: int = 1) -> str:
    """The section of a module: for each of its patterns what it is for, what to bind, and what it demands."""
    lines = [f"{'#' * level} {data['name']}", "", f"`{data['import']}`"]
    for pattern in _list(data, "patterns"):
        lines += ["", f"{'#' * (level + 1)} Pattern `{pattern['name']}`", "", str(pattern["doc"]), ""]
        lines += [*_binding_lines(pattern), "", "Rules:", "", *_rule_lines(pattern, str(data["name"]))]
    examples = data["examples"]
    assert isinstance(examples, list)
    for example in examples:
        lines += ["", f"{'#' * (level + 1)} Example of `{data['name']}`", "", example]
    return "\n".join(lines)


def _binding_lines(pattern: Json) -> list[str]:
    """What an element that implements the pattern binds."""
    rows: list[str] = []
    optional: list[str] = []
    for body in _bodies(pattern):
        # A child that holds nothing to bind only groups rules.
        is_bound = any(each["default"] is None for each in _list(body, "participants"))
        about = _sentence(body["doc"]) + " " if body is not pattern and is_bound else ""
        for each in _list(body, "participants"):
            if each["default"] is not None and not _is_choice(each):
                continue
            type_ = (
                {"scope": f"<{each['type']}>", "ref": f": {each['type']}"}[str(each["kind"])] if each["type"] else ""
            )
            default = f", default `{each['default']}`" if each["default"] is not None else ""
            doc = " ".join(str(each["doc"]).split())
            row = f"- `{each['path']}` ({each['kind']}{type_}{default}): {about}{doc}".rstrip(": ")
            (rows if each["default"] is None else optional).append(row)
    return ["To bind:", "", *rows, *optional] if rows or optional else ["Nothing is to be bound."]


def _is_choice(participant: Json) -> bool:
    """Whether a default is meant to be replaced: it is a literal, and not the name of something else in the pattern."""
    return str(participant["default"])[:1] in "['\"0123456789-" or participant["default"] in ("true", "false", "null")


def _rule_lines(pattern: Json, module: str) -> list[str]:
    rows: list[str] = []
    for body in _bodies(pattern):
        where = f"`{body['path']}`: " if body is not pattern else ""
        previous = ""
        for rule in _list(body, "rules"):
            text, place, why = str(rule["text"]), f"`{module}.hie:{rule['line']}`", " ".join(str(rule["doc"]).split())
            if not why and previous == _action(text):
                # Rules of one kind in a row have their reason in common: it stands at the first.
                rows[-1] += f" And `{text}` ({place})."
            else:
                rows.append(f"- {where}`{text}` ({place}). {why}".rstrip())
            previous = _action(text)
    return rows


def _action(rule: str) -> str:
    return rule.partition(" ")[0]


def _bodies(body: Json) -> Iterator[Json]:
    """A pattern and its children of any depth, in text order."""
    waiting = [body]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(_list(each, "children"))


def _sentence(text: object) -> str:
    """Documentation on one line that ends like a sentence."""
    line = " ".join(str(text).split())
    return line if not line or line[-1] in ".!?:" else f"{line}."


def _list(data: Json, key: str) -> list[Json]:
    found = data[key]
    assert isinstance(found, list)
    return found
