"""The structure of a file: its declarations as a tree, what can be folded, what grows around a selection.

Comes in: a syntax tree. Goes out: records with places. No name is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from hielements.ide.tree_places import chain_at
from hielements.record import Entity, Record
from hielements.syntax import tree
from hielements.syntax.tree import Node, SyntaxTree


class OutlineItem(Entity):
    """A declaration with those inside of it. `name_start` and `name_end` are its name, `start` and `end` all of it."""

    name: str
    kind: Literal["element", "pattern", "language", "scope", "ref", "check", "requirement"]
    detail: str
    start: int
    end: int
    name_start: int
    name_end: int
    children: tuple[OutlineItem, ...]


class Fold(Record):
    """Lines from 1: the block from `start` to `end` can be folded."""

    start: int
    end: int
    kind: Literal["region", "comment", "imports"]


def outline(found: SyntaxTree) -> tuple[OutlineItem, ...]:
    """The declarations of a file, in text order."""
    return _items(found, found.statements)


def _items(found: SyntaxTree, statements: Iterable[Node]) -> tuple[OutlineItem, ...]:
    return tuple(item for statement in statements if (item := _item(found, statement)) is not None)


def _item(found: SyntaxTree, node: Node) -> OutlineItem | None:
    text = found.source.text
    if isinstance(node, tree.ElementDeclaration):
        detail = ", ".join(path.text for path in node.implements)
        return _named("element", node, node.name, f"implements {detail}" if detail else "", _inner(found, node.body))
    if isinstance(node, tree.PatternDeclaration):
        return _named("pattern", node, node.name, "", _inner(found, node.body))
    if isinstance(node, tree.LanguageDeclaration):
        return _named("language", node, node.name, "", _inner(found, node.body))
    if isinstance(node, tree.ScopeDeclaration):
        return _named("scope", node, node.name, node.language.text if node.language else "")
    if isinstance(node, tree.RefDeclaration):
        return _named("ref", node, node.name, node.type.text if node.type else "")
    if isinstance(node, tree.ConnectionCheck):
        return _named("check", node, node.name, "connection check")
    if isinstance(node, tree.CheckStatement):
        shown = " ".join(text[node.expression.start : node.expression.end].split())
        return OutlineItem(shown[:80] or "check", "check", "check", node.start, node.end, node.start, node.end, ())
    if isinstance(node, tree.Requirement):
        shown = " ".join(text[node.start : node.end].partition("{")[0].split())
        return OutlineItem(shown[:80], "requirement", "", node.start, node.end, node.start, node.end, ())
    return None


def _named(
    kind: Literal["element", "pattern", "language", "scope", "ref", "check"],
    node: Node,
    name: tree.Name,
    detail: str,
    children: tuple[OutlineItem, ...] = (),
) -> OutlineItem | None:
    if not name.text:
        return None
    return OutlineItem(name.text, kind, detail, node.start, max(node.end, name.end), name.start, name.end, children)


def _inner(found: SyntaxTree, body: tree.Block | None) -> tuple[OutlineItem, ...]:
    return _items(found, body.statements) if body is not None else ()


def folds(found: SyntaxTree) -> list[Fold]:
    """What can be folded: blocks, runs of comment lines, the imports."""
    source = found.source
    result: list[Fold] = []

    def add(start: int, end: int, kind: Literal["region", "comment", "imports"]) -> None:
        first, last = source.position(start)[0], source.position(max(start, end - 1))[0]
        if last > first:
            result.append(Fold(first, last, kind))

    waiting: list[Node] = list(found.statements)
    while waiting:
        node = waiting.pop()
        body = getattr(node, "body", None)
        if isinstance(body, tree.Block):
            # The closing brace stays in sight.
            last = body.end - 1 if body.style == "brace" else body.end
            add(
                node.start,
                source.line_starts[source.position(last)[0] - 1] if body.style == "brace" else last,
                "region",
            )
            waiting += body.statements
        elif isinstance(node, tree.Requirement):
            waiting.append(node.subject)
        elif isinstance(node, tree.Statement):
            add(node.start, node.end, "region")
    imports = [
        each for each in found.statements if isinstance(each, tree.LibraryImport | tree.FileImport | tree.FromImport)
    ]
    if imports:
        add(imports[0].start, imports[-1].end, "imports")
    _fold_comments(found, add)
    return sorted(set(result), key=lambda fold: (fold.start, fold.end))


def _fold_comments(found: SyntaxTree, add: object) -> None:
    source = found.source
    run: list[tree.Comment] = []
    assert callable(add)
    for comment in (*found.comments, None):
        if run and (comment is None or source.position(comment.start)[0] != source.position(run[-1].end)[0] + 1):
            add(run[0].start, run[-1].end, "comment")
            run = []
        if comment is not None:
            run.append(comment)


def selections(found: SyntaxTree, offset: int) -> Sequence[tuple[int, int]]:
    """What a selection grows to from an offset, the smallest first; the last is the whole file."""
    text = found.source.text
    result: list[tuple[int, int]] = []
    for node in reversed(chain_at(found, offset)):
        if isinstance(node, tree.String) and node.end - node.start >= 2 and node.start < offset < node.end:
            result.append((node.start + 1, node.end - 1))
        if not result or result[-1] != (node.start, node.end):
            result.append((node.start, node.end))
    if not result or result[-1] != (0, len(text)):
        result.append((0, len(text)))
    return [each for index, each in enumerate(result) if index == 0 or each != result[index - 1]]
