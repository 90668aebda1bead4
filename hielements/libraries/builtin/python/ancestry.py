"""What classes inherit from, as far as the code of the workspace says.

Comes in: definitions of classes. Goes out: the absolute names of all their bases, and of the bases of those that the
workspace defines, at any depth; those of Python's builtin classes as well. Nothing is executed: bases that are computed
count as they are written.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from hielements.libraries.builtin.python.absolute_names import AbsoluteNames
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.definitions import Found
from hielements.libraries.builtin.python.facts import Definition, FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure


class Ancestry:
    """The bases of classes; asks for the facts of files on the way as they are needed."""

    def __init__(self, library: Python) -> None:
        self._code: Codebase = library.code
        self._rules = library.rules.code
        self._names: dict[str, AbsoluteNames] = {}
        self.failures: list[Failure] = []
        """Files on the way that could not be read."""

    def bases(self, found: Found) -> list[str]:
        """The names of all classes that a class inherits from: as written, absolute, and after re-exports."""
        names: dict[str, None] = {}
        pending = [found]
        seen = {(found[0], found[1].line)}
        while pending:
            path, definition = pending.pop()
            for written in definition.bases:
                text = written.partition("[")[0].strip()
                if "=" in text or text.startswith("*"):
                    continue  # a keyword argument, such as metaclass=ABCMeta
                meanings = self._of(path).of(text)
                if text in meanings or text.startswith("builtins."):
                    names.update(dict.fromkeys(_builtin_bases(text.removeprefix("builtins."))))
                for name in (text, *meanings):
                    names[name] = None
                    inner = self._defined(name, path)
                    if inner is not None:
                        names[f"{self._code.modules.name(inner[0])}.{inner[1].name}"] = None
                        key = (inner[0], inner[1].line)
                        if key not in seen:
                            seen.add(key)
                            pending.append(inner)
        return list(names)

    def _of(self, path: str) -> AbsoluteNames:
        known = self._names.get(path)
        if known is None:
            known = self._names[path] = AbsoluteNames(self._code, path)
        return known

    def _defined(self, name: str, importer: str) -> Found | None:
        """The class of an absolute name, when the workspace defines it."""
        parts = name.split(".")
        for base in self._code.modules.search_path(importer.rpartition("/")[0]):
            matched, last = self._code.modules.locate(base, parts)
            if not matched or last is None or matched == len(parts):
                continue
            path, rest = self._rules.leads((last, tuple(parts[matched:])))[-1]
            facts = self._code.facts(path)
            if not isinstance(facts, FileFacts):
                self.failures.append(facts)
                return None
            symbol = ".".join(rest)
            return next(((path, each) for each in reversed(facts.definitions) if _is(each, symbol)), None)
        return None


def _builtin_bases(name: str) -> Iterator[str]:
    """What a builtin class inherits from: `LookupError` and `Exception` for `KeyError`. `object` is a base of all
    classes and says nothing."""
    found = getattr(builtins, name, None)
    if isinstance(found, type):
        yield from (f"builtins.{each.__name__}" for each in found.__mro__[:-1])


def _is(definition: Definition, symbol: str) -> bool:
    return definition.is_class and definition.name == symbol
