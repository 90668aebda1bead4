"""Newer syntax in words that the running Python understands.

Comes in: a text that the running Python refuses. Goes out: a text of the same length in which every name and every
expression stands where it stood, for the running Python to parse; or None. Whether it is right decides that parser, not
this module: what it still refuses is no Python. It must never know what is looked for in the text.

tree-sitter says what stands where. It is imported here alone, and only for such a text.

- `type X[T] = value` (3.12) becomes `0;   X    = value`: an alias binds its name as an assignment does.
- Type parameters of functions and classes (3.12) are left out.
- `except A, B:` (3.14) becomes `except A| B:`.
- A formatted string that older versions cannot read (3.12: quotes and backslashes in its expressions), or a template
  string (3.14), becomes the list of its expressions: `f"{a["b"]} c"` is `[ a["b"],  ]`.
- `lazy import a` (3.15) becomes `0;   import a`.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any, Final

_QUERY: Final = """
(type_alias_statement) @alias
(function_definition type_parameters: (type_parameter) @parameters)
(class_definition type_parameters: (type_parameter) @parameters)
(except_clause value: (_) value: (_)) @except
(concatenated_string) @joined
(string (interpolation)) @formatted
(string (string_start) @start (#match? @start "[tT]")) @template
"""

_LAZY: Final = re.compile(rb"(?m)^([ \t]*)lazy([ \t]+(?:import|from)\b)")


def in_older_syntax(text: str) -> str | None:
    """The text in older syntax; None when nothing of it is newer, and without tree-sitter."""
    search = _search()
    if search is None:
        return None
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    content[:] = _LAZY.sub(rb"\g<1>0;  \g<2>", bytes(content))
    before = bytes(content)
    found = search(before)
    for node in found.get("alias", ()):
        _alias(node, content)
    for node in found.get("parameters", ()):
        _leave_out(node, content)
    for node in found.get("except", ()):
        _alternatives(node, content)
    _strings(found, content, before)
    older = content.decode("utf-8", "surrogatepass")
    return older if older != text else None


@lru_cache(maxsize=1)
def _search() -> Any:
    """What finds the nodes of a text by the names of the query; None without tree-sitter."""
    try:
        import tree_sitter
        import tree_sitter_python

        language = tree_sitter.Language(tree_sitter_python.language())
        query = tree_sitter.Query(language, _QUERY)
    except (ImportError, ValueError, TypeError):
        return None

    def search(content: bytes) -> dict[str, list[Any]]:
        # Parsers and cursors hold state: each search has its own.
        root = tree_sitter.Parser(language).parse(content).root_node
        found: dict[str, list[Any]] = tree_sitter.QueryCursor(query).captures(root)
        return found

    return search


def _alias(node: Any, content: bytearray) -> None:
    content[node.start_byte : node.start_byte + 4] = b"0;  "
    left = node.child_by_field_name("left")
    generic = left.children[0] if left is not None and left.children else None
    if generic is not None and generic.type == "generic_type":
        for each in generic.children:
            if each.type == "type_parameter":
                _leave_out(each, content)


def _leave_out(node: Any, content: bytearray) -> None:
    """Makes blanks of a node. Where it spans lines, the statement goes on by a backslash."""
    for position in range(node.start_byte, node.end_byte):
        if content[position] not in b"\r\n":
            content[position] = ord(" ")
    for position in range(node.start_byte + 1, node.end_byte):
        if content[position] in b"\r\n" and content[position - 1] == ord(" "):
            content[position - 1] = ord("\\")


def _alternatives(node: Any, content: bytearray) -> None:
    for each in node.children:
        if each.type == ",":
            content[each.start_byte] = ord("|")


def _strings(found: dict[str, list[Any]], content: bytearray, before: bytes) -> None:
    templates = {node.id for node in found.get("template", ())}
    formatted = sorted(found.get("formatted", []), key=lambda node: node.start_byte)
    refused = {node.id for node in formatted if node.id in templates or not _is_read(node, before)}
    plain = {node.id: node for node in found.get("template", ()) if not any(each.id == node.id for each in formatted)}
    if not refused and not plain:
        return
    for node in plain.values():
        _template_prefix(node, content)
    for joined in found.get("joined", ()):
        strings = [each for each in joined.children if each.type == "string"]
        if any(each.id in refused for each in strings):
            refused.update(each.id for each in strings)
            for each in strings:
                if not any(part.type == "interpolation" for part in each.children):
                    _blank(content, each.start_byte, each.end_byte)
    for node in formatted:
        if node.id in refused:
            _list_of_expressions(node, content)


def _is_read(node: Any, content: bytes) -> bool:
    """Whether the running Python reads a formatted string."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(b"(" + content[node.start_byte : node.end_byte] + b")", "", "eval", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def _template_prefix(node: Any, content: bytearray) -> None:
    """A template string without expressions is read as a plain one."""
    start = node.children[0]
    for position in range(start.start_byte, start.end_byte):
        if content[position] in b"tT":
            content[position] = ord("u") if start.end_byte - start.start_byte == 2 else ord("b")


def _list_of_expressions(node: Any, content: bytearray) -> None:
    start, end = node.children[0], node.children[-1]
    _blank(content, start.start_byte, start.end_byte)
    content[start.end_byte - 1] = ord("[")
    inside = start.end_byte
    for expression in _expressions(node):
        _blank(content, inside, expression.start_byte)
        inside = expression.end_byte
        content[inside] = ord(",")
        inside += 1
    _blank(content, inside, end.end_byte)
    content[end.start_byte] = ord("]")


def _expressions(node: Any) -> list[Any]:
    """The expressions in a formatted string and in its format specifications, in their order."""
    found: list[Any] = []
    pending = list(reversed(node.children))
    while pending:
        each = pending.pop()
        if each.type in ("interpolation", "format_expression"):
            expression = each.child_by_field_name("expression")
            if expression is not None:
                found.append(expression)
        if each.type in ("interpolation", "format_specifier"):
            pending.extend(part for part in reversed(each.children) if part.type != "string")
    return found


def _blank(content: bytearray, start: int, end: int) -> None:
    for position in range(start, end):
        if content[position] not in b"\r\n":
            content[position] = ord(" ")
