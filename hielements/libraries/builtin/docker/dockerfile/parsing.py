"""The text of a Dockerfile as instructions.

Comes in: decoded text. Goes out: instructions in the order of the text, or the first problem. This module must never
know what an instruction means: variables are left as they stand.

Lines are read as BuildKit reads them. Parser directives (`# escape=`) count only at the very top. A line that ends in
the escape character goes on in the next line; comments and blank lines between the two are passed over. The lines
after an instruction with `<<NAME` belong to it up to the line NAME.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from hielements.libraries.builtin.docker.dockerfile.instructions import Flag, Heredoc, Instruction, Problem
from hielements.libraries.builtin.docker.dockerfile.words import Unknown, expand, split_words

KEYWORDS: Final = frozenset(
    (
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    )
)
_EXEC_FORMS: Final = frozenset(("ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"))
_WITH_HEREDOCS: Final = frozenset(("ADD", "COPY", "RUN"))
_DIRECTIVE = re.compile(r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$")
_DIRECTIVES: Final = frozenset(("syntax", "escape", "check"))
_HEREDOC = re.compile(r"\d*<<(-?)([^<]*)\Z")
_KEYWORD = re.compile(r"[^\t\v\f\r ]+")
_LAST_LINE: Final = 1 << 60
_BLANKS: Final = " \t\n\v\f\r\x85\xa0"
"""What Go's `unicode.IsSpace` takes for white space among the first 256 characters."""


class Parsed:
    """The instructions of a Dockerfile, and its parser directives by their names in small letters."""

    __slots__ = ("directives", "escape", "instructions")

    def __init__(self) -> None:
        self.instructions: list[Instruction] = []
        self.directives: dict[str, str] = {}
        self.escape = "\\"


def parse(text: str) -> Parsed | Problem:
    """The instructions of a Dockerfile, or why it is none."""
    try:
        return _Reader(text).read()
    except _Unreadable as problem:
        return problem.problem


