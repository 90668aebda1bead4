"""The second half of the tokenizer: where a line break ends a statement and where indentation makes a block.

Comes in: scanned tokens. Goes out: the tokens the grammar is written for, with NEWLINE, INDENT and DEDENT where they
mean something, plus diagnostics for brackets, blocks and indentation that do not fit together.

A stack of contexts says what a line break means. In brackets it means nothing; in braces it ends a statement; in an
indented block the column of the next line counts as well. The contexts nest in each other freely: a `:` block in braces
measures its columns against the line that holds its `:`, and a `}` ends every indented block inside its braces.

Whatever the text, the tokens that go out are balanced: every INDENT has its DEDENT, every `{` its `}`. Only a stray `)`
or `]` is left to the parser, which sees better what is missing before it.

A file is first read without guesses. When that leaves a `{` open or a `}` over, it is read once more, and then columns
tell, as far as needed, which `{` or `}` is missing (`_Suspicions`): inside braces columns mean nothing otherwise.
"""

from __future__ import annotations

import re

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix, Label
from hielements.record import Entity
from hielements.source.text import Location, SourceText
from hielements.syntax.scanning import END, KIND, NAME, NEWLINE, Scanned
from hielements.syntax.tables import WORDS

# How deeply blocks, brackets and `not` may be nested in each other. Later stages walk the tree by recursion.
NESTING_LIMIT = 200

INDENT, DEDENT, MISSING, NOT, DOT = (KIND[name] for name in ("INDENT", "DEDENT", "MISSING", "NOT", "DOT"))
COLON, LBRACE, RBRACE = KIND["COLON"], KIND["LBRACE"], KIND["RBRACE"]
OPENING = {KIND["LPAR"]: KIND["RPAR"], KIND["LSQB"]: KIND["RSQB"]}
CLOSING = {KIND["RPAR"]: ")", KIND["RSQB"]: "]"}

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
_SPECIAL = frozenset([NEWLINE, END, LBRACE, RBRACE, NOT, *OPENING, *CLOSING])
_STATEMENT_BREAKS = frozenset([NEWLINE, INDENT, DEDENT, LBRACE])

# A keyword before an operator is a name: `check in [..]` is an expression.
_OPERAND = r"[ \t]+(?!(?:and|in|or)\b)"
_STATEMENT_LINE = re.compile(
    r"[ \t]*(?:(?:allows|check|connection_check|connection_point|element|forbids|from|import|language|pattern|ref"
    rf"|requires|scope|template|\w+_(?:connection|descendant)){_OPERAND}(?:[\w'\"(\[-]|!(?!=))"
    rf"|\w+[ \t]+uses{_OPERAND}\w"
    r"|\w[\w.]*[ \t]*=(?!=)|\})"
)
_BINDING_LINE = re.compile(r"[ \t]*\w+[ \t]*=(?!=)")


class LaidOut(Entity):
    """The tokens of the grammar as parallel lists; the last is `$END`. `docs` maps the offset of a statement's first
    token to the indices of its doc comments. `dangling` are the indices of doc comments that document nothing."""

    kinds: list[int]
    starts: list[int]
    ends: list[int]
    docs: dict[int, list[int]]
    dangling: list[int]
    diagnostics: list[Diagnostic]


class _Context(Entity):
    """An open block or bracket. `style`: `indent`, `brace`, `bracket`, or `shifted` for lines that were indented
    without reason. `width` is the column of the block's lines (for a brace, of the line that opened it), `outer` the
    column of the line that opened it."""

    style: str
    width: int
    start: int
    closing: int
    depth: int
    outer: int


class _Suspicions(Entity):
    """What a first reading found: so many `{` without `}` and `}` without `{`."""

    unclosed: int
    unopened: int


def lay_out(source: SourceText, scanned: Scanned) -> LaidOut:
    """The tokens with their layout."""
    first = _Layout(source, scanned, _Suspicions(0, 0))
    first.run()
    if not (first.unclosed or first.unopened):
        return first.result
    second = _Layout(source, scanned, _Suspicions(first.unclosed, first.unopened))
    second.run()
    return second.result


