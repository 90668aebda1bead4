"""YAML as a tree in which every node knows its place.

Comes in: text. Goes out: one tree for each document, or the first problem. Scalars stay text: what `yes` or `22:22`
means depends on who reads it. Merge keys (`<<`) are carried out, aliases lead to the node of their anchor, so that a
tree is never larger than its text; what nests too deeply or merges too much is refused before it costs time or memory.

The parser is PyYAML's, of which only events are used: they have no recursion and no Python objects. It is imported when
the first file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hielements.record import Entity, Record

DEEPEST: Final = 200
"""Levels of nesting. The Compose Specification needs about ten."""

MOST_MERGED: Final = 200_000
"""Entries that merge keys bring along in one file."""


class Scalar(Entity):
    """A scalar: its text without quotes. `plain` says that it stands without quotes, so that it may be a number, a
    truth value or nothing. `tag` is an explicit tag (`!reset`)."""

    text: str
    plain: bool
    tag: str | None
    line: int
    column: int
    end_line: int

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(Entity):
    items: tuple[Node, ...]
    tag: str | None
    line: int
    column: int
    end_line: int


class Mapping(Entity):
    """A mapping. `entries` are those with scalar keys by their text, after merging: the key, and the value."""

    entries: dict[str, tuple[Scalar, Node]]
    tag: str | None
    line: int
    column: int
    end_line: int

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Sequence | Mapping


class YamlProblem(Record):
    """Why the text could not be read, and where that shows. `is_limit` says that it may well be YAML."""

    message: str
    line: int
    column: int
    is_limit: bool = False


class _Refused(Exception):  # noqa: N818 - an early return
    def __init__(self, message: str, mark: Any, is_limit: bool = False) -> None:
        super().__init__(message)
        self.problem = YamlProblem(message, mark.line + 1, mark.column + 1, is_limit)


class _Open:
    """A collection that has not ended."""

    __slots__ = ("anchor", "is_mapping", "key", "last_line", "mark", "nodes", "tag")

    def __init__(self, event: Any, is_mapping: bool) -> None:
        self.is_mapping = is_mapping
        self.anchor: str | None = event.anchor
        self.tag: str | None = event.tag
        self.mark = event.start_mark
        self.nodes: list[Node] = []
        self.last_line: int = event.start_mark.line + 1


def read_yaml(text: str) -> tuple[Node | None, ...] | YamlProblem:
    """The documents of a YAML file; None for an empty one."""
    import yaml

    # The parser in C gives the same events about ten times faster, where it was built.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return tuple(_Builder().documents(yaml.parse(text, Loader=loader)))
    except _Refused as refused:
        return refused.problem
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = [each for each in (error.context, error.problem) if each]
        return YamlProblem(
            ": ".join(words) or "is no YAML", mark.line + 1 if mark else 1, mark.column + 1 if mark else 1
        )
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
        return YamlProblem(str(getattr(error, "reason", None) or error).partition("\n")[0], line, 1)


class _Builder:
    def __init__(self) -> None:
        self._merged = 0

    def documents(self, events: Iterator[Any]) -> Iterator[Node | None]:
        stack: list[_Open] = []
        anchors: dict[str, Node | None] = {}
        root: Node | None = None
        for event in events:
            kind = type(event).__name__
            node: Node
            if kind == "ScalarEvent":
                node = self._scalar(event)
                if event.anchor:
                    anchors[event.anchor] = node
            elif kind == "AliasEvent":
                known = anchors.get(event.anchor)
                if known is None:
                    within = event.anchor in anchors
                    reason = "stands for something that holds the alias itself" if within else "has no anchor"
                    raise _Refused(f"the alias '*{event.anchor}' {reason}", event.start_mark)
                node = known
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                if len(stack) == DEEPEST:
                    raise _Refused(f"nests more than {DEEPEST} levels deep", event.start_mark, True)
                stack.append(_Open(event, kind == "MappingStartEvent"))
                if event.anchor:
                    anchors[event.anchor] = None
                continue
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                ended = stack.pop()
                node = self._collection(ended, event)
                if ended.anchor:
                    anchors[ended.anchor] = node
            elif kind == "DocumentStartEvent":
                anchors, root = {}, None
                continue
            elif kind == "DocumentEndEvent":
                yield root
                continue
            else:
                continue
            if stack:
                stack[-1].nodes.append(node)
                if kind == "AliasEvent":
                    stack[-1].last_line = event.start_mark.line + 1
                else:
                    stack[-1].last_line = node.end_line
            else:
                root = node

    @staticmethod
    def _scalar(event: Any) -> Scalar:
        start, end = event.start_mark, event.end_mark
        # The end of a block scalar is the start of what follows it.
        last = end.line if event.style in ("|", ">") and end.column == 0 and end.line > start.line else end.line + 1
        return Scalar(event.value, event.style in (None, ""), event.tag, start.line + 1, start.column + 1, last)

    def _collection(self, ended: _Open, event: Any) -> Node:
        mark = ended.mark
        end = ended.last_line
        if event.end_mark.column > event.start_mark.column:  # the closing bracket of the flow style
            end = max(end, event.end_mark.line + 1)
        if not ended.is_mapping:
            return Sequence(tuple(ended.nodes), ended.tag, mark.line + 1, mark.column + 1, end)
        own: dict[str, tuple[Scalar, Node]] = {}
        merges: list[Node] = []
        for key, value in zip(ended.nodes[::2], ended.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                continue  # a key that is a collection: nobody can ask for it by name
            if key.text == "<<" and key.plain:
                merges.append(value)
                continue
            if key.text in own:
                line = own[key.text][0].line
                raise _Refused(f"the key '{key.text}' is already on line {line}", _Place(key))
            own[key.text] = (key, value)
        entries = self._with_merges(own, merges, mark) if merges else own
        return Mapping(entries, ended.tag, mark.line + 1, mark.column + 1, end)

    def _with_merges(
        self, own: dict[str, tuple[Scalar, Node]], merges: list[Node], mark: Any
    ) -> dict[str, tuple[Scalar, Node]]:
        """https://yaml.org/type/merge.html: own keys win over merged ones, and earlier ones over later ones."""
        entries = dict(own)
        for value in merges:
            for source in value.items if isinstance(value, Sequence) else (value,):
                if not isinstance(source, Mapping):
                    raise _Refused("`<<` stands before something that is no mapping", _Place(value))
                self._merged += len(source.entries)
                if self._merged > MOST_MERGED:
                    raise _Refused(f"`<<` brings along more than {MOST_MERGED:,} entries", mark, True)
                for name, entry in source.entries.items():
                    entries.setdefault(name, entry)
        return entries


class _Place:
    """The place of a node as a mark."""

    def __init__(self, node: Node) -> None:
        self.line = node.line - 1
        self.column = node.column - 1
