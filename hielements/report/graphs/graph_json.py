"""A graph for programs, described by `graph.schema.json`.

Comes in: a Graph and the architecture that it was made of. Goes out: one JSON object as text, the same for the same
input: nodes, and edges with every dependency and every statement behind them.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.architecture import ReportedArchitecture, ReportedStatement, ReportedUse
from hielements.report.graphs.graph import Edge, Graph
from hielements.report.json_report import Json, encodable, place_json

VERSION: Final = "1.0"


def render(graph: Graph, architecture: ReportedArchitecture) -> str:
    """The graph as JSON text with a newline at its end."""
    result: Json = {
        "version": VERSION,
        "view": graph.view,
        "nodes": [
            {
                "id": node.id,
                "element": node.path if node.kind in ("element", "own") else None,
                "label": node.label,
                "kind": node.kind,
                "parent": node.parent,
                "files": node.files,
            }
            for node in graph.nodes
        ],
        "edges": [_edge(edge, architecture) for edge in graph.edges],
    }
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _edge(edge: Edge, architecture: ReportedArchitecture) -> Json:
    return {
        "source": edge.source,
        "target": edge.target,
        "status": edge.status,
        "dependencies": [_use(architecture.uses[number]) for number in edge.uses],
        "statements": [_statement(architecture.statements[number]) for number in edge.statements],
    }


def _use(use: ReportedUse) -> Json:
    return {
        "path": use.path,
        "line": use.line,
        "column": use.column,
        "name": use.name,
        "verb": use.verb,
        "tags": list(use.tags),
        "file": use.file,
        "external": use.external,
        "source_element": use.source,
        "target_element": use.target,
    }


def _statement(statement: ReportedStatement) -> Json:
    return {
        "action": statement.action,
        "element": statement.source,
        "target": statement.text,
        "pattern": statement.pattern,
        "location": place_json(statement.place),
    }
