"""The values of literals: strings with escapes, exact integers, floats.

Comes in: where a literal stands. Goes out: its value, and a diagnostic where it cannot be read exactly.
"""

from __future__ import annotations

import re

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix
from hielements.source.text import Location, SourceText
from hielements.syntax import tree

# Python refuses to convert longer decimal numbers, because that takes time quadratic in their length.
DIGITS_LIMIT = 4300

_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t"}
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


def read_string(source: SourceText, start: int, end: int, diagnostics: list[Diagnostic]) -> str:
    """The text that a string literal stands for. An unknown escape is reported and stands for itself; a string without
    its closing quote has been reported by the tokenizer."""
    raw = source.text[start:end]
    if not raw:
        return ""
    content_start = start + 1
    closed = len(raw) > 1 and raw[-1] == raw[0]
    content = raw[1:-1] if closed else raw[1:]

    def unescape(match: re.Match[str]) -> str:
        character = match[1]
        value = _ESCAPES.get(character)
        if value is not None:
            return value
        place = Location(source, content_start + match.start(), content_start + match.end())
        doubled = Location(source, place.start, place.start)
        diagnostics.append(
            Diagnostic(
                codes.UNKNOWN_ESCAPE,
                f"`{match[0]}` is no escape",
                place,
                help="the escapes are `\\\\`, `\\'`, `\\\"`, `\\n` and `\\t`; a backslash itself is written `\\\\`",
                fix=Fix("double the backslash", (Edit(doubled, "\\"),)),
            )
        )
        return match[0]

    return _ESCAPE.sub(unescape, content)


def read_integer(source: SourceText, start: int, end: int, diagnostics: list[Diagnostic]) -> tree.Expression:
    """An exact integer; `Missing` after an error."""
    text = source.text[start:end]
    if len(text) <= DIGITS_LIMIT:
        try:
            return tree.Integer(start, end, int(text))
        except ValueError:  # reported by the tokenizer, such as `12ab`
            return tree.Missing(start, end)
    place = Location(source, start, end)
    diagnostics.append(Diagnostic(codes.INVALID_NUMBER, f"this number has more than {DIGITS_LIMIT:,} digits", place))
    return tree.Missing(start, end)


def read_float(source: SourceText, start: int, end: int, diagnostics: list[Diagnostic]) -> tree.Expression:
    """A finite float; `Missing` after an error."""
    try:
        value = float(source.text[start:end])
    except ValueError:  # reported by the tokenizer, such as `1.5x`
        return tree.Missing(start, end)
    if value in (float("inf"), float("-inf")):
        place = Location(source, start, end)
        diagnostics.append(Diagnostic(codes.INVALID_NUMBER, "this number is too large for a float", place))
        return tree.Missing(start, end)
    return tree.Float(start, end, value)
