"""Dependencies on the wire: the answer to `library.dependencies`.

    {"dependencies": [{"path", "line", "column", "name", "targets", "external", "tags", "module", "member", "verb"}],
     "failures": [{"message", "path", "line"}]}

Comes in: plain values of a JSON text, or Dependencies. Goes out: the other of the two.
"""

from __future__ import annotations

from hielements.libraries.outcomes import Dependencies, Dependency, Failure
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.trouble import failure, kind_of, malformed
from hielements.libraries.protocol.values import Reading, confined, optional_text, positive


def dependencies_from_wire(json: object, reading: Reading) -> Dependencies:
    """What a plugin reported. Raises WireError."""
    if isinstance(json, list):
        json = {"dependencies": json}
    if not isinstance(json, dict) or not isinstance(json.get("dependencies"), list):
        raise malformed(f"answered with {kind_of(json)}, which holds no list of dependencies")
    failures = json.get("failures")
    if not isinstance(failures, list | None):
        raise malformed(f"answered with {kind_of(failures)} for the failures")
    edges = [_dependency(item, reading) for item in json["dependencies"]]
    edges.sort(key=lambda edge: (edge.path, edge.line, edge.column, edge.name))
    return Dependencies(tuple(edges), tuple(_failure(item, reading) for item in failures or ()))


def _dependency(json: object, reading: Reading) -> Dependency:
    if not isinstance(json, dict):
        raise malformed(f"answered with {kind_of(json)} for a dependency")
    name = optional_text(json, "name")
    if name is None:
        raise malformed("answered with a dependency that has no name")
    return Dependency(
        path=_path(json.get("path"), reading),
        line=positive(json, "line") or 1,
        column=positive(json, "column") or 1,
        name=name,
        targets=tuple(sorted({_path(target, reading) for target in _list(json, "targets")})),
        external=optional_text(json, "external"),
        tags=frozenset(_text(tag) for tag in _list(json, "tags")),
        module=optional_text(json, "module") or "",
        member=optional_text(json, "member"),
        verb=optional_text(json, "verb") or "imports",
    )


def _failure(json: object, reading: Reading) -> Failure:
    if isinstance(json, str):
        json = {"message": json}
    if not isinstance(json, dict):
        raise malformed(f"answered with {kind_of(json)} for a failure")
    found = failure(reading.library, f"could not decide: {optional_text(json, 'message') or 'it gave no reason'}")
    path = json.get("path")
    return found.with_(path=None if path is None else _path(path, reading), line=positive(json, "line"))


def _path(json: object, reading: Reading) -> str:
    return confined(reading.mapping.incoming(json), reading)


def _list(json: dict[str, object], key: str) -> list[object]:
    items = json.get(key)
    if not isinstance(items, list | None):
        raise malformed(f"answered with {kind_of(items)} for the {key} of a dependency")
    return items or []


def _text(json: object) -> str:
    if not isinstance(json, str):
        raise malformed(f"answered with {kind_of(json)} for a tag of a dependency")
    return json


def dependencies_to_wire(found: Dependencies, mapping: PathMapping) -> dict[str, object]:
    """Dependencies that the host knows, for a plugin that asks for them."""
    edges = []
    for edge in found.edges:
        wire: dict[str, object] = {
            "path": mapping.outgoing(edge.path),
            "line": edge.line,
            "column": edge.column,
            "name": edge.name,
            "targets": [mapping.outgoing(target) for target in edge.targets],
            "tags": sorted(edge.tags),
        }
        for name in ("external", "module", "member"):
            if getattr(edge, name):
                wire[name] = getattr(edge, name)
        edges.append(wire)
    return {"dependencies": edges, "failures": [failure_to_wire(each, mapping) for each in found.failures]}


def failure_to_wire(problem: Failure, mapping: PathMapping) -> dict[str, object]:
    wire: dict[str, object] = {"message": problem.message}
    if problem.path is not None:
        wire["path"] = mapping.outgoing(problem.path)
    if problem.line is not None:
        wire["line"] = problem.line
    return wire
