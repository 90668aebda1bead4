"""JSON Schemas of the workspace, and what breaks them.

Comes in: a schema file, documents. Goes out: violations at the line of each offending value. The validator is
`jsonschema`, which is imported with this module; the words are ours, because its own repeat values, which may be
secrets. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

import jsonschema
import referencing
import referencing.exceptions
import referencing.jsonschema

from hielements.libraries.builtin.config.keys import Found, dotted
from hielements.libraries.builtin.config.store import ConfigFiles
from hielements.libraries.builtin.config.subjects import Sighting, leaves, shown
from hielements.libraries.builtin.config.text_formats import FORMATS
from hielements.libraries.builtin.config.tree import Items, Leaf, Table, TooLarge, plain
from hielements.libraries.builtin.linear_regex import RegexProblem, compile_regex
from hielements.libraries.outcomes import Failure, Violation
from hielements.source.paths import normalise, printable

_BASE: Final = "file:///"
"""What stands before workspace paths in the addresses of schemas. Nothing is ever opened by such an address."""
_LONGEST: Final = 120


class Schema:
    """A schema that is ready to validate."""

    def __init__(self, path: str, validator: Any) -> None:
        self._path = path
        self._validator = validator

    @classmethod
    def read(cls, path: str, files: ConfigFiles) -> Schema | Failure:
        """The schema in a file, or why it is none."""
        content = _content(path, files)
        if isinstance(content, Failure):
            return content
        shown_path = printable(path)
        if not isinstance(content, dict | bool):
            return Failure("syntax", f"{shown_path} is no JSON Schema: a schema is a table", path, 1)
        kind = _draft(content)
        if kind is None:
            assert isinstance(content, dict)
            message = f"{shown_path} is written in a dialect that is not known: {_cut(str(content['$schema']))}"
            return Failure("unsupported", message, path, help="JSON Schema is, from draft 3 to 2020-12")
        try:
            kind.check_schema(content)
        except jsonschema.SchemaError as error:
            where = f" at '{dotted(tuple(error.absolute_path))}'" if error.absolute_path else ""
            return Failure("syntax", f"{shown_path} is no valid JSON Schema{where}: {_cut(error.message)}", path)
        registry = referencing.Registry(retrieve=lambda uri: _retrieve(uri, files))  # type: ignore[call-arg]
        schema = content
        if isinstance(content, dict) and "$id" not in content and "id" not in content:
            # References are relative to the file that they stand in.
            schema = {**content, "id" if kind.ID_OF({"id": "x"}) else "$id": _BASE + quote(path)}
        extend: Any = jsonschema.validators.extend
        linear = extend(kind, {"pattern": _pattern, "patternProperties": _pattern_properties})
        return cls(path, linear(schema, registry=registry, format_checker=FORMATS))

    def violations(self, whole: Sighting) -> list[Violation] | Failure:
        """What breaks the schema in a document; a Failure when that turns on a value that nobody knows."""
        try:
            unknown = next((each for each in leaves(whole) if _is_unknown(each)), None)
            if unknown is None:
                return [violation for error in self._errors(whole, None) for violation in _explained(error, whole)]
            found: list[list[tuple[str, ...]]] = []
            for number in range(len(_STAND_INS)):
                errors = self._errors(whole, number)
                found.append([(error.validator, *map(str, error.absolute_path)) for error in errors])
                places = (_at(whole, tuple(error.absolute_path)) for error in errors)
                aim = next((each for each in places if _is_unknown(each)), None)
                if aim is not None or found[-1] != found[0]:
                    at = aim or unknown
                    assert isinstance(at.found.node, Leaf)
                    message = f"the value of '{at.key}' is unknown: {at.found.node.unknown}; the schema turns on it"
                    return Failure("unsupported", message, at.path, at.found.line)
            return [violation for error in errors for violation in _explained(error, whole)]
        except referencing.exceptions.Unresolvable as error:
            message = f"{printable(self._path)} refers to '{_cut(str(error.ref))}', which is not in the workspace"
            return Failure("unsupported", message, self._path, help="nothing is fetched: put the schema beside it")
        except RecursionError:
            return Failure("limit", f"{printable(self._path)} nests or refers too deeply", self._path)

    def _errors(self, whole: Sighting, number: int | None) -> list[Any]:
        """The breaches, sorted by place. `number` says which stand-ins take the places of unknown values."""

        def stand_in(leaf: Leaf) -> Any:
            return _STAND_INS[number or 0][0 if leaf.is_text else 1]

        data = plain(whole.found.node, stand_in)
        return sorted(
            self._validator.iter_errors(data),
            key=lambda error: ([str(step) for step in error.absolute_path], str(error.validator)),
        )


_STAND_INS: Final[tuple[tuple[Any, Any], ...]] = (("", ""), ("x" * 50, 7), ("-1", None), ("?", []), ("0", {}))
"""What an unknown value may be: where it is a text, and where it may be anything. A rule that all of them keep, or all
break elsewhere, does not turn on it."""


def _is_unknown(sighting: Sighting) -> bool:
    return isinstance(sighting.found.node, Leaf) and sighting.found.node.unknown is not None


def _draft(content: Any) -> Any:
    """The validator of the draft that a schema names; None for one that is not known."""
    written = content.get("$schema") if isinstance(content, dict) else None
    if not isinstance(written, str) or re.fullmatch(r"https?://json-schema\.org/schema#?", written):
        return jsonschema.Draft202012Validator
    known: Any = jsonschema.validators.validator_for
    # The older drafts have addresses with http, which many write with https.
    for scheme in ("http", "https"):
        address = re.sub(r"\Ahttps?(?=://json-schema\.org/)", scheme, written)
        for ending in ("", "#"):
            found = known({"$schema": address.rstrip("#") + ending}, default=None)
            if found is not None:
                return found
    return None


def _searcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text matches somewhere: in time that grows with the text, unless the pattern looks around or has back
    references, which only the standard library's engine knows."""
    regex = compile_regex(pattern)
    plain_regex = re.compile(pattern)
    if isinstance(regex, RegexProblem):
        return lambda text: plain_regex.search(text) is not None
    return lambda text: regex.occurs_in(text) if "\n" not in text else plain_regex.search(text) is not None


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, str) and not _searcher(pattern)(instance):
        yield jsonschema.ValidationError("does not match")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    for pattern, subschema in patterns.items() if isinstance(instance, dict) else ():
        fits = _searcher(pattern)
        for key, value in instance.items():
            if fits(key):
                yield from validator.descend(value, subschema, path=key, schema_path=pattern)


