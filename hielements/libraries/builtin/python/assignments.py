"""What a Python file assigns to names of the module and of classes, and what its `__all__` lists.

Comes in: assignments of the syntax tree, in the order of the text. Goes out: variables and exports.
"""

from __future__ import annotations

import _ast
from typing import Any, Final

from hielements.libraries.builtin.python.details import REBOUND, SET_BY_FUNCTION, Export, Variable
from hielements.libraries.builtin.python.literals import NoLiteral, literal
from hielements.libraries.builtin.python.name_scopes import NameScope
from hielements.libraries.builtin.python.places import Places

_TEXT_LIMIT: Final = 60

_HARMLESS: Final = ("copy", "count", "index", "reverse", "sort")
"""Methods of `__all__` that leave its names as they are."""


class Assignments:
    """Collects variables and the names in `__all__`."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.variables: list[Variable] = []
        self.exports: list[Export] | None = None
        self.exports_complete = True
        self._targets: set[int] = set()
        self._rebound: list[tuple[str, int, int]] = []

    def assign(self, node: Any, scope: NameScope, branch: bool) -> None:
        """`a = b = value`."""
        for target in node.targets:
            self._assigned(target, node.value, scope, branch)
            if scope.kind == "module" and is_all(target):
                if not branch:
                    self.exports, self.exports_complete = [], True
                self._export(node.value)

    def annotate(self, node: Any, scope: NameScope, branch: bool) -> None:
        """`a: int = value` and `a: int`."""
        self._assigned(node.target, node.value, scope, branch)
        if scope.kind == "module" and is_all(node.target) and node.value is not None:
            self._export(node.value)

    def name_type(self, node: Any, scope: NameScope, branch: bool) -> None:
        """`type a = value`."""
        self._assigned(node.name, node.value, scope, branch)

    def augment(self, node: Any, scope: NameScope, branch: bool) -> None:
        """`a += value`."""
        if scope.kind == "module" and is_all(node.target):
            self._export(node.value)
        if type(node.target) is _ast.Name:
            self._variable(node.target, False, None, self._shortened(node), scope, branch)

    def change_by_method(self, node: Any, runs: bool) -> None:
        """`__all__.append(x)`, `__all__.extend(xs)`; anything else that changes it makes it incomplete, and so does a
        call in a function, of which nobody knows whether it runs."""
        method = node.func.attr
        if runs and method in ("append", "extend") and len(node.args) == 1 and not node.keywords:
            self._export(node.args[0])
        elif method not in _HARMLESS:
            self.change_somehow()

    def change_somehow(self) -> None:
        """`__all__` is changed in a way that does not tell its names."""
        self.exports_complete = False
        if self.exports is None:
            self.exports = []

    def set_globally(self, name: str, node: Any) -> None:
        """A name of the module that a function sets."""
        column = self._places.column(node.lineno, node.col_offset)
        self.variables.append(Variable(name, node.lineno, column, False, None, SET_BY_FUNCTION, True))

    def bind(self, name: str, node: Any) -> None:
        """A name of the module or of a class that something binds: an import, a definition, a loop, `del`, or an
        assignment, of which `assign` and its like know more."""
        if id(node) not in self._targets:
            self._rebound.append((name, node.lineno, node.col_offset))

    def all_variables(self) -> list[Variable]:
        """The variables in the order of the text, with the places that bind them otherwise."""
        assigned = {each.name for each in self.variables}
        others = [
            Variable(name, line, self._places.column(line, offset), False, None, REBOUND, True)
            for name, line, offset in self._rebound
            if name in assigned
        ]
        return sorted([*self.variables, *others], key=lambda each: (each.line, each.column))

    def _assigned(self, target: Any, value: Any, scope: NameScope, branch: bool) -> None:
        if type(target) is _ast.Name:
            if value is None:
                self._variable(target, False, None, "", scope, branch)
                return
            try:
                found = literal(value)
            except NoLiteral:
                self._variable(target, False, None, self._shortened(value), scope, branch)
            else:
                self._variable(target, True, found, "", scope, branch)
        elif type(target) is _ast.Starred:
            self._computed(target.value, value, scope, branch)
        elif type(target) is _ast.Attribute and scope.kind == "module":
            self.bind(self._places.source(target), target)
        elif type(target) in (_ast.Tuple, _ast.List):
            values = value.elts if type(value) in (_ast.Tuple, _ast.List) else []
            same = len(values) == len(target.elts) and not any(
                type(each) is _ast.Starred for each in (*target.elts, *values)
            )
            for number, each in enumerate(target.elts):
                if same:
                    self._assigned(each, values[number], scope, branch)
                else:
                    self._computed(each, value, scope, branch)

    def _computed(self, target: Any, value: Any, scope: NameScope, branch: bool) -> None:
        """A target that gets a part of a value."""
        if type(target) is _ast.Name:
            self._variable(target, False, None, self._shortened(value), scope, branch)
        elif type(target) is _ast.Starred:
            self._computed(target.value, value, scope, branch)
        elif type(target) in (_ast.Tuple, _ast.List):
            for each in target.elts:
                self._computed(each, value, scope, branch)

    def _variable(self, target: Any, is_literal: bool, value: Any, text: str, scope: NameScope, branch: bool) -> None:
        column = self._places.column(target.lineno, target.col_offset)
        name = scope.prefix + target.id
        self._targets.add(id(target))
        self.variables.append(Variable(name, target.lineno, column, is_literal, value, text, branch))

    def _shortened(self, node: Any) -> str:
        text = self._places.source(node)
        return text if len(text) <= _TEXT_LIMIT else f"{text[: _TEXT_LIMIT - 3]}..."

    def _export(self, value: Any) -> None:
        """Notes the names of a list, a tuple or a sum of them."""
        if self.exports is None:
            self.exports = []
        pending = [value]
        while pending:
            node = pending.pop()
            kind = type(node)
            if kind in (_ast.List, _ast.Tuple, _ast.Set):
                pending.extend(reversed(node.elts))
            elif kind is _ast.BinOp and type(node.op) is _ast.Add:
                pending.extend((node.right, node.left))
            elif kind is _ast.Constant and isinstance(node.value, str):
                name = node.value.encode("utf-8", "replace").decode()
                column = self._places.column(node.lineno, node.col_offset)
                self.exports.append(Export(name, node.lineno, column))
            else:
                self.exports_complete = False


def is_all(node: Any) -> bool:
    return type(node) is _ast.Name and node.id == "__all__"
