"""The types of parameters and results as plugins spell them.

Comes in: text (`string`, `Scope`, `list of strings`, `int | null`). Goes out: a Type. A name that is no type of the
language is the nominal type of a connection point when the plugin declares it, and anything otherwise: a wrong guess
would refuse right specifications.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from hielements.libraries.signatures import (
    ANY,
    BOOL,
    CONNECTION_POINT,
    FLOAT,
    INT,
    NULL,
    SCOPE,
    STRING,
    Type,
    list_of,
    nominal,
    one_of,
)

_NAMES: Final = {
    "any": ANY, "value": ANY, "": ANY, "null": NULL, "none": NULL, "void": NULL, "bool": BOOL, "boolean": BOOL,
    "int": INT, "integer": INT, "float": FLOAT, "number": FLOAT, "double": FLOAT, "string": STRING, "str": STRING,
    "text": STRING, "path": STRING, "scope": SCOPE, "list": list_of(ANY), "array": list_of(ANY),
    "connectionpoint": CONNECTION_POINT, "connection_point": CONNECTION_POINT, "ref": CONNECTION_POINT,
}  # fmt: skip
_LISTS: Final = re.compile(
    r"(?:list|array|vec)\s*(?:\[(?P<a>.+)\]|<(?P<b>.+)>|\((?P<c>.+)\)|\s+of\s+(?P<d>.+))", re.IGNORECASE
)
_OR: Final = re.compile(r"\s*\|\s*|\s+or\s+", re.IGNORECASE)
CHECK_RESULTS: Final = frozenset({"check", "checkresult", "check_result", "outcome", "pass", "result"})
"""Names of result types that say: this is a check."""
_LONGEST: Final = 200


def type_from_wire(text: str, nominal_types: Collection[str] = ()) -> Type:
    """The type that a name means."""
    text = text.strip()
    if text in nominal_types:
        return nominal(text)
    known = _NAMES.get(text.lower())
    if known is not None or len(text) > _LONGEST:
        return known or ANY
    if text.endswith("?"):
        return one_of(type_from_wire(text[:-1], nominal_types), NULL)
    if text.endswith("[]"):
        return list_of(type_from_wire(text[:-2], nominal_types))
    found = _LISTS.fullmatch(text)
    if found:
        inner = next(each for each in found.groups() if each)
        plural = type_from_wire(inner, nominal_types)
        return list_of(type_from_wire(inner[:-1], nominal_types) if plural is ANY and inner.endswith("s") else plural)
    parts = _OR.split(text)
    members = [type_from_wire(part, nominal_types) for part in parts] if len(parts) > 1 else [ANY]
    return ANY if ANY in members else one_of(*members)


def type_to_wire(kind: Type) -> str:
    """The type as `type_from_wire` understands it."""
    return str(kind)