class _Unreadable(Exception):  # noqa: N818 - an early return
    def __init__(self, message: str, line: int, column: int = 1) -> None:
        super().__init__(message)
        self.problem = Problem(message, line, column)


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
        self._ended = text.endswith("\n")
        if self._ended:
            self._lines.pop()
        self._next = 0
        self._parsed = Parsed()

    def read(self) -> Parsed:
        self._read_directives()
        escape = re.escape(self._parsed.escape)
        # A doubled escape character stands for itself and continues nothing.
        continuation = re.compile(rf"(?:(?<=[^{escape}])|^){escape}[ \t]*\Z")
        while self._next < len(self._lines):
            self._read_instruction(continuation)
        if not self._parsed.instructions:
            raise _Unreadable("holds no instruction", 1)
        return self._parsed

    def _read_directives(self) -> None:
        for number, line in enumerate(self._lines, 1):
            match = _DIRECTIVE.match(line)
            if match is None:
                return
            name = match[1].lower()
            if name not in _DIRECTIVES:
                continue
            if name in self._parsed.directives:
                raise _Unreadable(f"has the parser directive '{name}' twice", number)
            self._parsed.directives[name] = match[2]
            if name == "escape":
                if match[2] not in ("\\", "`"):
                    raise _Unreadable(f"has the escape character '{match[2]}': only \\ and ` can be one", number)
                self._parsed.escape = match[2]

    def _read_instruction(self, continuation: re.Pattern[str]) -> None:
        first = self._next
        line = self._lines[first]
        self._next += 1
        stripped = line.lstrip(_BLANKS)
        if not stripped or stripped.startswith("#"):
            return
        pieces = [(0, first + 1, len(line) - len(stripped) + 1)]
        parts: list[str] = []
        length = 0
        piece = stripped
        while True:
            end = continuation.search(piece)
            part = piece[: end.start()] if end else piece
            parts.append(part)
            length += len(part)
            if end is None:
                break
            following = self._following()
            if following is None:
                break
            piece = self._lines[following]
            pieces.append((length, following + 1, 1))
        joined = "".join(parts)
        if not joined.strip(_BLANKS):
            return
        if any("\0" in part for part in parts):
            raise _Unreadable("holds a NUL character: it is no text", first + 1)
        self._parsed.instructions.append(self._instruction(joined, pieces, 0))

    def _following(self) -> int | None:
        """The next line that continues an instruction."""
        while self._next < len(self._lines):
            line = self._lines[self._next].strip(_BLANKS)
            self._next += 1
            if line and not line.startswith("#"):
                return self._next - 1
        return None

    def _instruction(self, joined: str, pieces: list[tuple[int, int, int]], start: int) -> Instruction:
        """The instruction that starts at an offset into the joined lines."""

        def place(offset: int) -> tuple[int, int]:
            at, line, column = pieces[bisect_right(pieces, (offset, _LAST_LINE, 0)) - 1]
            return line, column + offset - at

        start += len(joined[start:]) - len(joined[start:].lstrip(_BLANKS))
        line, column = place(start)
        word = _KEYWORD.match(joined, start)
        assert word is not None
        keyword = word[0].upper()
        if keyword not in KEYWORDS:
            raise _Unreadable(self._unknown(word[0]), line, column)
        at, flags = self._flags(joined, word.end(), place)
        arguments = joined[at:].strip(_BLANKS)
        if not arguments and keyword not in ("CMD", "ENTRYPOINT", "RUN", "SHELL", "VOLUME", "ENV", "LABEL"):
            raise _Unreadable(f"has the instruction {keyword} without arguments", line, column)
        if keyword in ("ENV", "LABEL"):
            self._check_pairs(keyword, arguments, line, column)
        trigger = None
        if keyword == "ONBUILD":
            trigger = self._instruction(joined, pieces, at)
            if trigger.keyword in ("ONBUILD", "FROM", "MAINTAINER"):
                raise _Unreadable(f"has ONBUILD {trigger.keyword}, which Docker does not allow", line, column)
        items = self._exec_form(keyword, arguments, line, column)
        heredocs: tuple[Heredoc, ...] = trigger.heredocs if trigger else ()
        if keyword in _WITH_HEREDOCS and items is None and "<<" in arguments:
            heredocs = self._heredocs(arguments, line)
        here = [(offset - at, line, column) for offset, line, column in pieces if offset > at]
        return Instruction(
            keyword,
            line,
            column,
            self._next,
            tuple(flags),
            arguments,
            items,
            heredocs,
            trigger,
            ((0, *place(min(at, len(joined) - 1))), *here),
        )

    @staticmethod
    def _unknown(word: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(word.upper(), sorted(KEYWORDS), n=1)
        shown = word if len(word) <= 40 else f"{word[:40]}..."
        return f"has the unknown instruction '{shown}'" + (f"; did you mean {near[0]}?" if near else "")

    def _check_pairs(self, keyword: str, arguments: str, line: int, column: int) -> None:
        """ENV and LABEL are `name=value ...`, or, as they once were, `name value`."""
        words = [text for text, _ in split_words(arguments, self._parsed.escape)]
        if len(words) == 1 and "=" not in words[0]:
            raise _Unreadable(f"has {keyword} '{words[0][:40]}' without a value", line, column)
        lone = next((word for word in words if "=" not in word), None)
        if lone is not None and "=" in words[0]:
            raise _Unreadable(f"has {keyword} with '{lone[:40]}', which is no 'name=value'", line, column)

    @staticmethod
    def _flags(joined: str, at: int, place: object) -> tuple[int, list[Flag]]:
        """The options at the start of the arguments, and where the rest starts. A word `--` ends them."""
        flags: list[Flag] = []
        expression = re.compile(r"[^\S]*(--(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|[^\s\"'\\]|[\"'\\])*)(?=\s|\Z)")
        while (match := expression.match(joined, at)) is not None:
            if match[1] == "--":
                at = match.end()
                break
            name, _, value = match[1][2:].partition("=")
            flags.append(Flag(name, value.replace('"', "").replace("'", ""), *place(match.start(1))))  # type: ignore[operator]
            at = match.end()
        rest = joined[at:]
        return at + len(rest) - len(rest.lstrip(_BLANKS)), flags

    @staticmethod
    def _exec_form(keyword: str, arguments: str, line: int, column: int) -> tuple[str, ...] | None:
        text = arguments
        if keyword == "HEALTHCHECK" and text[:3].upper() == "CMD":
            text = text[3:].lstrip(_BLANKS)
        elif keyword not in _EXEC_FORMS:
            return None
        if not text.startswith("["):
            return None
        import json

        try:
            value, _ = json.JSONDecoder().raw_decode(text)  # BuildKit passes over what stands behind it, too
        except (ValueError, RecursionError):
            return None  # `[ -f /x ] && true` is a command for the shell
        if not isinstance(value, list):
            return None
        if not all(isinstance(each, str) for each in value):
            raise _Unreadable(f"has {keyword} with a list that holds something other than strings", line, column)
        return tuple(value)

    def _heredocs(self, arguments: str, line: int) -> tuple[Heredoc, ...]:
        """The here-documents that an instruction names, taken from the lines that follow."""
        found = []
        for word, _ in split_words(arguments, self._parsed.escape):
            match = _HEREDOC.match(word)
            # Any quote in the name says that variables in the text are none. The escape character here is always this.
            unquoted = expand(match[2], Unknown) if match else None
            if match is None or unquoted is None or unquoted.problem or not unquoted.text:
                continue
            name, expands = unquoted.text, not any(each in match[2] for each in "'\"\\")
            start = self._next
            for number in range(start, len(self._lines)):
                text = self._lines[number]
                if (text.lstrip("\t") if match[1] else text) == name:
                    break
            else:
                raise _Unreadable(f"has a here-document that does not end: there is no line '{name}'", line)
            lines = [each.lstrip("\t") if match[1] else each for each in self._lines[start:number]]
            self._next = number + 1
            found.append(Heredoc(name, "".join(f"{each}\n" for each in lines), start + 1, expands))
        return tuple(found)
