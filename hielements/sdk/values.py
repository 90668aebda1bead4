"""What a plugin computes with, and how it reads on the wire.

Scalars are Python's own. Paths are absolute, as the host sends them. Comes in: plain values of a JSON text, or values.
Goes out: the other of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

Json = object


class Undecided(Exception):  # noqa: N818 - what the function says, not an error of its own
    """Raised by a plugin's function: the answer is neither yes nor no, for this reason. `path` and `line` say where,
    when a file is the cause; `help` what to do about it."""

    def __init__(
        self,
        reason: str,
        path: str | None = None,
        line: int | None = None,
        help: str | None = None,  # noqa: A002 - the name on the wire
    ) -> None:
        super().__init__(reason)
        self.path = path
        self.line = line
        self.help = help

    def to_wire(self) -> Json:
        more = _present(path=self.path, line=self.line, help=self.help)
        return {"message": str(self), **more} if more else str(self)


class _Value:
    """Compares and shows itself by its slots. The standard `dataclasses` would cost more than the rest of the start."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={getattr(self, name)!r}" for name in self.__slots__ if getattr(self, name) is not None
        )
        return f"{type(self).__name__}({shown})"


class Paths(Sequence[str]):
    """The paths of a scope that is too large to be sent: fetched from the host when they are first looked at."""

    def __init__(self, handle: str, count: int, fetch: Callable[[str], Sequence[str]]) -> None:
        self.handle = handle
        self._count = count
        self._fetch: Callable[[str], Sequence[str]] | None = fetch
        self._items: Sequence[str] = ()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self._fetched()[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fetched())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def _fetched(self) -> Sequence[str]:
        if self._fetch is not None:
            self._items = self._fetch(self.handle)
            self._fetch = None
        return self._items


class Scope(_Value):
    """A part of the checked project. `kind` is `File`, `Folder` or `Glob` and `selected` what the specification asked
    for; `paths` are the files, absolute. `language` names the language of the files; `symbol` and `lines` narrow the
    scope to a part of its one file."""

    __slots__ = ("kind", "language", "lines", "paths", "selected", "symbol")

    def __init__(
        self,
        paths: Sequence[str],
        selected: str = "",
        kind: str = "Folder",
        language: str | None = None,
        symbol: str | None = None,
        lines: tuple[int, int] | None = None,
    ) -> None:
        if kind not in {"File", "Folder", "Glob"}:
            raise ValueError(f"the kind of a scope is File, Folder or Glob, not {kind!r}")
        self.paths = paths
        self.selected = selected
        self.kind = kind
        self.language = language
        self.symbol = symbol
        self.lines = lines


class ConnectionPoint(_Value):
    """A point where elements meet: a function, a class, a port. `data` are its members, as values; `type` is the
    nominal type of a ref that may hold it; `path` and `line` say where it stands."""

    __slots__ = ("data", "kind", "line", "name", "path", "type")

    def __init__(
        self,
        name: str,
        kind: str,
        data: Mapping[str, object] | None = None,
        path: str | None = None,
        line: int | None = None,
        type: str | None = None,  # noqa: A002 - the name on the wire
    ) -> None:
        self.name = name
        self.kind = kind
        self.data = dict(data or {})
        self.path = path
        self.line = line
        self.type = type


class Violation(_Value):
    """One place that breaks a rule. Lines and columns count from 1, columns in characters; None when the whole file is
    meant. `evidence` is the offending text, `help` what to do about it."""

    __slots__ = ("column", "end_column", "end_line", "evidence", "help", "line", "message", "path")

    def __init__(
        self,
        message: str,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        end_line: int | None = None,
        end_column: int | None = None,
        evidence: str | None = None,
        help: str | None = None,  # noqa: A002 - the name on the wire
    ) -> None:
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.evidence = evidence
        self.help = help

    def to_wire(self) -> dict[str, Json]:
        return _present(**{name: getattr(self, name) for name in self.__slots__})


class Fail(_Value):
    """A check that does not hold, with a reason of its own above the places."""

    __slots__ = ("message", "violations")

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        self.message = message
        self.violations = tuple(violations)


