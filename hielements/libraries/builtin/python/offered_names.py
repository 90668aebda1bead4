"""Which names can be had from a module: those it binds itself, and those that star imports bring it.

Comes in: modules of the workspace and names. Goes out: whether a module has a name, as far as that can be read off the
code. Rules: the language reference (7.11, The import statement). A star import brings what the `__all__` of the module
lists; without one, the names that do not start with an underscore. Nothing is executed: what comes by a star import
from outside of the workspace, `__getattr__`, `globals()` or `exec` is not known.
"""

from __future__ import annotations

from typing import Final

from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.details import BUILTIN, FileDetails
from hielements.libraries.builtin.python.facts import STAR
from hielements.record import Record

_UNREADABLE: Final = ("globals", "exec")
"""Builtin functions by which a module may bind names that do not stand in its text."""


NOT_IN_THE_TEXT: Final = "may come from a star import, `__getattr__`, `globals()` or `exec`"
"""What to say of a name that a module may have."""


_EVERY_MODULE: Final = frozenset({
    "__annotations__", "__builtins__", "__cached__", "__dict__", "__doc__", "__file__", "__loader__", "__name__",
    "__package__", "__path__", "__spec__",
})  # fmt: skip


class Names(Record):
    """Some names of a module; all of them where `is_whole`."""

    names: frozenset[str]
    is_whole: bool


class OfferedNames:
    """The names of modules; each is found out once."""

    def __init__(self, code: Codebase) -> None:
        self._code = code
        self._known: dict[str, Names] = {}
        self._circles = 0
        """Star imports that were left out, because they lead back to a module that is being looked at."""

    def has(self, path: str, name: str) -> bool | None:
        """Whether a module has a name, among them the modules below a package; None where it may have it."""
        if name in _EVERY_MODULE or self._code.is_below(path, name):
            return True
        names = self.of(path)
        return True if name in names.names else (False if names.is_whole else None)

    def of(self, path: str) -> Names:
        """The names that a module binds, also by star imports."""
        return self._of(path, frozenset())

    def brought_by_star(self, path: str) -> Names:
        """The names that a star import of a module brings."""
        return self._by_star(path, frozenset())

    def _of(self, path: str, importers: frozenset[str]) -> Names:
        known = self._known.get(path)
        if known is not None:
            return known
        details = self._code.details(path)
        if not isinstance(details, FileDetails):
            return _NOTHING_KNOWN
        circles = self._circles
        names = set(details.module_names)
        is_whole = "__getattr__" not in names and not any(
            call.written in _UNREADABLE and any(origin[0] == BUILTIN for origin in call.origins)
            for call in details.calls
        )
        for edge in self._code.edges(path):
            if not edge.source.tags & STAR:
                continue
            targets = edge.dependency.targets
            if not any(_is_called(target, edge.module) for target in targets):
                is_whole = False  # a module in another language, or of somebody else
            for target in targets:
                if target == path:
                    continue
                if target in importers:
                    self._circles += 1  # its names come from where it was met first
                    continue
                brought = self._by_star(target, importers | {path})
                names |= brought.names
                is_whole = is_whole and brought.is_whole
        found = Names(frozenset(names), is_whole)
        if self._circles == circles or not importers:
            self._known[path] = found
        return found

    def _by_star(self, path: str, importers: frozenset[str]) -> Names:
        details = self._code.details(path)
        if not isinstance(details, FileDetails):
            return _NOTHING_KNOWN
        if details.exports is not None:
            return Names(frozenset(each.name for each in details.exports), details.exports_complete)
        found = self._of(path, importers)
        return Names(frozenset(name for name in found.names if not name.startswith("_")), found.is_whole)


def _is_called(path: str, module: str) -> bool:
    """Whether a file is the module of a name, and not only a package on the way to it."""
    return path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2] == module.rpartition(".")[2]


_NOTHING_KNOWN: Final = Names(frozenset(), False)
