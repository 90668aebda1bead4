"""The blocks and brackets that are open while the layout is found, and the tokens that go out.

Comes in: what opens, closes or ends. Goes out: tokens whose blocks and brackets are balanced, and diagnostics for those
that are closed where a statement or the file certainly ends. What a line break means is decided by `lines.py`.
"""

from __future__ import annotations

import re

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix, Label
from hielements.record import Entity
from hielements.source.text import Location, SourceText
from hielements.syntax.scanning import KIND, NEWLINE, Scanned

# How deeply blocks, brackets and `not` may be nested in each other. Later stages walk the tree by recursion.
NESTING_LIMIT = 200

INDENT, DEDENT, MISSING, NOT, DOT = (KIND[name] for name in ("INDENT", "DEDENT", "MISSING", "NOT", "DOT"))
COLON, LBRACE, RBRACE = KIND["COLON"], KIND["LBRACE"], KIND["RBRACE"]
OPENING = {KIND["LPAR"]: KIND["RPAR"], KIND["LSQB"]: KIND["RSQB"]}
CLOSING = {KIND["RPAR"]: ")", KIND["RSQB"]: "]"}

STATEMENT_BREAKS = frozenset([NEWLINE, INDENT, DEDENT, LBRACE])


class LaidOut(Entity):
    """The tokens of the grammar as parallel lists; the last is `$END`. `docs` maps the offset of a statement's first
    token to the indices of its doc comments. `dangling` are the indices of doc comments that document nothing."""

    kinds: list[int]
    starts: list[int]
    ends: list[int]
    docs: dict[int, list[int]]
    dangling: list[int]
    diagnostics: list[Diagnostic]


class Context(Entity):
    """An open block or bracket. `style`: `indent`, `brace`, `bracket`, or `shifted` for lines that were indented
    without reason. `width` is the column of the block's lines (for a brace, of the line that opened it), `outer` the
    column of the line that opened it."""

    style: str
    width: int
    start: int
    closing: int
    depth: int
    outer: int


class Suspicions(Entity):
    """What a first reading found: so many `{` without `}` and `}` without `{`."""

    unclosed: int
    unopened: int


class Nesting:
    """The stack of contexts for one reading of a file."""

    def __init__(self, source: SourceText, scanned: Scanned, suspicions: Suspicions) -> None:
        self.source = source
        self.text = source.text
        self.has_tabs = "\t" in source.text
        self.scanned = scanned
        self.result = LaidOut([], [], [], {}, [], [])
        self.contexts = [Context("indent", 0, 0, 0, 0, 0)]
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

    # Emitting

    def _emit(self, kind: int, start: int, end: int) -> None:
        result = self.result
        result.kinds.append(kind)
        result.starts.append(start)
        result.ends.append(end)
        if kind in STATEMENT_BREAKS:
            self.statement = len(result.kinds)

    def _last(self) -> int:
        return self.result.kinds[-1] if self.result.kinds else NEWLINE

    def _last_end(self) -> int:
        return self.result.ends[-1] if self.result.ends else 0

    def _end_statement(self) -> None:
        """Emits the NEWLINE that ends the current statement, if there is one."""
        if self._last() not in STATEMENT_BREAKS:
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

    def _token_end(self, start: int) -> int:
        match = re.compile(r"\w+|.").match(self.text, start)
        return match.end() if match else start

    def _line_start_of(self, offset: int) -> int:
        return self.source.line_starts[self.source.position(offset)[0] - 1]

    # Contexts

    def _push(self, style: str, width: int, start: int, closing: int = 0) -> None:
        self.contexts.append(Context(style, width, start, closing, self.depth, self.line_width))
        self.depth += 1 + self.negations
        self.negations = 0

    def _pop(self) -> Context:
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
