"""Facts and details that companions extract: what they answer.

Comes in: files. Goes out: the name of each content (`packing.digest`), and its facts and details as entries of the
cache. A file that a companion cannot read or parse is left to the program that asked, which says what is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Final

from hielements.libraries.builtin.file_portions import Portion, Sharing, content_of
from hielements.libraries.builtin.python import details, facts
from hielements.libraries.builtin.python.detail_extraction import extract_details
from hielements.libraries.builtin.python.extraction import extract_facts
from hielements.libraries.builtin.python.parsed_files import parsed
from hielements.libraries.outcomes import Failure
from hielements.source.packing import pack

WORK: Final = 40_000
"""Bytes of content that take about thirty milliseconds."""

MUCH: Final = 300_000
"""So many bytes to parse are worth a companion."""

Answer = list[tuple[bytes, bytes, bytes]]
"""For each file the name of its content, its facts and its details, packed. The name is empty where the file is left to
the program that asked; there are no details where they are not wanted."""


def sharing_of(limit: int, with_details: bool) -> Sharing:
    """How facts are shared, of files up to some size in bytes. A companion knows the standard library and this program
    alone, so it is told where tree-sitter is, which reads what the running Python does not understand."""
    found = find_spec("tree_sitter")
    places = [os.path.dirname(place) for place in (found.submodule_search_locations or () if found else ())]
    return Sharing(f"{__name__}.reader", limit, WORK, MUCH, (with_details, places))


def reader(opening: tuple[str, int, bool, list[str]]) -> Callable[[Portion], Answer]:
    """What answers portions, of a workspace with some root and files up to some size in bytes, with details or
    without."""
    root, limit, with_details, places = opening
    sys.path += places

    def answer(portion: Portion) -> Answer:
        return [_read(root, path, limit, with_details) for path in portion[0]]

    return answer


def _read(root: str, path: str, limit: int, with_details: bool) -> tuple[bytes, bytes, bytes]:
    named = content_of(root, path, limit)
    if named is None:
        return b"", b"", b""
    name, content = named
    tree = parsed(path, content)
    if isinstance(tree, Failure):
        return b"", b"", b""
    found = pack(facts.to_plain(extract_facts(tree.module, tree.text)))
    inner = pack(details.to_plain(extract_details(tree.module, tree.text))) if with_details else b""
    return name, found, inner
