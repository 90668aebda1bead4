"""Which types are abstract: traits, beside structs, enums and unions. The measure of abstractness counts them.

Comes in: files. Goes out: numbers of types.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.library import TypeCount

_CONCRETE: Final = frozenset({"struct", "enum", "union"})


def count_types(code: Codebase, files: Iterable[str]) -> TypeCount:
    """The types of the files, and how many of them are traits. Files that cannot be read count nothing."""
    total = abstract = 0
    for path in files:
        facts = code.facts_or_none(path)
        for item in facts.items if facts is not None else ():
            abstract += item.kind == "trait"
            total += item.kind == "trait" or item.kind in _CONCRETE
    return TypeCount(total, abstract)
