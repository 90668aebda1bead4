"""Values on the wire: tagged JSON, and untagged JSON as far as it is unambiguous.

    null  {"Bool": true}  {"Int": 3}  {"Float": 0.5}  {"String": "a"}  {"List": [..]}
    {"Scope": {"kind": {"File" | "Folder" | "Glob": ".."}, "paths": [..], "resolved": true}}
    {"ConnectionPoint": {"name": "..", "kind": "..", "data": {..}}}

Comes in: domain values, and plain values of a JSON text. Goes out: the other of the two. What does not fit raises
WireError, which names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from hielements.libraries.protocol.json_text import MAX_DEPTH
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.trouble import WireError, excerpt, kind_of, malformed
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value
from hielements.record import Record
from hielements.source.globs import Glob, compile_glob
from hielements.source.workspace import Workspace

Json = dict[str, object]
Shorten = Callable[[Sequence[str]], Json | None]
"""What replaces the `paths` of a large scope: `{"handle": "s1", "count": 100000}`; None to write them out."""


# To the plugin


def to_wire(value: Value, mapping: PathMapping, shorten: Shorten | None = None) -> object:
    """The value as tagged JSON, paths as the plugin sees them."""
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
    if isinstance(value, ScopeValue):
        return {"Scope": _scope_to_wire(value, mapping, shorten)}
    if isinstance(value, ConnectionPoint):
        return {"ConnectionPoint": _point_to_wire(value, mapping, shorten)}
    return {"List": [to_wire(item, mapping, shorten) for item in value]}


def _scope_to_wire(scope: ScopeValue, mapping: PathMapping, shorten: Shorten | None) -> Json:
    root = scope.root
    if root is None:
        word = {"file": "File", "folder": "Folder"}.get(scope.kind, "Glob")
        kind = {word: scope.selector}
    elif len(scope.files) == 1 and scope.files[0] == root:
        kind = {"File": mapping.outgoing(root)}
    else:
        kind = {"Folder": mapping.outgoing(root)}
    wire: Json = {"kind": kind}
    handle = shorten(scope.files) if shorten is not None else None
    wire |= handle if handle is not None else {"paths": [mapping.outgoing(path) for path in scope.files]}
    wire |= {"resolved": True, "selector": scope.selector, "selected": scope.kind}
    for name in ("language", "symbol"):
        if getattr(scope, name) is not None:
            wire[name] = getattr(scope, name)
    if scope.lines is not None:
        wire["lines"] = list(scope.lines)
    return wire


def _point_to_wire(point: ConnectionPoint, mapping: PathMapping, shorten: Shorten | None) -> Json:
    wire: Json = {
        "name": point.name,
        "kind": point.kind,
        "data": {key: to_wire(item, mapping, shorten) for key, item in point.data.items()},
    }
    if point.path is not None:
        wire["path"] = mapping.outgoing(point.path)
    if point.line is not None:
        wire["line"] = point.line
    if point.type is not None:
        wire["type"] = point.type
    return wire


# From the plugin


class Reading(Record):
    """What is needed to understand a plugin's answer: the name of the library, the paths as the plugin writes them, the
    checked project, and what the handles mean that it was given for large scopes."""

    library: str
    mapping: PathMapping
    workspace: Workspace
    files_of: Callable[[str], Sequence[str] | None] = lambda _handle: None


def from_wire(json: object, reading: Reading, depth: int = 0) -> Value:
    """The value that a plugin answered. Raises WireError."""
    if depth > MAX_DEPTH:
        raise malformed(f"answered with a value nested more than {MAX_DEPTH} levels deep")
    if json is None or isinstance(json, bool | str | int):
        return json
    if isinstance(json, float):
        return _finite(json)
    if isinstance(json, list):
        return tuple([from_wire(item, reading, depth + 1) for item in json])
    if isinstance(json, dict) and len(json) == 1:
        ((tag, inner),) = json.items()
        if tag in _SCALARS:
            return _scalar(tag, inner)
        read = _TAGS.get(tag)
        if read is not None:
            return read(inner, reading, depth + 1)
    raise malformed(f"answered with {kind_of(json)}, which is no value")


def _finite(number: float) -> float:
    if not isfinite(number):
        raise malformed(f"answered with the number {number}, which is none")
    return number


def _mistyped(tag: str, json: object) -> WireError:
    return malformed(f'answered with {kind_of(json)} in `{{"{tag}": ..}}`')


def _scalar(tag: str, json: object) -> Value:
    """A tagged value that is no list, scope or connection point."""
    if tag == "Float" and isinstance(json, int | float) and not isinstance(json, bool):
        try:
            return _finite(float(json))
        except OverflowError:
            raise _mistyped(tag, json) from None
    if type(json) is not _SCALARS[tag]:
        raise _mistyped(tag, json)
    return json  # type: ignore[return-value]


def _list(json: object, reading: Reading, depth: int) -> Value:
    if not isinstance(json, list):
        raise _mistyped("List", json)
    return from_wire(json, reading, depth)


def _scope(json: object, reading: Reading, _depth: int) -> Value:
    if not isinstance(json, dict):
        raise _mistyped("Scope", json)
    word, written = _scope_kind(json.get("kind"), reading)
    selector = optional_text(json, "selector") or written
    language = optional_text(json, "language")
    resolved = json.get("resolved", True)
    if not isinstance(resolved, bool):
        raise malformed(f"answered with {kind_of(resolved)} for `resolved` of a scope")
    root = None if word == "glob" else reading.mapping.incoming(written)
    if "handle" in json:
        known = reading.files_of(json["handle"]) if isinstance(json["handle"], str) else None
        if known is None:
            raise malformed(f"answered with {kind_of(json['handle'])} for the handle of a scope, which nobody gave out")
        files: Sequence[str] = known
    elif resolved:
        files = _files(json.get("paths", []), reading)
    else:
        files = _resolve(word, written, root, reading)
    lines = _lines(json.get("lines"))
    return ScopeValue(
        kind=optional_text(json, "selected") or word,
        selector=selector,
        root=root if files else None,
        files=files,
        language=language,
        library=reading.library,
        symbol=optional_text(json, "symbol"),
        lines=lines,
        absence=None if files else optional_text(json, "absence") or f"the plugin `{reading.library}` found no files",
    )


def _scope_kind(json: object, reading: Reading) -> tuple[str, str]:
    """The kind of a scope (`file`, `folder`, `glob`) and what it says."""
    if isinstance(json, dict) and len(json) == 1:
        ((word, written),) = json.items()
        if word in {"File", "Folder", "Glob"} and isinstance(written, str):
            return word.lower(), written
    if isinstance(json, str):
        # Some plugins leave the tag out; what stands there then says what was meant.
        if any(character in json for character in "*?["):
            return "glob", json
        found = reading.workspace.kind(reading.mapping.incoming(json))
        return found or "glob", json
    raise malformed(f"answered with {kind_of(json)} for the kind of a scope")


def _files(json: object, reading: Reading) -> Sequence[str]:
    """The files that the paths mean, sorted, each once. A folder means all files below it."""
    if not isinstance(json, list):
        raise malformed(f"answered with {kind_of(json)} for the paths of a scope")
    found: set[str] = set()
    for item in json:
        path = reading.mapping.incoming(item)
        kind = reading.workspace.kind(path)
        if kind == "folder":
            found.update(reading.workspace.files(path))
            continue
        if kind is None:
            confined(path, reading)
        found.add(path)
    return tuple(sorted(found))


def confined(path: str, reading: Reading) -> str:
    """The workspace path, unless a symbolic link on its way leads out of the workspace. Raises WireError."""
    reason = reading.workspace.ignored(path)
    if reason is not None and "leads out of the workspace" in reason:
        raise malformed(f"answered with the path '{excerpt(path)}', which lies outside of the workspace: {reason}")
    return path


def _resolve(word: str, written: str, root: str | None, reading: Reading) -> Sequence[str]:
    """The files of a scope that the plugin left to the host: `resolved` is false."""
    workspace = reading.workspace
    if root is not None:
        return (root,) if workspace.kind(root) == "file" else tuple(workspace.files(root)) if word == "folder" else ()
    base = f"{reading.mapping.root.rstrip('/')}/"
    glob = compile_glob(written.removeprefix(base))
    if not isinstance(glob, Glob):
        raise malformed(f"answered with the glob '{excerpt(written)}': {glob.message}")
    return tuple(path for path in workspace.files() if glob.matches(path))


def _lines(json: object) -> tuple[int, int] | None:
    if json is None:
        return None
    if isinstance(json, list) and len(json) == 2:
        first, last = json
        if type(first) is int and type(last) is int and 1 <= first <= last:
            return first, last
    raise malformed(f"answered with {kind_of(json)} for the lines of a scope")


def _point(json: object, reading: Reading, depth: int) -> Value:
    if not isinstance(json, dict):
        raise _mistyped("ConnectionPoint", json)
    name, kind = optional_text(json, "name"), optional_text(json, "kind")
    if name is None:
        raise malformed("answered with a connection point without a name")
    data = json.get("data")
    if not isinstance(data, dict | None):
        raise malformed(f"answered with {kind_of(data)} for the data of a connection point")
    path = json.get("path")
    return ConnectionPoint(
        name=name,
        kind=kind or "connection point",
        data={key: from_wire(item, reading, depth + 1) for key, item in (data or {}).items()},
        path=None if path is None else confined(reading.mapping.incoming(path), reading),
        line=positive(json, "line"),
        type=optional_text(json, "type"),
    )


def optional_text(json: Mapping[str, object], key: str) -> str | None:
    """A text member, None when it is missing or null. Raises WireError for another type."""
    text = json.get(key)
    if not isinstance(text, str | None):
        raise malformed(f"answered with {kind_of(text)} for `{key}`")
    return text


def positive(json: Mapping[str, object], key: str) -> int | None:
    """A line or a column, None when it is missing or null. Raises WireError for anything but an integer from 1."""
    number = json.get(key)
    if number is None:
        return None
    if type(number) is not int or not 1 <= number < 2**53:
        raise malformed(f"answered with {kind_of(number)} for `{key}`, which counts from 1")
    return number


_SCALARS: Mapping[str, type] = {"Null": type(None), "Bool": bool, "Int": int, "Float": float, "String": str}
_TAGS: Mapping[str, Callable[[object, Reading, int], Value]] = {
    "List": _list,
    "Scope": _scope,
    "ConnectionPoint": _point,
}
