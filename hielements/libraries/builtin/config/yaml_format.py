"""YAML with places. Comes in: text. Goes out: all documents, or the first problem.

Scalars without quotes are read by the core schema of YAML 1.2: `true`, `null`, `0x1F`, `1e3`. `yes` and `on` stay
texts, as the standard says since 2009; `config.get_flag` understands them.
"""

from __future__ import annotations

import re
from typing import Final

from hielements.libraries.builtin import yaml_tree
from hielements.libraries.builtin.config.tree import Documents, Entry, Items, Leaf, Node, Problem, Scalar, Table
from hielements.source.text import SourceText

_INTEGER: Final = re.compile(r"[-+]?[0-9]+\Z", re.ASCII)
_BASED: Final = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z", re.ASCII)
_NAMED: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_STANDARD: Final = "tag:yaml.org,2002:"
_SCALARS: Final = frozenset(("str", "int", "float", "bool", "null", "timestamp", "binary", "merge", "value"))
_COLLECTIONS: Final = frozenset(("map", "seq", "set", "omap", "pairs"))
"""The tags of https://yaml.org/type/. Others with that prefix (`!!python/name:os.system`) are those of a program."""
_MOST_DIGITS: Final = 4000


def read_yaml(source: SourceText) -> Documents | Problem:
    read = yaml_tree.read_yaml(source.text)
    if isinstance(read, yaml_tree.YamlProblem):
        return Problem(read.message, read.line, read.column, read.is_limit)
    return tuple(_node(each, {}) for each in read if each is not None)


def _node(node: yaml_tree.Node, known: dict[int, Node]) -> Node:
    """An alias leads to the node of its anchor, which is made once."""
    made = known.get(id(node))
    if made is None:
        made = known[id(node)] = _made(node, known)
    return made


def _made(node: yaml_tree.Node, known: dict[int, Node]) -> Node:
    if isinstance(node, yaml_tree.Scalar):
        return _leaf(node)
    if node.tag is not None and node.tag != "!" and _kind(node.tag) not in _COLLECTIONS:
        return Leaf(None, node.line, node.column, f"only the program that knows the tag `{node.tag}` can tell it")
    if isinstance(node, yaml_tree.Sequence):
        return Items(tuple(_node(item, known) for item in node.items), node.line, node.column)
    entries = {
        key: Entry(_node(value, known), scalar.line, scalar.column) for key, (scalar, value) in node.entries.items()
    }
    return Table(entries, node.line, node.column)


def _leaf(node: yaml_tree.Scalar) -> Leaf:
    tag = node.tag
    if tag is not None and tag != "!" and _kind(tag) not in _SCALARS:
        return Leaf(node.text, node.line, node.column, f"only the program that knows the tag `{tag}` can tell it")
    kind = _kind(tag) if tag else None
    is_text = kind == "str" or tag == "!" or (kind is None and not node.plain)
    return Leaf(node.text if is_text else _resolved(node.text), node.line, node.column)


def _kind(tag: str) -> str | None:
    return tag.removeprefix(_STANDARD) if tag.startswith(_STANDARD) else None


def _resolved(text: str) -> Scalar:
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in _NAMED:
        return _NAMED[text]
    if len(text) < _MOST_DIGITS:
        if _INTEGER.match(text):
            return int(text)
        if _BASED.match(text):
            return int(text, 0)
        if _FLOAT.match(text):
            return float(text)
    return text
