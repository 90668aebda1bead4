"""Lines: whether a line break ends the statement, and what the column of the next line says about blocks.

Comes in: line breaks between scanned tokens. Goes out: NEWLINE, INDENT and DEDENT where they mean something, and
diagnostics for indentation that fits no block.
"""

from __future__ import annotations

from bisect import bisect_left

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Edit, Fix
from hielements.source.text import Location
from hielements.syntax.brackets import BINDING_LINE, STATEMENT_LINE, Brackets
from hielements.syntax.nesting import (
    CLOSING,
    COLON,
    DEDENT,
    DOT,
    INDENT,
    LBRACE,
    NESTING_LIMIT,
    OPENING,
    RBRACE,
    STATEMENT_BREAKS,
)
from hielements.syntax.scanning import END, KIND, NAME, NEWLINE
from hielements.syntax.tables import WORDS

# After these a statement goes on in the next line.
_CONTINUING = frozenset(
    KIND[name]
    for name in [
        "EQUAL",
        "COMMA",
        "EQUAL_TO",
        "UNEQUAL_TO",
        "LESSTHAN",
        "MORETHAN",
        "AT_MOST",
        "AT_LEAST",
        "IN",
        "NOT",
        "AND",
        "OR",
    ]
)
_HEADERS = frozenset(KIND[name] for name in ("ELEMENT", "PATTERN", "TEMPLATE", "LANGUAGE", "CONNECTION_CHECK"))
_REQUIREMENTS = frozenset(KIND[name] for name in ("REQUIRES", "FORBIDS", "ALLOWS", "REQUIRES_DESCENDANT"))
_WORDS_AND_NAMES = frozenset([NAME, *WORDS.values()])


