"""The facts about one Rust file as plugins get them.

Comes in: facts. Goes out: plain values that JSON can hold. Lines and columns are 1-based, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from hielements.libraries.builtin.rust.facts import TAG_NAMES, FileFacts, Item, Use


def shared_facts(facts: FileFacts) -> Mapping[str, object]:
    return {
        "language": "rust",
        "docstring": None,
        "imports": [_import(each) for each in facts.uses],
        "symbols": [_symbol(each) for each in facts.items],
    }


def _import(each: Use) -> Mapping[str, object]:
    return {
        "line": each.line,
        "column": each.column,
        "module": each.path,
        "name": None,
        "alias": each.binding,
        "tags": _tags(each.tags),
        "text": each.text,
    }


def _symbol(each: Item) -> Mapping[str, object]:
    return {
        "kind": each.kind,
        "name": each.symbol,
        "first_line": each.first_line,
        "line": each.line,
        "column": each.column,
        "end_line": each.end_line,
        "decorators": [f"derive({name})" for name in each.derives],
        "bases": [],
        "returns": each.type or None,
        "docstring": None,
    }


def _tags(tags: int) -> list[str]:
    return sorted(name for bit, name in TAG_NAMES.items() if tags & bit)
