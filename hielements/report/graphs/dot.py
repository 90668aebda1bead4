"""Graphviz' language (https://graphviz.org/doc/info/lang.html).

Comes in: a Graph. Goes out: a digraph with clusters. An edge to a group leads to a node inside and ends at its border.
"""

from __future__ import annotations

from typing import Final

from hielements.report.display import visible
from hielements.report.graphs.graph import Graph, Node

_STYLES: Final = {
    "used": "", "agreed": "", "declared": "style=dashed", "unused": "style=dashed, color=gray50, fontcolor=gray40",
    "forbids": "style=dotted, arrowhead=tee", "forbidden": 'color="#b42318", fontcolor="#b42318", penwidth=2',
    "undeclared": 'color="#b42318", fontcolor="#b42318"',
}  # fmt: skip


def render(graph: Graph) -> str:
    """The digraph with a newline at its end."""
    lines = [
        "digraph architecture {",
        "    graph [compound=true, rankdir=TB, fontname=sans]",
        "    node [shape=box, style=rounded, fontname=sans]",
        "    edge [fontname=sans, fontsize=10]",
    ]

    def put(parent: str | None, indent: str) -> None:
        for node in graph.inside(parent):
            if node.is_group:
                lines.append(f"{indent}subgraph cluster_{node.id} {{")
                lines.append(f"{indent}    label={_quoted(node.label)}")
                put(node.id, indent + "    ")
                lines.append(f"{indent}}}")
            else:
                shape = ", shape=ellipse" if node.kind == "module" else ""
                lines.append(f"{indent}{node.id} [label={_quoted(node.label)}{shape}]")

    put(None, "    ")
    nodes = {node.id: node for node in graph.nodes}
    for edge in graph.edges:
        # Graphviz gives labels of edges ranks of their own, and fails on those between many clusters.
        attributes = [f"xlabel={_quoted(edge.label)}"]
        ends = []
        for end, attribute in ((edge.source, "ltail"), (edge.target, "lhead")):
            ends.append(_first_inside(graph, nodes[end]))
            if nodes[end].is_group:
                attributes.append(f"{attribute}=cluster_{end}")
        attributes += [_STYLES[edge.status]] if _STYLES[edge.status] else []
        lines.append(f"    {ends[0]} -> {ends[1]} [{', '.join(attributes)}]")
    lines.append("}")
    return "\n".join(lines) + "\n"


def _first_inside(graph: Graph, node: Node) -> str:
    while node.is_group:
        node = graph.inside(node.id)[0]
    return node.id


def _quoted(text: str) -> str:
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