class Dependency(_Value):
    """A fact about code: the file at `path` uses `name`. `targets` are the files that it leads to, `external` is the
    package outside of the project when it is one, `tags` tell special kinds apart (`dynamic`, `conditional`)."""

    __slots__ = ("column", "external", "line", "name", "path", "tags", "targets")

    def __init__(
        self,
        path: str,
        line: int,
        name: str,
        targets: Sequence[str] = (),
        external: str | None = None,
        column: int = 1,
        tags: Sequence[str] = (),
    ) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.name = name
        self.targets = tuple(targets)
        self.external = external
        self.tags = tuple(tags)

    def to_wire(self) -> dict[str, Json]:
        wire = _present(**{name: getattr(self, name) for name in self.__slots__})
        return {**wire, "targets": list(self.targets), "tags": list(self.tags)}


def _present(**members: Json) -> dict[str, Json]:
    return {name: member for name, member in members.items() if member is not None}


def to_wire(value: object) -> Json:
    """A value as tagged JSON. Raises TypeError for what is no value of the language."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"Bool": value}
    if isinstance(value, int):
        return {"Int": value}
    if isinstance(value, float):
        return {"Float": value}
    if isinstance(value, str):
        return {"String": value}
    if isinstance(value, Scope):
        paths = value.paths
        where: dict[str, Json] = (
            {"handle": paths.handle, "count": len(paths)} if isinstance(paths, Paths) else {"paths": list(paths)}
        )
        lines = None if value.lines is None else list(value.lines)
        more = _present(language=value.language, symbol=value.symbol, lines=lines)
        return {"Scope": {"kind": {value.kind: value.selected}, **where, "resolved": True, **more}}
    if isinstance(value, ConnectionPoint):
        data = {name: to_wire(member) for name, member in value.data.items()}
        more = _present(path=value.path, line=value.line, type=value.type)
        return {"ConnectionPoint": {"name": value.name, "kind": value.kind, "data": data, **more}}
    if isinstance(value, list | tuple):
        return {"List": [to_wire(item) for item in value]}
    raise TypeError(f"{type(value).__name__} is no value of the language: {value!r}")


def from_wire(json: Json, fetch: Callable[[str], Sequence[str]]) -> object:
    """The value that tagged or plain JSON means; `fetch` gets the paths behind the handle of a large scope. Raises
    ValueError."""
    if isinstance(json, list):
        return [from_wire(item, fetch) for item in json]
    if not isinstance(json, dict):
        return json
    if len(json) == 1:
        ((tag, inner),) = json.items()
        if tag == "List" and isinstance(inner, list):
            return from_wire(inner, fetch)
        if tag == "Scope" and isinstance(inner, dict):
            return _scope(inner, fetch)
        if tag == "ConnectionPoint" and isinstance(inner, dict):
            return _connection_point(inner, fetch)
        if tag in {"Null", "Bool", "Int", "Float", "String"}:
            return inner
    raise ValueError(f"an object with the keys {', '.join(sorted(map(str, json))) or '(none)'} is no value")


def _scope(json: dict[str, object], fetch: Callable[[str], Sequence[str]]) -> Scope:
    kinds, paths, handle, count = (json.get(name) for name in ("kind", "paths", "handle", "count"))
    kind, selected = next(iter(kinds.items())) if isinstance(kinds, dict) and kinds else ("Folder", "")
    found: Sequence[str] = [str(path) for path in paths] if isinstance(paths, list) else []
    if isinstance(handle, str) and isinstance(count, int):
        found = Paths(handle, count, fetch)
    lines, language, symbol = json.get("lines"), json.get("language"), json.get("symbol")
    return Scope(
        found,
        str(selected),
        kind if kind in {"File", "Folder", "Glob"} else "Glob",
        language if isinstance(language, str) else None,
        symbol if isinstance(symbol, str) else None,
        (lines[0], lines[1]) if isinstance(lines, list) and len(lines) == 2 else None,
    )


def _connection_point(json: dict[str, object], fetch: Callable[[str], Sequence[str]]) -> ConnectionPoint:
    data, path, line, type_ = (json.get(name) for name in ("data", "path", "line", "type"))
    members = {name: from_wire(member, fetch) for name, member in data.items()} if isinstance(data, dict) else {}
    return ConnectionPoint(
        str(json.get("name", "")),
        str(json.get("kind", "")),
        members,
        path if isinstance(path, str) else None,
        line if isinstance(line, int) else None,
        type_ if isinstance(type_, str) else None,
    )
