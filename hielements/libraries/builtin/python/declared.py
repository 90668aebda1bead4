"""The packages that a Python project declares to depend on, whether anything imports them yet or not.

Comes in: the workspace. Goes out: names in the normal form of PEP 503. Sources: `pyproject.toml` (PEP 621 dependencies
and optional dependencies, PEP 735 dependency groups, PEP 518 build requirements, and the tables of Poetry),
`setup.cfg`, and requirements files. What cannot be read or parsed declares nothing: these names only serve to tell a
misspelled module from one that is not imported yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from hielements.source.workspace import Workspace

_NAME: Final = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_EGG: Final = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_REQUIREMENTS: Final = re.compile(r"(?:.*/)?(?:requirements[^/]*\.(?:txt|in)|requirements/[^/]*\.(?:txt|in))\Z", re.I)
_SIZE_LIMIT: Final = 4_000_000


def normalised(name: str) -> str:
    """PEP 503: `Flask_SQLAlchemy` and `flask.sqlalchemy` are one name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared_packages(workspace: Workspace) -> frozenset[str]:
    """All packages that any file of the workspace declares, in normal form."""
    found: set[str] = set()
    for path in workspace.files():
        file = path.rpartition("/")[2]
        if file == "pyproject.toml":
            found.update(_of_pyproject(_text(workspace, path)))
        elif file == "setup.cfg":
            found.update(_of_setup_cfg(_text(workspace, path)))
        elif file.endswith((".txt", ".in")) and _REQUIREMENTS.match(path):
            found.update(_of_lines(_text(workspace, path).splitlines()))
    return frozenset(map(normalised, found))


def declares(packages: frozenset[str], module: str) -> bool:
    """Whether a module is called like one of the packages: `google.cloud.storage` like `google-cloud-storage`."""
    parts = module.split(".")
    return any(normalised(".".join(parts[:count])) in packages for count in range(1, len(parts) + 1))


def _text(workspace: Workspace, path: str) -> str:
    try:
        if workspace.size(path) > _SIZE_LIMIT:
            return ""
        return workspace.read(path).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _of_pyproject(text: str) -> Iterator[str]:
    import tomli

    try:
        document = tomli.loads(text)
    except (ValueError, RecursionError):
        return
    project = _table(document, "project")
    yield from _of_lines(_strings(project.get("dependencies")))
    for group in _table(project, "optional-dependencies").values():
        yield from _of_lines(_strings(group))
    for group in _table(document, "dependency-groups").values():
        yield from _of_lines(_strings(group))
    yield from _of_lines(_strings(_table(document, "build-system").get("requires")))
    poetry = _table(document, "tool", "poetry")
    yield from _table(poetry, "dependencies")
    yield from _table(poetry, "dev-dependencies")
    for group in _table(poetry, "group").values():
        if isinstance(group, dict):
            yield from _table(group, "dependencies")


def _of_setup_cfg(text: str) -> Iterator[str]:
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(text)
    except Error:
        return
    for key in ("install_requires", "setup_requires", "tests_require"):
        yield from _of_lines(parser.get("options", key, fallback="").splitlines())
    if parser.has_section("options.extras_require"):
        for _, lines in parser.items("options.extras_require"):
            yield from _of_lines(lines.splitlines())


def _of_lines(lines: Iterable[str]) -> Iterator[str]:
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
