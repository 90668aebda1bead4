"""Whether a configuration is as the published JSON Schema says, and if not, where and why.

Comes in: a table of plain values. Goes out: problems, none for a valid table. The `jsonschema` library takes longer to
import than a whole check takes to run, so a valid table is recognised here first, by the few keywords that the schema
uses; whatever this does not recognise, `jsonschema` decides. Knows neither files nor places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from hielements.record import Record

ProblemKind = Literal["unknown", "type", "value"]

_PLAIN_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
# What is a date is looked at where it is used (`waivers.py`): to JSON Schema, `format` is a remark.
_ANNOTATIONS = frozenset({"$schema", "$defs", "title", "description", "default", "examples", "format"})
_NAMES: Final = {
    "object": "a table",
    "array": "a list",
    "string": "a string",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
}


class Problem(Record):
    """What is wrong at a path. For an unknown key the path includes it, and `known` lists the possible ones."""

    kind: ProblemKind
    path: tuple[str | int, ...]
    message: str
    known: tuple[str, ...] = ()


def problems_of(table: Mapping[str, Any], schema: Mapping[str, Any]) -> Sequence[Problem]:
    """Everything that keeps the table from being valid, in the order of the document."""
    if _conforms(table, schema, schema):
        return ()
    import jsonschema
    from jsonschema.validators import extend

    # JSON Schema takes 1.0 for an integer; TOML tells the two apart, and so do we.
    base = jsonschema.Draft202012Validator
    types = base.TYPE_CHECKER.redefine("integer", lambda _checker, value: type(value) is int)
    validator = extend(base, type_checker=types)(schema)  # type: ignore[no-untyped-call]
    found = [problem for error in validator.iter_errors(table) for problem in _explained(error)]
    # `inf` is no integer and above every maximum: of one value, the first trouble is enough.
    mistyped = {problem.path for problem in found if problem.kind == "type"}
    return [problem for problem in found if problem.kind != "value" or problem.path not in mistyped]


def _conforms(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """True only when the value is certainly valid; False when it is not, or when a keyword is not known here."""
    if "$ref" in schema:
        return len(schema) == 1 and _conforms(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for keyword, rule in schema.items():
        if keyword in _ANNOTATIONS or keyword == "additionalProperties":
            continue
        if keyword == "type":
            if type(value) not in _PLAIN_TYPES.get(rule, ()):
                return False
        elif keyword == "enum":
            if value not in rule:
                return False
        elif keyword == "minimum":
            if not value >= rule:
                return False
        elif keyword == "maximum":
            if not value <= rule:
                return False
        elif keyword == "minLength":
            if len(value) < rule:
                return False
        elif keyword == "required":
            if not all(name in value for name in rule):
                return False
        elif keyword == "items":
            if not all(_conforms(item, rule, root) for item in value):
                return False
        elif keyword == "properties":
            others = schema.get("additionalProperties", True)
            for name, item in value.items():
                inner = rule.get(name, others)
                if inner is False or (inner is not True and not _conforms(item, inner, root)):
                    return False
        else:
            return False
    if "properties" not in schema and isinstance(others := schema.get("additionalProperties"), dict):
        return all(_conforms(item, others, root) for item in value.values())
    return True


def _explained(error: Any) -> list[Problem]:
    """A finding of `jsonschema` in the words of a person."""
    path = tuple(error.absolute_path)
    value, rule = error.instance, error.validator_value
    if error.validator == "additionalProperties":
        known = tuple(error.schema.get("properties", ()))
        return [Problem("unknown", (*path, key), "", known) for key in value if key not in known]
    name = dotted(path)
    if error.validator == "type":
        return [Problem("type", path, f"`{name}` must be {_NAMES[rule]}, not {_kind_of(value)}")]
    if error.validator == "enum":
        choices = [f'"{choice}"' for choice in rule]
        listed = " or ".join([", ".join(choices[:-1]), choices[-1]] if len(choices) > 1 else choices)
        return [Problem("value", path, f"`{name}` must be {listed}", tuple(rule))]
    if error.validator == "required":
        return [Problem("value", path, f"`{name}` has no {error.message.partition(' is ')[0].replace(chr(39), '`')}")]
    if error.validator == "minLength":
        return [Problem("value", path, f"`{name}` must not be empty")]
    if error.validator in {"minimum", "maximum"}:
        bound = "at least" if error.validator == "minimum" else "at most"
        return [Problem("value", path, f"`{name}` must be {bound} {rule}, not {value}")]
    return [Problem("value", path, f"`{name}`: {error.message}")]


def dotted(path: Sequence[str | int]) -> str:
    """`check.specs[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    for name, kinds in _PLAIN_TYPES.items():
        if isinstance(value, kinds):
            return "a float" if isinstance(value, float) else _NAMES[name]
    return "a date or time"
