"""Names of a single segment that may be something of another file: what a `use` brings in, what a glob may bring in,
and macros that are called.

Comes in: the nodes of identifiers. Goes out: those that count, each with its name. What a name really leads to is not
known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hielements.libraries.builtin.rust.facts import Item, Module, Use

_PRELUDE: Final = frozenset(
    [
        *("Option", "Some", "None", "Result", "Ok", "Err", "Vec", "String", "ToString", "Box", "Copy", "Send", "Sized"),
        *("Sync", "Unpin", "Drop", "Fn", "FnMut", "FnOnce", "drop", "AsMut", "AsRef", "From", "Into", "TryFrom", "Eq"),
        *("TryInto", "FromIterator", "IntoIterator", "Iterator", "Extend", "DoubleEndedIterator", "ExactSizeIterator"),
        *("Default", "Clone", "ToOwned", "Debug", "Hash", "Ord", "PartialEq", "PartialOrd", "Self"),
    ]
)
_STANDARD_MACROS: Final = frozenset(
    [
        *("assert", "assert_eq", "assert_ne", "cfg", "column", "compile_error", "concat", "dbg", "debug_assert"),
        *(
            "debug_assert_eq",
            "debug_assert_ne",
            "env",
            "eprint",
            "eprintln",
            "file",
            "format",
            "format_args",
            "include",
        ),
        *("include_bytes", "include_str", "line", "macro_rules", "matches", "module_path", "option_env", "panic"),
        *("print", "println", "stringify", "thread_local", "todo", "unimplemented", "unreachable", "vec", "write"),
        *("writeln",),
    ]
)
_NAMED: Final = frozenset(
    [
        *("associated_type", "const_item", "const_parameter", "enum_item", "enum_variant", "function_item"),
        *("function_signature_item", "macro_definition", "mod_item", "static_item", "struct_item", "trait_item"),
        *("type_binding", "type_item", "type_parameter", "union_item"),
    ]
)
"""Nodes whose first name is one that they give or that belongs to a trait."""


class PlainNames:
    """Which single names of a file count."""

    def __init__(self, uses: Sequence[Use], items: Iterable[Item], modules: Iterable[Module]) -> None:
        self._bound = {use.binding.encode() for use in uses if use.binding and use.binding != "_"}
        self._globs = {use.inside for use in uses if use.binding is None}
        own = {item.name for item in items if not item.owner}
        own.update(module.name for module in modules)
        self._macros = {name.encode() for name in own | _STANDARD_MACROS}
        self._own = {name.encode() for name in own | _PRELUDE}

    def of(self, nodes: Iterable[Any], content: bytes, inside: Any) -> Iterator[tuple[Any, bytes]]:
        """The nodes that count. `inside` gives the inline module around a place."""
        bound, own, globs, macros = self._bound, self._own, self._globs, self._macros
        for node in nodes:
            start = node.start_byte
            name = content[start : node.end_byte]
            is_macro = False
            if name not in bound:
                is_macro = content[node.end_byte : node.end_byte + 1] == b"!"
                if is_macro:
                    if name in macros or content[node.end_byte + 1 : node.end_byte + 2] == b"=":
                        continue
                elif (
                    not globs
                    or name in own
                    or inside(start) not in globs
                    or (not name[:1].isupper() and not _is_called(node, content))
                ):
                    continue
            parent = node.parent
            if parent is None or parent.type.startswith("scoped_"):
                continue
            if parent.type in _NAMED and _is_first_name(parent, node):
                continue
            yield node, name + b"!" if is_macro else name


def _is_called(node: Any, content: bytes) -> bool:
    """Whether a name in lower case is that of a function that is called: other ones are nearly always variables."""
    before = content[max(0, node.start_byte - 8) : node.start_byte].rstrip()
    is_method = before.endswith(b".") and not before.endswith(b"..")
    is_call = content[node.end_byte : node.end_byte + 1] == b"(" or node.parent.type == "generic_function"
    return is_call and not is_method and not before.endswith(b"fn")


def _is_first_name(parent: Any, node: Any) -> bool:
    name = parent.child_by_field_name("name") or next(iter(parent.named_children), None)
    return name is not None and name.start_byte == node.start_byte
