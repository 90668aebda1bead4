"""Whether functions are annotated to return a type: what `returns_type` and `function_returns_type` share.

Comes in: a type as a specification writes it, definitions. Goes out: yes or no for each.
"""

from __future__ import annotations

from typing import Any

from hielements.libraries.builtin.library import refuse
from hielements.libraries.builtin.python.absolute_names import AbsoluteNames
from hielements.libraries.builtin.python.annotations import names_type, parse_annotation
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.definitions import Found


class Returning:
    """Finds functions by what their annotation says they return."""

    def __init__(self, code: Codebase, wanted: str) -> None:
        self._code = code
        self._wanted: Any = parse_annotation(wanted)
        if self._wanted is None:
            raise refuse(f"'{wanted}' is no type such as 'Response', 'list[int]' or 'None'")
        self._names: dict[str, AbsoluteNames] = {}

    def holds(self, found: Found) -> bool:
        """Whether a function returns the type; one without an annotation does not."""
        path, definition = found
        if definition.returns is None:
            return False
        annotation = parse_annotation(definition.returns)
        if annotation is None:
            return False
        names = self._names.get(path)
        if names is None:
            names = self._names[path] = AbsoluteNames(self._code, path)
        return names_type(annotation, self._wanted, names.of)
