"""What is known about the imports of a whole workspace, as one cache entry.

Comes in: for each file its stamp, the hash of its content and its rows; the graph of the files. Goes out: the same, or
nothing where the entry is missing, damaged, of another version or of another shape. Ten thousand files are one read of
a few megabytes into a few arrays; an entry for each file would cost more than reading the files. This module must
never know how rows come about.

An entry is named by the workspace and holds facts by content: the path only says where to look first. A *stamp* is
what the file system says of a file without opening it (size, times of change of content and of inode, inode); one that
is all zeros is never believed.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Final

from hielements.libraries.outcomes import FailureReason
from hielements.record import Entity
from hielements.source.packing import digest, pack_large, unpack_large

FORMAT: Final = 4
"""Part of the name of the entry. Raise it whenever its form changes, and whenever what a file's rows or the graph are
for the same texts changes: how statements are read, how imports are resolved."""

STAMP: Final = 4
"""Numbers of a stamp."""

HASH: Final = 16
"""Bytes of the hash of a content."""

Problem = tuple[FailureReason, str, int | None]
"""Why a file has no imports: reason, message and line of a Failure."""


class Bundle(Entity):
    """`offsets` has one number more than there are paths: the rows of path n are the numbers from `offsets[n]` to
    `offsets[n + 1]` in `rows`, and its edges those in `edges` by `edge_offsets`. `layout` says for which files the
    edges hold; it is empty without a graph."""

    sources: list[str]
    paths: list[str]
    stamps: array[int]
    hashes: bytes
    offsets: array[int]
    rows: array[int]
    problems: dict[int, Problem]
    layout: bytes
    edge_offsets: array[int]
    edges: array[int]


def key_of(root: str) -> str:
    """The name of the entry of a workspace."""
    return digest(root.encode("utf-8", "surrogateescape")).hex()


def empty() -> Bundle:
    return Bundle([], [], array("q"), b"", array("I", [0]), array("I"), {}, b"", array("I", [0]), array("I"))


def write(bundle: Bundle) -> list[bytes | array[int]]:
    """The bundle as a cache entry, in parts."""
    problems = tuple((number, *problem) for number, problem in sorted(bundle.problems.items()))
    return pack_large(
        (problems, bundle.layout),
        (
            "\n".join(bundle.sources).encode("utf-8", "surrogatepass"),
            "\0".join(bundle.paths).encode("utf-8", "surrogatepass"),
            bundle.stamps,
            bundle.hashes,
            bundle.offsets,
            bundle.rows,
            bundle.edge_offsets,
            bundle.edges,
        ),
    )


def read(entry: bytes | None) -> Bundle | None:
    """The bundle of a cache entry; None when there is none that can be believed."""
    unpacked = unpack_large(entry)
    try:
        return None if unpacked is None else _bundle(*unpacked)
    except (TypeError, ValueError, IndexError):
        return None


def _bundle(plain: Any, parts: Sequence[memoryview]) -> Bundle | None:
    problems, layout = plain
    sources, paths, stamps, hashes, offsets, rows, edge_offsets, edges = parts
    bundle = Bundle(
        _texts(sources, "\n"),
        _texts(paths, "\0"),
        _numbers("q", stamps),
        bytes(hashes),
        _numbers("I", offsets),
        _numbers("I", rows),
        {number: (reason, message, line) for number, reason, message, line in problems},
        layout,
        _numbers("I", edge_offsets),
        _numbers("I", edges),
    )
    count = len(bundle.paths)
    whole = (
        len(bundle.stamps) == count * STAMP
        and len(bundle.hashes) == count * HASH
        and isinstance(layout, bytes)
        and _divides(bundle.offsets, count, len(bundle.rows))
        and (not layout or _divides(bundle.edge_offsets, count, len(bundle.edges)))
        and (not bundle.rows or max(bundle.rows[3::4]) < len(bundle.sources))
        and (not bundle.edges or max(bundle.edges) >> 4 < count)
    )
    return bundle if whole else None


def _texts(content: memoryview, separator: str) -> list[str]:
    return str(content, "utf-8", "surrogatepass").split(separator) if content else []


def _numbers(kind: str, content: memoryview) -> array[int]:
    numbers = array(kind)
    numbers.frombytes(content)
    return numbers


def _divides(offsets: Sequence[int], count: int, length: int) -> bool:
    return len(offsets) == count + 1 and offsets[0] == 0 and offsets[-1] == length
