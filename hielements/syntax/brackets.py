"""Brackets, braces and `not`: what opens and closes them, and how deeply they may nest.

Comes in: a token that opens, closes or negates. Goes out: the token in its place, with a diagnostic where it does not
match what is open or nests too deeply.
"""

from __future__ import annotations

import re

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.source.text import Location
from hielements.syntax.nesting import CLOSING, DOT, LBRACE, MISSING, NESTING_LIMIT, NOT, OPENING, RBRACE, Nesting
from hielements.syntax.scanning import END, NEWLINE

# A keyword before an operator is a name: `check in [..]` is an expression.
_OPERAND = r"[ \t]+(?!(?:and|in|or)\b)"
STATEMENT_LINE = re.compile(
    r"[ \t]*(?:(?:allows|check|connection_check|connection_point|element|forbids|from|import|language|pattern|ref"
    rf"|requires|scope|template|\w+_(?:connection|descendant)){_OPERAND}(?:[\w'\"(\[-]|!(?!=))"
    rf"|\w+[ \t]+uses{_OPERAND}\w"
    r"|\w[\w.]*[ \t]*=(?!=)|\})"
)
BINDING_LINE = re.compile(r"[ \t]*\w+[ \t]*=(?!=)")


class Brackets(Nesting):
    """Tokens that open or close."""

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
            statement = current == NEWLINE and STATEMENT_LINE.match(self.text, scanned.ends[index])
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
