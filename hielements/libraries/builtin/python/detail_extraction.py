"""Details from the syntax tree of a Python file, in one walk.

Comes in: the tree and the text. Goes out: details. This module must never run or import anything of the checked
project, and must never know what the details prove.

The walk keeps its own stack, so that neither size nor nesting of the checked code matters. Calls are noted with the
place where they stand, and what their first name means is looked up after the walk, when all bindings are known.

Complexity is McCabe's (A Complexity Measure, 1976) as linters for Python count it: 1 and 1 more for each `if`, `elif`,
loop, `except`, `else` of a `try`, `case` that does not match everything, and function inside.
"""

from __future__ import annotations

import _ast
from collections.abc import Callable
from typing import Any, Final

from hielements.libraries.builtin.python.assignments import Assignments, is_all
from hielements.libraries.builtin.python.details import CallSite, FileDetails, FunctionDetail, Origin
from hielements.libraries.builtin.python.name_scopes import NameScope, targets
from hielements.libraries.builtin.python.places import Places

_BRANCHES: Final = frozenset(
    getattr(_ast, name)
    for name in ("If", "For", "AsyncFor", "While", "Try", "TryStar", "With", "AsyncWith", "Match")
    if hasattr(_ast, name)
)


class _Function:
    """A function whose complexity is being counted."""

    __slots__ = ("column", "complexity", "line", "name", "returns_annotated", "unannotated")

    def __init__(self, name: str, line: int, column: int, unannotated: tuple[str, ...], returns: bool) -> None:
        self.name = name
        self.line = line
        self.column = column
        self.complexity = 1
        self.unannotated = unannotated
        self.returns_annotated = returns


def extract_details(tree: Any, text: str) -> FileDetails:
    """The details of a module."""
    return _Walk(Places(text), text).run(tree)


