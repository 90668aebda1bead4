"""Which types an annotation names, and whether a wanted type is one of them.

Comes in: the source text of an annotation and a type as a specification writes it. Goes out: yes or no. Nothing is
evaluated: names are compared as they are written and as imports resolve them.

An annotation *is* a type T when, after strings (forward references) are read as what they hold:
- it is T, or T with arguments that T does not have (`list[int]` is `list`; `list[int]` is not `list[str]`);
- it is a union, `Optional` or `X | None`, and one of its members is T;
- it is `Annotated`, `Final`, `ClassVar`, `Required` or `NotRequired`, and what it wraps is T.
The aliases of `typing` are what they stand for: `List` is `list`, `typing.Dict` is `dict`.
"""

from __future__ import annotations

import _ast
from collections.abc import Callable
from typing import Any, Final

from hielements.libraries.builtin.python.absolute_names import ends_with

_ALIASES: Final = {
    "List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Type": "type",
    "Text": "str", "DefaultDict": "defaultdict", "Deque": "deque",
}  # fmt: skip
_WRAPPERS: Final = ("Annotated", "Final", "ClassVar", "Required", "NotRequired")
_DEPTH: Final = 50


def parse_annotation(text: str) -> Any | None:
    """The expression of an annotation; None when it is none."""
    if "\0" in text:
        return None
    try:
        return compile(text.strip(), "<annotation>", "eval", 0x400, dont_inherit=True).body  # type: ignore[attr-defined]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def names_type(annotation: Any, wanted: Any, meanings: Callable[[str], tuple[str, ...]], depth: int = 0) -> bool:
    """Whether an annotation is the wanted type. `meanings` makes the names of the annotation absolute."""
    if depth > _DEPTH:
        return False
    node = _read(annotation)
    if node is None:
        return False
    kind = type(node)
    if kind is _ast.BinOp and type(node.op) is _ast.BitOr:
        return names_type(node.left, wanted, meanings, depth + 1) or names_type(node.right, wanted, meanings, depth + 1)
    if _same(node, wanted, meanings, depth):
        return True
    if kind is not _ast.Subscript:
        return False
    outer = (_path(node.value) or "").rpartition(".")[2]
    inner = _arguments(node)
    if outer == "Optional":
        return _is_none(wanted) or any(names_type(each, wanted, meanings, depth + 1) for each in inner)
    if outer == "Union":
        return any(names_type(each, wanted, meanings, depth + 1) for each in inner)
    return outer in _WRAPPERS and bool(inner) and names_type(inner[0], wanted, meanings, depth + 1)


def _same(node: Any, wanted: Any, meanings: Callable[[str], tuple[str, ...]], depth: int) -> bool:
    """Whether both are the same type; arguments that the wanted type does not have do not matter."""
    node, wanted = _read(node), _read(wanted)
    if node is None or wanted is None or depth > _DEPTH:
        return node is wanted
    if isinstance(node, _ast.Constant) or isinstance(wanted, _ast.Constant):
        return type(node) is type(wanted) and node.value == wanted.value
    if type(wanted) is _ast.Subscript:
        if type(node) is not _ast.Subscript or not _same(node.value, wanted.value, meanings, depth + 1):
            return False
        ours, theirs = _arguments(node), _arguments(wanted)
        return len(ours) == len(theirs) and all(
            _same(mine, other, meanings, depth + 1) for mine, other in zip(ours, theirs, strict=True)
        )
    if type(node) is _ast.Subscript:
        node = node.value
    if type(wanted) is _ast.List and type(node) is _ast.List:  # the parameters of a Callable
        return len(node.elts) == len(wanted.elts) and all(
            _same(mine, other, meanings, depth + 1) for mine, other in zip(node.elts, wanted.elts, strict=True)
        )
    name, wished = _path(node), _path(wanted)
    if name is None or wished is None:
        return False
    known = (name, *meanings(name))
    return any(ends_with(_plain(each), _plain(wished)) or ends_with(each, wished) for each in known)


def _plain(name: str) -> str:
    """A name without the aliases of `typing`."""
    owner, _, last = name.rpartition(".")
    if last in _ALIASES and owner in ("", "typing", "t", "typing_extensions"):
        return _ALIASES[last]
    return name


def _read(node: Any) -> Any | None:
    """What a string holds, for a forward reference."""
    for _ in range(3):
        if not (isinstance(node, _ast.Constant) and isinstance(node.value, str)):
            break
        node = parse_annotation(node.value)
    return node


def _arguments(node: Any) -> list[Any]:
    inner = node.slice
    return list(inner.elts) if type(inner) is _ast.Tuple else [inner]


def _path(node: Any) -> str | None:
    parts: list[str] = []
    while type(node) is _ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not _ast.Name:
        return None
    return ".".join([node.id, *reversed(parts)])


def _is_none(node: Any) -> bool:
    return isinstance(node, _ast.Constant) and node.value is None
