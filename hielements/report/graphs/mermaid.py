"""Mermaid flowcharts (https://mermaid.js.org/syntax/flowchart.html), which GitHub and GitLab draw in Markdown.

Comes in: a Graph. Goes out: text. Labels are quoted, and whatever could mean something to Mermaid or to HTML is
written by its number (`#35;`).
"""

from __future__ import annotations

import re
from typing import Final

from hielements.report.display import visible
from hielements.report.graphs.graph import BAD, Graph

_LINES: Final = {"unused": "-.->", "declared": "-.->", "forbids": "-.-x"}


def render(graph: Graph) -> str:
    """The chart with a newline at its end."""
    lines = ["flowchart TB"]

    def put(parent: str | None, indent: str) -> None:
        for node in graph.inside(parent):
            if node.is_group:
                lines.append(f'{indent}subgraph {node.id}["{_label(node.label)}"]')
                put(node.id, indent + "    ")
                lines.append(f"{indent}end")
            else:
                left, right = ("([", "])") if node.kind == "module" else ("[", "]")
                lines.append(f'{indent}{node.id}{left}"{_label(node.label)}"{right}')

    put(None, "    ")
    bad = []
    for number, edge in enumerate(graph.edges):
        line = _LINES.get(edge.status, "-->")
        lines.append(f'    {edge.source} {line}|"{_label(edge.label)}"| {edge.target}')
        if edge.status in BAD:
            bad.append(str(number))
    if bad:
        lines.append(f"    linkStyle {','.join(bad)} stroke:#b42318,color:#b42318")
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    return re.sub(r"[^\w .,:/()-]", lambda match: f"#{ord(match[0])};", visible(text))
