"""How plugins describe themselves: the answers to `library.metadata` and `library.doc`.

    metadata  {"name", "version", "functions": ["selector"], "checks": ["check"], "languages", "types", "patterns"}
    doc       the same with objects: {"name", "description", "parameters": [{"name", "type" | "param_type",
              "description", "required", "default"}], "return_type", "example"}

Comes in: plain values of a JSON text. Goes out: a Description, or WireError. A function that is only named has no
signatures: it takes what it gets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hielements.libraries.protocol.trouble import excerpt, kind_of, malformed
from hielements.libraries.protocol.type_names import CHECK_RESULTS, type_from_wire
from hielements.libraries.protocol.values import Reading, from_wire, optional_text
from hielements.libraries.signatures import BOOL, REQUIRED, Description, Function, FunctionKind, Parameter, Signature
from hielements.libraries.values import Value

_NAME: Final = re.compile(r"[^\W\d]\w*\Z")
_GOVERNED: Final = ("between", "within", "leaving", "entering", "named")
_LISTS: Final[Mapping[str, FunctionKind | None]] = {"functions": None, "selectors": "selector", "checks": "check"}
MOST_FUNCTIONS: Final = 10_000


def description_from_wire(metadata: object, doc: object, reading: Reading) -> Description | None:
    """What both answers say together; None when both are null, which is how older plugins say that they have none.
    What `library.doc` says of a function counts more than that `library.metadata` names it."""
    brief, full = _table(metadata, "library.metadata"), _table(doc, "library.doc")
    if brief is None and full is None:
        return None
    tables = [table for table in (full, brief) if table is not None]
    types = _names(tables, "types")
    functions: dict[str, Function] = {}
    checks = {name for table in tables for name in _listed_names(table, "checks")}
    for table in tables:
        for key in _LISTS:
            kind = _LISTS[key]
            for item in _list(table, key):
                function = _function(item, kind, types, checks, reading)
                known = functions.get(function.name)
                if known is None or (not known.signatures and function.signatures):
                    functions[function.name] = function
    if len(functions) > MOST_FUNCTIONS:
        raise malformed(f"describes {len(functions):,} functions; more than {MOST_FUNCTIONS:,} are not taken")
    return Description(
        name=reading.library,
        version=_first(tables, "version") or "",
        doc=_first(tables, "description") or _first(tables, "doc") or "",
        functions=tuple(functions[name] for name in sorted(functions)),
        types=types,
        languages=_names(tables, "languages"),
        patterns=_first(tables, "patterns") or "",
    )


def _table(json: object, method: str) -> Mapping[str, object] | None:
    if not isinstance(json, dict | None):
        raise malformed(f"answered `{method}` with {kind_of(json)}")
    return json or None


def _first(tables: list[Mapping[str, object]], key: str) -> str | None:
    return next((text for table in tables if (text := optional_text(table, key))), None)


def _names(tables: list[Mapping[str, object]], key: str) -> tuple[str, ...]:
    found = [name for table in tables for name in _list(table, key)]
    for name in found:
        if not isinstance(name, str) or not name:
            raise malformed(f"describes itself with {kind_of(name)} among its {key}")
    return tuple(dict.fromkeys(str(name) for name in found))


def _list(table: Mapping[str, object], key: str) -> list[object]:
    items = table.get(key)
    if isinstance(items, dict):
        # `{"name": {..}}` says the same as `[{"name": "name", ..}]`.
        items = [{**item, "name": name} if isinstance(item, dict) else item for name, item in items.items()]
    if not isinstance(items, list | None):
        raise malformed(f"describes itself with {kind_of(items)} for its {key}")
    return items or []


def _listed_names(table: Mapping[str, object], key: str) -> list[str]:
    return [str(item["name"] if isinstance(item, dict) and "name" in item else item) for item in _list(table, key)]


def _function(
    json: object, kind: FunctionKind | None, types: tuple[str, ...], checks: set[str], reading: Reading
) -> Function:
    if isinstance(json, str):
        return Function(_name(json), kind or ("check" if json in checks else "selector"), "", ())
    if not isinstance(json, dict):
        raise malformed(f"describes itself with {kind_of(json)} for a function")
    name = _name(json.get("name"))
    returns = optional_text(json, "return_type") or optional_text(json, "returns") or ""
    said = json.get("kind")
    if said not in (None, "selector", "check"):
        raise malformed(f"describes the kind of `{name}` as {kind_of(said)}; it is selector or check")
    decided: FunctionKind = said or kind or "selector"
    if said is None and kind is None and (name in checks or returns.lower().replace(" ", "") in CHECK_RESULTS):
        decided = "check"
    governs = json.get("governs")
    if governs is not None and governs not in _GOVERNED:
        raise malformed(f"describes what `{name}` governs as {kind_of(governs)}; possible: {', '.join(_GOVERNED)}")
    return Function(
        name=name,
        kind=decided,
        doc=optional_text(json, "description") or optional_text(json, "doc") or "",
        signatures=_signatures(json, name, decided, returns, types, reading),
        example=optional_text(json, "example") or "",
        about_existence=json.get("about_existence") is True,
        governs=governs,
    )


def _name(json: object) -> str:
    if not isinstance(json, str) or not _NAME.match(json):
        raise malformed(f"describes a function that is called {kind_of(json)}, which no specification could write")
    return json


def _signatures(
    json: Mapping[str, object],
    name: str,
    kind: FunctionKind,
    returns: str,
    types: tuple[str, ...],
    reading: Reading,
) -> tuple[Signature, ...]:
    """Each way to call the function. Without `parameters` nothing is known of them."""
    forms = json.get("signatures")
    if forms is None:
        forms = [json] if json.get("parameters") is not None else []
    if not isinstance(forms, list):
        raise malformed(f"describes `{name}` with {kind_of(forms)} for its signatures")
    found = []
    for form in forms:
        listed = form.get("parameters") if isinstance(form, dict) else None
        if not isinstance(form, dict) or not isinstance(listed, list):
            raise malformed(f"describes `{name}` with {kind_of(form)} for a signature")
        own = optional_text(form, "return_type") or optional_text(form, "returns") or returns
        result = BOOL if kind == "check" else type_from_wire(own, types)
        found.append(Signature(_parameters(listed, name, types, reading), result))
    return tuple(found)


def _parameters(listed: list[object], name: str, types: tuple[str, ...], reading: Reading) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    optional = False
    for item in listed:
        if isinstance(item, str):
            item = {"name": item}  # noqa: PLW2901 - the short form of the same
        if not isinstance(item, dict):
            raise malformed(f"describes a parameter of `{name}` with {kind_of(item)}")
        own = _name(item.get("name"))
        if own in {each.name for each in found}:
            raise malformed(f"describes two parameters of `{name}` that are called `{own}`")
        written = optional_text(item, "type") or optional_text(item, "param_type") or ""
        default = _default(item, reading)
        if optional and default is REQUIRED:
            raise malformed(f"describes `{own}` of `{name}` as required behind a parameter that is not")
        optional = default is not REQUIRED
        doc = optional_text(item, "description") or optional_text(item, "doc") or ""
        found.append(Parameter(own, type_from_wire(written, types), doc, default))  # type: ignore[arg-type]
    return tuple(found)


def _default(item: Mapping[str, object], reading: Reading) -> Value | object:
    for key in ("default", "default_value"):
        if key in item and not (item[key] is None and item.get("required") is not False):
            return from_wire(item[key], reading)
    required = item.get("required", True)
    if not isinstance(required, bool):
        raise malformed(f"describes a parameter whose `required` is {kind_of(required)}")
    return REQUIRED if required else None


_PATTERN: Final = re.compile(r"^(?:pattern|template)[ \t]+([^\W\d]\w*)", re.MULTILINE)


def pattern_names(text: str) -> tuple[str, ...]:
    """The names of the patterns that a text declares at its top level, sorted."""
    return tuple(sorted(set(_PATTERN.findall(text))))


def describe_trouble(message: str) -> str:
    """How a description that could not be had reads where documentation is shown."""
    return f"This plugin could not be asked what it offers: {excerpt(message)}"
