"""The catalogue of what libraries offer, from their own descriptions.

Comes in: Descriptions. Goes out: Markdown for people, plain data for programs. Nothing is written by hand here: what a
library does not say of itself is not in its documentation.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.libraries.signatures import Description, Function, Parameter, Required, Signature
from hielements.libraries.values import describe

Json = dict[str, object]


def library_markdown(description: Description, level: int = 1) -> str:
    """The page of a library: its selectors, then its checks."""
    lines = [f"{'#' * level} Library `{description.name}`", "", description.doc.strip()]
    if description.languages:
        lines += ["", f"Reports the dependencies of: {', '.join(f'`{name}`' for name in description.languages)}."]
    if description.types:
        lines += ["", f"Types of refs: {', '.join(f'`{name}`' for name in description.types)}."]
    for kind, title in ("selector", "Selectors"), ("check", "Checks"):
        functions = [function for function in description.functions if function.kind == kind]
        if functions:
            lines += ["", f"{'#' * (level + 1)} {title}"]
        for function in functions:
            lines += ["", function_markdown(description.name, function, level + 2)]
    if description.patterns:
        lines += ["", f"{'#' * (level + 1)} Patterns", "", "```hie", description.patterns.strip("\n"), "```"]
    return "\n".join(lines)


def function_markdown(library: str, function: Function, level: int = 1) -> str:
    """The section of a function: each way to call it, its parameters, an example."""
    lines = [f"{'#' * level} `{library}.{function.name}`", "", "```hie-signature"]
    lines += [_signature_text(library, function, signature) for signature in function.signatures]
    lines += ["```", "", function.doc.strip()]
    rows = [
        f"- `{parameter.name}` ({parameter.type}): {_one_line(parameter.doc)}{_default_text(parameter)}"
        for parameter in _parameters(function)
    ]
    if rows:
        lines += ["", *rows]
    if function.example:
        lines += ["", "```hie", function.example.strip("\n"), "```"]
    return "\n".join(lines)


def library_data(description: Description) -> Json:
    """The same as plain data."""
    return {
        "name": description.name,
        "version": description.version,
        "doc": description.doc,
        "languages": list(description.languages),
        "types": list(description.types),
        "functions": [function_data(function) for function in description.functions],
        "patterns": description.patterns or None,
    }


def function_data(function: Function) -> Json:
    return {
        "name": function.name,
        "kind": function.kind,
        "doc": function.doc,
        "example": function.example or None,
        "about_existence": function.about_existence,
        "signatures": [
            {
                "returns": str(signature.returns),
                "parameters": [_parameter_data(parameter) for parameter in signature.parameters],
            }
            for signature in function.signatures
        ],
    }


def _parameter_data(parameter: Parameter) -> Json:
    data: Json = {
        "name": parameter.name,
        "type": str(parameter.type),
        "doc": parameter.doc,
        "required": parameter.is_required,
    }
    if not isinstance(parameter.default, Required):
        # As specifications write it: scopes and exact integers have no better form in JSON.
        data["default"] = describe(parameter.default)
    return data


def _signature_text(library: str, function: Function, signature: Signature) -> str:
    parameters = ", ".join(
        f"{parameter.name}: {parameter.type}"
        + ("" if isinstance(parameter.default, Required) else f" = {describe(parameter.default)}")
        for parameter in signature.parameters
    )
    returns = f" -> {signature.returns}" if function.kind == "selector" else ""
    return f"{library}.{function.name}({parameters}){returns}"


def _parameters(function: Function) -> Sequence[Parameter]:
    """Every parameter once, whatever number of signatures it is in."""
    return list(
        {parameter.name: parameter for signature in function.signatures for parameter in signature.parameters}.values()
    )


def _one_line(text: str) -> str:
    """The text as one line that ends with a full stop, so that more can follow it."""
    return " ".join(text.split()).rstrip(".") + "."


def _default_text(parameter: Parameter) -> str:
    if isinstance(parameter.default, Required):
        return ""
    return f" Default: `{describe(parameter.default)}`."
