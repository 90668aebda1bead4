"""The first half of the formatter: tokens to logical lines.

Comes in: the tokens of a text without syntax errors. Goes out: its lines in order, each with its depth: a line of code
with its words and the comments between and behind them, or a comment that stands alone. Where blanks and line breaks
stood survives only as far as it means something: whether a line was blank, and which comments shared a line with code.

The one hard question is the depth of a comment before a line that closes blocks. The parser answers it for doc comments
(they document what follows, or nothing); for others the column does, as a reader would see it.
"""

from __future__ import annotations

from hielements.record import Entity
from hielements.syntax.nesting import COLON, DEDENT, INDENT, LBRACE, RBRACE, LaidOut
from hielements.syntax.scanning import END, NEWLINE, STRING, Scanned
from hielements.syntax.tree import Comment

TAB_WIDTH = 4


class Remark(Entity):
    """A comment among the words of a line, and whether line breaks stand before and after it."""

    text: str
    breaks_before: bool
    breaks_after: bool


class Word(Entity):
    """A token, and the comments between it and the one before on the same logical line."""

    kind: int
    text: str
    remarks: list[Remark]


class CodeLine(Entity):
    """A statement, or its header up to the mark that opens its block, or a `}`. `trailing` are the comments behind
    it."""

    level: int
    words: list[Word]
    trailing: list[str]
    blank_before: bool


class CommentLine(Entity):
    """A comment that stands on a line, or several, of its own."""

    level: int
    text: str
    blank_before: bool


class _Block(Entity):
    """An open or just closed block: its style, the column of its lines and the depth of what it holds. The column is -1
    until its first line is seen."""

    style: str
    width: int
    level: int


def read_lines(text: str, scanned: Scanned, tokens: LaidOut) -> list[CodeLine | CommentLine]:
    """The logical lines of a text whose line ends are all `\\n`."""
    return _Reader(text, scanned.comments, tokens).read()


def is_block(comment: str) -> bool:
    """Whether this is a `### ... ###` comment, behind which a line may go on."""
    return comment.startswith("###") and not comment.startswith("####")


def clean_comment(text: str) -> str:
    """A comment without the blanks at the ends of its lines."""
    if "\n" in text:
        return "\n".join(line.rstrip(" \t\f") for line in text.split("\n"))
    return text.rstrip(" \t\f")


def clean_string(text: str) -> str:
    """A string in single quotes, if that changes nothing but the quotes."""
    if text.startswith('"') and "'" not in text and "\\" not in text:
        return f"'{text[1:-1]}'"
    return text


