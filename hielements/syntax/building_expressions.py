"""Makes the nodes of names and expressions while the parser recognises the rules of the grammar.

Comes in: for each recognised production, what its symbols stood for: the index of a token, or what an earlier function
made. Goes out: nodes of `tree.py`, and diagnostics for what the grammar lets through in order to say it better. The
methods are named by the labels of `grammar/hielements.lark`; those of statements are in `building.py`.
"""

from __future__ import annotations

from typing import Any, Literal, cast

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Label
from hielements.source.text import Location, SourceText
from hielements.syntax import tree
from hielements.syntax.documentation import doc_text
from hielements.syntax.literals import read_float, read_integer, read_string

Names = list[tree.Name]
_Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in"]


class ExpressionBuilder:
    """The actions of the grammar for names and expressions of one file."""

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
