"""What a `use` or `extern crate` declaration brings in: one entry for each name.

Comes in: the node of a declaration. Goes out: line, column, path, binding (None for a glob), tags, text. The tree of a
declaration is walked iteratively.
"""

from __future__ import annotations

from typing import Any

from hielements.libraries.builtin.rust.facts import REEXPORT, STAR
from hielements.libraries.builtin.rust.syntax_tree import Places, path_of

Imported = tuple[int, int, str, str | None, int, str]


def imported(declaration: Any, places: Places) -> list[Imported]:
    """The names of a declaration in the order of the text. `use a::b::{self as c}` brings in `a::b` as `c`."""
    is_public = any(child.type == "visibility_modifier" for child in declaration.children)
    tags = REEXPORT if is_public else 0
    if declaration.type == "extern_crate_declaration":
        return _extern_crate(declaration, places, tags)
    found: list[Imported] = []
    argument = declaration.child_by_field_name("argument")
    pending: list[tuple[Any, str]] = [(argument, "")] if argument is not None else []
    while pending:
        node, prefix = pending.pop()
        kind = node.type
        if kind == "use_list":
            pending.extend((child, prefix) for child in reversed(node.named_children) if "comment" not in child.type)
        elif kind == "scoped_use_list":
            path = node.child_by_field_name("path")
            # `use ::{a, b}` and `use {a, b}` have no path.
            inner = _join(prefix, path_of(path, places)) if path is not None else prefix
            if path is None and node.children and node.children[0].type == "::":
                inner = _join(prefix, "") or "::"
            listed = node.child_by_field_name("list")
            if listed is not None:
                pending.append((listed, inner))
        elif kind == "use_wildcard":
            path = next((child for child in node.named_children if "comment" not in child.type), None)
            base = _join(prefix, path_of(path, places)) if path is not None else prefix
            found.append(_entry(node, places, base or "crate", None, tags | STAR))
        elif kind == "use_as_clause":
            path, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
            target = _unself(_join(prefix, path_of(path, places) if path is not None else None))
            name = places.text(alias).removeprefix("r#") if alias is not None else target.rpartition("::")[2]
            found.append(_entry(node, places, target, name, tags))
        else:
            target = _unself(_join(prefix, path_of(node, places)))
            found.append(_entry(node, places, target, target.rpartition("::")[2], tags))
    return [each for each in found if each[2]]


def _entry(node: Any, places: Places, path: str, binding: str | None, tags: int) -> Imported:
    return places.line(node), places.column(node), path, binding, tags, places.plain(node)


def _join(prefix: str, path: str | None) -> str:
    if not path:
        return prefix
    if not prefix:
        return path
    return f"{prefix.rstrip(':')}::{path}" if prefix != "::" else f"::{path}"


def _unself(path: str) -> str:
    """`a::b::self` is `a::b`; a lone `self` stays."""
    return path.removesuffix("::self")


def _extern_crate(declaration: Any, places: Places, tags: int) -> list[Imported]:
    name, alias = declaration.child_by_field_name("name"), declaration.child_by_field_name("alias")
    if name is None:
        return []
    crate = places.text(name).removeprefix("r#")
    path = "crate" if crate == "self" else f"::{crate}"
    binding = places.text(alias).removeprefix("r#") if alias is not None else crate
    return [_entry(declaration, places, path, binding, tags)]
