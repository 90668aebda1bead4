"""Which files of a build context `.dockerignore` leaves out.

Comes in: the text of the file. Goes out: yes or no for a path relative to the context. Rules: the section
".dockerignore files" of Docker's manual and moby's `patternmatcher`: the last pattern that fits a path or a folder
above it wins, `!` takes back, `**` is any number of folders.
"""

from __future__ import annotations

import re


class DockerIgnore:
    """The patterns of one file."""

    __slots__ = ("_rules",)

    def __init__(self, text: str) -> None:
        self._rules: list[tuple[re.Pattern[str], bool]] = []
        for line in text.split("\n"):
            pattern = line.strip()
            if not pattern or line.startswith("#"):
                continue
            leaves_out = not pattern.startswith("!")
            pattern = _clean(pattern.removeprefix("!").strip())
            if not pattern:
                continue
            try:
                expression = re.compile(f"{_expression(pattern)}(?:/.*)?\\Z", re.DOTALL)
            except re.error:
                continue  # Docker refuses such a pattern, so that nothing is built with it
            self._rules.append((expression, leaves_out))

    def leaves_out(self, path: str) -> bool:
        """Whether a file is no part of the context."""
        return next((leaves for expression, leaves in reversed(self._rules) if expression.match(path)), False)


def _clean(pattern: str) -> str:
    segments: list[str] = []
    for segment in pattern.split("/"):
        if segment == "..":
            if segments:
                segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)


def _expression(pattern: str) -> str:
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if pattern.startswith("**", position):
            while pattern.startswith("*", position):
                position += 1
            if pattern.startswith("/", position):
                position += 1
                parts.append("(?:.*/)?")
            else:
                parts.append(".*")
            continue
        position += 1
        if character == "*":
            parts.append("[^/]*")
        elif character == "?":
            parts.append("[^/]")
        elif character == "[" and (end := pattern.find("]", position + 1)) > 0:
            inner = pattern[position:end].replace("\\", "\\\\").replace("[", "\\[")
            parts.append(f"[{inner}]")
            position = end + 1
        elif character == "\\" and position < len(pattern):
            parts.append(re.escape(pattern[position]))
            position += 1
        else:
            parts.append(re.escape(character))
    return "".join(parts)
