"""The syntax tree of a Rust file, from tree-sitter: parsing, places, and what text nodes stand for.

Comes in: bytes. Goes out: a tree, or why there is none. tree-sitter is imported here alone, when the first file is
parsed that the cache does not know: it costs as much as all the rest of a warm run.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, Literal

from hielements.record import Record

REMEDY: Final = "install it: pip install tree-sitter tree-sitter-rust"


class Unparsable(Record):
    """Why the text is not Rust, and the line (from 1) where the parser gave up; `help` is what to do about it."""

    reason: Literal["syntax", "unreadable", "library"]
    message: str
    line: int | None = None
    help: str | None = None


class Grammar(Record):
    """The parser and the query that finds what extraction looks at."""

    parse: Any
    captures: Any


_STR_MACRO: Final = re.compile(rb"\bstr!(?=\s*[\[({])")

# Items are found by walking; what stands inside bodies is found by this query, which runs in C.
_QUERY: Final = """
(use_declaration) @use
(extern_crate_declaration) @extern
[(scoped_identifier) (scoped_type_identifier)] @path
(macro_invocation (token_tree) @tokens)
(attribute (token_tree) @tokens)
(macro_rule right: (token_tree) @tokens)
(impl_item) @impl
[(identifier) (type_identifier)] @name
"""


@lru_cache(maxsize=1)
def _grammar() -> Grammar | Unparsable:
    try:
        import tree_sitter
        import tree_sitter_rust

        language = tree_sitter.Language(tree_sitter_rust.language())
        query = tree_sitter.Query(language, _QUERY)
    except ImportError as problem:
        message = f"Rust cannot be parsed: the package {str(problem.name).replace('_', '-')} is not installed"
        return Unparsable("library", message, help=REMEDY)
    except (ValueError, TypeError) as problem:
        message = f"Rust cannot be parsed: tree-sitter and tree-sitter-rust do not fit together ({problem})"
        return Unparsable("library", message, help=f"{REMEDY} --upgrade")

    def captures(node: Any) -> dict[str, list[Any]]:
        # A cursor holds state: each search has its own.
        found: dict[str, list[Any]] = tree_sitter.QueryCursor(query).captures(node)
        return found

    # A parser holds state as well.
    return Grammar(lambda content: tree_sitter.Parser(language).parse(content), captures)


def parse(content: bytes) -> tuple[Any, Any] | Unparsable:
    """The root node of the text and the function that searches it."""
    null = content.find(b"\0")
    if null >= 0:
        return Unparsable("syntax", "is not valid Rust: it holds a null character", _line_of(content, null))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = _line_of(content, problem.start)
        return Unparsable("unreadable", f"is not valid UTF-8: byte 0x{content[problem.start]:02x}", line)
    grammar = _grammar()
    if isinstance(grammar, Unparsable):
        return grammar
    root = grammar.parse(content).root_node
    if root.has_error and _STR_MACRO.search(content):
        # The grammar takes `str` for a type wherever it stands. Places stay the same.
        root = grammar.parse(_STR_MACRO.sub(b"Str!", content)).root_node
    if root.has_error:
        return _error(root, content)
    return root, grammar.captures


def _error(root: Any, content: bytes) -> Unparsable:
    """The first place where the parser had to skip or to invent something."""
    node = root
    while True:
        if node.is_missing:
            what = f"'{node.type}' is missing"
            break
        if node.is_error:
            text = content[node.start_byte : node.end_byte].decode("utf-8", "replace")
            first = text.strip().partition("\n")[0][:40]
            what = f"unexpected '{first}'" if first else "something is missing"
            break
        below = next((each for each in node.children if each.has_error or each.is_missing), None)
        if below is None:
            what = "unexpected text"
            break
        node = below
    return Unparsable(
        "syntax",
        f"is not valid Rust, or newer than the grammar that reads it: {what}",
        node.start_point[0] + 1,
        "where the compiler accepts the file, a newer tree-sitter-rust may as well",
    )


def _line_of(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1


class Places:
    """Lines and columns of nodes, and the text of nodes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._ascii = content.isascii()

    def line(self, node: Any) -> int:
        return int(node.start_point[0]) + 1

    def end_line(self, node: Any) -> int:
        row, column = node.end_point
        return int(row) + (1 if column else 0)

    def column(self, node: Any) -> int:
        """In characters; tree-sitter counts bytes."""
        return self.column_of(int(node.start_byte))

    def column_of(self, offset: int) -> int:
        """The column of a byte, in characters."""
        start = self.content.rfind(b"\n", 0, offset) + 1
        return offset - start + 1 if self._ascii else len(self.content[start:offset].decode("utf-8", "replace")) + 1

    def text(self, node: Any) -> str:
        return self.content[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def plain(self, node: Any) -> str:
        """The text of a node with white space collapsed."""
        return " ".join(self.text(node).split())


_PLAIN_PATH: Final = re.compile(r"[\w:$#]+")


def path_of(node: Any, places: Places) -> str | None:
    """The path that a node spells, without generic arguments; None when it does not start with a name
    (`<T as Trait>::f`)."""
    text = places.text(node)
    if _PLAIN_PATH.fullmatch(text):
        return clean(text)
    segments: list[str] = []
    while True:
        if node.type in ("scoped_identifier", "scoped_type_identifier"):
            name = node.child_by_field_name("name")
            segments.append(places.text(name) if name is not None else "")
            below = node.child_by_field_name("path")
            if below is None:
                segments.append("")  # `::name`
                break
            node = below
        elif node.type in ("generic_type", "generic_type_with_turbofish"):
            node = node.child_by_field_name("type")
        elif node.type in ("identifier", "type_identifier", "crate", "self", "super", "metavariable"):
            segments.append(places.text(node))
            break
        else:
            return None
    return clean("::".join(reversed(segments)))


def clean(path: str) -> str:
    """Without the marks of raw identifiers, and `$crate` as `crate`."""
    return path.replace("r#", "").replace("$", "") if "#" in path or "$" in path else path
