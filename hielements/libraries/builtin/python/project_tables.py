"""What the tables of `pyproject.toml` and `Pipfile` declare to depend on.

Comes in: text. Goes out: what it declares, item by item. Raises ValueError for what is not TOML, and where a table has
not the form that its specification gives it. Formats of `pyproject.toml`: PEP 621 dependencies and optional
dependencies, PEP 735 dependency groups with their includes, PEP 518 build requirements, the files that setuptools takes
dynamic dependencies from, and the tables of Poetry, PDM and uv.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from hielements.libraries.builtin.python.requirement_lines import normalised
from hielements.record import Record


class Declared(Record):
    """A `line` is a requirement as PEP 508 writes it, a `file` the path of a requirements file. `program` says that a
    program finds out the rest, `whole` that nothing but the items says what a user of the package gets, and `place` no
    more than that this is where dependencies would stand."""

    what: Literal["line", "file", "program", "whole", "place"]
    text: str = ""
    group: str = ""


_PROGRAM: Final = Declared("program")
_WHOLE: Final = Declared("whole")
_PLACE: Final = Declared("place")


def of_pyproject(text: str) -> Iterator[Declared]:
    import tomli

    document = tomli.loads(text)
    yield from _of_project(document)
    groups = _table(document, "dependency-groups")
    for group in groups:
        yield from _lines(_group(groups, group, ()), group)
    build = _table(document, "build-system")
    yield from (_line(each, "build") for each in _strings(build.get("requires")))
    tool = _table(document, "tool")
    yield from _of_poetry(_table(tool, "poetry"))
    for group, lines in _table(tool, "pdm", "dev-dependencies").items():
        yield from _lines(_strings(lines), group)
    yield from _lines(_strings(_table(tool, "uv").get("dev-dependencies")), "dev")


def of_pipfile(text: str) -> Iterator[Declared]:
    """`packages` are dependencies, `dev-packages` the group `dev`, any other list a group of its name."""
    import tomli

    yield _PLACE
    for name, table in tomli.loads(text).items():
        if isinstance(table, dict) and name not in ("requires", "scripts", "pipenv"):
            yield from _lines(table, {"packages": "", "dev-packages": "dev"}.get(name, name))


def _of_project(document: Mapping[str, Any]) -> Iterator[Declared]:
    if "project" not in document:
        return
    project = _table(document, "project")
    yield _PLACE
    dependencies = project.get("dependencies", [])
    if not isinstance(dependencies, list):
        raise ValueError("'dependencies' of [project] must be a list of strings")
    yield from _lines(_strings(dependencies), "")
    dynamic = _strings(project.get("dynamic"))
    from_files = _table(document, "tool", "setuptools", "dynamic")
    if "dependencies" in dynamic:
        yield from _of_files(from_files.get("dependencies"), "")
    else:
        yield _WHOLE
    for extra, lines in _table(project, "optional-dependencies").items():
        yield from _lines(_strings(lines), f"extra:{extra}")
    if "optional-dependencies" in dynamic:
        extras = from_files.get("optional-dependencies")
        if not isinstance(extras, dict):
            yield _PROGRAM
        else:
            for extra, value in extras.items():
                yield from _of_files(value, f"extra:{extra}")


def _of_files(value: Any, group: str) -> Iterator[Declared]:
    """The files that setuptools reads dynamic dependencies from; without, a program finds them out."""
    files = value.get("file") if isinstance(value, dict) else None
    listed = [files] if isinstance(files, str) else _strings(files)
    yield from (Declared("file", each, group) for each in listed)
    if not listed:
        yield _PROGRAM


def _of_poetry(poetry: Mapping[str, Any]) -> Iterator[Declared]:
    if poetry:
        yield _PLACE
    for name, value in _table(poetry, "dependencies").items():
        optional = isinstance(value, dict) and value.get("optional") is True
        yield _line(name, f"extra:{name}" if optional else "")
    yield from _lines(_table(poetry, "dev-dependencies"), "dev")
    for group, table in _table(poetry, "group").items():
        yield from _lines(_table(table, "dependencies"), group)


def _group(groups: Mapping[str, Any], name: str, above: tuple[str, ...]) -> list[str]:
    """The lines of a dependency group, with those of the groups it includes (PEP 735), whose names are compared in
    normal form."""
    found: list[str] = []
    for key, listed in groups.items():
        if normalised(key) != normalised(name) or key in above or not isinstance(listed, list):
            continue
        for item in listed:
            if isinstance(item, str):
                found.append(item)
            elif isinstance(item, dict) and isinstance(item.get("include-group"), str):
                found += _group(groups, item["include-group"], (*above, key))
    return found


def _line(text: str, group: str) -> Declared:
    return Declared("line", text, group)


def _lines(texts: Any, group: str) -> Iterator[Declared]:
    return (_line(each, group) for each in texts)


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _table(table: Any, *path: str) -> dict[str, Any]:
    for name in path:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}
