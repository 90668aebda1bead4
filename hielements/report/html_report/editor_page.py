"""The graph of the page for browsers alone, to be shown in an editor beside the text.

Comes in: a Report with its architecture. Goes out: HTML in the editor's colours. The page is told by messages which
element to select, and tells by messages which one to open; as the page for browsers it reaches no network, and runs
no script but its own, named by its hash.
"""

from __future__ import annotations

from hielements.report.html_report.graph_data import graph_data
from hielements.report.html_report.markup import data, text
from hielements.report.html_report.page import GRAPH, SCRIPTS, asset, policy_hash
from hielements.report.json_report import encodable
from hielements.report.report import Report


def render(report: Report) -> str:
    """The page as text with a newline at its end."""
    style = asset("page.css") + asset("editor.css")
    script = '"use strict";\n(() => {\n' + "".join(asset(name) for name in (*SCRIPTS, "editor.js")) + "})();\n"
    policy = (
        f"default-src 'none'; style-src '{policy_hash(style)}'; script-src '{policy_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{text(policy)}">\n'
        f"<title>Dependencies</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<main><section id="graph" aria-label="Dependencies">{GRAPH}</section></main>\n'
        f'<script type="application/json" id="data">{data(graph_data(report))}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
    return encodable(page)
