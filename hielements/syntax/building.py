"""Makes the nodes of the tree while the parser recognises the rules of the grammar.

Comes in: for each recognised production, what its symbols stood for: the index of a token, or what an earlier function
made. Goes out: nodes of `tree.py`, and diagnostics for what the grammar lets through in order to say it better. The
methods are named by the labels of `grammar/hielements.lark`.
"""

from __future__ import annotations

from typing import Any, cast

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Edit, Fix
from hielements.source.text import Location, SourceText
from hielements.syntax import tree
from hielements.syntax.building_expressions import ExpressionBuilder, Names
from hielements.syntax.old_spellings import OldSpellings
from hielements.syntax.placement import Placement


class Builder(ExpressionBuilder):
    """The actions of the grammar for one file."""

    def __init__(
        self,
        source: SourceText,
        starts: list[int],
        ends: list[int],
        docs: dict[int, list[int]],
        comments: list[tree.Comment],
    ) -> None:
        super().__init__(source, starts, ends, docs, comments)
        self.old = OldSpellings(source, self.diagnostics, comments)
        self.placement = Placement(source, self.diagnostics)

    # Imports

    def library_import(
        self, keyword: int, path: tree.Path, _as: int | None, alias: tree.Name | None, _end: int
    ) -> tree.Statement:
        start = self.starts[keyword]
        return tree.LibraryImport(start, (alias or path).end, self.doc(start), path, alias)

    def file_import(
        self, keyword: int, file: tree.String, _as: int | None, alias: tree.Name | None, _end: int
    ) -> tree.Statement:
        start = self.starts[keyword]
        return tree.FileImport(start, (alias or file).end, self.doc(start), file, alias)

    def from_import(
        self, keyword: int, module: tree.Path | tree.String, _import: int, names: list[tree.ImportedName], _end: int
    ) -> tree.Statement:
        start = self.starts[keyword]
        return tree.FromImport(start, names[-1].end, self.doc(start), module, tuple(names))

    def imported_name(self, name: tree.Name, _as: int | None, alias: tree.Name | None) -> tree.ImportedName:
        return tree.ImportedName(name.start, (alias or name).end, name, alias)

    # Declarations

    def language_declaration(self, keyword: int, name: tree.Name, body: tree.Block | None) -> tree.Statement:
        start = self.starts[keyword]
        body = self.placement.language(body)
        return tree.LanguageDeclaration(start, (body or name).end, self.doc(start), name, body)

    def pattern_declaration(self, keyword: int, name: tree.Name, body: tree.Block | None) -> tree.Statement:
        start = self.starts[keyword]
        body = self.placement.pattern(body)
        self.old.forget_elements(start)
        return tree.PatternDeclaration(start, (body or name).end, self.doc(start), name, body)

    def old_pattern_declaration(self, keyword: int, name: tree.Name, body: tree.Block | None) -> tree.Statement:
        self.old.word("template", "pattern", self.starts[keyword], self.ends[keyword])
        return self.pattern_declaration(keyword, name, body)

    def element_declaration(
        self,
        keyword: int,
        name: tree.Name,
        _implements: int | None,
        paths: list[tree.Path] | None,
        body: tree.Block | None,
    ) -> tree.Statement:
        start = self.starts[keyword]
        body = self.placement.element(body)
        last = body or (paths[-1] if paths else name)
        element = tree.ElementDeclaration(start, last.end, self.doc(start), name, tuple(paths or ()), body)
        if body is not None:
            self.old.element(element)
        return element

    def no_block(self, _end: int) -> None:
        return None

    def brace_block(self, opening: int, statements: list[tree.Statement], closing: int, _end: int) -> tree.Block:
        return tree.Block(self.starts[opening], self.ends[closing], "brace", tuple(statements))

    def indent_block(self, colon: int, _indent: int, statements: list[tree.Statement], _dedent: int) -> tree.Block:
        end = statements[-1].end if statements else self.ends[colon]
        return tree.Block(self.starts[colon], end, "indent", tuple(statements))

    def comment_block(self, colon: int, _end: int) -> tree.Block:
        return tree.Block(self.starts[colon], self.ends[colon], "indent", ())

    def connection_check(
        self,
        keyword: int,
        name: tree.Name,
        _opening: int,
        parameters: list[tree.ConnectionParameter] | None,
        _comma: int | None,
        _closing: int,
        _colon: int,
        expression: tree.Expression,
        _end: int,
    ) -> tree.Statement:
        start = self.starts[keyword]
        return tree.ConnectionCheck(start, expression.end, self.doc(start), name, tuple(parameters or ()), expression)

    def indented_connection_check(
        self,
        keyword: int,
        name: tree.Name,
        opening: int,
        parameters: list[tree.ConnectionParameter] | None,
        comma: int | None,
        closing: int,
        colon: int,
        _indent: int,
        expression: tree.Expression,
        end: int,
        _dedent: int,
    ) -> tree.Statement:
        return self.connection_check(keyword, name, opening, parameters, comma, closing, colon, expression, end)

    def parameter(
        self, name: tree.Name, _colon: int, kind: tree.Name, _opening: int | None, closing: int | None
    ) -> tree.ConnectionParameter:
        end = kind.end if closing is None else self.ends[closing]
        return tree.ConnectionParameter(name.start, end, name, kind, closing is not None)

    # Statements of a body

    def scope_declaration(
        self,
        keyword: int,
        name: tree.Name,
        language: tree.Name | None,
        _binds: int | None,
        binds: tree.Path | None,
        _mark: int | None,
        value: tree.Expression | None,
        end: int,
    ) -> tree.Statement:
        start = self.starts[keyword]
        last = self.starts[end] if value is None and binds is None and language is not None else 0
        last = last or (value or binds or name).end
        return tree.ScopeDeclaration(start, last, self.doc(start), name, language, binds, value)

    def language_mark(self, _opening: int, name: tree.Name, _closing: int) -> tree.Name:
        return name

    def old_language_mark(self, colon: int, name: tree.Name) -> tree.Name:
        self.old.language(self.starts[colon], name)
        return name

    def ref_declaration(
        self,
        keyword: int,
        name: tree.Name,
        _colon: int | None,
        kind: tree.Name | None,
        _binds: int | None,
        binds: tree.Path | None,
        _mark: int | None,
        value: tree.Expression | None,
        _end: int,
    ) -> tree.Statement:
        start = self.starts[keyword]
        if kind is None:
            self._missing_type(name, value)
        last = (value or binds or kind or name).end
        return tree.RefDeclaration(start, last, self.doc(start), name, kind, binds, value)

    def _missing_type(self, name: tree.Name, value: tree.Expression | None) -> None:
        literals = {tree.String: "string", tree.Integer: "integer", tree.Float: "float", tree.Boolean: "boolean"}
        known = literals.get(type(value)) if value is not None else None
        place = Location(self.source, name.end, name.end)
        self.report(
            codes.MISSING_REF_TYPE,
            f"the ref `{name.text}` has no type",
            name.start,
            name.end,
            help=f"write `{name.text}: {known or 'TYPE'}`, the type is `string`, `integer`, `float`, `boolean` or "
            "a name of your own",
            fix=Fix(f"add the type `{known}`", (Edit(place, f": {known}"),)) if known else None,
        )

    def old_ref_declaration(self, keyword: int, *rest: Any) -> tree.Statement:
        self.old.word("connection_point", "ref", self.starts[keyword], self.ends[keyword])
        return self.ref_declaration(keyword, *rest)

    def check_statement(self, keyword: int, expression: tree.Expression, _end: int) -> tree.Statement:
        start = self.starts[keyword]
        return tree.CheckStatement(start, expression.end, self.doc(start), expression)

    def uses_declaration(self, scope: tree.Name, _keyword: int, target: tree.Path, _end: int) -> tree.Statement:
        return tree.UsesDeclaration(scope.start, target.end, self.doc(scope.start), scope, target)

    def binding(self, path: tree.Path, _mark: int, value: tree.Expression, _end: int) -> tree.Statement:
        return tree.Binding(path.start, value.end, self.doc(path.start), path, value)

    # Requirements

    def action(self, token: int) -> int:
        return token

    def old_connection_action(self, token: int) -> int:
        return token

    def requirement(self, action: int, descendant: int | None, subject: tree.RequirementSubject) -> tree.Statement:
        start = self.starts[action]
        word = self.text[start : self.ends[action]]
        if word not in ("requires", "allows", "forbids"):
            word = "requires"  # recovery read another word as this one
        return tree.Requirement(start, subject.end, self.doc(start), cast("Any", word), descendant is not None, subject)

    def old_descendant_requirement(self, keyword: int, subject: tree.RequirementSubject) -> tree.Statement:
        start = self.starts[keyword]
        self.old.word("requires_descendant", "requires descendant", start, self.ends[keyword])
        return tree.Requirement(start, subject.end, self.doc(start), "requires", True, subject)

    def old_connection_requirement(
        self, action: int, _to: int, target: tree.ConnectionSubject, _end: int
    ) -> tree.Statement:
        start = self.starts[action]
        old = self.text[start : self.ends[action]]
        self.old.word(old, old.replace("_", " "), start, self.ends[action])
        word = old.partition("_")[0]
        return tree.Requirement(start, target.end, self.doc(start), cast("Any", word), False, target)

    def implements_subject(self, keyword: int, path: tree.Path, _end: int) -> tree.ImplementsSubject:
        return tree.ImplementsSubject(self.starts[keyword], path.end, path)

    def connection_subject(
        self, keyword: int, _to: int, target: tree.ConnectionSubject, _end: int
    ) -> tree.ConnectionSubject:
        return tree.ConnectionSubject(self.starts[keyword], target.end, target.target, target.wildcard)

    def language_subject(self, keyword: int, name: tree.Name, _end: int) -> tree.LanguageSubject:
        return tree.LanguageSubject(self.starts[keyword], name.end, name)

    def old_typed_element(
        self,
        keyword: int,
        name: tree.Name,
        colon: int,
        kind: tree.Path,
        implements: int | None,
        paths: list[tree.Path] | None,
        body: tree.Block | None,
    ) -> tree.Statement:
        place = None if implements is None else Location(self.source, self.starts[implements], self.ends[implements])
        self.old.typed_element(self.starts[colon], kind, place)
        return self.element_declaration(keyword, name, None, [kind, *(paths or [])], body)

    def target(self, names: Names, _dot: int | None, star: int | None) -> tree.ConnectionSubject:
        path = self.path(names)
        return tree.ConnectionSubject(path.start, path.end if star is None else self.ends[star], path, star is not None)

    # Files

    def file(self, statements: list[tree.Statement]) -> tree.SyntaxTree:
        placed = self.placement.file(statements)
        self.old.finish(placed)
        return tree.SyntaxTree(0, len(self.text), self.source, tuple(placed), tuple(self.comments))
