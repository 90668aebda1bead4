"""A dependency structure matrix as one page for a browser, without any script.

Comes in: a Graph and the architecture that it was made of. Goes out: HTML with a table; each cell tells in its title
what is behind it. Names are text, never markup.
"""

from __future__ import annotations

from typing import Final

from hielements.report.architecture import ReportedArchitecture
from hielements.report.display import plural
from hielements.report.graphs.graph import Graph
from hielements.report.graphs.matrix import matrix_of, name_of
from hielements.report.html_report.markup import text

_STYLE: Final = """
:root { color-scheme: light dark; --line: #d5d9e0; --back: #fff; --text: #1c2128; --bad: #b42318; --circle: #ffe9c7;
  --diagonal: #d5d9e0; }
@media (prefers-color-scheme: dark) { :root { --line: #363d48; --back: #14171c; --text: #e6e9ee; --bad: #ff8a80;
  --circle: #4a3a12; --diagonal: #363d48; } }
body { margin: 20px; background: var(--back); color: var(--text); font: 14px/1.4 system-ui, sans-serif; }
.scroll { overflow: auto; max-height: 85vh; } table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 2px 6px; text-align: right; background: var(--back); }
th[scope=row] { text-align: left; white-space: nowrap; position: sticky; left: 0; }
thead th { position: sticky; top: 0; } td.self { background: var(--diagonal); } td.circle { background: var(--circle); }
td.forbidden, td.undeclared { color: var(--bad); font-weight: bold; } td.unused, td.declared { font-style: italic; }
"""
_SHOWN = 12


def render(graph: Graph, architecture: ReportedArchitecture) -> str:
    """The page with a newline at its end."""
    matrix = matrix_of(graph)
    columns = range(len(matrix.names))
    in_circle = {(row, column) for circle in matrix.circles for row in circle for column in circle}
    behind = _behind(graph, architecture)
    heads = "".join(
        f'<th scope="col" title="{text(name)}">{number + 1}</th>' for number, name in enumerate(matrix.names)
    )
    rows = []
    for row, name in enumerate(matrix.names):
        cells = []
        for column in columns:
            cell = matrix.cells.get((row, column))
            classes = (
                ["self"] if row == column else ["circle"] if cell is not None and (row, column) in in_circle else []
            )
            if cell is not None:
                classes.append(cell.status)
                title = f"{name} to {matrix.names[column]}: {cell.status}\n" + behind.get(
                    (name, matrix.names[column]), ""
                )
                cells.append(f'<td class="{" ".join(classes)}" title="{text(title.rstrip())}">{text(cell.text)}</td>')
            else:
                cells.append(f'<td class="{" ".join(classes)}"></td>' if classes else "<td></td>")
        rows.append(f'<tr><th scope="row">{row + 1} {text(name)}</th>{"".join(cells)}</tr>')
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Dependency structure matrix</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Dependency structure matrix</h1><p>{plural(len(matrix.names), 'row')}, {graph.view}. A row uses what a "
        "column is. Numbers left of the diagonal are part of circles, which are shaded; what breaks a rule is red. "
        'Each number tells what is behind it.</p>\n<div class="scroll" tabindex="0"><table><thead><tr><th></th>'
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>\n</body>\n</html>\n"
    )


def _behind(graph: Graph, architecture: ReportedArchitecture) -> dict[tuple[str, str], str]:
    """The first dependencies behind each pair of names, one on each line."""
    named = {node.id: name_of(node) for node in graph.nodes}
    lines: dict[tuple[str, str], list[str]] = {}
    for edge in graph.edges:
        found = lines.setdefault((named[edge.source], named[edge.target]), [])
        uses = [architecture.uses[number] for number in edge.uses]
        found += [f"{use.path}:{use.line} {use.verb} {use.name}" for use in uses]
    return {
        key: "\n".join(found[:_SHOWN] + ([f"... and {len(found) - _SHOWN:,} more"] if len(found) > _SHOWN else []))
        for key, found in lines.items()
    }