class _Layout:
    def __init__(self, source: SourceText, scanned: Scanned, suspicions: _Suspicions) -> None:
        self.source = source
        self.text = source.text
        self.has_tabs = "\t" in source.text
        self.scanned = scanned
        self.result = LaidOut([], [], [], {}, [], [])
        self.contexts = [_Context("indent", 0, 0, 0, 0, 0)]
        self.missing_closers = suspicions.unclosed
        self.missing_openers = suspicions.unopened
        self.unclosed = 0
        self.unopened = 0
        self.depth = 0
        self.negations = 0
        self.line_width = 0
        self.line_start = 0
        self.statement = 0
        self.too_deep = False
        self.margin_mark = ""
        self.dedented: set[int] = set()

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

    # Emitting

    def _emit(self, kind: int, start: int, end: int) -> None:
        result = self.result
        result.kinds.append(kind)
        result.starts.append(start)
        result.ends.append(end)
        if kind in _STATEMENT_BREAKS:
            self.statement = len(result.kinds)

    def _last(self) -> int:
        return self.result.kinds[-1] if self.result.kinds else NEWLINE

    def _last_end(self) -> int:
        return self.result.ends[-1] if self.result.ends else 0

    def _end_statement(self) -> None:
        """Emits the NEWLINE that ends the current statement, if there is one."""
        if self._last() not in _STATEMENT_BREAKS:
            end = self._last_end()
            if self._last() == COLON:
                self._report(
                    codes.EMPTY_BLOCK,
                    "nothing follows this `:`",
                    end - 1,
                    end,
                    help="indent the statements of the block in the lines below",
                )
            self._emit(NEWLINE, end, end)

    def _report(
        self,
        code: Code,
        message: str,
        start: int,
        end: int,
        *,
        label: str = "",
        secondary: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002
        fix: Fix | None = None,
    ) -> None:
        place = Location(self.source, start, end)
        self.result.diagnostics.append(Diagnostic(code, message, place, label, secondary, help, fix))

    # Contexts

    def _push(self, style: str, width: int, start: int, closing: int = 0) -> None:
        self.contexts.append(_Context(style, width, start, closing, self.depth, self.line_width))
        self.depth += 1 + self.negations
        self.negations = 0

    def _pop(self) -> _Context:
        context = self.contexts.pop()
        self.depth = context.depth
        self.negations = 0
        return context

    def _close_brackets(self) -> None:
        """Ends the brackets that are still open where a statement certainly ends."""
        while self.contexts[-1].style == "bracket":
            context = self._pop()
            opening = self.text[context.start]
            closing = CLOSING[context.closing]
            end = self._last_end()
            self._report(
                codes.UNCLOSED_BRACKET,
                f"this `{opening}` is never closed",
                context.start,
                context.start + 1,
                help=f"close it with `{closing}`",
                fix=Fix(f"insert `{closing}`", (Edit(Location(self.source, end, end), closing),)),
            )
            self._emit(context.closing, end, end)

    def _close_indented(self) -> None:
        """Ends the indented blocks down to the next brace."""
        self._end_statement()
        while self.contexts[-1].style in ("indent", "shifted") and len(self.contexts) > 1:
            if self._pop().style == "indent":
                self._emit(DEDENT, self._last_end(), self._last_end())

    def _close_brace(self, reason: str) -> None:
        """Ends a brace block whose `}` is missing."""
        self._close_brackets()
        self._close_indented()
        context = self._pop()
        self._report(
            codes.UNCLOSED_BLOCK,
            "this `{` is never closed",
            context.start,
            context.start + 1,
            help=reason,
        )
        end = self._last_end()
        self._emit(RBRACE, end, end)
        self._emit(NEWLINE, end, end)

    # Tokens that open, close or end something

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

    def _closing_bracket(self, kind: int, start: int, end: int) -> None:
        context = self.contexts[-1]
        if context.style == "bracket":
            if context.closing != kind:
                closing = CLOSING[context.closing]
                outer = self.contexts[-2]
                if outer.style == "bracket" and outer.closing == kind:
                    self._pop()
                    self._report(
                        codes.UNCLOSED_BRACKET,
                        f"this `{self.text[context.start]}` is never closed",
                        context.start,
                        context.start + 1,
                        help=f"close it with `{closing}` before this `{self.text[start]}`",
                    )
                    self._emit(context.closing, start, start)
                else:
                    place = Location(self.source, start, end)
                    self._report(
                        codes.UNMATCHED_CLOSING,
                        f"`{self.text[context.start]}` is closed by `{self.text[start]}`",
                        start,
                        end,
                        secondary=(Label(Location(self.source, context.start, context.start + 1), "opened here"),),
                        help=f"write `{closing}`",
                        fix=Fix(f"write `{closing}` instead", (Edit(place, closing),)),
                    )
                    kind = context.closing
            self._pop()
        self._emit(kind, start, end)

    def _closing_brace(self, start: int, end: int) -> None:
        if not any(context.style == "brace" for context in self.contexts):
            self.unopened += 1
            self._close_brackets()
            self._report(
                codes.UNMATCHED_CLOSING, "this `}` closes nothing", start, end, help="remove it, or open a block"
            )
            return
        self._close_brackets()
        self._close_indented()
        self._pop()
        self._emit(RBRACE, start, end)

    def _end_after_brace(self, index: int) -> None:
        """A `}` ends its statement: what follows on the line is another one."""
        following = self.scanned.kinds[index]
        if self._last() != RBRACE or following in (NEWLINE, RBRACE, END):
            return
        start = self.scanned.starts[index]
        gap = self._last_end()
        margin = " " * self.line_width
        self._report(
            codes.STATEMENTS_ON_ONE_LINE,
            "a statement stands behind this `}`",
            start,
            self._token_end(start),
            help="each statement stands on a line of its own",
            fix=Fix("start a new line", (Edit(Location(self.source, gap, start), f"\n{margin}"),)),
        )
        self._emit(NEWLINE, gap, gap)

    def _negation(self, start: int, end: int) -> None:
        previous = self._last()
        if previous == DOT:
            self._emit(NOT, start, end)
            return
        self.negations = self.negations + 1 if previous == NOT else 1
        if self.depth + self.negations > NESTING_LIMIT:
            self._report_depth(start, end)
            self.negations -= 1
            return
        self._emit(NOT, start, end)

    # Depth

    def _report_depth(self, start: int, end: int) -> None:
        if not self.too_deep:
            self.too_deep = True
            self._report(
                codes.NESTING_TOO_DEEP,
                f"this is nested more than {NESTING_LIMIT} levels deep",
                start,
                end,
                help="give the inner parts names of their own",
            )

    def _skip_brackets(self, kind: int, index: int) -> int:
        """Passes over everything in brackets that are nested too deeply."""
        scanned = self.scanned
        self._report_depth(scanned.starts[index], scanned.ends[index])
        self._emit(kind, scanned.starts[index], scanned.ends[index])
        depth = 0
        while True:
            current = scanned.kinds[index]
            if current in OPENING:
                depth += 1
            elif current in CLOSING:
                depth -= 1
            statement = current == NEWLINE and _STATEMENT_LINE.match(self.text, scanned.ends[index])
            if depth == 0 or current in (LBRACE, RBRACE, END) or statement:
                break
            index += 1
        place = scanned.starts[index]
        self._emit(MISSING, place, place)
        if depth:
            self._emit(OPENING[kind], place, place)
            return index
        self._emit(OPENING[kind], place, scanned.ends[index])
        return index + 1

    def _skip_braces(self, index: int) -> int:
        scanned = self.scanned
        self._report_depth(scanned.starts[index], scanned.ends[index])
        self._emit(LBRACE, scanned.starts[index], scanned.ends[index])
        depth = 0
        while True:
            current = scanned.kinds[index]
            depth += (current == LBRACE) - (current == RBRACE)
            if depth == 0 or current == END:
                break
            index += 1
        self._emit(RBRACE, scanned.starts[index], scanned.ends[index])
        return index + (scanned.kinds[index] != END)

    # Lines

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
            match = _STATEMENT_LINE.match(self.text, line_start)
            if not match or (context.style == "bracket" and _BINDING_LINE.match(self.text, line_start)):
                return index + 1
            self._close_brackets()
            context = self.contexts[-1]
        last = self._last()
        if last in _CONTINUING and following != END and self._goes_on(last, line_start):
            return index + 1
        if following == LBRACE and last not in _STATEMENT_BREAKS and last != COLON:
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
        return not _STATEMENT_LINE.match(self.text, line_start)

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
        from bisect import bisect_left

        comments = self.scanned.comments
        first = bisect_left(comments, start, key=lambda comment: comment.start)
        return range(first, bisect_left(comments, end, key=lambda comment: comment.start))

    def _line_start_of(self, offset: int) -> int:
        return self.source.line_starts[self.source.position(offset)[0] - 1]

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

    def _token_end(self, start: int) -> int:
        match = re.compile(r"\w+|.").match(self.text, start)
        return match.end() if match else start

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
