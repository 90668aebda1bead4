"""D2 (https://d2lang.com).

Comes in: a Graph. Goes out: text. Strings stand in single quotes, where nothing but a quote has a meaning.
"""

from __future__ import annotations

from typing import Final

from hielements.report.display import visible
from hielements.report.graphs.graph import Graph

_STYLES: Final = {
    "declared": "{style.stroke-dash: 4}", "unused": "{style.stroke-dash: 4; style.opacity: 0.5}",
    "forbids": "{style.stroke-dash: 2; target-arrowhead.shape: cross}",
    "forbidden": "{style.stroke: '#b42318'; style.stroke-width: 4}", "undeclared": "{style.stroke: '#b42318'}",
}  # fmt: skip


def render(graph: Graph) -> str:
    """The diagram with a newline at its end."""
    lines = []
    places: dict[str, str] = {}

    def put(parent: str | None, indent: str) -> None:
        for node in graph.inside(parent):
            places[node.id] = f"{places[parent]}.{node.id}" if parent is not None else node.id
            head = f"{indent}{node.id}: {_quoted(node.label)}"
            if node.is_group:
                lines.append(f"{head} {{")
                put(node.id, indent + "  ")
                lines.append(f"{indent}}}")
            else:
                lines.append(head + (" {shape: cloud}" if node.kind == "module" else ""))

    put(None, "")
    for edge in graph.edges:
        style = _STYLES.get(edge.status)
        line = f"{places[edge.source]} -> {places[edge.target]}: {_quoted(edge.label)}"
        lines.append(f"{line} {style}" if style else line)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = visible(text).replace("'", "''")
    return f"'{escaped}'"
