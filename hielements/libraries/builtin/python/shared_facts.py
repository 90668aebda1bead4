"""The facts about one Python file as plugins get them.

Comes in: facts. Goes out: plain values that JSON can hold. Lines and columns are 1-based, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from hielements.libraries.builtin.python.facts import Definition, FileFacts, Import, tag_names


def shared_facts(facts: FileFacts) -> Mapping[str, object]:
    return {
        "language": "python",
        "docstring": facts.docstring,
        "imports": [_import(each) for each in facts.imports],
        "symbols": [_symbol(each) for each in facts.definitions],
    }


def _import(each: Import) -> Mapping[str, object]:
    return {
        "line": each.line,
        "column": each.column,
        "module": "." * each.level + each.module,
        "name": each.name,
        "alias": each.alias,
        "tags": sorted(tag_names(each.tags)),
        "text": each.text,
    }


def _symbol(each: Definition) -> Mapping[str, object]:
    return {
        "kind": each.kind,
        "name": each.name,
        "first_line": each.first_line,
        "line": each.line,
        "column": each.column,
        "end_line": each.end_line,
        "decorators": list(each.decorators),
        "bases": list(each.bases),
        "returns": each.returns,
        "docstring": each.docstring,
    }
