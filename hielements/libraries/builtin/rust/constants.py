"""The values of constants, as far as they are literal.

Comes in: the expression of a constant. Goes out: an int, float, bool or str in a tuple of one, or None when it takes a
compiler to know it. Literals, signs, parentheses, casts between numbers and the arithmetic of integers (`60 * 1_000`)
are understood.
"""

from __future__ import annotations

import re
from typing import Any, Final

from hielements.libraries.builtin.rust.syntax_tree import Places

_SUFFIX: Final = re.compile(r"_?(?:[iu](?:8|16|32|64|128|size)|f(?:16|32|64|128))$")
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-fA-F_]+)\}|x([0-9a-fA-F]{2})|\r?\n\s*|(.))", re.DOTALL)
_PLAIN_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_DEPTH: Final = 50
_LARGEST: Final = 1 << 128
"""No integer of Rust is larger."""


def value_of(node: Any, places: Places, depth: int = 0) -> tuple[Any] | None:
    """The value of an expression."""
    kind = node.type
    if depth > _DEPTH:
        return None
    if kind == "boolean_literal":
        return (places.text(node) == "true",)
    if kind == "integer_literal":
        return _integer(places.text(node))
    if kind == "float_literal":
        return (float(_SUFFIX.sub("", places.text(node)).replace("_", "")),)
    if kind in ("string_literal", "raw_string_literal", "char_literal"):
        return _text(places.text(node))
    inner = [child for child in node.named_children if not child.type.endswith("comment")]
    if kind in ("parenthesized_expression", "reference_expression") and len(inner) == 1:
        return value_of(inner[0], places, depth + 1)
    if kind == "unary_expression" and len(inner) == 1:
        return _signed(node.children[0].type, value_of(inner[0], places, depth + 1))
    if kind == "binary_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is not None and right is not None and operator is not None:
            first, second = value_of(left, places, depth + 1), value_of(right, places, depth + 1)
            return _computed(operator.type, first, second)
    return None


def _integer(text: str) -> tuple[Any] | None:
    is_hexadecimal = text.startswith("0x")
    suffix = re.compile(r"_?[iu](?:8|16|32|64|128|size)$") if is_hexadecimal else _SUFFIX
    is_float = not is_hexadecimal and bool(re.search(r"f(?:16|32|64|128)$", text))
    digits = suffix.sub("", text).replace("_", "")
    try:
        return (float(digits),) if is_float else (int(digits, 0 if digits[:2] in ("0x", "0o", "0b") else 10),)
    except ValueError:
        return None


def _text(text: str) -> tuple[Any] | None:
    if text.startswith("b"):
        return None  # bytes are no string
    raw = re.match(r'[c]?r(#*)"(.*)"\1$', text, re.DOTALL)
    if raw:
        return (raw[2],)
    return (_ESCAPE.sub(_unescaped, text.removeprefix("c")[1:-1]),)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        number = int(code.replace("_", ""), 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _PLAIN_ESCAPES.get(match[3], match[3]) if match[3] else ""


def _signed(sign: str, value: tuple[Any] | None) -> tuple[Any] | None:
    if value is None:
        return None
    if sign == "-" and not isinstance(value[0], bool | str):
        return (-value[0],)
    return (not value[0],) if sign == "!" and isinstance(value[0], bool) else None


def _computed(operator: str, first: tuple[Any] | None, second: tuple[Any] | None) -> tuple[Any] | None:
    """Integers only: what floats give depends on their width."""
    if first is None or second is None or type(first[0]) is not int or type(second[0]) is not int:
        return None
    left, right = first[0], second[0]
    result: int | None = None
    if operator == "+":
        result = left + right
    elif operator == "-":
        result = left - right
    elif operator == "*":
        result = left * right
    elif operator == "/" and right:
        result = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    elif operator == "<<" and 0 <= right < 128:
        result = left << right
    return (result,) if result is not None and abs(result) < _LARGEST else None
