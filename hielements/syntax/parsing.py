"""Text to tree: runs the tables of the grammar over the tokens.

Comes in: a source text. Goes out: its tree and what is wrong with it. Parsing never fails: `recovery.py` mends the
token stream where it does not fit, once for each mistake, and what is whole stays whole. The parser calls itself
nowhere, so that no text can exhaust the stack, and its time is linear in the length of the text.
"""

from __future__ import annotations

import gc
from bisect import bisect_left

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix, sort_key
from hielements.source.text import Location, SourceText
from hielements.syntax.building import Builder
from hielements.syntax.layout import lay_out
from hielements.syntax.machine import Machine
from hielements.syntax.nesting import LaidOut
from hielements.syntax.parsed import Parsed
from hielements.syntax.recovery import Recovery
from hielements.syntax.scanning import Scanned, scan
from hielements.syntax.tree import SyntaxTree

__all__ = ["Parsed", "parse"]

_WITHIN_A_TOKEN = frozenset([codes.INVALID_NUMBER, codes.UNKNOWN_ESCAPE])
"""What the scanner says of one token, whose end is known all the same."""


def parse(source: SourceText) -> Parsed:
    """The tree of a file. Any text gives one."""
    # Nodes are many and refer to each other in no cycles: collecting garbage meanwhile would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _parse(source)
    finally:
        if collecting:
            gc.enable()


def _parse(source: SourceText) -> Parsed:
    scanned = scan(source)
    tokens = lay_out(source, scanned)
    builder = Builder(source, tokens.starts, tokens.ends, tokens.docs, scanned.comments)
    machine = Machine(tokens, builder)
    recovery = Recovery(source, machine, scanned.diagnostics + tokens.diagnostics)
    index = machine.run(0)
    while index is not None:
        index = machine.run(recovery.recover(index))
    tree = machine.result()
    diagnostics = _without_consequences(
        [scanned.diagnostics, tokens.diagnostics, recovery.diagnostics, builder.diagnostics]
    )
    diagnostics += _dangling_docs(source, scanned, tokens, builder, _Regions(tree, recovery.diagnostics))
    diagnostics.sort(key=sort_key)
    # Of what is told about nesting and strings, some is left out of the diagnostics as a consequence of something else.
    is_well_nested = not tokens.diagnostics and all(each.code in _WITHIN_A_TOKEN for each in scanned.diagnostics)
    return Parsed(tree, tuple(diagnostics), None, is_well_nested)


def _without_consequences(phases: list[list[Diagnostic]]) -> list[Diagnostic]:
    """What the phases found, without errors on a line where an earlier phase has found one already: what a mistake does
    to the words, brackets and rules after it is no second mistake."""
    kept: list[Diagnostic] = []
    known: set[int] = set()
    # Characters without meaning before a quote that is left over were most likely meant to be part of its string.
    open_strings = {d.location.line for d in phases[0] if d.code is codes.UNTERMINATED_STRING}
    if open_strings:
        strange = codes.UNEXPECTED_CHARACTER
        phases[0] = [d for d in phases[0] if d.code is not strange or d.location.line not in open_strings]
    for phase in phases:
        fresh = [d for d in phase if not (known and d.is_error and d.location.line in known)]
        known.update(d.location.line for d in fresh if d.is_error)
        kept += fresh
    # A statement that was parsed twice, before and after a repair, has given its warnings twice.
    return list(dict.fromkeys(kept)) if phases[2] else kept


class _Regions:
    """The top-level statements of a file, each with the comments before it, that errors were found in."""

    def __init__(self, tree: SyntaxTree, diagnostics: list[Diagnostic]) -> None:
        self._ends = [statement.end for statement in tree.statements]
        self._broken = {self._region(diagnostic.location.start) for diagnostic in diagnostics}

    def hold(self, offset: int) -> bool:
        return self._region(offset) in self._broken

    def _region(self, offset: int) -> int:
        return bisect_left(self._ends, offset)


def _dangling_docs(
    source: SourceText, scanned: Scanned, tokens: LaidOut, builder: Builder, broken: _Regions
) -> list[Diagnostic]:
    """Hints for doc comments that no declaration took, one for each run of them. What an error in the same top-level
    statement has left without its declaration is passed over."""
    indices = set(tokens.dangling)
    indices.update(
        index
        for comments in builder.docs.values()
        for index in comments
        if not broken.hold(scanned.comments[index].start)
    )
    found = []
    for index in sorted(indices):
        comment = scanned.comments[index]
        if index - 1 in indices and scanned.comments[index - 1].kind == comment.kind == "doc":
            between = source.text[scanned.comments[index - 1].end : comment.start]
            if between.count("\n") <= 1 and not between.strip():
                continue
        end = comment.end if comment.kind == "doc" else comment.start + 3
        fix = None
        if comment.kind == "doc":
            last = index
            while last + 1 in indices and scanned.comments[last + 1].kind == "doc":
                last += 1
            marks = [scanned.comments[each].start for each in range(index, last + 1)]
            edits = tuple(Edit(Location(source, mark, mark + 1), "") for mark in marks)
            fix = Fix("make it an ordinary comment", edits)
        found.append(
            Diagnostic(
                codes.DANGLING_DOC_COMMENT,
                "no declaration follows this doc comment",
                Location(source, comment.start, end),
                help="write `#` for a comment that documents nothing",
                fix=fix,
            )
        )
    return found
