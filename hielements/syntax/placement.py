"""Which statement may stand where. The grammar admits every statement in every block, so that a misplaced one can be
named; what does not belong is reported and replaced by `Invalid`, so that later stages never meet it.

Comes in: the statements of a file or a block. Goes out: the same, with only what may stand there.
"""

from __future__ import annotations

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix
from hielements.source.text import Location, SourceText
from hielements.syntax import tree

_IMPORTS = (tree.LibraryImport, tree.FileImport, tree.FromImport)
_TOP_LEVEL = (*_IMPORTS, tree.LanguageDeclaration, tree.PatternDeclaration, tree.ElementDeclaration, tree.Invalid)
_BODY: frozenset[type] = frozenset(
    [
        tree.ScopeDeclaration,
        tree.RefDeclaration,
        tree.CheckStatement,
        tree.UsesDeclaration,
        tree.ElementDeclaration,
        tree.Binding,
        tree.Requirement,
        tree.Invalid,
    ]
)
_LANGUAGE: frozenset[type] = frozenset([tree.ConnectionCheck, tree.Invalid])
_FILE: frozenset[type] = frozenset(_TOP_LEVEL)

_DESCRIPTIONS: dict[type[tree.Statement], tuple[str, str]] = {
    tree.LibraryImport: ("an import", "at the top of the file"),
    tree.FileImport: ("an import", "at the top of the file"),
    tree.FromImport: ("an import", "at the top of the file"),
    tree.LanguageDeclaration: ("a `language` declaration", "at the top level of the file"),
    tree.PatternDeclaration: ("a pattern", "at the top level of the file"),
    tree.ConnectionCheck: ("a `connection_check`", "in the block of a `language` declaration"),
    tree.ElementDeclaration: ("an element", "at the top level, in an element or in a pattern"),
    tree.ScopeDeclaration: ("a scope", "in an element or a pattern"),
    tree.RefDeclaration: ("a ref", "in an element or a pattern"),
    tree.CheckStatement: ("a check", "in an element or a pattern"),
    tree.UsesDeclaration: ("a `uses` declaration", "in an element or a pattern"),
    tree.Binding: ("a binding", "in an element or a pattern"),
    tree.Requirement: ("a requirement", "in a pattern"),
}


class Placement:
    """Checks the statements of one file."""

    def __init__(self, source: SourceText, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics

    def element(self, body: tree.Block | None) -> tree.Block | None:
        return self._block(body, _BODY)

    def pattern(self, body: tree.Block | None) -> tree.Block | None:
        return self._block(body, _BODY)

    def language(self, body: tree.Block | None) -> tree.Block | None:
        return self._block(body, _LANGUAGE)

    def file(self, statements: list[tree.Statement]) -> list[tree.Statement]:
        """The statements of a file. An import after a declaration is reported, and holds all the same."""
        first = None
        for statement in statements:
            kind = type(statement)
            if kind in _IMPORTS:
                if first is not None:
                    self._late_import(statement, first)
            elif first is None and kind is not tree.Invalid:
                first = statement
        if all(type(statement) in _FILE for statement in statements):
            return statements
        return [self._placed(statement, _FILE) for statement in statements]

    def _late_import(self, statement: tree.Statement, first: tree.Statement) -> None:
        text = self.source.text
        place = Location(self.source, statement.start, statement.end)
        line_start = self._line_start(statement.start)
        line_end = statement.end
        while line_end < len(text) and text[line_end] in " \t":
            line_end += 1
        alone = not text[line_start : statement.start].strip() and text[line_end : line_end + 1] in ("\n", "\r", "")
        fix = None
        if alone and first.doc is None and self._line_start(first.start) == first.start:
            line_end += 2 if text.startswith("\r\n", line_end) else 1 if line_end < len(text) else 0
            target = Location(self.source, first.start, first.start)
            fix = Fix(
                "move the import to the top",
                (
                    Edit(target, f"{place.text}\n"),
                    Edit(Location(self.source, line_start, line_end), ""),
                ),
            )
        self.diagnostics.append(
            Diagnostic(
                codes.MISPLACED_IMPORT,
                "imports stand before all declarations",
                place,
                help="move this import to the top of the file",
                fix=fix,
            )
        )

    def _line_start(self, offset: int) -> int:
        return self.source.line_starts[self.source.position(offset)[0] - 1]

    def _block(self, body: tree.Block | None, allowed: frozenset[type]) -> tree.Block | None:
        if body is None:
            return None
        for statement in body.statements:
            if type(statement) not in allowed:
                placed = tuple(self._placed(each, allowed) for each in body.statements)
                return tree.Block(body.start, body.end, body.style, placed)
        return body

    def _placed(self, statement: tree.Statement, allowed: frozenset[type]) -> tree.Statement:
        if type(statement) in allowed:
            return statement
        name, place = _DESCRIPTIONS[type(statement)]
        # The header is enough: a whole block underlined would hide what is meant.
        end = statement.end
        body = getattr(statement, "body", None)
        if body is not None:
            end = body.start
        line = self.source.position(statement.start)[0]
        if line < self.source.line_count:
            end = min(end, self.source.line_starts[line])
        while end > statement.start and self.source.text[end - 1] in " \t\r\n":
            end -= 1
        self.diagnostics.append(
            Diagnostic(
                codes.MISPLACED_STATEMENT,
                f"{name} cannot stand here",
                Location(self.source, statement.start, end),
                help=f"{name} stands {place}",
            )
        )
        return tree.Invalid(statement.start, statement.end, statement.doc)
