"""Which classes are abstract: the measure of abstractness counts them.

Comes in: files. Goes out: numbers of classes. A class is abstract when it is declared as one (a base `ABC` or
`Protocol`, the metaclass `ABCMeta`) or declares an abstract method itself; what it inherits does not count, since
whoever inherits an abstract method may have written it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.facts import Definition
from hielements.libraries.library import TypeCount
from hielements.libraries.outcomes import Failure

_ABSTRACT_BASES: Final = frozenset({"ABC", "Protocol", "ABCMeta"})
_ABSTRACT_METHODS: Final = frozenset(
    {"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"}
)


def count_types(code: Codebase, files: Sequence[str]) -> TypeCount:
    """The classes of the files, and how many of them are abstract. Files that cannot be read count nothing."""
    total = abstract = 0
    code.store.load(files)
    for path in files:
        facts = code.facts(path)
        if isinstance(facts, Failure):
            continue
        with_abstract_methods = {
            each.name.rpartition(".")[0]
            for each in facts.definitions
            if any(_last(decorator) in _ABSTRACT_METHODS for decorator in each.decorators)
        }
        for each in facts.definitions:
            if each.kind == "class":
                total += 1
                abstract += each.name in with_abstract_methods or _is_declared_abstract(each)
    return TypeCount(total, abstract)


def _is_declared_abstract(definition: Definition) -> bool:
    return any(_last(base.removeprefix("metaclass=")) in _ABSTRACT_BASES for base in definition.bases)


def _last(written: str) -> str:
    """`Protocol` of `typing.Protocol[T]`."""
    return written.partition("[")[0].partition("(")[0].strip().rpartition(".")[2]
