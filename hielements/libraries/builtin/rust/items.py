"""Modules, items and impls of a Rust file.

Comes in: the root node. Goes out: facts, and the stretches of the file with the inline module and the tags that hold
there. Bodies of functions are not searched for items: what is defined inside a function cannot be named outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from hielements.libraries.builtin.rust.attributes import (
    Attribute,
    attributes_of,
    cfg_tags,
    derived,
    file_paths,
    has_documentation,
    has_test_attribute,
    is_test,
)
from hielements.libraries.builtin.rust.constants import value_of
from hielements.libraries.builtin.rust.facts import FUNCTION, TEST, Impl, Item, Module
from hielements.libraries.builtin.rust.syntax_tree import Places, path_of
from hielements.record import Record

_KINDS: Final = {
    "struct_item": "struct",
    "enum_item": "enum",
    "union_item": "union",
    "function_item": "function",
    "function_signature_item": "function",
    "trait_item": "trait",
    "const_item": "const",
    "static_item": "static",
    "type_item": "type",
    "associated_type": "type",
    "macro_definition": "macro",
}


class _Before(Record):
    """What stands before an item and belongs to it."""

    first_line: int | None = None
    documented: bool = False
    attributes: tuple[Attribute, ...] = ()
    tags: int = 0


_NOTHING: Final = _Before()


class ItemReader:
    """Reads one file. `spans` are (start, end, inside, tags) in bytes."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.modules: list[Module] = []
        self.items: list[Item] = []
        self.impls: list[Impl] = []
        self.spans: list[tuple[int, int, str, int]] = []
        self.documented = False
        self.tags = 0
        self._impls_read: set[int] = set()

    def read(self, root: Any) -> None:
        self.documented, self.tags = self._inner(root)
        self.spans.append((-1, root.end_byte + 1, "", self.tags))
        self._read_all((root, "", "", (), self.tags))

    def read_impls(self, nodes: list[Any], surroundings: Callable[[int], tuple[str, int]]) -> None:
        """The impls that stand in bodies, such as `const _: () = { impl .. }`: unlike other items there, they hold for
        types outside. `surroundings` says for a place the inline module and the tags."""
        for node in nodes:
            if node.start_byte not in self._impls_read:
                inside, tags = surroundings(node.start_byte)
                below = self._impl(node, _NOTHING, inside, tags & ~FUNCTION)
                if below is not None:
                    self._read_all(below)

    def _read_all(self, first: tuple[Any, str, str, tuple[str, ...], int]) -> None:
        # Each entry: a container, the inline modules around it, the owner of functions in it, its generics, its tags.
        pending = [first]
        while pending:
            container, inside, owner, generics, tags = pending.pop()
            before = _NOTHING
            for node in container.named_children:
                kind = node.type
                if kind == "attribute_item":
                    before = self._with(before, node, attribute=self._places.text(node))
                elif kind in ("line_comment", "block_comment"):
                    if node.child_by_field_name("outer") is not None:
                        before = self._with(before, node, attribute=None)
                else:
                    below = self._item(node, kind, before, inside, owner, generics, tags)
                    if below is not None:
                        pending.append(below)
                    before = _NOTHING

    def _with(self, before: _Before, node: Any, attribute: str | None) -> _Before:
        first = before.first_line or self._places.line(node)
        if attribute is None:
            return before.with_(first_line=first, documented=True)
        found = attributes_of(attribute)
        documented = before.documented or has_documentation(found)
        return _Before(first, documented, (*before.attributes, *found), before.tags | cfg_tags(attribute))

    def _inner(self, container: Any) -> tuple[bool, int]:
        """Documentation and tags from the inside of a file or an inline module."""
        documented, tags = False, 0
        for node in container.named_children:
            if node.type == "inner_attribute_item":
                text = self._places.text(node)
                tags |= cfg_tags(text)
                documented = documented or has_documentation(attributes_of(text))
            elif node.type in ("line_comment", "block_comment"):
                documented = documented or node.child_by_field_name("inner") is not None
            elif node.type != "shebang":
                break
        return documented, tags

    def _item(
        self, node: Any, kind: str, before: _Before, inside: str, owner: str, generics: tuple[str, ...], tags: int
    ) -> tuple[Any, str, str, tuple[str, ...], int] | None:
        """Notes one item; gives the container to look into next, if it has one."""
        tags |= before.tags
        body = node.child_by_field_name("body")
        if kind == "mod_item":
            return self._module(node, before, inside, tags)
        if kind == "impl_item":
            return self._impl(node, before, inside, tags)
        if kind == "foreign_mod_item":
            return (body, inside, "", (), tags) if body is not None else None
        if kind in ("macro_invocation", "expression_statement") and has_test_attribute(self._places.text(node)):
            self._tests_in_macro(node, inside, owner, tags)
        if kind not in _KINDS:
            return None
        name_node = node.child_by_field_name("name")
        if name_node is None:
            return None
        name = self._places.text(name_node).removeprefix("r#")
        own = (*generics, *self._generics(node))
        tests = _KINDS[kind] == "function" and is_test(before.attributes)
        if tests:
            tags |= TEST
        self.items.append(self._described(node, _KINDS[kind], name, owner, inside, before, tests, tags, own))
        if kind in ("function_item", "trait_item") or before.tags or tests:
            extra = FUNCTION if kind == "function_item" else 0
            self.spans.append((node.start_byte, node.end_byte, inside, tags | extra))
        return (body, inside, name, own, tags) if kind == "trait_item" and body is not None else None

    def _tests_in_macro(self, node: Any, inside: str, owner: str, tags: int) -> None:
        """Tests that a macro such as `proptest!` makes: they have no name of their own here."""
        places = self._places
        line, column, end = places.line(node), places.column(node), places.end_line(node)
        self.items.append(
            Item("tests", "tests", owner, inside, line, line, column, end, "", False, (), True, tags | TEST)
        )

    def _described(
        self,
        node: Any,
        kind: str,
        name: str,
        owner: str,
        inside: str,
        before: _Before,
        tests: bool,
        tags: int,
        generics: tuple[str, ...],
    ) -> Item:
        places = self._places
        parameters: tuple[str, ...] = ()
        type_ = ""
        value = None
        if kind == "function":
            listed = node.child_by_field_name("parameters")
            parameters = self._parameters(listed) if listed is not None else ()
            returned = node.child_by_field_name("return_type")
            type_ = places.plain(returned) if returned is not None else "()"
        elif kind in ("const", "static", "type"):
            typed = node.child_by_field_name("type")
            type_ = places.plain(typed) if typed is not None else ""
            valued = node.child_by_field_name("value")
            value = value_of(valued, places) if valued is not None else None
        exported = kind == "macro" and any(each.path == "macro_export" for each in before.attributes)
        return Item(
            kind,
            name,
            owner,
            inside,
            before.first_line or places.line(node),
            places.line(node),
            places.column(node),
            places.end_line(node),
            "pub" if exported else self._visibility(node),
            before.documented,
            derived(before.attributes),
            tests,
            tags,
            parameters,
            type_,
            generics,
            value,
        )

    def _module(
        self, node: Any, before: _Before, inside: str, tags: int
    ) -> tuple[Any, str, str, tuple[str, ...], int] | None:
        places = self._places
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name_node is None:
            return None
        name = places.text(name_node).removeprefix("r#")
        documented = before.documented
        if body is not None:
            inner, inner_tags = self._inner(body)
            documented, tags = documented or inner, tags | inner_tags
        self.modules.append(
            Module(
                name,
                places.line(node),
                places.column(node),
                places.end_line(node),
                inside,
                body is not None,
                file_paths(before.attributes),
                self._visibility(node),
                documented,
                tags,
            )
        )
        if body is None:
            return None
        path = f"{inside}::{name}" if inside else name
        self.spans.append((body.start_byte, body.end_byte, path, tags))
        return body, path, "", (), tags

    def _impl(
        self, node: Any, before: _Before, inside: str, tags: int
    ) -> tuple[Any, str, str, tuple[str, ...], int] | None:
        places = self._places
        type_node, trait = node.child_by_field_name("type"), node.child_by_field_name("trait")
        self._impls_read.add(node.start_byte)
        owner = self._named(type_node)
        is_negative = any(child.type == "!" for child in node.children)
        if not is_negative:
            self.impls.append(
                Impl(
                    owner,
                    self._named(trait) if trait is not None else "",
                    inside,
                    before.first_line or places.line(node),
                    places.line(node),
                    places.column(node),
                    places.end_line(node),
                    tags,
                    self._generics(node),
                )
            )
        if before.tags:
            self.spans.append((node.start_byte, node.end_byte, inside, tags))
        body = node.child_by_field_name("body")
        if body is None:
            return None
        return body, inside, owner.rpartition("::")[2], self._generics(node), tags

    def _named(self, node: Any) -> str:
        """The path of a type without references and generics; its text where it is no path (`[u8]`, `dyn Trait`)."""
        while node is not None and node.type in ("reference_type", "dynamic_type", "abstract_type"):
            below = node.child_by_field_name("type") or node.child_by_field_name("trait")
            if below is None:
                break
            node = below
        if node is None:
            return ""
        return path_of(node, self._places) or self._places.plain(node)

    def _generics(self, node: Any) -> tuple[str, ...]:
        listed = node.child_by_field_name("type_parameters")
        if listed is None:
            return ()
        names = []
        for child in listed.named_children:
            name = child.child_by_field_name("name") if child.type == "type_parameter" else None
            if name is not None:
                names.append(self._places.text(name))
            elif child.type == "type_identifier":
                names.append(self._places.text(child))
        return tuple(names)

    def _parameters(self, listed: Any) -> tuple[str, ...]:
        found = []
        for child in listed.named_children:
            if child.type == "self_parameter":
                found.append("self")
            elif child.type == "parameter":
                typed = child.child_by_field_name("type")
                found.append(self._places.plain(typed) if typed is not None else "")
        return tuple(found)

    def _visibility(self, node: Any) -> str:
        for child in node.children:
            if child.type == "visibility_modifier":
                text = self._places.plain(child)
                match = re.match(r"pub\s*\(\s*(.*?)\s*\)$", text)
                return match[1] if match else ("crate" if text == "crate" else "pub")
        return ""
