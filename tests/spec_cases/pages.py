"""Reads a Markdown page into cases.

Comes in: the text of a page. Goes out: one Case for each heading that has fences directly below it. A fence's info
string is LANGUAGE and PATH; `hie` alone is `spec.hie`; a file of language `hex` is written in hex digits. Fences
named in `EXPECTATIONS` say how to run and what must come out. This module does not know what they mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SPEC = "spec.hie"
EXPECTATIONS = (
    "arguments",
    "command",
    "diagnostics",
    "results",
    "fixed",
    "terminal",
    "coverage",
    "formatted",
    "upgraded",
)
ILLUSTRATIONS = ("console", "sh", "text", "json")

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"(`{3,})\s*([^`]*?)\s*$")


class PageError(Exception):
    """The page is not in the form of a spec page; the message has the line."""


@dataclass
class Fence:
    """One fenced block. `first` is the 1-based line of its first content line, `last` that of its closing marks."""

    info: str
    lines: list[str]
    first: int
    last: int

    @property
    def text(self) -> str:
        return "".join(line + "\n" for line in self.lines)

    @property
    def content(self) -> bytes:
        return bytes.fromhex(self.text) if self.info.startswith("hex ") else self.text.encode()


@dataclass
class Case:
    """A heading with its fences. `titles` are the headings from the page's first down to this one."""

    titles: tuple[str, ...]
    line: int
    files: dict[str, Fence] = field(default_factory=dict)
    expectations: dict[str, Fence] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " / ".join(self.titles)


def read_page(text: str) -> list[Case]:
    """The cases of a page, in order. Raises PageError where the page is not well formed."""
    cases: list[Case] = []
    titles: list[str] = []
    current = Case((), 1)
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        if heading := _HEADING.match(line):
            depth = len(heading[1])
            titles = [*titles[: depth - 1], heading[2]]
            current = Case(tuple(titles), number + 1)
            cases.append(current)
        elif opening := _FENCE.match(line):
            end = next((i for i in range(number + 1, len(lines)) if lines[i].rstrip() == opening[1]), None)
            if end is None:
                raise PageError(f"line {number + 1}: this fence is never closed")
            _add(current, Fence(opening[2], lines[number + 1 : end], number + 2, end + 1))
            number = end
        number += 1
    cases = [case for case in cases if case.files or case.expectations]
    for case in cases:
        if SPEC not in case.files and "command" not in case.expectations:
            raise PageError(f"line {case.line}: `{case.name}` has fences but no `hie` fence to check")
    names = [case.name for case in cases]
    for case in cases:
        if names.count(case.name) > 1:
            raise PageError(f"line {case.line}: two cases are called `{case.name}`")
    return cases


def _add(case: Case, fence: Fence) -> None:
    language, _, path = fence.info.partition(" ")
    path = path.strip()
    where = f"line {fence.first - 1}"
    if language in EXPECTATIONS:
        if path:
            raise PageError(f"{where}: a `{language}` fence takes no path, and here it has `{path}`")
        if language in case.expectations:
            raise PageError(f"{where}: a second `{language}` fence in one case")
        if not case.titles:
            raise PageError(f"{where}: this fence stands above the first heading")
        case.expectations[language] = fence
        return
    if not path:
        if language in ILLUSTRATIONS:
            return
        if language != "hie":
            raise PageError(
                f"{where}: a `{language}` fence needs a path, is one of {', '.join(EXPECTATIONS)}, "
                f"or an illustration ({', '.join(ILLUSTRATIONS)})"
            )
        path = SPEC
    if not case.titles:
        raise PageError(f"{where}: this fence stands above the first heading")
    if path in case.files:
        raise PageError(f"{where}: a second file `{path}` in one case")
    if path.startswith("/") or ".." in path.split("/"):
        raise PageError(f"{where}: `{path}` leads out of the case's folder")
    case.files[path] = fence