class _Reader:
    def __init__(self, text: str, comments: list[Comment], tokens: LaidOut) -> None:
        self.text = text
        self.comments = comments
        self.tokens = tokens
        self.lines: list[CodeLine | CommentLine] = []
        self.blocks: list[_Block] = []
        self.closed: list[_Block] = []
        self.code: CodeLine | None = None  # the line that words are added to
        self.last_code: CodeLine | None = None
        self.comment = 0  # the next comment
        self.end = 0  # where the last word or comment ended
        self.opened = True  # whether nothing stands yet in the innermost block
        self.width = 0  # the column of the current line of code
        self.line_start = 0
        self.measured = 0  # up to where line_start is known

    def read(self) -> list[CodeLine | CommentLine]:
        tokens = self.tokens
        for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True):
            if kind == NEWLINE:
                if self.code is not None and self.code.words[-1].kind == COLON:
                    # A block of comments only: any column beyond its header's will do.
                    self.closed.append(_Block("indent", self.width + 1, self.code.level + 1))
                    self.opened = True
                self.code = None
            elif kind == INDENT:
                self.code = None
                self._open("indent", -1)
            elif kind == DEDENT:
                self.closed.append(self.blocks.pop())
            elif kind == END:
                self._between_lines(kind, start)
            else:
                self._token(kind, start, end)
        return self.lines

    def _open(self, style: str, width: int) -> None:
        self.blocks.append(_Block(style, width, len(self.blocks) + 1))
        self.opened = True

    def _token(self, kind: int, start: int, end: int) -> None:
        text = self.text[start:end]
        if kind == STRING:
            text = clean_string(text)
        if self.code is not None:
            self.code.words.append(Word(kind, text, self._remarks(start)))
        else:
            self._first_word(kind, start, text)
        self.end = end
        if kind == LBRACE:
            self._open("brace", self.width)
            self.code = None

    def _first_word(self, kind: int, start: int, text: str) -> None:
        before = len(self.lines)
        blank = self._between_lines(kind, start)
        word = Word(kind, text, [])
        last = self.last_code
        if kind == RBRACE:
            self.blocks.pop()
            untouched = self.opened and len(self.lines) == before
            if untouched and last is not None and last.words[-1].kind == LBRACE and not last.trailing:
                last.words.append(word)
                self.code = last
                self.opened = False
                return
        else:
            self.width = self._column(start)
            if self.blocks and self.blocks[-1].width < 0:
                self.blocks[-1] = self.blocks[-1].with_(width=self.width)
        self.code = CodeLine(len(self.blocks), [word], [], blank and kind != RBRACE)
        self.last_code = self.code
        self.lines.append(self.code)
        self.opened = False

    # Comments

    def _remarks(self, start: int) -> list[Remark]:
        """The comments between two words of one line."""
        comments = self.comments
        if self.comment >= len(comments) or comments[self.comment].start >= start:
            return []
        remarks = []
        breaks_before = self._has_break(comments[self.comment].start)
        while self.comment < len(comments) and comments[self.comment].start < start:
            current = comments[self.comment]
            self.comment += 1
            self.end = current.end
            following = start
            if self.comment < len(comments):
                following = min(start, comments[self.comment].start)
            breaks_after = self._has_break(following)
            remarks.append(Remark(clean_comment(self.text[current.start : current.end]), breaks_before, breaks_after))
            breaks_before = breaks_after
        return remarks

    def _between_lines(self, kind: int, start: int) -> bool:
        """Places the comments between two lines of code. Whether a blank line stands before what follows them."""
        comments = self.comments
        if self.comment < len(comments) and comments[self.comment].start < start:
            self._trailing(start)
            first = self.comment
            while self.comment < len(comments) and comments[self.comment].start < start:
                self.comment += 1
            for number, level in zip(range(first, self.comment), self._levels(first, kind, start), strict=True):
                comment = comments[number]
                blank = self._has_blank_line(comment.start) and not self.opened
                text = clean_comment(self.text[comment.start : comment.end])
                self.lines.append(CommentLine(level, text, blank))
                self.end = comment.end
                self.opened = False
        self.closed.clear()
        return self._has_blank_line(start) and not self.opened

    def _trailing(self, start: int) -> None:
        """The comments that stand on the line of the code before them. One of several lines ends that line."""
        comments, last = self.comments, self.last_code
        if last is None:
            return
        while self.comment < len(comments) and comments[self.comment].start < start:
            comment = comments[self.comment]
            if self._has_break(comment.start):
                return
            text = clean_comment(self.text[comment.start : comment.end])
            last.trailing.append(text)
            self.end = comment.end
            self.comment += 1
            if "\n" in text:
                return

    def _levels(self, first: int, kind: int, start: int) -> list[int]:
        """The depth of each comment on a line of its own before a token."""
        comments = self.comments[first : self.comment]
        base = len(self.blocks)
        if not self.closed:
            return [base] * len(comments)
        documents = self.tokens.docs.get(start, []) if kind not in (RBRACE, END) else []
        columns = [self._column(comment.start) for comment in comments]
        next_column = self._column(start)
        levels = []
        for number, (comment, column) in enumerate(zip(comments, columns, strict=True)):
            if kind == RBRACE:
                deeper = column >= min(block.width for block in self.closed)
            elif kind == END:
                deeper = column > 0
            elif comment.kind == "line":
                deeper = column > next_column
            else:
                deeper = first + number not in documents
            level = base
            if deeper:
                fitting = [block.level for block in self.closed if block.width <= column]
                level = fitting[0] if fitting else self.closed[-1].level
            levels.append(level)
        empty = self.closed[0]
        if self.opened and empty.level not in levels:
            # Nothing stands in the innermost block yet, and it may not be left empty.
            if kind == RBRACE:
                return [empty.level] * len(levels)
            return [empty.level if level > base else level for level in levels]
        return levels

    # Places

    def _has_break(self, until: int) -> bool:
        return self.text.find("\n", self.end, until) >= 0

    def _has_blank_line(self, until: int) -> bool:
        return self.text.count("\n", self.end, until) > 1

    def _column(self, offset: int) -> int:
        """The column at an offset; offsets come in rising order, but for those of one gap."""
        if offset < self.measured:
            line_start = self.text.rfind("\n", 0, offset) + 1
        else:
            found = self.text.rfind("\n", self.measured, offset)
            if found >= 0:
                self.line_start = found + 1
            self.measured = offset
            line_start = self.line_start
        width = offset - line_start
        if width < 1000 and "\t" in (margin := self.text[line_start:offset]):
            return len(margin.expandtabs(TAB_WIDTH))
        return width
