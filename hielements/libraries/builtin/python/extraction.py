"""Facts from the text of a Python file, by Python's own parser.

Comes in: text. Goes out: facts, or the syntax error with its line. This module must never run or import anything of
the checked project: it only parses.

The abstract syntax tree comes from `compile(..., ONLY_AST)`, which is what `ast.parse` does; the module `ast` itself
is not imported, because it costs several milliseconds of every run. Only statements are walked, and iteratively, so
that neither size nor nesting matters; expressions are walked only in files that could hold a dynamic import.
"""

from __future__ import annotations

import _ast
import re
import sys
from typing import Any, Final, Literal

from hielements.libraries.builtin.python.facts import (
    CONDITIONAL,
    FUNCTION,
    STAR,
    TYPE_CHECKING,
    Definition,
    FileFacts,
    Import,
)
from hielements.libraries.builtin.python.places import Places
from hielements.record import Record

_BLOCKS: Final = ("body", "handlers", "cases", "orelse", "finalbody")
_CONDITIONS: Final = tuple(
    getattr(_ast, name)
    for name in ("If", "Try", "TryStar", "For", "AsyncFor", "While", "With", "AsyncWith", "Match")
    if hasattr(_ast, name)
)


class Unparsable(Record):
    """Why the text is not Python, and the line (from 1) where the parser gave up."""

    reason: Literal["syntax", "limit"]
    message: str
    line: int | None


def extract(text: str, name: str) -> FileFacts | Unparsable:
    """The facts of a file. `name` is only used in the parser's own messages.

    The caller keeps warnings of the parser (invalid escapes in the checked code) from being shown.
    """
    tree = parse(text, name)
    return tree if isinstance(tree, Unparsable) else extract_facts(tree, text)


def extract_facts(tree: Any, text: str) -> FileFacts:
    """The facts of a file that was parsed."""
    places = Places(text)
    imports, definitions = _walk(tree, text, places)
    return FileFacts(imports, definitions, _docstring(tree.body), not tree.body)


def extract_imports(tree: Any, text: str) -> tuple[Import, ...]:
    """The imports alone of a file that was parsed."""
    return _walk(tree, text, Places(text), with_definitions=False)[0]