class _Walk:
    def __init__(self, places: Places, text: str) -> None:
        self._places = places
        self._text = text
        self._module = NameScope("module", None, "", ())
        self._calls: list[tuple[Any, NameScope]] = []
        self._functions: list[_Function] = []
        self._assignments = Assignments(places)
        self._main_line: int | None = None
        # What is still to visit: nodes with the scope they stand in and whether that is in a branch of it.
        self._pending: list[tuple[Any, NameScope, bool]] = []

    def run(self, tree: Any) -> FileDetails:
        pending = self._pending
        module = self._module
        pending.extend((statement, module, False) for statement in reversed(tree.body))
        handlers = _HANDLERS
        while pending:
            node, scope, branch = pending.pop()
            handler = handlers.get(type(node))
            if handler is not None:
                handler(self, node, scope, branch)
            else:
                self._inside(node, scope, branch)
        calls = [self._call(node, scope) for node, scope in self._calls]
        calls = [each for each in calls if each.written]
        calls.sort(key=lambda each: (each.line, each.column))
        self._functions.sort(key=lambda each: (each.line, each.column))
        assigned = self._assignments
        return FileDetails(
            tuple(calls),
            tuple(
                FunctionDetail(each.name, each.line, each.column, each.complexity, each.unannotated,
                               each.returns_annotated)
                for each in self._functions
            ),
            tuple(assigned.all_variables()),
            None if assigned.exports is None else tuple(assigned.exports),
            assigned.exports_complete,
            tuple(sorted(module.names)),
            self._main_line,
            _count_lines(self._text),
        )  # fmt: skip

    # What is inside a node

    def _inside(self, node: Any, scope: NameScope, branch: bool) -> None:
        """Puts all children on the stack, the first on top."""
        pending = self._pending
        for field in reversed(node._fields):
            value = getattr(node, field, None)
            if type(value) is list:
                pending.extend((item, scope, branch) for item in reversed(value) if isinstance(item, _ast.AST))
            elif isinstance(value, _ast.AST):
                pending.append((value, scope, branch))

    def _all(self, nodes: list[Any], scope: NameScope, branch: bool) -> None:
        self._pending.extend((node, scope, branch) for node in reversed(nodes) if node is not None)

    # Scopes

    def _function(self, node: Any, scope: NameScope, branch: bool) -> None:
        self._bind(node.name, node, scope)
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args]
        if scope.kind == "class" and named and not _is_static(node):
            named = named[1:]
        rest = [*named, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
        name = scope.prefix + node.name
        self._decide(scope)
        index = len(self._functions)
        self._functions.append(
            _Function(
                name,
                node.lineno,
                self._places.column(node.lineno, node.col_offset),
                tuple(each.arg for each in rest if each.annotation is None),
                node.returns is not None,
            )
        )
        inner = NameScope("function", scope, f"{name}.<locals>.", (*scope.functions, index))
        self._all(node.body, inner, False)
        self._parameters(arguments, scope, inner, branch)
        self._all([node.returns, *node.decorator_list, *getattr(node, "type_params", ())], scope, branch)

    def _lambda(self, node: Any, scope: NameScope, branch: bool) -> None:
        inner = NameScope("function", scope, scope.prefix, scope.functions)
        self._pending.append((node.body, inner, False))
        self._parameters(node.args, scope, inner, branch)

    def _parameters(self, arguments: Any, outer: NameScope, inner: NameScope, branch: bool) -> None:
        """Binds the parameters inside; their annotations and defaults stand outside."""
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += filter(None, (arguments.vararg, arguments.kwarg))
        for each in every:
            inner.names.setdefault(each.arg, [])
        self._all([each.annotation for each in every], outer, branch)
        self._all([*arguments.defaults, *arguments.kw_defaults], outer, branch)

    def _class(self, node: Any, scope: NameScope, branch: bool) -> None:
        self._bind(node.name, node, scope)
        inner = NameScope("class", scope, f"{scope.prefix}{node.name}.", scope.functions)
        self._all(node.body, inner, False)
        self._all([*node.bases, *node.keywords, *node.decorator_list, *getattr(node, "type_params", ())], scope, branch)

    def _comprehension(self, node: Any, scope: NameScope, branch: bool) -> None:
        inner = NameScope("comprehension", scope, scope.prefix, scope.functions)
        first, *others = node.generators
        self._pending.append((first.iter, scope, branch))
        for each in node.generators:
            names, others_in_target = targets(each.target)
            inner.names.update((name, []) for name in names)
            self._all(others_in_target, inner, branch)
            self._all(each.ifs, inner, branch)
        self._all([each.iter for each in others], inner, branch)
        parts = [node.key, node.value] if type(node) is _ast.DictComp else [node.elt]
        self._all(parts, inner, branch)

    def _global(self, node: Any, scope: NameScope, branch: bool) -> None:
        scope.look_elsewhere(node.names, "global" if type(node) is _ast.Global else "nonlocal")

    # Names

    def _bind(self, name: str, node: Any, scope: NameScope, origin: Origin | None = None) -> None:
        scope.bind(name, origin)
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        if scope.kind in ("module", "class"):
            self._assignments.bind(scope.prefix + name, node)
        elif scope.is_global(name):
            self._assignments.set_globally(name, node)

    def _import(self, node: Any, scope: NameScope, branch: bool) -> None:
        for each in node.names:
            if each.asname:
                self._bind(each.asname, node, scope, (0, each.name, None))
            else:  # `import a.b` binds `a`
                top = each.name.partition(".")[0]
                self._bind(top, node, scope, (0, top, None))

    def _import_from(self, node: Any, scope: NameScope, branch: bool) -> None:
        for each in node.names:
            if each.name != "*":
                self._bind(each.asname or each.name, node, scope, (node.level, node.module or "", each.name))

    def _subscript(self, node: Any, scope: NameScope, branch: bool) -> None:
        if type(node.ctx) is not _ast.Load and is_all(node.value):
            self._assignments.change_somehow()
        self._inside(node, scope, branch)

    def _name(self, node: Any, scope: NameScope, branch: bool) -> None:
        if type(node.ctx) is _ast.Load:
            return
        if node.id == "__all__" and scope.is_global(node.id):
            self._assignments.change_somehow()
        self._bind(node.id, node, scope)

    def _handler(self, node: Any, scope: NameScope, branch: bool) -> None:
        self._decide(scope)
        if node.name:
            self._bind(node.name, node, scope)
        self._inside(node, scope, branch)

    def _capture(self, node: Any, scope: NameScope, branch: bool) -> None:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if name:
            self._bind(name, node, scope)
        self._inside(node, scope, branch)

    # Statements

    def _decide(self, scope: NameScope, number: int = 1) -> None:
        for index in scope.functions:
            self._functions[index].complexity += number

    def _branch(self, node: Any, scope: NameScope, branch: bool) -> None:
        kind = type(node)
        if kind is _ast.Match:
            last = node.cases[-1]
            catches_all = last.guard is None and _is_irrefutable(last.pattern)
            self._decide(scope, len(node.cases) - int(catches_all))
        elif kind in (_ast.If, _ast.For, _ast.AsyncFor, _ast.While) or (
            kind not in (_ast.With, _ast.AsyncWith) and node.orelse
        ):
            self._decide(scope)
        if kind is _ast.If and scope is self._module and _is_main(node.test) and self._main_line is None:
            self._main_line = node.lineno
        self._inside(node, scope, True)

    def _assign(self, node: Any, scope: NameScope, branch: bool) -> None:
        if scope.kind in ("module", "class"):
            _ASSIGNMENTS[type(node)](self._assignments, node, scope, branch)
        self._inside(node, scope, branch)

    # Calls

    def _called(self, node: Any, scope: NameScope, branch: bool) -> None:
        self._calls.append((node, scope))
        if type(node.func) is _ast.Attribute and is_all(node.func.value):
            self._assignments.change_by_method(node, runs=scope is self._module)
        self._inside(node, scope, branch)

    def _call(self, node: Any, scope: NameScope) -> CallSite:
        parts: list[str] = []
        target = node.func
        while type(target) is _ast.Attribute:
            parts.append(target.attr)
            target = target.value
        head = target.id if type(target) is _ast.Name else ""
        written = ".".join([head, *reversed(parts)])
        origins = scope.origins(head) if head else ()
        return CallSite(node.lineno, self._places.column(node.lineno, node.col_offset), written, origins)


def _count_lines(text: str) -> int:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines.count("\n") + (1 if lines and not lines.endswith("\n") else 0)


def _is_static(node: Any) -> bool:
    return any(type(each) is _ast.Name and each.id == "staticmethod" for each in node.decorator_list)


def _is_main(test: Any) -> bool:
    """Whether a test is `__name__ == "__main__"`, either way round."""
    if type(test) is not _ast.Compare or len(test.ops) != 1 or type(test.ops[0]) is not _ast.Eq:
        return False
    sides = (test.left, test.comparators[0])
    return any(type(each) is _ast.Name and each.id == "__name__" for each in sides) and any(
        type(each) is _ast.Constant and each.value == "__main__" for each in sides
    )


def _is_irrefutable(pattern: Any) -> bool:
    """Whether a pattern matches everything: `_`, a name, `_ as name`, or an alternative that does."""
    while True:
        if type(pattern) is _ast.MatchAs:
            if pattern.pattern is None:
                return True
            pattern = pattern.pattern
        elif type(pattern) is _ast.MatchOr:
            pattern = pattern.patterns[-1]  # only the last alternative may match everything
        else:
            return False


def _nothing(walk: _Walk, node: Any, scope: NameScope, branch: bool) -> None:
    """Nothing inside is of interest."""


_HANDLERS: Final[dict[type, Callable[[_Walk, Any, NameScope, bool], None]]] = {
    _ast.FunctionDef: _Walk._function,
    _ast.AsyncFunctionDef: _Walk._function,
    _ast.Lambda: _Walk._lambda,
    _ast.ClassDef: _Walk._class,
    _ast.ListComp: _Walk._comprehension,
    _ast.SetComp: _Walk._comprehension,
    _ast.DictComp: _Walk._comprehension,
    _ast.GeneratorExp: _Walk._comprehension,
    _ast.Global: _Walk._global,
    _ast.Nonlocal: _Walk._global,
    _ast.Import: _Walk._import,
    _ast.ImportFrom: _Walk._import_from,
    _ast.Name: _Walk._name,
    _ast.Subscript: _Walk._subscript,
    _ast.ExceptHandler: _Walk._handler,
    _ast.MatchAs: _Walk._capture,
    _ast.MatchStar: _Walk._capture,
    _ast.MatchMapping: _Walk._capture,
    _ast.Assign: _Walk._assign,
    _ast.AnnAssign: _Walk._assign,
    _ast.AugAssign: _Walk._assign,
    **({_ast.TypeAlias: _Walk._assign} if hasattr(_ast, "TypeAlias") else {}),
    _ast.Call: _Walk._called,
    **dict.fromkeys(_BRANCHES, _Walk._branch),
    **dict.fromkeys((_ast.Constant, _ast.Pass, _ast.Load, _ast.Break, _ast.Continue), _nothing),
}

_ASSIGNMENTS: Final[dict[type, Callable[[Assignments, Any, NameScope, bool], None]]] = {
    _ast.Assign: Assignments.assign,
    _ast.AnnAssign: Assignments.annotate,
    _ast.AugAssign: Assignments.augment,
    **({_ast.TypeAlias: Assignments.name_type} if hasattr(_ast, "TypeAlias") else {}),
}
