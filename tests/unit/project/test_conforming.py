"""The quick test of a configuration against the standard one."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.project.conforming import _conforms, problems_of
from hielements.project.validating import schema

SCHEMA = schema()
_TABLES = [SCHEMA, *SCHEMA["properties"].values(), *SCHEMA["$defs"].values()]
KEYS = sorted({"sample", *(name for table in _TABLES for name in table.get("properties", {}))})
WORDS = ["", "fail", "pass", "error", "warning", "allow", "read", "wasm", "external", "x"]
SCALARS = st.one_of(st.sampled_from(WORDS), st.booleans(), st.integers(-2, 2000), st.floats(-1, 200))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=12,
)
TABLES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4)


def valid_tables() -> st.SearchStrategy[dict[str, Any]]:
    """Tables that are mostly as the schema says, so that the quick test has something to accept."""

    def of(rules: dict[str, Any]) -> st.SearchStrategy[Any]:
        if "$ref" in rules:
            rules = SCHEMA["$defs"][rules["$ref"].rpartition("/")[2]]
        if "enum" in rules:
            return st.sampled_from([*rules["enum"], "other"])
        kind = rules["type"]
        if kind == "object":
            if "properties" in rules:
                return st.fixed_dictionaries({}, optional={key: of(rule) for key, rule in rules["properties"].items()})
            others = rules.get("additionalProperties")
            return st.dictionaries(st.sampled_from(["a", "b"]), of(others) if others else SCALARS, max_size=2)
        if kind == "array":
            return st.lists(of(rules["items"]), max_size=2)
        if kind == "string":
            return st.sampled_from(["x", "y.wasm", "y.wasm", ""])
        return st.booleans() if kind == "boolean" else st.integers(1, 1024)

    return of(dict(SCHEMA))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@settings(deadline=None, max_examples=300)
@given(st.one_of(TABLES, valid_tables()))
def test_what_is_accepted_quickly_is_valid(table: dict[str, Any]) -> None:
    valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(table)
    if _conforms(table, SCHEMA, SCHEMA):
        assert valid
    elif valid:
        # The only difference: JSON Schema takes 1.0 for an integer.
        assert problems_of(table, SCHEMA)


@settings(deadline=None, max_examples=200)
@given(TABLES)
def test_every_invalid_table_has_a_problem_with_a_path_into_it(table: dict[str, Any]) -> None:
    found = problems_of(table, SCHEMA)
    assert bool(found) == (not _conforms(table, SCHEMA, SCHEMA))
    for problem in found:
        value: Any = table
        for step in problem.path:
            value = value[step]
