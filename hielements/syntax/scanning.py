"""The first half of the tokenizer: characters to words, marks, literals, comments and line breaks.

Comes in: the text of a file. Goes out: tokens as parallel lists of kinds and offsets, the comments, and diagnostics for
characters that belong to nothing. What a line break or an indentation means is decided by `layout.py`. Scanning never
fails and drops no character in silence: what lies between two tokens or comments is white space or has been reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix
from hielements.record import Entity
from hielements.source.text import Location, SourceText
from hielements.syntax.tables import MARKS, PATTERNS, TERMINALS, WORDS
from hielements.syntax.tree import Comment

KIND = {name: number for number, name in enumerate(TERMINALS)}
END = KIND["$END"]
NAME = KIND["NAME"]
INTEGER = KIND["INTEGER"]
FLOAT = KIND["FLOAT"]
STRING = KIND["STRING"]
NEWLINE = KIND["NEWLINE"]
_SCOPE, _LESS_THAN, _MORE_THAN = KIND["SCOPE"], KIND["LESSTHAN"], KIND["MORETHAN"]
_AT_LEAST, _EQUAL = KIND["AT_LEAST"], KIND["EQUAL"]

_LINE_END = r"(?:\r\n|\r|\n)"
_BLANK = r"[ \t\f]*+"
_MARKS = "|".join(re.escape(mark) for mark in sorted(MARKS, key=lambda mark: (-len(mark), mark)))

# No possessive repetition of a group: Python before 3.11.5 matches those wrongly (gh-106052).
# One match takes the white space before a token and the token. The groups stand in order of their frequency.
_TOKEN = re.compile(
    rf"{_BLANK}(?:({PATTERNS['NAME']})|({PATTERNS['FLOAT']})|({PATTERNS['INTEGER']})|({_MARKS})|({PATTERNS['STRING']})"
    rf"|({_LINE_END}(?:{_BLANK}{_LINE_END})*)|(###(?!#)[\s\S]*?###)|(\#[^\r\n]*+)|([\s\S])|\Z)"
)
_WORD, _FLOAT, _INTEGER, _MARK, _STRING, _BREAK, _BLOCK, _COMMENT, _OTHER = range(1, 10)

_STRAY = re.compile(r"(?:[^\s\w'\"#{}()\[\]:,.=<>*!\-]|!(?!=)|-(?![0-9]))+")
_LINE_REST = re.compile(r"[^\r\n]*")
_NUMBER_TAIL = re.compile(r"\w+|\.(?=[0-9])[\w.]+")

# A line that is surely a statement and not prose: where an unterminated comment most likely should have ended.
_CODE_LINE = re.compile(
    r"^[ \t]*(?:(?:pattern|template|element|language)[ \t]+\w+[^\r\n]*[{:]"
    r"|(?:scope|ref|connection_point)[ \t]+\w+[^\r\n=]*=|check[ \t]+\w[\w.]*\(|import[ \t]+(?:[\w.]+|'[^']*')"
    r"|\})[ \t]*(?:[\w'\"\[][^\r\n]*)?\r?$",
    re.MULTILINE,
)
_SUBSTITUTES = {"!": "not", "&&": "and", "&": "and", "||": "or", "|": "or", "!==": "!=", ";": ""}
_CHARACTER_NAMES = {
    0x00: "null byte",
    0xA0: "no-break space",
    0x200B: "zero width space",
    0x201C: "curly quotation mark",
    0x201D: "curly quotation mark",
    0x2018: "curly quotation mark",
    0x2019: "curly quotation mark",
    0x2028: "line separator",
    0xFEFF: "byte order mark",
    0xFFFD: "replacement character; the file is not valid UTF-8 here",
}


class Scanned(Entity):
    """Tokens in text order as parallel lists. A NEWLINE stands for a break between two lines that hold tokens; it ends
    where the next token's line starts. The last token is `$END`. `docs` maps the index of a token to the indices of the
    doc comments that stand on lines of their own directly before it."""

    kinds: list[int]
    starts: list[int]
    ends: list[int]
    comments: list[Comment]
    docs: dict[int, list[int]]
    diagnostics: list[Diagnostic]
    dangling: list[int]


def scan(source: SourceText) -> Scanned:
    """The tokens and comments of a text."""
    return _Scanner(source).scan()


class _Scanner:
    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.text = source.text
        self.result = Scanned([], [], [], [], {}, [], [])
        self.went_back = False

    def scan(self) -> Scanned:
        position: int | None = 1 if self.text.startswith("\ufeff") else 0
        while position is not None:
            position = self._scan_from(position)
        result = self.result
        size = len(self.text)
        if result.kinds and result.kinds[-1] == NEWLINE:
            result.ends[-1] = size
        else:
            result.kinds.append(NEWLINE)
            result.starts.append(size)
            result.ends.append(size)
        result.kinds.append(END)
        result.starts.append(size)
        result.ends.append(size)
        return result

    def _scan_from(self, position: int) -> int | None:
        """Scans to the end, or to trouble that moves the place to go on from: then returns that place."""
        text = self.text
        kinds, starts, ends = self.result.kinds, self.result.starts, self.result.ends
        add_kind, add_start, add_end = kinds.append, starts.append, ends.append
        words, marks = WORDS.get, MARKS
        for match in _TOKEN.finditer(text, position):
            group = match.lastindex
            if group == _WORD:
                add_kind(words(match[1], NAME))
            elif group == _MARK:
                kind = marks[match[4]]
                if kind == _AT_LEAST and kinds[-2:-1] == [_LESS_THAN] and kinds[-4:-3] == [_SCOPE]:
                    # `scope x<lang>= f()`: here these are two marks.
                    start = match.start(group)
                    kinds += (_MORE_THAN, _EQUAL)
                    starts += (start, start + 1)
                    ends += (start + 1, start + 2)
                    continue
                add_kind(kind)
            elif group == _STRING:
                add_kind(STRING)
            elif group == _BREAK:
                if not kinds:
                    continue
                if kinds[-1] == NEWLINE:
                    ends[-1] = match.end()
                    continue
                add_kind(NEWLINE)
            elif group in (_INTEGER, _FLOAT):
                end = match.end()
                tail = _NUMBER_TAIL.match(text, end)
                add_kind(INTEGER if group == _INTEGER else FLOAT)
                if tail:
                    start = match.start(group)
                    add_start(start)
                    add_end(tail.end())
                    self._report(
                        codes.INVALID_NUMBER,
                        f"`{_shown(text[start : tail.end()])}` is no number",
                        start,
                        tail.end(),
                        help="numbers look like 3, -3, 0.5 or 1e6; a name starts with a letter",
                    )
                    return tail.end()
            elif group == _BLOCK:
                start, end = match.span(group)
                self._comment(start, end, "block")
                continue
            elif group == _COMMENT:
                start, end = match.span(group)
                if text.startswith("###", start) and not text.startswith("####", start):
                    return self._unterminated_comment(start)
                doc = text.startswith("##", start) and not text.startswith("###", start)
                self._comment(start, end, "doc" if doc else "line")
                continue
            elif group == _OTHER:
                return self._other(match.start(group))
            else:
                return None
            start, end = match.span(group)
            add_start(start)
            add_end(end)
        return None

    def _comment(self, start: int, end: int, kind: str) -> None:
        result = self.result
        if kind != "line":
            own_line = not result.kinds or result.kinds[-1] == NEWLINE
            if own_line:
                result.docs.setdefault(len(result.kinds), []).append(len(result.comments))
            else:
                result.dangling.append(len(result.comments))
        result.comments.append(Comment(start, end, kind))  # type: ignore[arg-type]
        if kind == "block" and result.kinds and result.kinds[-1] != NEWLINE:
            # A comment over several lines ends the line it starts on, as a line break would.
            broken = [match.end() for match in re.finditer(_LINE_END, self.text[start:end])]
            if broken:
                result.kinds.append(NEWLINE)
                result.starts.append(start)
                result.ends.append(start + broken[-1])

    def _unterminated_comment(self, start: int) -> int:
        """A `###` without a partner. The count went wrong at the first comment that swallows statements, if there is
        one, and not here at the last: then scanning goes back to it."""
        start = self._go_back(start)
        code_line = _CODE_LINE.search(self.text, _line_end(self.text, start))
        end = _before_line(self.text, code_line.start()) if code_line else len(self.text)
        self._report(
            codes.UNTERMINATED_COMMENT,
            "this comment starts with `###` and never ends",
            start,
            start + 3,
            help="close it with `###`, or start each of its lines with `##`",
        )
        self._comment(start, end, "block")
        return end

    def _go_back(self, start: int) -> int:
        result = self.result
        for index, comment in enumerate(result.comments):
            if comment.kind != "block" or self.went_back:
                continue
            if _CODE_LINE.search(self.text, _line_end(self.text, comment.start), comment.end):
                self.went_back = True
                kept = bisect_left(result.starts, comment.start)
                for tokens in (result.kinds, result.starts, result.ends):
                    del tokens[kept:]
                del result.comments[index:]
                kept_docs = {
                    token: [c for c in docs if c < index] for token, docs in result.docs.items() if token <= kept
                }
                result.docs.clear()
                result.docs.update(kept_docs)
                result.dangling[:] = [c for c in result.dangling if c < index]
                result.diagnostics[:] = [d for d in result.diagnostics if d.location.start < comment.start]
                return comment.start
        return start

    def _other(self, start: int) -> int:
        text = self.text
        if text[start] in "'\"":
            return self._unterminated_string(start)
        match = _STRAY.match(text, start)
        end = match.end() if match else start + 1
        stray = text[start:end]
        number = ord(stray[0])
        shown = f"`{_shown(stray)}`" if stray.isprintable() and number != 0xFFFD else f"U+{number:04X}"
        if len(stray) > 1 and shown.startswith("U+"):
            shown = f"{shown} and {len(stray) - 1} more"
        name = f" ({_CHARACTER_NAMES[number]})" if number in _CHARACTER_NAMES else ""
        substitute = " " if stray.isspace() else _SUBSTITUTES.get(stray)
        helping = "remove it"
        fix = None
        if substitute is not None:
            spaced = substitute
            if substitute.isspace():
                helping = "replace it by a space"
            elif substitute:
                helping = f"write `{substitute}` instead"
                if substitute.isalpha() and not text[end : end + 1].isspace():
                    spaced = f"{substitute} "
            fix = Fix(helping, (Edit(Location(self.source, start, end), spaced),))
        self._report(
            codes.UNEXPECTED_CHARACTER, f"{shown}{name} has no meaning here", start, end, help=helping, fix=fix
        )
        kind = WORDS.get(substitute or "") or MARKS.get(substitute or "")
        if kind:
            self.result.kinds.append(kind)
            self.result.starts.append(start)
            self.result.ends.append(end)
        return end

    def _unterminated_string(self, start: int) -> int:
        """A quote without its partner: the string most likely ends before the marks that close the line."""
        text = self.text
        match = _LINE_REST.match(text, start)
        line_end = match.end() if match else start + 1
        end = line_end
        depth = self._open_brackets()
        while end > start + 1 and (text[end - 1] in " \t{" or (text[end - 1] in ")]," and depth > 0)):
            depth -= text[end - 1] in ")]"
            end -= 1
        quote = text[start]
        self._report(
            codes.UNTERMINATED_STRING,
            f"this string starts with `{quote}` and does not end on its line",
            start,
            end,
            help=f"close it with `{quote}`; inside a string a quote is written `\\{quote}`",
        )
        self.result.kinds.append(STRING)
        self.result.starts.append(start)
        self.result.ends.append(end)
        return end

    def _open_brackets(self) -> int:
        """How many brackets of the current line are open."""
        depth = 0
        for kind in reversed(self.result.kinds[-200:]):
            if kind == NEWLINE:
                break
            depth += (TERMINALS[kind] in ("LPAR", "LSQB")) - (TERMINALS[kind] in ("RPAR", "RSQB"))
        return depth

    def _report(
        self,
        code: Code,
        message: str,
        start: int,
        end: int,
        *,
        help: str | None = None,  # noqa: A002
        fix: Fix | None = None,
    ) -> None:
        place = Location(self.source, start, end)
        self.result.diagnostics.append(Diagnostic(code, message, place, help=help, fix=fix))


def _line_end(text: str, position: int) -> int:
    match = _LINE_REST.match(text, position)
    return match.end() if match else position


def _before_line(text: str, line_start: int) -> int:
    """The end of the line before the one that starts here."""
    if text.startswith("\r\n", line_start - 2):
        return line_start - 2
    return max(line_start - 1, 0)


def _shown(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:27]}..."
