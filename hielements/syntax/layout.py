"""The second half of the tokenizer: where a line break ends a statement and where indentation makes a block.

Comes in: scanned tokens. Goes out: the tokens the grammar is written for, with NEWLINE, INDENT and DEDENT where they
mean something, plus diagnostics for brackets, blocks and indentation that do not fit together.

A stack of contexts says what a line break means. In brackets it means nothing; in braces it ends a statement; in an
indented block the column of the next line counts as well. The contexts nest in each other freely: a `:` block in braces
measures its columns against the line that holds its `:`, and a `}` ends every indented block inside its braces.

Whatever the text, the tokens that go out are balanced: every INDENT has its DEDENT, every `{` its `}`. Only a stray `)`
or `]` is left to the parser, which sees better what is missing before it.

A file is first read without guesses. When that leaves a `{` open or a `}` over, it is read once more, and then columns
tell, as far as needed, which `{` or `}` is missing (`Suspicions`): inside braces columns mean nothing otherwise.
"""

from __future__ import annotations

from hielements.source.text import SourceText
from hielements.syntax.lines import Lines
from hielements.syntax.nesting import CLOSING, COLON, LBRACE, NESTING_LIMIT, NOT, OPENING, RBRACE, LaidOut, Suspicions
from hielements.syntax.scanning import END, NEWLINE, Scanned

_SPECIAL = frozenset([NEWLINE, END, LBRACE, RBRACE, NOT, *OPENING, *CLOSING])


def lay_out(source: SourceText, scanned: Scanned) -> LaidOut:
    """The tokens with their layout."""
    first = _Layout(source, scanned, Suspicions(0, 0))
    first.run()
    if not (first.unclosed or first.unopened):
        return first.result
    second = _Layout(source, scanned, Suspicions(first.unclosed, first.unopened))
    second.run()
    return second.result


class _Layout(Lines):
    """One reading of a file."""

    def run(self) -> None:
        scanned, result = self.scanned, self.result
        add_kind, add_start, add_end = result.kinds.append, result.starts.append, result.ends.append
        kinds, starts, ends = scanned.kinds, scanned.starts, scanned.ends
        index = self._first_line()
        last = len(kinds) - 1
        while index < last:
            kind = kinds[index]
            if kind in _SPECIAL:
                index = self._special(kind, index)
            else:
                add_kind(kind)
                add_start(starts[index])
                add_end(ends[index])
                index += 1
        self._finish(starts[last])
        self._attach_docs()

    def _special(self, kind: int, index: int) -> int:
        start, end = self.scanned.starts[index], self.scanned.ends[index]
        if kind == NEWLINE:
            return self._line_break(index)
        if kind in OPENING:
            if self.depth + self.negations >= NESTING_LIMIT:
                return self._skip_brackets(kind, index)
            self._emit(kind, start, end)
            self._push("bracket", 0, start, OPENING[kind])
        elif kind in CLOSING:
            self._closing_bracket(kind, start, end)
        elif kind == LBRACE:
            self._close_brackets()
            if self.depth >= NESTING_LIMIT:
                return self._skip_braces(index)
            self._emit(kind, start, end)
            self._push("brace", self.line_width, start)
        elif kind == RBRACE:
            self._closing_brace(start, end)
            self._end_after_brace(index + 1)
        else:
            self._negation(start, end)
        return index + 1

    # The end

    def _finish(self, end: int) -> None:
        self._close_brackets()
        if self._last() == COLON:
            self._comment_block(len(self.scanned.kinds) - 2, 0)
        while len(self.contexts) > 1:
            if self.contexts[-1].style == "brace":
                self.unclosed += 1
                self._close_brace("close it with `}`")
            else:
                self._close_brackets()
                self._close_indented()
        self._end_statement()
        self._emit(END, end, end)

    def _attach_docs(self) -> None:
        scanned, result = self.scanned, self.result
        result.dangling.extend(scanned.dangling)
        for place, found in scanned.docs.items():
            token, comments = place, found
            kind = scanned.kinds[token] if token < len(scanned.kinds) else END
            while kind == NEWLINE and token + 1 < len(scanned.kinds):
                token += 1
                kind = scanned.kinds[token]
            if kind in (END, RBRACE, LBRACE) or kind in CLOSING:
                result.dangling.extend(comments)
                continue
            start = scanned.starts[token]
            if token in self.dedented:
                width = start - self._line_start_of(start)
                deeper = [c for c in comments if self._column(c) > width]
                result.dangling.extend(deeper)
                comments = [c for c in comments if c not in deeper]
            if comments:
                result.docs[start] = comments

    def _column(self, comment: int) -> int:
        start = self.scanned.comments[comment].start
        return start - self._line_start_of(start)
