"""Makes the nodes of the tree while the parser recognises the rules of the grammar.

Comes in: for each recognised production, what its symbols stood for: the index of a token, or what an earlier function
made. Goes out: nodes of `tree.py`, and diagnostics for what the grammar lets through in order to say it better. The
methods are named by the labels of `grammar/hielements.lark`.
"""

from __future__ import annotations

from typing import Any, Literal, cast

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label
from hielements.source.text import Location, SourceText
from hielements.syntax import tree
from hielements.syntax.documentation import doc_text
from hielements.syntax.literals import read_float, read_integer, read_string
from hielements.syntax.old_spellings import OldSpellings
from hielements.syntax.placement import Placement

Names = list[tree.Name]
_Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in"]


class Builder:
    """The actions of the grammar for one file."""

    def __init__(
        self,
        source: SourceText,
        starts: list[int],
        ends: list[int],
        docs: dict[int, list[int]],
        comments: list[tree.Comment],
    ) -> None:
        self.source = source
        self.text = source.text
        self.starts = starts
        self.ends = ends
        self.docs = docs
        self.comments = comments
        self.diagnostics: list[Diagnostic] = []
        self.old = OldSpellings(source, self.diagnostics, comments)
        self.placement = Placement(source, self.diagnostics)

    def doc(self, start: int) -> str | None:
        comments = self.docs.pop(start, None)
        return doc_text(self.text, [self.comments[index] for index in comments]) if comments else None

    def report(self, code: Any, message: str, start: int, end: int, **more: Any) -> None:
        self.diagnostics.append(Diagnostic(code, message, Location(self.source, start, end), **more))

    # Lists

    def no_items(self) -> list[Any]:
        return []

    def first_item(self, item: Any) -> list[Any]:
        return [item]

    def first_operands(self, first: Any, _operator: int, second: Any) -> list[Any]:
        return [first, second]

    def more_items(self, items: list[Any], item: Any) -> list[Any]:
        items.append(item)
        return items

    def more_separated(self, items: list[Any], _separator: int, item: Any) -> list[Any]:
        items.append(item)
        return items

    # Names

    def name(self, token: int) -> tree.Name:
        start = self.starts[token]
        end = self.ends[token]
        return tree.Name(start, end, self.text[start:end])

    def path(self, names: Names) -> tree.Path:
        return tree.Path(names[0].start, names[-1].end, tuple(names))

    # Expressions

    def disjunction(self, operands: list[tree.Expression]) -> tree.Expression:
        return tree.BooleanOperation(operands[0].start, operands[-1].end, "or", tuple(operands))

    def conjunction(self, operands: list[tree.Expression]) -> tree.Expression:
        return tree.BooleanOperation(operands[0].start, operands[-1].end, "and", tuple(operands))

    def negation(self, token: int, operand: tree.Expression) -> tree.Expression:
        return tree.Not(self.starts[token], operand.end, operand)

    def comparator(self, token: int) -> int:
        return token

    def comparison(self, left: tree.Expression, token: int, right: tree.Expression) -> tree.Expression:
        operator = self.text[self.starts[token] : self.ends[token]]
        if isinstance(left, tree.Comparison):
            self.report(
                codes.CHAINED_COMPARISON,
                "comparisons cannot be chained",
                self.starts[token],
                self.ends[token],
                secondary=(Label(Location(self.source, left.start, left.end), "this is a comparison already"),),
                help="join two comparisons with `and`, or put parentheses around one of them",
            )
            # The chain stays flat: a tree as deep as the chain is long would serve nobody.
            return tree.Comparison(left.start, right.end, left.operator, left.left, left.right)
        if operator not in ("==", "!=", "<", "<=", ">", ">=", "in"):
            operator = "=="  # recovery put the comparison where something else stands
        return tree.Comparison(left.start, right.end, cast("_Operator", operator), left, right)

    def empty_call(self, names: Names, _opening: int, closing: int) -> tree.Expression:
        return tree.Call(names[0].start, self.ends[closing], self.path(names), ())

    def call(
        self, names: Names, _opening: int, arguments: list[tree.Argument], _comma: int | None, closing: int
    ) -> tree.Expression:
        named = None
        for argument in arguments:
            if argument.name is not None:
                named = argument
            elif named is not None:
                self._check_arguments(arguments)
                break
        else:
            if named is not None and len(arguments) > 1:
                self._check_arguments(arguments)
        return tree.Call(names[0].start, self.ends[closing], self.path(names), tuple(arguments))

    def _check_arguments(self, arguments: list[tree.Argument]) -> None:
        named: dict[str, tree.Argument] = {}
        for argument in arguments:
            if argument.name is None:
                if named:
                    earlier = next(iter(named.values()))
                    self.report(
                        codes.POSITIONAL_AFTER_NAMED,
                        "a positional argument cannot stand after a named one",
                        argument.start,
                        argument.end,
                        secondary=(Label(Location(self.source, earlier.start, earlier.end), "named here"),),
                        help="name this argument too, or move it to the front",
                    )
                continue
            name = argument.name.text
            if name in named:
                earlier = named[name]
                self.report(
                    codes.DUPLICATE_ARGUMENT,
                    f"the argument `{name}` is given twice",
                    argument.name.start,
                    argument.name.end,
                    secondary=(Label(Location(self.source, earlier.start, earlier.end), "given here first"),),
                    help="keep one of them",
                )
            named.setdefault(name, argument)

    def argument(self, value: tree.Expression) -> tree.Argument:
        return tree.Argument(value.start, value.end, None, value)

    def named_argument(self, name: tree.Name, _mark: int, value: tree.Expression) -> tree.Argument:
        return tree.Argument(name.start, value.end, name, value)

    def empty_list(self, opening: int, closing: int) -> tree.Expression:
        return tree.ListLiteral(self.starts[opening], self.ends[closing], ())

    def list_literal(
        self, opening: int, items: list[tree.Expression], _comma: int | None, closing: int
    ) -> tree.Expression:
        return tree.ListLiteral(self.starts[opening], self.ends[closing], tuple(items))

    def parenthesized(self, opening: int, inner: tree.Expression, closing: int) -> tree.Expression:
        return tree.Parenthesized(self.starts[opening], self.ends[closing], inner)

    def string(self, token: int) -> tree.String:
        start = self.starts[token]
        end = self.ends[token]
        raw = self.text[start:end]
        if "\\" not in raw and len(raw) > 1 and raw[-1] == raw[0]:
            return tree.String(start, end, raw[1:-1])
        return tree.String(start, end, read_string(self.source, start, end, self.diagnostics))

    def integer_literal(self, token: int) -> tree.Expression:
        return read_integer(self.source, self.starts[token], self.ends[token], self.diagnostics)

    def float_literal(self, token: int) -> tree.Expression:
        return read_float(self.source, self.starts[token], self.ends[token], self.diagnostics)

    def true(self, token: int) -> tree.Expression:
        return tree.Boolean(self.starts[token], self.ends[token], True)

    def false(self, token: int) -> tree.Expression:
        return tree.Boolean(self.starts[token], self.ends[token], False)

    def null(self, token: int) -> tree.Expression:
        return tree.Null(self.starts[token], self.ends[token])

    def missing(self, token: int) -> tree.Expression:
        return tree.Missing(self.starts[token], self.ends[token])

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
