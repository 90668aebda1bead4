"""What a project declares to depend on, file by file and group by group.

Comes in: the workspace. Goes out: requirements with the group they belong to, and what could not be read. Formats:
`pyproject.toml` (`project_tables`), `setup.cfg` of setuptools, `Pipfile` of Pipenv, and requirements files of pip, with
the files that these include. A `setup.py` is a program and is not run; that it is there is told.

The group of a requirement is empty for what a user of the package gets, `extra:NAME` for an optional dependency,
`build` for the build system, and otherwise the name of the group (`dev`; `requirements-dev.txt`, `dev-requirements.txt`
and `requirements/dev.txt` are the group `dev` as well).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from hielements.libraries.builtin.python.modules import holds
from hielements.libraries.builtin.python.project_tables import Declared, of_pipfile, of_pyproject
from hielements.libraries.builtin.python.requirement_lines import RequirementLine, lines_of, read_lines
from hielements.libraries.outcomes import Failure, FailureReason
from hielements.record import Record
from hielements.source.workspace import Workspace

_REQUIREMENTS: Final = re.compile(
    r"(?P<folder>.*/)?(?:requirements[-_.]?(?P<group>[^/]*)|(?P<before>[^/]+)[-_.]requirements"
    r"|requirements/(?P<inner>[^/]*))\.(?:txt|in)\Z",
    re.IGNORECASE,
)
_MAIN_FILES: Final = ("", "base", "main", "common", "prod", "production", "lock", "requirements")
_SIZE_LIMIT: Final = 4_000_000

# The byte order marks that pip understands, the longer ones first.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Requirement(Record):
    """A declared package, by its name as written."""

    name: str
    group: str
    path: str


class Gap(Record):
    """Why a manifest may declare more than could be read, and the group of that; None where it may be any."""

    failure: Failure
    group: str | None = None


class Manifest(Record):
    """A file that declares requirements. `folder` is the part of the workspace that it speaks for. `gaps` say why it
    may declare more than `requirements`; `is_dynamic` says that it leaves the dependencies to a program, `is_whole`
    that it lists all that a user of the package gets, whatever other files say, and `states` whether it is a place for
    dependencies at all: a `pyproject.toml` with nothing but settings of tools is none."""

    path: str
    folder: str
    requirements: tuple[Requirement, ...]
    gaps: tuple[Gap, ...] = ()
    is_dynamic: bool = False
    is_whole: bool = False
    states: bool = True


def manifests(workspace: Workspace) -> tuple[Manifest, ...]:
    """All manifests of a workspace, in the order of their paths."""
    found = []
    for path in workspace.files():
        folder, _, file = path.rpartition("/")
        if file == "pyproject.toml":
            found.append(_Reading(workspace, path, folder).manifest(of_pyproject))
        elif file == "Pipfile":
            found.append(_Reading(workspace, path, folder).manifest(of_pipfile))
        elif file == "setup.cfg":
            found.append(_Reading(workspace, path, folder).manifest(_of_setup_cfg))
        elif file == "setup.py":
            found.append(Manifest(path, folder, (), is_dynamic=True))
        elif file.endswith((".txt", ".in")):
            match = _REQUIREMENTS.match(path)
            if match is not None:
                group = next(each for each in (match["group"], match["before"], match["inner"]) if each is not None)
                where = (match["folder"] or "").rstrip("/")
                found.append(_Reading(workspace, path, where).requirements_file(_group_of(group.lower())))
    return tuple(found)


def manifests_above(known: Iterable[Manifest], folder: str) -> list[Manifest]:
    """The manifests that speak for a folder: those in it and in the folders above."""
    return [each for each in known if holds(each.folder, folder)]


def counts(group: str, groups: Collection[str]) -> bool:
    """Whether a group counts where some groups do besides dependencies and extras, `*` for all."""
    return not group or group.startswith("extra:") or group in groups or "*" in groups


def gaps(here: Iterable[Manifest], groups: Collection[str]) -> list[Failure]:
    """Why a package that none of the manifests that speak for a place declares may be declared all the same, in a group
    that counts; nothing when all of it could be read."""
    here = [each for each in here if each.states]
    if not here:
        message = "nothing declares dependencies: there is no pyproject.toml, setup.cfg or requirements file that does"
        return [Failure("unsupported", message)]
    found = [gap.failure for each in here for gap in each.gaps if gap.group is None or counts(gap.group, groups)]
    found += [
        Failure("unsupported", f"{each.path} leaves the dependencies to a program, which is not run", each.path)
        for each in here
        if each.is_dynamic and not _is_written_out(each, here)
    ]
    return list(dict.fromkeys(found))


def _is_written_out(manifest: Manifest, here: Iterable[Manifest]) -> bool:
    """Whether another file of the same folder lists what a user of the package gets, so that a program has nothing to
    add: a `setup.py` beside a `pyproject.toml` or `setup.cfg` that does, anything beside such requirements."""
    return any(
        each.folder == manifest.folder
        and not each.is_dynamic
        and (each.is_whole or not each.path.endswith("pyproject.toml") or manifest.path.endswith("setup.py"))
        and (each.is_whole or any(not one.group for one in each.requirements))
        for each in here
    )


def _group_of(name: str) -> str:
    return "" if name in _MAIN_FILES else name


class _Reading:
    """Reads one manifest, and the files that it includes."""

    def __init__(self, workspace: Workspace, path: str, folder: str) -> None:
        self._workspace = workspace
        self._path = path
        self._folder = folder
        self._found: list[Requirement] = []
        self._gaps: list[Gap] = []
        self._dynamic = False
        self._whole = False
        self._included: set[tuple[str, str]] = set()

    def manifest(self, reader: Callable[[str], Iterable[Declared]]) -> Manifest:
        text = self._text(self._path)
        states = text is None
        if text is not None:
            try:
                for each in reader(text):
                    states = states or each.group != "build"
                    self._note(each)
            except (ValueError, RecursionError) as problem:
                reason = str(problem).partition("\n")[0] or "it is nested too deeply"
                self._gap("syntax", f"cannot read {self._path}: {reason}", self._path)
                states = True
        return Manifest(
            self._path, self._folder, tuple(self._found), tuple(self._gaps), self._dynamic, self._whole, states
        )

    def requirements_file(self, group: str) -> Manifest:
        self._requirements(self._path, group)
        return Manifest(self._path, self._folder, tuple(self._found), tuple(self._gaps))

    def _gap(
        self, reason: FailureReason, message: str, path: str, group: str | None = None, advice: str | None = None
    ) -> None:
        self._gaps.append(Gap(Failure(reason, message, path, help=advice), group))

    def _note(self, each: Declared) -> None:
        if each.what == "program":
            self._dynamic = True
        elif each.what == "whole":
            self._whole = True
        elif each.what == "file":
            self._include(self._folder, each.text, each.group)
        elif each.what == "line":
            self._line(self._path, next(iter(read_lines([each.text])), None), each.group)

    def _line(self, path: str, line: RequirementLine | None, group: str) -> None:
        if line is None:
            return
        if line.name:
            self._found.append(Requirement(line.name, group, path))
        elif line.include:
            self._include(path.rpartition("/")[0], line.include, group)
        elif not self._is_folder_here(path, line.nameless):
            message = f"{path} requires {line.nameless}, which does not tell the name of a package"
            advice = f"write it as 'NAME @ {line.nameless}'" if ":" in line.nameless else None
            self._gap("unsupported", message, path, group, advice)

    def _is_folder_here(self, path: str, written: str) -> bool:
        """Whether a requirement is a folder of the workspace, whose modules are known without it."""
        place = _joined(path.rpartition("/")[0], written.partition("[")[0])
        return place is not None and self._workspace.kind(place) == "folder"

    def _include(self, folder: str, written: str, group: str) -> None:
        place = _joined(folder, written)
        if place is None or self._workspace.kind(place) != "file":
            message = f"{self._path} includes {written}, which is no file of the workspace"
            self._gap("unreadable", message, self._path, group)
        elif (place, group) not in self._included:
            self._requirements(place, group)

    def _requirements(self, path: str, group: str) -> None:
        self._included.add((path, group))
        text = self._text(path, group)
        for line in read_lines(lines_of(text)) if text is not None else ():
            self._line(path, line, group)

    def _text(self, path: str, group: str | None = None) -> str | None:
        try:
            if self._workspace.size(path) > _SIZE_LIMIT:
                message = f"{path} has more than {_SIZE_LIMIT:,} bytes and is not read"
                self._gap("limit", message, path, group)
                return None
            content = self._workspace.read(path)
        except OSError as problem:
            self._gap("unreadable", f"cannot read {path}: {problem.strerror}", path, group)
            return None
        for mark, encoding in _MARKS:
            if content.startswith(mark):
                return content[len(mark) :].decode(encoding, "replace")
        return content.decode("utf-8", "replace")


def _joined(folder: str, written: str) -> str | None:
    """A path as a file writes it, from the workspace on; None for one that leads out of it."""
    if written.startswith(("/", "~")) or ":" in written or "$" in written:
        return None
    parts = folder.split("/") if folder else []
    for part in written.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _of_setup_cfg(text: str) -> Iterator[Declared]:
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(text)
    except Error as problem:
        raise ValueError(str(problem)) from None
    if not parser.has_section("options") and not parser.has_section("options.extras_require"):
        return
    yield Declared("place")
    for key, group in ("install_requires", ""), ("setup_requires", "build"), ("tests_require", "test"):
        yield from _setup_cfg_value(parser.get("options", key, fallback=""), group)
    if parser.has_section("options.extras_require"):
        for extra, value in parser.items("options.extras_require"):
            yield from _setup_cfg_value(value, f"extra:{extra}")


def _setup_cfg_value(value: str, group: str) -> Iterator[Declared]:
    """A list of requirements, one a line or divided by semicolons, or `file:` with the files that hold them."""
    text = value.strip()
    if text.startswith("file:"):
        for path in text.removeprefix("file:").replace("\n", ",").split(","):
            if path.strip():
                yield Declared("file", path.strip(), group)
        return
    for line in lines_of(value):
        yield Declared("line", line, group)
