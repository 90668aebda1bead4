"""Which names a Python file binds where, and what a name means at a place.

Comes in: bindings, in the order of the text. Goes out: where a name comes from. Rules: the language reference
(Execution model, 4.2). Names are bound in the module, a function, a class (whose names its methods do not see) or a
comprehension; `global` and `nonlocal` look elsewhere.
"""

from __future__ import annotations

import _ast
import builtins
from typing import Any, Final

from hielements.libraries.builtin.python.details import BUILTIN, OWN, UNBOUND, Origin

_BUILTINS: Final = frozenset(dir(builtins))


class NameScope:
    """Where names are bound. `prefix` is that of qualified names of what is defined here; `functions` are the indices
    of all functions around, the innermost last."""

    __slots__ = ("_elsewhere", "_module", "functions", "kind", "names", "parent", "prefix")

    def __init__(self, kind: str, parent: NameScope | None, prefix: str, functions: tuple[int, ...]) -> None:
        self.kind = kind
        self.parent = parent
        self.prefix = prefix
        self.functions = functions
        self.names: dict[str, list[Origin]] = {}
        self._elsewhere: dict[str, str] = {}
        self._module: NameScope = parent._module if parent is not None else self

    def bind(self, name: str, origin: Origin | None = None) -> None:
        """Notes that a statement or an expression here binds a name; only an import has an origin."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent  # only `:=` binds there, and it binds outside
        where = scope._elsewhere.get(name)
        if where is not None:
            if where == "nonlocal":
                return
            scope = scope._module
        origins = scope.names.setdefault(name, [])
        if origin is not None:
            origins.append(origin)

    def look_elsewhere(self, names: list[str], where: str) -> None:
        """A statement `global` or `nonlocal`."""
        self._elsewhere.update(dict.fromkeys(names, where))

    def is_global(self, name: str) -> bool:
        """Whether a function declares the name `global`."""
        return self.kind == "function" and self._elsewhere.get(name) == "global"

    def origins(self, name: str) -> tuple[Origin, ...]:
        """Where a name that is used here comes from; to be asked when everything is bound."""
        scope: NameScope | None = self
        while scope is not None:
            if scope is self or scope.kind != "class":
                where = scope._elsewhere.get(name)
                if where == "global":
                    scope = self._module
                if name in scope.names and where != "nonlocal":
                    found = scope.names[name]
                    if found:
                        return tuple(dict.fromkeys(found))
                    return ((OWN, "", name),) if scope is self._module else ()
            scope = scope.parent
        return ((BUILTIN if name in _BUILTINS else UNBOUND, "", name),)


def targets(target: Any) -> tuple[list[str], list[Any]]:
    """The names that an assignment to a target binds, and the other expressions it assigns to."""
    names = []
    others = []
    pending = [target]
    while pending:
        node = pending.pop()
        if type(node) is _ast.Name:
            names.append(node.id)
        elif type(node) in (_ast.Tuple, _ast.List):
            pending.extend(node.elts)
        elif type(node) is _ast.Starred:
            pending.append(node.value)
        else:
            others.append(node)
    return names, others
