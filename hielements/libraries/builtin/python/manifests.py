"""What a project declares to depend on, file by file and group by group.

Comes in: the workspace. Goes out: requirements with the group they belong to, and what could not be read. Formats:
`pyproject.toml` (PEP 621 dependencies and optional dependencies, PEP 735 dependency groups with their includes, PEP 518
build requirements, and the tables of Poetry, PDM and uv), `setup.cfg` of setuptools, and requirements files of pip. A
`setup.py` is a program and is not run; that it is there is told.

The group of a requirement is empty for what a user of the package gets, `extra:NAME` for an optional dependency,
`build` for the build system, and otherwise the name of the group (`dev`; `requirements-dev.txt` and
`requirements/dev.txt` are the group `dev` as well).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hielements.libraries.outcomes import Failure
from hielements.record import Record
from hielements.source.workspace import Workspace

_NAME: Final = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_EGG: Final = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_REQUIREMENTS: Final = re.compile(
    r"(?P<folder>.*/)?(?:requirements[-_.]?(?P<group>[^/]*)|requirements/(?P<inner>[^/]*))\.(?:txt|in)\Z", re.IGNORECASE
)
_MAIN_FILES: Final = ("", "base", "main", "common", "prod", "production", "lock", "requirements")
_SIZE_LIMIT: Final = 4_000_000


class Requirement(Record):
    """A declared package, by its name as written."""

    name: str
    group: str
    path: str


class Manifest(Record):
    """A file that declares requirements. `folder` is the part of the workspace that it speaks for; `is_dynamic` says
    that it leaves the dependencies to a program."""

    path: str
    folder: str
    requirements: tuple[Requirement, ...]
    failure: Failure | None = None
    is_dynamic: bool = False


def manifests(workspace: Workspace) -> tuple[Manifest, ...]:
    """All manifests of a workspace, in the order of their paths."""
    found = []
    for path in workspace.files():
        folder, _, file = path.rpartition("/")
        if file == "pyproject.toml":
            found.append(_read(workspace, path, folder, _of_pyproject))
        elif file == "setup.cfg":
            found.append(_read(workspace, path, folder, _of_setup_cfg))
        elif file == "setup.py":
            found.append(Manifest(path, folder, (), is_dynamic=True))
        elif file.endswith((".txt", ".in")):
            match = _REQUIREMENTS.match(path)
            if match is not None:
                group = (match["group"] if match["group"] is not None else match["inner"]).lower()
                where = (match["folder"] or "").rstrip("/")
                found.append(_read(workspace, path, where, _requirements_reader("" if group in _MAIN_FILES else group)))
    return tuple(found)


_Pair = tuple[str, str]
"""A name and its group; an empty name with the group `?` says that the rest is left to a program."""


def _read(workspace: Workspace, path: str, folder: str, reader: Any) -> Manifest:
    try:
        if workspace.size(path) > _SIZE_LIMIT:
            failure = Failure("limit", f"{path} has more than {_SIZE_LIMIT:,} bytes and is not read", path)
            return Manifest(path, folder, (), failure)
        text = workspace.read(path).decode("utf-8-sig", "replace")
    except OSError as problem:
        return Manifest(path, folder, (), Failure("unreadable", f"cannot read {path}: {problem.strerror}", path))
    try:
        pairs: Sequence[_Pair] = tuple(reader(text))
    except (ValueError, RecursionError) as problem:
        reason = str(problem).partition("\n")[0] or "it is nested too deeply"
        return Manifest(path, folder, (), Failure("syntax", f"cannot read {path}: {reason}", path))
    declared = tuple(Requirement(name, group, path) for name, group in pairs if name)
    return Manifest(path, folder, declared, None, any(not name for name, _ in pairs))


def _requirements_reader(group: str) -> Any:
    return lambda text: ((name, group) for name in names_of(text.splitlines()))


def _of_pyproject(text: str) -> Iterator[_Pair]:
    import tomli

    document = tomli.loads(text)
    project = _table(document, "project")
    yield from ((name, "") for name in names_of(_strings(project.get("dependencies"))))
    if "dependencies" in _strings(project.get("dynamic")):
        yield "", "?"
    for extra, lines in _table(project, "optional-dependencies").items():
        yield from ((name, f"extra:{extra}") for name in names_of(_strings(lines)))
    groups = _table(document, "dependency-groups")
    for group in groups:
        yield from ((name, group) for name in names_of(_group(groups, group, ())))
    yield from ((name, "build") for name in names_of(_strings(_table(document, "build-system").get("requires"))))
    tool = _table(document, "tool")
    poetry = _table(tool, "poetry")
    for name, value in _table(poetry, "dependencies").items():
        optional = isinstance(value, dict) and value.get("optional") is True
        yield name, f"extra:{name}" if optional else ""
    yield from ((name, "dev") for name in _table(poetry, "dev-dependencies"))
    for group, table in _table(poetry, "group").items():
        yield from ((name, group) for name in _table(table, "dependencies"))
    for group, lines in _table(tool, "pdm", "dev-dependencies").items():
        yield from ((name, group) for name in names_of(_strings(lines)))
    yield from ((name, "dev") for name in names_of(_strings(_table(tool, "uv").get("dev-dependencies"))))


def _group(groups: Mapping[str, Any], name: str, above: tuple[str, ...]) -> list[str]:
    """The lines of a dependency group, with those of the groups it includes (PEP 735)."""
    found: list[str] = []
    listed = groups.get(name)
    for item in listed if isinstance(listed, list) and name not in above else ():
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict) and isinstance(item.get("include-group"), str):
            found += _group(groups, item["include-group"], (*above, name))
    return found


def _of_setup_cfg(text: str) -> Iterator[_Pair]:
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(text)
    except Error as problem:
        raise ValueError(str(problem)) from None
    for key, group in ("install_requires", ""), ("setup_requires", "build"), ("tests_require", "test"):
        yield from ((name, group) for name in names_of(parser.get("options", key, fallback="").splitlines()))
    if parser.has_section("options.extras_require"):
        for extra, lines in parser.items("options.extras_require"):
            yield from ((name, f"extra:{extra}") for name in names_of(lines.splitlines()))


def names_of(lines: Iterable[str]) -> Iterator[str]:
    """The names of requirements, one a line: `Flask>=2 ; python_version < '4'`, `name @ https://..`, `-e ..#egg=name`.
    Comments and options are none."""
    for line in lines:
        egg = _EGG.search(line)
        if egg is not None:
            yield egg.group(1)
            continue
        found = _NAME.match(line)
        if found is not None and not re.match(r"\s*(?:\+|://|/)", line[found.end() :]):
            yield found.group(1)


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _table(table: Any, *path: str) -> dict[str, Any]:
    for name in path:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}