def parse(text: str, name: str) -> Any | Unparsable:
    """The `_ast.Module` of the text, or why there is none."""
    null = text.find("\0")
    if null >= 0:
        line = len(re.findall(r"\r\n|\r|\n", text[:null])) + 1
        return Unparsable("syntax", "is not valid Python: it holds a null character", line)
    endless = _endless_name(text)
    if endless is not None:
        return Unparsable("limit", "imports a name of more than a thousand parts", endless)
    try:
        return compile(text, name, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as problem:
        tree = _parse_newer(text, name)
        if tree is not None:
            return tree
        line = problem.lineno if problem.lineno and problem.lineno > 0 else 1
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return Unparsable("syntax", f"is not valid Python {version}: {problem.msg}", line)
    except ValueError as problem:
        return Unparsable("syntax", f"is not valid Python: {problem}", None)
    except (RecursionError, MemoryError):
        return Unparsable("limit", "is nested too deeply for the parser of Python", None)


def _parse_newer(text: str, name: str) -> Any | None:
    """The tree of a text in syntax that is newer than the running Python; None for one that is no Python at all."""
    from hielements.libraries.builtin.python.older_syntax import in_older_syntax

    older = in_older_syntax(text)
    if older is None:
        return None
    try:
        return compile(older, name, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


_WINDOW: Final = 8_000
_NAME_CHARACTERS: Final = re.compile(rf"[\w.\s\\]{{{_WINDOW}}}")
_ENDLESS_NAME: Final = re.compile(r"\b(?:import|from)[\s\\]+(?:\w+[\s\\]*\.[\s\\]*){1000}")


def _endless_name(text: str) -> int | None:
    """The line of an imported name that would cost Python's parser gigabytes: it joins the parts of a dotted name one
    by one and keeps every intermediate string. Such a name is a long stretch of few kinds of characters, so that one
    look at every so many characters is enough to rule it out."""
    for start in range(0, len(text) - _WINDOW + 1, _WINDOW):
        if _NAME_CHARACTERS.match(text, start):
            found = _ENDLESS_NAME.search(text)
            return text.count("\n", 0, found.start()) + 1 if found else None
    return None


def _walk(
    tree: Any, text: str, places: Places, with_definitions: bool = True
) -> tuple[tuple[Import, ...], tuple[Definition, ...]]:
    """All imports and definitions, each in the order of the text."""
    imports: list[Import] = []
    definitions: list[Definition] = []
    guards = {"TYPE_CHECKING"}
    # Each entry: the statements still to visit in reverse order, the tags of imports there, the prefix of names.
    pending: list[tuple[Any, int, str]] = [(statement, 0, "") for statement in reversed(tree.body)]
    while pending:
        node, tags, prefix = pending.pop()
        kind = type(node)
        if kind is _ast.Import:
            column = places.column(node.lineno, node.col_offset)
            imports.extend(Import(node.lineno, column, 0, name.name, None, name.asname, tags) for name in node.names)
        elif kind is _ast.ImportFrom:
            column = places.column(node.lineno, node.col_offset)
            module = node.module or ""
            for name in node.names:
                star = STAR if name.name == "*" else 0
                imports.append(Import(node.lineno, column, node.level, module, name.name, name.asname, tags | star))
                if name.asname and name.name == "TYPE_CHECKING" and module in ("typing", "typing_extensions"):
                    guards.add(name.asname)
        elif kind is _ast.FunctionDef or kind is _ast.AsyncFunctionDef:
            if with_definitions:
                definitions.append(_definition(node, "function", prefix, places))
            inside = f"{prefix}{node.name}.<locals>."
            pending.extend((each, tags | FUNCTION, inside) for each in reversed(node.body))
        elif kind is _ast.ClassDef:
            if with_definitions:
                definitions.append(_definition(node, "class", prefix, places))
            pending.extend((each, tags, f"{prefix}{node.name}.") for each in reversed(node.body))
        else:
            pending.extend(_inner(node, kind, tags, prefix, guards))
    if not text.isascii() or "import_module" in text or "__import__" in text:
        # Identifiers are normalised (NFKC) by the parser, so that only an ASCII text can be ruled out by a search.
        from hielements.libraries.builtin.python.dynamic_imports import dynamic_imports

        imports.extend(dynamic_imports(tree, imports, places))
        imports.sort(key=lambda each: (each.line, each.column))
    return tuple(imports), tuple(definitions)


def _inner(node: Any, kind: type, tags: int, prefix: str, guards: set[str]) -> list[tuple[Any, int, str]]:
    """The statements inside a compound statement, in reverse order, each with its tags."""
    inner: list[tuple[Any, int, str]] = []
    if kind in _CONDITIONS:
        tags |= CONDITIONAL
    guarded = guard(node.test, guards) if kind is _ast.If else 0
    for block in _BLOCKS:
        statements = getattr(node, block, None)
        if isinstance(statements, list) and statements:
            extra = TYPE_CHECKING if (guarded > 0 and block == "body") or (guarded < 0 and block == "orelse") else 0
            inner.extend((each, tags | extra, prefix) for each in statements)
    inner.reverse()
    return inner


def guard(test: Any, guards: set[str]) -> int:
    """1 when the test can only hold for a type checker, -1 when it can only fail for one, 0 otherwise."""
    sign = 1
    while isinstance(test, _ast.UnaryOp) and isinstance(test.op, _ast.Not):
        sign, test = -sign, test.operand
    if isinstance(test, _ast.Name) and test.id in guards:
        return sign
    if isinstance(test, _ast.Attribute) and test.attr == "TYPE_CHECKING":
        return sign
    if sign > 0 and isinstance(test, _ast.BoolOp) and isinstance(test.op, _ast.And):
        return int(any(_is_guard(value, guards) for value in test.values))
    return 0


def _is_guard(test: Any, guards: set[str]) -> bool:
    return (isinstance(test, _ast.Name) and test.id in guards) or (
        isinstance(test, _ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _definition(node: Any, kind: str, prefix: str, places: Places) -> Definition:
    decorators = node.decorator_list
    bases: tuple[str, ...] = ()
    returns = None
    if kind == "class":
        bases = tuple(places.source(each) for each in node.bases) + tuple(
            f"{each.arg}={places.source(each.value)}" if each.arg else f"**{places.source(each.value)}"
            for each in node.keywords
        )
    elif node.returns is not None:
        returns = places.source(node.returns)
    return Definition(
        kind,
        prefix + node.name,
        min([node.lineno, *(each.lineno for each in decorators)]),
        node.lineno,
        places.column(node.lineno, node.col_offset),
        node.end_lineno,
        tuple(places.source(each) for each in decorators),
        bases,
        returns,
        _docstring(node.body),
    )


def _docstring(body: list[Any]) -> str | None:
    if body and isinstance(body[0], _ast.Expr):
        value = body[0].value
        if isinstance(value, _ast.Constant) and isinstance(value.value, str):
            text: str = value.value
            return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
    return None