def _content(path: str, files: ConfigFiles) -> Any:
    documents = files.documents(path)
    if isinstance(documents, Failure):
        return documents
    if len(documents) != 1:
        return Failure("syntax", f"{printable(path)} has {len(documents)} documents, and a schema is one", path)
    try:
        return plain(documents[0])
    except TooLarge:
        return Failure("limit", f"{printable(path)} is too large for a schema", path)


def _retrieve(uri: str, files: ConfigFiles) -> Any:
    path = normalise(unquote(uri.removeprefix(_BASE))) if uri.startswith(_BASE) else None
    if not path or files.workspace.kind(path) != "file":
        raise _missing(uri)
    content = _content(path, files)
    if isinstance(content, Failure):
        raise _missing(uri)
    return referencing.Resource.from_contents(content, default_specification=referencing.jsonschema.DRAFT202012)


def _missing(uri: str) -> Exception:
    # The class is made by a library that type checkers do not see.
    kind: Any = referencing.exceptions.NoSuchResource
    error: Exception = kind(ref=uri)
    return error


def _explained(error: Any, whole: Sighting) -> Iterator[Violation]:
    """One finding at the place of its value. Keys that must not be there are one violation each, at the key."""
    at = _at(whole, tuple(error.absolute_path))
    rule, node = error.validator_value, at.found.node
    name = f"'{at.key}'" if at.found.path else "the document"
    if error.validator == "additionalProperties" and rule is False and isinstance(node, Table):
        known = set(error.schema.get("properties", ()))
        patterns = error.schema.get("patternProperties", {})
        for key, entry in node.entries.items():
            if key not in known and not any(_matches(pattern, key) for pattern in patterns):
                path = (*at.found.path, key)
                yield Violation(
                    f"'{dotted(path)}' must not be there",
                    at.path,
                    entry.line,
                    entry.column,
                    help=_nearest(key, known),
                    target=dotted(path),
                )
        return
    line = node.line if isinstance(node, Leaf) else at.found.line
    column = node.column if isinstance(node, Leaf) else at.found.column
    yield Violation(
        f"{name} {_breach(error, at, rule)}",
        at.path,
        line,
        column,
        target=f"{at.key}: {error.validator}",
        quotable=not at.is_secret,
    )