class Lines(Brackets):
    """Line breaks and indentation."""

    def _first_line(self) -> int:
        """Looks at the first line of the file, which no line break precedes."""
        start = self.scanned.starts[0]
        if self.scanned.kinds[0] in (END, NEWLINE):
            return 0
        line_start = self.source.line_starts[self.source.position(start)[0] - 1]
        if line_start == 0 and self.text.startswith("\ufeff"):
            line_start = 1
        self._start_line(start - line_start, line_start)
        if start - line_start > 0:
            self._unexpected_indentation(start - line_start, start)
        return 0

    def _start_line(self, width: int, line_start: int) -> None:
        self.line_width = width
        self.line_start = line_start

    def _line_break(self, index: int) -> int:
        scanned = self.scanned
        following = scanned.kinds[index + 1]
        context = self.contexts[-1]
        line_start = scanned.ends[index]
        if context.style == "bracket":
            match = STATEMENT_LINE.match(self.text, line_start)
            if not match or (context.style == "bracket" and BINDING_LINE.match(self.text, line_start)):
                return index + 1
            self._close_brackets()
            context = self.contexts[-1]
        last = self._last()
        if last in _CONTINUING and following != END and self._goes_on(last, line_start):
            return index + 1
        if following == LBRACE and last not in STATEMENT_BREAKS and last != COLON:
            return index + 1
        if following == END:
            return index + 1
        width = self._margin_width(line_start, scanned.starts[index + 1])
        if self.has_tabs:
            self._check_margin(line_start, scanned.starts[index + 1])
        if self.missing_closers:
            self._close_suspicious(width, following)
        if following == RBRACE and any(c.style == "brace" for c in self.contexts):
            if last == COLON:
                self._comment_block(index, 0)
            self._start_line(width, line_start)
            return index + 1
        self._indentation(width, index)
        self._start_line(width, line_start)
        return index + 1

    def _goes_on(self, last: int, line_start: int) -> bool:
        """Whether the statement continues in the line that starts here."""
        kinds = self.result.kinds
        if kinds[-2:-1] == [DOT]:
            return False  # `to.in` ends with a name
        if last == KIND["MORETHAN"] and kinds[-3:-2] == [KIND["LESSTHAN"]] and KIND["SCOPE"] in kinds[-6:-3]:
            return KIND["EQUAL"] in kinds[max(self.statement, len(kinds) - 20) :]
        return not STATEMENT_LINE.match(self.text, line_start)

    def _indentation(self, width: int, index: int) -> None:
        """Compares the column of the next line with the open blocks."""
        following = self.scanned.starts[index + 1]
        if self._last() == COLON and self._open_indented(width, index):
            return
        context = self.contexts[-1]
        if context.style == "brace":
            if self.missing_openers and width > self.line_width and self._is_header():
                self._insert_opening("{", width)
                return
            self._end_statement()
            return
        if width == context.width:
            self._end_statement()
            return
        if width > context.width:
            self._unexpected_indentation(width, following)
            return
        self._dedent(width, index)

    def _open_indented(self, width: int, index: int) -> bool:
        """Opens the block after a `:`. False when the block is empty."""
        next_width = self._next_width(index)
        if next_width is not None and self.line_width < next_width and not self.line_width < width <= next_width:
            # A single line in the wrong column: the next one tells where the block really stands.
            self._misindented(index, next_width)
            width = next_width
        if width > self.line_width:
            self._push_indented(width)
            return True
        self._comment_block(index, width)
        return False

    def _next_width(self, index: int) -> int | None:
        """The column of the line after the one that follows this line break; None where that is no new statement of the
        same block."""
        scanned = self.scanned
        place = index + 1
        depth = 0
        while scanned.kinds[place] not in (NEWLINE, END):
            kind = scanned.kinds[place]
            depth += (kind in OPENING) - (kind in CLOSING)
            place += 1
        last = scanned.kinds[place - 1]
        if scanned.kinds[place] == END or scanned.kinds[place + 1] == END or depth > 0:
            return None
        if last in _CONTINUING or last in (COLON, LBRACE):
            return None
        return self._margin_width(scanned.ends[place], scanned.starts[place + 1])

    def _misindented(self, index: int, width: int) -> None:
        start = self.scanned.starts[index + 1]
        self._report(
            codes.INCONSISTENT_INDENTATION,
            "this line must be indented like the rest of its block",
            start,
            self._token_end(start),
            help=f"indent it by {width} characters",
        )

    def _comment_block(self, index: int, width: int) -> None:
        """A block of comments only, or of nothing at all, which is an error."""
        end = self._last_end()
        comments = [self.scanned.comments[c] for c in self._comments_between(end, self.scanned.starts[index + 1])]
        deeper = [c for c in comments if c.start - self._line_start_of(c.start) > width]
        if deeper or (comments and self.contexts[-1].style == "brace"):
            self._emit(NEWLINE, end, end)
            self.dedented.add(index + 1)
            return
        self._end_statement()

    def _comments_between(self, start: int, end: int) -> range:
        comments = self.scanned.comments
        first = bisect_left(comments, start, key=lambda comment: comment.start)
        return range(first, bisect_left(comments, end, key=lambda comment: comment.start))

    def _push_indented(self, width: int) -> None:
        end = self._last_end()
        if self.depth >= NESTING_LIMIT:
            self._report_depth(end - 1, end)
            self._emit(NEWLINE, end, end)
            self._push("shifted", width, end)
            return
        self._emit(INDENT, end, end)
        self._push("indent", width, end)

    def _unexpected_indentation(self, width: int, start: int) -> None:
        if self._is_header():
            self._insert_opening("{" if self.missing_openers else ":", width)
            return
        self._end_statement()
        self._report(
            codes.UNEXPECTED_INDENTATION,
            "this line is indented, but no block begins here",
            start,
            self._token_end(start),
            help="let it stand in the column of the statements around it",
        )
        self._push("shifted", width, start)

    def _is_header(self) -> bool:
        """Whether the current statement could have a block and has none."""
        kinds = self.result.kinds
        if self.statement >= len(kinds) or kinds[-1] == RBRACE:
            return False
        first = kinds[self.statement]
        if first in _REQUIREMENTS:
            return KIND["ELEMENT"] in kinds[self.statement : self.statement + 3]
        return first in _HEADERS and KIND["EQUAL"] not in kinds[self.statement :][:20]

    def _insert_opening(self, mark: str, width: int) -> None:
        end = self._last_end()
        self._report(
            codes.MISSING_TEXT,
            f"`{mark}` is missing before this block",
            end,
            end,
            help=f"end the line with `{mark}`",
            fix=Fix(f"insert `{mark}`", (Edit(Location(self.source, end, end), mark if mark == ":" else f" {mark}"),)),
        )
        if mark == "{":
            self.missing_openers -= 1
            self._emit(LBRACE, end, end)
            self._push("brace", self.line_width, end)
        else:
            self._emit(COLON, end, end)
            self._push_indented(width)

    def _dedent(self, width: int, index: int) -> None:
        if self.contexts[-1].style == "indent" and self._next_width(index) == self.contexts[-1].width:
            # After a line that opens no block, no line can stand deeper: this one has lost its indentation.
            self._misindented(index, self.contexts[-1].width)
            self._end_statement()
            return
        levels = []
        base = None
        for place in range(len(self.contexts) - 1, -1, -1):
            if self.contexts[place].style == "brace":
                # In braces columns mean nothing; the block there ends at the column of the line with its `:`.
                base = self.contexts[place + 1].outer
                break
            levels.append(self.contexts[place].width)
        if width not in levels and (base is None or width > base):
            # The nearest block is most likely meant; of two at the same distance, the inner one.
            nearest = min(levels, key=lambda level: abs(level - width))
            if base is not None and abs(base - width) < abs(nearest - width):
                nearest = base
            start = self.scanned.starts[index + 1]
            self._report(
                codes.INCONSISTENT_INDENTATION,
                "this line stands in the column of no open block",
                start,
                self._token_end(start),
                help=f"indent it by {nearest} characters",
            )
            width = nearest
        self._end_statement()
        while self.contexts[-1].style != "brace" and self.contexts[-1].width > width and len(self.contexts) > 1:
            if self._pop().style == "indent":
                self._emit(DEDENT, self._last_end(), self._last_end())
                self.dedented.add(index + 1)

    def _close_suspicious(self, width: int, following: int) -> None:
        """Closes braces that columns say should have been closed before this line."""
        while self.missing_closers:
            braces = [place for place, context in enumerate(self.contexts) if context.style == "brace"]
            if not braces:
                return
            context = self.contexts[braces[-1]]
            if following == RBRACE:
                outer = any(self.contexts[place].width == width for place in braces[:-1])
                if not (context.width > width and outer):
                    return
            elif context.width < width or following not in _WORDS_AND_NAMES:
                return
            self.missing_closers -= 1
            self.unclosed += 1
            while self.contexts[-1] is not context:
                if self.contexts[-1].style == "bracket":
                    self._close_brackets()
                else:
                    self._close_indented()
            self._close_brace("the columns of the lines below say that a `}` is missing before them")

    def _margin_width(self, line_start: int, start: int) -> int:
        """The column of a line's first token; a tab counts as four."""
        return len(self.text[line_start:start].expandtabs(4)) if self.has_tabs else start - line_start

    def _check_margin(self, line_start: int, start: int) -> None:
        """Reports an indentation of another kind than those before it: tabs and spaces do not compare."""
        margin = self.text[line_start:start]
        if not margin or margin.strip(" \t") or self.contexts[-1].style == "brace":
            return
        self.margin_mark = self.margin_mark or margin[0]
        if margin.strip(self.margin_mark):
            usual = "tabs" if self.margin_mark == "\t" else "spaces"
            mended = margin.expandtabs(4)
            if usual == "tabs":
                mended = "\t" * (len(mended) // 4)
            self._report(
                codes.MIXED_INDENTATION,
                f"the lines before are indented with {usual}, and this one is not",
                line_start,
                start,
                help=f"use {usual} alone",
                fix=Fix(f"use {usual}", (Edit(Location(self.source, line_start, start), mended),)),
            )
