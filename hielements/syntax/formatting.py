"""The one canonical layout of a specification.

Comes in: a source text. Goes out: the same specification in the canonical layout, which the language reference
describes (tests/spec/formatting). Formatting works on tokens and never on the tree, so that it cannot lose anything: it
changes blanks, line breaks, the commas at the ends of lists and the quotes of strings, and nothing else. With `upgrade`
older spellings are written as they are today as well.

A text with syntax errors is not touched. Nothing here reads or writes a file.
"""

from __future__ import annotations

import gc

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.record import Record
from hielements.source.text import SourceText
from hielements.syntax.formatting_lines import CodeLine, read_lines
from hielements.syntax.formatting_wrapping import INDENT_WIDTH, render_line
from hielements.syntax.layout import lay_out
from hielements.syntax.parsing import parse
from hielements.syntax.scanning import scan


class Formatted(Record):
    """The formatted text and what is wrong with it: with errors, the text is the one that came in."""

    text: str
    diagnostics: tuple[Diagnostic, ...]
    changed: bool


def format_text(source: SourceText, upgrade: bool = False) -> Formatted:
    """Formats a text; with `upgrade` writes older spellings as they are written today."""
    # Tokens and lines are many and refer to each other in no cycles: collecting garbage would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _format(source, upgrade)
    finally:
        if collecting:
            gc.enable()


def _format(source: SourceText, upgrade: bool) -> Formatted:
    diagnostics = parse(source).diagnostics
    if any(diagnostic.is_error for diagnostic in diagnostics):
        return Formatted(source.text, diagnostics, False)
    text = _lay_out_anew(source)
    if upgrade:
        from hielements.syntax.formatting_upgrade import upgraded

        # In the canonical layout every statement stands on lines of its own, which is what moving one needs.
        modern, parsed = upgraded(SourceText(source.name, text, source.path))
        diagnostics = parsed.diagnostics
        text = _lay_out_anew(modern)
    return Formatted(text, diagnostics, text != source.text)


def _lay_out_anew(source: SourceText) -> str:
    text = source.text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text is not source.text:
        source = SourceText(source.name, text, source.path)
    scanned = scan(source)
    out: list[str] = []
    for line in read_lines(text, scanned, lay_out(source, scanned)):
        if line.blank_before:
            out.append("\n")
        if isinstance(line, CodeLine):
            out.append(render_line(line))
        else:
            out.append(" " * (INDENT_WIDTH * line.level) + line.text)
        out.append("\n")
    return "".join(out)
