"""Imports by a call: `importlib.import_module("a.b")`, `import_module(".c", __package__)`, `__import__("a")`.

Comes in: the tree and the imports of its statements, which say what `importlib` and `import_module` are called in
this file. Goes out: imports tagged `dynamic`. A call whose argument is not a literal leads somewhere unknown and
gives nothing.
"""

from __future__ import annotations

import _ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, Final

from hielements.libraries.builtin.python.facts import DYNAMIC, FUNCTION, Import
from hielements.libraries.builtin.python.places import Places

_FUNCTIONS: Final = ("import_module", "__import__")
_MODULE: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


def dynamic_imports(tree: Any, imports: Iterable[Import], places: Places) -> Iterator[Import]:
    """The dynamic imports with literal arguments, in no particular order."""
    modules: set[str] = set()
    functions: set[str] = set()
    builtins: set[str] = set()
    for each in imports:
        if each.module == "importlib" and each.name is None:
            modules.add(each.alias or "importlib")
        elif each.module.startswith("importlib.") and each.name is None and not each.alias:
            modules.add("importlib")
        elif each.module == "importlib" and each.level == 0 and each.name in _FUNCTIONS:
            functions.add(each.alias or each.name)
        elif each.module == "builtins" and each.name is None:
            builtins.add(each.alias or "builtins")
    for node, in_function in _expressions(tree, places.lines_with({*_FUNCTIONS, *functions})):
        if isinstance(node, _ast.Call) and _imports(node.func, modules, functions, builtins):
            for level, module in _literal_modules(node):
                tags = DYNAMIC | (FUNCTION if in_function else 0)
                column = places.column(node.lineno, node.col_offset)
                yield Import(node.lineno, column, level, module, None, None, tags)


def _imports(function: Any, modules: set[str], functions: set[str], builtins: set[str]) -> bool:
    if isinstance(function, _ast.Name):
        return function.id == "__import__" or function.id in functions
    if isinstance(function, _ast.Attribute) and isinstance(function.value, _ast.Name):
        owner = function.value.id
        if function.attr == "import_module":
            return owner in modules
        return function.attr == "__import__" and (owner in modules or owner in builtins)
    return False


def _literal_modules(call: Any) -> list[tuple[int, str]]:
    """The levels and the names of the imported modules; none where the call says them in anything but literals. The
    level of a relative name counts its dots when the package is the file's own, and is 0 when it is a literal."""
    name = _argument(call, 0, "name")
    if not isinstance(name, _ast.Constant) or not isinstance(name.value, str):
        return []
    text = name.value
    if _last_name(call.func) == "__import__":
        return _builtin_import(call, text)
    module = text.lstrip(".")
    level = len(text) - len(module)
    if (module and not _MODULE.match(module)) or not text:
        return []
    if level == 0:
        return [(0, module)]
    package = _argument(call, 1, "package")
    if isinstance(package, _ast.Name) and package.id == "__package__":
        return [(level, module)]
    if isinstance(package, _ast.Name) and package.id == "__name__":
        # The name of a package is its `__package__`. In a module, whose name is one part longer, a single dot leads to
        # nothing, and each further one is a level less: what is not there leads to a package on the way.
        return [(level, module)] if level == 1 else [(level, module), (level - 1, module)]
    if isinstance(package, _ast.Constant) and isinstance(package.value, str) and _MODULE.match(package.value):
        parts = package.value.split(".")
        if level <= len(parts):
            return [(0, ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])]))]
    return []


def _builtin_import(call: Any, module: str) -> list[tuple[int, str]]:
    """`__import__(name, globals, locals, fromlist, level)`: with a list of names, their modules as far as there are
    such, as for `from name import ..`."""
    level = _argument(call, 4, "level")
    depth = 0 if level is None else level.value if isinstance(level, _ast.Constant) else None
    if type(depth) is not int or depth < 0 or not (_MODULE.match(module) if module else depth):
        return []
    listed = _argument(call, 3, "fromlist")
    items = listed.elts if isinstance(listed, (_ast.List, _ast.Tuple)) else []
    names = [each.value for each in items if isinstance(each, _ast.Constant) and isinstance(each.value, str)]
    inner = [f"{module}.{name}" if module else name for name in names if _MODULE.match(name)]
    return [(depth, each) for each in inner or [module]]


def _last_name(function: Any) -> str:
    return function.attr if isinstance(function, _ast.Attribute) else function.id


def _argument(call: Any, position: int, keyword: str) -> Any:
    if position < len(call.args):
        return call.args[position]
    return next((each.value for each in call.keywords if each.arg == keyword), None)


def _expressions(tree: Any, lines: list[int] | None) -> Iterator[tuple[Any, bool]]:
    """Every node below the tree with whether it stands in a function, without recursion; where lines are given, those
    of statements alone that hold one of them."""
    pending: list[tuple[Any, bool]] = [(tree, False)]
    while pending:
        node, in_function = pending.pop()
        yield node, in_function
        inside = in_function or isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.Lambda))
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, _ast.AST):
                pending.append((value, inside))
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, _ast.stmt) and lines is not None and not _holds_any(item, lines):
                        continue
                    if isinstance(item, _ast.AST):
                        pending.append((item, inside))


def _holds_any(statement: Any, lines: list[int]) -> bool:
    """Whether a statement, its decorators among it, has one of the lines."""
    decorators = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(each.lineno for each in decorators)])
    place = bisect_left(lines, first)
    return place < len(lines) and lines[place] <= statement.end_lineno
