"""What the lines of a requirements file say, as pip reads them.

Comes in: text. Goes out: names of packages, files to read besides, and requirements that do not tell a name. Format:
https://pip.pypa.io/en/stable/reference/requirements-file-format/. Names follow PEP 508, names of archives PEP 427 and
PEP 625. This module must never read a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hielements.record import Record

_NAME: Final = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_EGG: Final = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_CONTINUED: Final = re.compile(r"\\(?:\r\n|\r|\n)")
_OPTION: Final = re.compile(r"(?:(?P<file>-r|--requirement)|(?P<editable>-e|--editable))(?![\w-])[\s=]*(?P<value>.*)")
_ATTACHED: Final = re.compile(r"-(?P<letter>[re])(?P<value>[^\s=].*)")
_WHEEL: Final = re.compile(r"(?P<name>[^-/\\]+)-[^/\\]+\.whl\Z", re.IGNORECASE)
_ARCHIVE: Final = re.compile(r"(?P<name>[^/\\]+)-[^-/\\]+\.(?:zip|tar|tar\.\w+|tgz|tbz)\Z", re.IGNORECASE)
_HERE: Final = re.compile(r"\.?/?(?:\[[^\]]*\])?\Z")


class RequirementLine(Record):
    """One of three: `name` of a package, `include` (the path of another requirements file, as written), or `nameless`
    (a requirement that says where to get a package and not what it is called)."""

    name: str = ""
    include: str = ""
    nameless: str = ""


def normalised(name: str) -> str:
    """PEP 503: `Flask_SQLAlchemy` and `flask.sqlalchemy` are one name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines_of(text: str) -> list[str]:
    """The lines of a requirements file: those that a backslash continues are one, and comments are left out."""
    return [_COMMENT.sub("", line).strip() for line in _CONTINUED.sub(" ", text).splitlines()]


def read_lines(lines: Iterable[str]) -> Iterator[RequirementLine]:
    """What lines say: `Flask>=2 ; python_version < '4'`, `name @ https://..`, `-e ..#egg=name`, `-r other.txt`.
    Options, constraints, and the project itself (`-e .`) say nothing of this kind."""
    for line in lines:
        option = _OPTION.match(line) or _ATTACHED.match(line)
        if option is None:
            if line and not line.startswith("-"):
                yield _requirement(line)
            continue
        value = option["value"].strip().strip("\"'")
        if option.groupdict().get("file") or option.groupdict().get("letter") == "r":
            if value:
                yield RequirementLine(include=value)
        elif not _HERE.match(value):
            yield _requirement(value)


def names_of(lines: Iterable[str]) -> Iterator[str]:
    """The names alone."""
    return (each.name for each in read_lines(lines) if each.name)


def _requirement(line: str) -> RequirementLine:
    egg = _EGG.search(line)
    if egg is not None:
        return RequirementLine(egg.group(1))
    found = _NAME.match(line)
    place = line.partition(";")[0].partition("#")[0].partition("?")[0].strip()
    archive = _WHEEL.search(place) or _ARCHIVE.search(place)
    if found is not None and not re.match(r"\s*(?:\+|:|/|\\)", line[found.end() :]) and not _is_file(archive, line):
        return RequirementLine(found.group(1))
    return RequirementLine(archive["name"]) if archive is not None else RequirementLine(nameless=place)


def _is_file(archive: re.Match[str] | None, line: str) -> bool:
    """Whether a line is the name of an archive and not that of a package with the place to get it from."""
    return archive is not None and "@" not in line[: archive.start()]
