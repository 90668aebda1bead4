"""Newer syntax in words that the running Python understands.

Comes in: a text that the running Python refuses. Goes out: a text of the same length in which every name and every
expression stands where it stood, for the running Python to parse; or None. Whether it is right decides that parser, not
this module: what it still refuses is no Python. It must never know what is looked for in the text.

tree-sitter says what stands where. It is imported here alone, and only for such a text.

- `type X[T] = value` (3.12) becomes `0;   X    = value`: an alias binds its name as an assignment does.
- Type parameters of functions and classes (3.12) are left out.
- `except A, B:` (3.14) becomes `except A| B:`.
- A formatted string that older versions cannot read (3.12: quotes and backslashes in its expressions), or a template
  string (3.14), becomes the set of its expressions: `f"{a["b"]} c"` is `{  a["b"],   }`.
- `[*a for a in b]` (3.15) becomes `[ a for a in b]`.
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
(list_comprehension body: (list_splat) @unpacked)
(set_comprehension body: (list_splat) @unpacked)
(generator_expression body: (list_splat) @unpacked)
(string (string_start) @start (#match? @start "[tT]")) @template
"""

_ALIAS: Final = re.compile(rb"type[ \t]+[^\W\d]\w*[ \t]*(?:\[|=(?!=))")
_BETWEEN: Final = re.compile(rb"(?:\s|#[^\r\n]*)*")
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
        if _is_alias(node, before):
            _alias(node, content)
    for node in found.get("parameters", ()):
        _leave_out(node, content)
    for node in found.get("except", ()):
        _alternatives(node, content)
    for node in found.get("unpacked", ()):
        content[node.start_byte] = ord(" ")
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


def _is_alias(node: Any, before: bytes) -> bool:
    """Whether it is one: tree-sitter takes `type(x).y = 1` for one as well. Names beyond ASCII are taken for names."""
    text = before[node.start_byte : node.end_byte]
    return bool(_ALIAS.match(text)) or text[4:].lstrip()[:1] > b"\x7f"


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
    if any(each.type == "as_pattern" for each in node.children):
        return  # with a name for the exception, parentheses are still needed
    for each in node.children:
        if each.type == ",":
            content[each.start_byte] = ord("|")


def _strings(found: dict[str, list[Any]], content: bytearray, before: bytes) -> None:
    whole = {each.id: joined for joined in found.get("joined", ()) for each in joined.children}
    templates = {node.id: node for node in found.get("template", ())}
    refused = [node for node in found.get("formatted", ()) if node.id not in templates and not _is_read(node, before)]
    literals = {whole.get(node.id, node).id: whole.get(node.id, node) for node in [*templates.values(), *refused]}
    for literal in sorted(literals.values(), key=lambda node: node.start_byte):
        if not literal.has_error:
            _set_of_expressions(literal, content, before)


def _is_read(node: Any, content: bytes) -> bool:
    """Whether the running Python reads a formatted string."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(b"(" + content[node.start_byte : node.end_byte] + b")", "", "eval", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def _set_of_expressions(literal: Any, content: bytearray, before: bytes) -> None:
    """Leaves the expressions of a string, or of several that are joined, as the items of a set: like the string, it is
    neither a target of an assignment nor a literal that a value can be read off."""
    found = _expressions(literal)
    if any(_is_wrong(expression, part, before) for expression, part in found):
        return
    first, last = literal.start_byte, literal.end_byte - 1
    inside = first
    for expression, part in found:
        _blank(content, inside, expression.start_byte)
        inside = _after(expression.end_byte, part.end_byte, before)
        _blank(content, expression.end_byte, inside)
        content[inside] = ord(",")
        inside += 1
    _blank(content, inside, literal.end_byte)
    content[first], content[last] = b"{}"
    if len(found) == 1 and found[0][0].type == "yield":  # which stands in parentheses alone
        content[first], content[inside - 1], content[last] = b"( )"


def _is_wrong(expression: Any, part: Any, before: bytes) -> bool:
    """Whether an expression may not stand in a formatted string: tree-sitter is more generous than Python."""
    conversion = part.child_by_field_name("type_conversion")
    written = before[conversion.start_byte : conversion.end_byte] if conversion is not None else b"!r"
    return expression.type == "lambda" or written not in (b"!r", b"!s", b"!a")


def _after(start: int, end: int, before: bytes) -> int:
    """The first character behind an expression that is neither white space nor part of a comment: a line end must stay
    where it is."""
    found = _BETWEEN.match(before, start, end)
    return found.end() if found is not None else start


def _expressions(literal: Any) -> list[tuple[Any, Any]]:
    """The expressions in formatted strings and in their format specifications, in their order, each with the part of
    the string that holds it."""
    found: list[tuple[Any, Any]] = []
    strings = [each for each in literal.children if each.type == "string"] or [literal]
    pending = [part for string in reversed(strings) for part in reversed(string.children)]
    while pending:
        each = pending.pop()
        if each.type in ("interpolation", "format_expression"):
            expression = each.child_by_field_name("expression")
            if expression is not None:
                found.append((expression, each))
        if each.type in ("interpolation", "format_specifier"):
            pending.extend(part for part in reversed(each.children) if part.type != "string")
    return found


def _blank(content: bytearray, start: int, end: int) -> None:
    for position in range(start, end):
        if content[position] not in b"\r\n":
            content[position] = ord(" ")