def _breach(error: Any, at: Sighting, rule: Any) -> str:
    """The end of a sentence that begins with what breaks the rule. Values of secrets are not in it."""
    kind = error.validator
    is_value = isinstance(at.found.node, Leaf)
    found = f", not {shown(at)}" if is_value else ""
    if kind == "required":
        missing = [name for name in rule if isinstance(error.instance, Mapping) and name not in error.instance]
        # One error for each name; its message begins with the name.
        name = next((each for each in missing if error.message.startswith(repr(each))), missing[0] if missing else "?")
        return f"lacks '{name}'"
    if kind == "type":
        kinds = rule if isinstance(rule, list) else [rule]
        return f"must be {' or '.join(map(_with_article, map(str, kinds)))}{found or ', not ' + shown(at)}"
    if kind == "enum":
        return f"must be one of {_cut(', '.join(map(repr, rule)))}{found}"
    if kind == "const":
        return f"must be {_cut(repr(rule))}{found}"
    bounds = {
        "minimum": "must be at least {}",
        "maximum": "must be at most {}",
        "exclusiveMinimum": "must be more than {}",
        "exclusiveMaximum": "must be less than {}",
        "multipleOf": "must be a multiple of {}",
        "minLength": "must have at least {} characters",
        "maxLength": "must have at most {} characters",
        "minItems": "must have at least {} items",
        "maxItems": "must have at most {} items",
        "minProperties": "must have at least {} keys",
        "maxProperties": "must have at most {} keys",
        "pattern": "must match the expression {}",
        "format": "must be of the format {}",
    }
    exclusive = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(kind, "")
    if exclusive and error.schema.get(exclusive) is True:
        kind = exclusive  # draft 4
    if kind in bounds:
        return bounds[kind].format(_cut(str(rule))) + found
    plain_words = {
        "uniqueItems": "must not have an item twice",
        "not": "is what it must not be",
        "anyOf": "fits none of the alternatives (anyOf)",
        "oneOf": "does not fit exactly one of the alternatives (oneOf)",
        "contains": "has no item of the kind that it must have",
        "propertyNames": "has a key whose name is not allowed",
        "additionalItems": "has more items than it may have",
        "unevaluatedProperties": "has keys that it must not have",
        "unevaluatedItems": "has items that it must not have",
        "dependentRequired": "has a key without another that belongs to it",
    }
    return plain_words.get(kind, f"breaks the rule `{kind}`")


def _with_article(kind: str) -> str:
    names = {"object": "a table", "array": "a list", "null": "null"}
    return names.get(kind) or f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"


def _at(whole: Sighting, path: tuple[str | int, ...]) -> Sighting:
    """The node at a path of the data; keys of the data are those of the document."""
    found = whole.found
    for step in path:
        node = found.node
        if isinstance(node, Items) and isinstance(step, int):
            item = node.nodes[step]
            found = Found(item, (*found.path, step), item.line, item.column)
        elif isinstance(node, Table) and step in node.entries:
            entry = node.entries[str(step)]
            found = Found(entry.node, (*found.path, step), entry.line, entry.column)
        else:
            break
    return Sighting(whole.path, whole.document, found)


def _matches(pattern: str, key: str) -> bool:
    return _searcher(pattern)(key)


def _nearest(key: str, known: set[str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(key, sorted(known), n=1)
    return f"did you mean '{near[0]}'?" if near else None


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
