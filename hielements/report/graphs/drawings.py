"""The forms that a graph can take, by name.

Comes in: the name of a format. Goes out: what renders it. Only the renderer that is used is imported.
"""

from __future__ import annotations

from typing import Final

from hielements.report.architecture import ReportedArchitecture
from hielements.report.graphs.graph import Graph

DRAWINGS: Final = ("mermaid", "dot", "plantuml", "d2", "svg", "json", "dsm", "dsm-html")


def render(name: str, graph: Graph, architecture: ReportedArchitecture) -> str:
    """The graph in a format. The architecture is the one that it was made of."""
    if name == "json":
        from hielements.report.graphs import graph_json

        return graph_json.render(graph, architecture)
    if name == "dsm-html":
        from hielements.report.graphs import matrix_html

        return matrix_html.render(graph, architecture)
    from importlib import import_module

    module = import_module(f"hielements.report.graphs.{'matrix' if name == 'dsm' else name}")
    return str(module.render(graph))
