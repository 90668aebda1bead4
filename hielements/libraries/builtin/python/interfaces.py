"""What a scope offers to others: what `public_functions` and `exported_classes` share.

Comes in: definitions of a scope. Goes out: a connection point.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.libraries.builtin.library import Undecidable
from hielements.libraries.builtin.python.checking import title
from hielements.libraries.builtin.python.definitions import Found, is_public
from hielements.libraries.builtin.python.details import FileDetails
from hielements.libraries.builtin.python.facts import Definition
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ConnectionPoint, ScopeValue


def point(library: Python, scope: ScopeValue, kind: str, found: Sequence[Found]) -> ConnectionPoint:
    """The connection point of some definitions of modules, as far as these are public. Raises
    Undecidable when there is none, and when a file could not be read."""
    code = library.code
    for failure in code.failures(code.python_files(scope)):
        raise Undecidable(failure)
    offered = [each for each in found if _is_offered(code.details(each[0]), each[1])]
    if not offered:
        raise Undecidable(Failure("empty-scope", f"there is no public {kind} in {title(scope)}"))
    names = tuple(sorted({definition.name for _, definition in offered}))
    paths = {path for path, _ in offered}
    plural = "classes" if kind == "class" else f"{kind}s"
    return ConnectionPoint(
        scope.selector,
        f"public {plural} of",
        {"names": names, "count": len(names)},
        paths.pop() if len(paths) == 1 else None,
        offered[0][1].line if len({path for path, _ in offered}) == 1 else None,
    )


def _is_offered(details: FileDetails | Failure, definition: Definition) -> bool:
    """Whether a module offers what it defines: by its `__all__`, else by the name."""
    if isinstance(details, Failure) or details.exports is None or not details.exports_complete:
        return is_public(definition)
    return any(each.name == definition.name for each in details.exports)
