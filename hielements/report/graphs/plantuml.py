"""PlantUML component diagrams (https://plantuml.com/component-diagram).

Comes in: a Graph. Goes out: text. Whatever could be markup of PlantUML is written by its code point (`<U+002A>`).
"""

from __future__ import annotations

import re
from typing import Final

from hielements.report.display import visible
from hielements.report.graphs.graph import Graph

_ARROWS: Final = {
    "used": "-->", "agreed": "-->", "declared": "..>", "unused": ".[#gray].>", "forbids": ".[#b42318].>",
    "forbidden": "-[#b42318,bold]->", "undeclared": "-[#b42318]->",
}  # fmt: skip


def render(graph: Graph) -> str:
    """The diagram with a newline at its end."""
    lines = ["@startuml"]

    def put(parent: str | None, indent: str) -> None:
        for node in graph.inside(parent):
            if node.is_group:
                lines.append(f'{indent}package "{_label(node.label)}" as {node.id} {{')
                put(node.id, indent + "  ")
                lines.append(f"{indent}}}")
            else:
                kind = "cloud" if node.kind == "module" else "component"
                lines.append(f'{indent}{kind} "{_label(node.label)}" as {node.id}')

    put(None, "")
    lines += [f"{edge.source} {_ARROWS[edge.status]} {edge.target} : {_label(edge.label)}" for edge in graph.edges]
    return "\n".join([*lines, "@enduml"]) + "\n"


def _label(text: str) -> str:
    # One underscore is part of a name, two begin underlined text.
    return re.sub(r"[^\w .,()]|__|--|//", lambda match: "".join(f"<U+{ord(c):04X}>" for c in match[0]), visible(text))
