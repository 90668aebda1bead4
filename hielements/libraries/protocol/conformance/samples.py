"""Arguments to try functions with: values of each type, and values that are hard to carry.

Comes in: types, files of the workspace. Goes out: values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hielements.libraries.signatures import Function, Type
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value

_FILES: Final = 20

TEXTS: Final = {
    "plain ASCII": "src",
    "an empty text": "",
    "umlauts and accents": "Größe, café, e\N{COMBINING ACUTE ACCENT}",
    "emoji beyond the basic plane": "\N{ROCKET}\N{FAMILY}\N{ZERO WIDTH JOINER}",
    "right to left": "\N{RIGHT-TO-LEFT MARK}שלום",
    "quotes, backslashes and line ends": "\"'\\\n\r\t\0\x1f",
    "line separators": "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}\x85",
}
NUMBERS: Final[dict[str, Value]] = {
    "0": 0,
    "a negative number": -1,
    "an integer above 2^53": 2**53 + 1,
    "an integer below -2^63": -(2**70),
    "a fraction": 0.1,
    "a very small number": 5e-324,
    "a very large number": 1.7976931348623157e308,
}


def scope_of(files: Sequence[str]) -> ScopeValue:
    """A scope of some files."""
    return ScopeValue("glob", "**", None, tuple(files))


def every_type(files: Sequence[str]) -> dict[str, Value]:
    """A value of every type."""
    path = files[0] if files else "a.txt"
    return {
        "null": None,
        "true": True,
        "false": False,
        **NUMBERS,
        **TEXTS,
        "an empty list": (),
        "a list in a list": ((1, "a"), (None, (True,))),
        "an empty scope": ScopeValue("folder", "nowhere", None, ()),
        "a scope": scope_of(files[:_FILES]),
        "a part of a file": ScopeValue("function", "f", path, (path,), "python", "python", "f", (1, 2)),
        "a connection point": ConnectionPoint("port", "tcp", {"port": 80, "names": ("a", "b")}, path, 1, "Port"),
    }


def arguments_for(function: Function, files: Sequence[str]) -> dict[str, Value]:
    """Arguments of the right types for the first form of a function."""
    signature = function.signatures[0]
    return {each.name: _value(each.type, files) if each.is_required else each.default for each in signature.parameters}  # type: ignore[misc]


def _value(kind: Type, files: Sequence[str]) -> Value:
    if kind.name == "Union":
        return _value(kind.arguments[0], files)
    if kind.name == "List":
        return (_value(kind.arguments[0], files),) if kind.arguments else ()
    samples: dict[str, Value] = {
        "Null": None,
        "Bool": True,
        "Int": 1,
        "Float": 0.5,
        "Scope": scope_of(files[:_FILES]),
        "ConnectionPoint": ConnectionPoint("sample", "sample", {}, files[0] if files else None, 1),
    }
    return samples.get(kind.name, files[0] if files else "src")
