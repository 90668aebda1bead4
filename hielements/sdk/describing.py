"""Reads what a function is off its signature and docstring: parameters, types, defaults, documentation.

Comes in: a plain function. Goes out: the entry of `library.doc` for it. The standard `inspect` and `typing` would more
than double the time that a plugin needs to start, so what is needed of them stands here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from hielements.sdk.host import Host
from hielements.sdk.values import ConnectionPoint, Scope, to_wire

_SCALARS = {bool: "Bool", int: "Int", float: "Float", str: "String", Scope: "Scope", ConnectionPoint: "ConnectionPoint"}
_SECTION = re.compile(
    r"(args|arguments|parameters|example|examples|returns|return|raises|yields|notes?)\s*:\s*(.*)", re.IGNORECASE
)
_ARGUMENT = re.compile(r"(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)")
_FIELD = re.compile(r":param\s+(?:\w+\s+)?(\w+)\s*:\s*(.*)")
_SECTIONS = {"args": "args", "arguments": "args", "parameters": "args", "example": "example", "examples": "example"}
_KEYWORDS_ONLY = 0x08


class WrongFunctionError(TypeError):
    """A function that cannot be part of a library, told where it is declared."""


class Parameter:
    """A parameter as specifications see it. `type` is None for one that takes anything."""

    __slots__ = ("annotation", "default", "doc", "name", "required", "type")

    def __init__(self, name: str, annotation: object, required: bool, default: object) -> None:
        self.name = name
        self.annotation = annotation
        self.type = type_name(annotation)
        self.required = required
        self.default = default
        self.doc = ""

    def to_wire(self) -> dict[str, object]:
        entry: dict[str, object] = {"name": self.name, "type": self.type or "Any", "description": self.doc}
        if not self.required:
            entry["default"] = to_wire(self.default)
            entry["required"] = False
        return entry


class Described:
    """A function of a library: what it is called, takes, gives, and where the host is handed in."""

    __slots__ = ("doc", "example", "host_parameter", "name", "parameters", "returns")

    def __init__(self, function: Callable[..., object]) -> None:
        code, defaults = function.__code__, function.__defaults__ or ()
        names = code.co_varnames[: code.co_argcount]
        self.name = function.__name__
        if code.co_kwonlyargcount or code.co_flags & (0x04 | _KEYWORDS_ONLY):
            raise WrongFunctionError(f"`{self.name}` has parameters with `*`, which no specification could fill")
        annotations = _annotations(function)
        self.host_parameter: int | None = None
        self.parameters: list[Parameter] = []
        for index, name in enumerate(names):
            annotation = annotations.get(name)
            if annotation is Host:
                self.host_parameter = index
                continue
            behind = index - (len(names) - len(defaults))
            default = defaults[behind] if behind >= 0 else None
            try:
                parameter = Parameter(name, annotation, behind < 0, default)
                to_wire(default)
            except TypeError as error:
                raise WrongFunctionError(f"`{name}` of `{self.name}`: {error}") from None
            self.parameters.append(parameter)
        self.returns = annotations.get("return")
        self.doc, documented, self.example = _docstring(function.__doc__ or "")
        for parameter in self.parameters:
            parameter.doc = documented.get(parameter.name, "")

    def to_wire(self, kind: str) -> dict[str, object]:
        entry: dict[str, object] = {
            "name": self.name,
            "description": self.doc,
            "parameters": [parameter.to_wire() for parameter in self.parameters],
        }
        if kind == "selector":
            entry["return_type"] = type_name(self.returns) or "Any"
        if self.example:
            entry["example"] = self.example
        return entry


def _annotations(function: Callable[..., object]) -> Mapping[str, object]:
    """The annotations as objects: with `from __future__ import annotations` they are text. What cannot be evaluated,
    say because it is imported for type checkers only, counts as missing unless it is a parameter's."""
    found: dict[str, object] = {}
    for name, annotation in function.__annotations__.items():
        try:
            # Twice text, where an annotation is quoted in such a module.
            while isinstance(annotation, str):
                annotation = eval(annotation, function.__globals__)  # noqa: PLW2901
            found[name] = annotation
        except Exception as error:
            if name != "return":
                raise WrongFunctionError(f"the type of `{name}` of `{function.__name__}` is unknown: {error}") from None
    return found


def type_name(annotation: object) -> str | None:
    """The type as the protocol spells it, None for anything. Raises TypeError for what no specification could write."""
    if annotation is None or annotation is type(None):
        return "Null" if annotation is not None else None
    known = _SCALARS.get(annotation) if isinstance(annotation, type) else None
    if known:
        return known
    origin, arguments = getattr(annotation, "__origin__", annotation), getattr(annotation, "__args__", ())
    if origin in (list, tuple, Sequence) or getattr(origin, "__name__", "") == "Sequence":
        inner = type_name(arguments[0]) if arguments else None
        return f"List[{inner}]" if inner else "List"
    if annotation is object or getattr(annotation, "__name__", "") == "Any":
        return None
    if arguments and type(annotation).__name__ in {"UnionType", "_UnionGenericAlias", "Union"}:
        return " or ".join(type_name(member) or "Any" for member in arguments)
    raise TypeError(f"{annotation!r} is no type of the language; possible: bool, int, float, str, Scope, list, Host")


def _dedented(text: str) -> list[str]:
    """The lines without the indentation that they share; the first line of a docstring has none."""
    first, *rest = text.strip().expandtabs().splitlines() or [""]
    shared = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    return [first, *(line[shared:] for line in rest)]


def _docstring(text: str) -> tuple[str, Mapping[str, str], str]:
    """The description, what it says of each parameter (`Args:` with indented entries, or `:param name:`), the
    example."""
    description: list[str] = []
    parameters: dict[str, list[str]] = {}
    example: list[str] = []
    section, name = "", ""
    entry_indent: int | None = None
    for line in _dedented(text):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        heading = _SECTION.fullmatch(stripped) if not indent else None
        field = _FIELD.fullmatch(stripped)
        if field:
            section, name, entry_indent = "args", field[1], -1
            parameters[name] = [field[2]]
        elif heading:
            section = _SECTIONS.get(heading[1].lower(), "other")
            entry_indent = None
            if section == "example" and heading[2]:
                example.append(heading[2])
        elif section == "args":
            argument = _ARGUMENT.fullmatch(stripped) if entry_indent in (None, indent) else None
            if argument:
                name, entry_indent = argument[1], indent
                parameters[name] = [argument[2]]
            elif stripped and name:
                parameters[name].append(stripped)
        elif section == "example":
            example.append(stripped)
        elif section == "":
            description.append(stripped)
    joined = {name: " ".join(words) for name, words in parameters.items()}
    return " ".join(" ".join(description).split()), joined, next((line for line in example if line), "")
