"""The report as one page for a browser, which needs nothing else: no network, no further file.

Comes in: a Report with its architecture and coverage. Goes out: HTML. Elements, findings, coverage and cost can be read
without any script; the graph is drawn by one. A content security policy allows the page its own style and script, named
by their hashes, and nothing else. Times of checks are part of the page, so that two runs give different pages.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from hielements.report.html_report.elements import elements_section
from hielements.report.html_report.findings_section import diagnostics_section, findings_section
from hielements.report.html_report.graph_data import graph_data
from hielements.report.html_report.markup import data, text
from hielements.report.html_report.numbers import cost_section, coverage_section, plugins_section
from hielements.report.html_report.verdicts import WORDS
from hielements.report.json_report import encodable
from hielements.report.report import Report
from hielements.report.style import Style
from hielements.report.summary import summary_lines
from hielements.resources import package_file

SCRIPTS = ("layout.js", "model.js", "drawing.js", "graph.js")


def render(report: Report) -> str:
    """The page as text with a newline at its end."""
    style = asset("page.css")
    script = '"use strict";\n(() => {\n' + "".join(asset(name) for name in SCRIPTS) + "})();\n"
    policy = (
        f"default-src 'none'; style-src '{policy_hash(style)}'; script-src '{policy_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    found = diagnostics_section(report)
    sections = [
        ("elements", "Elements", elements_section(report)),
        ("graph", "Dependencies", GRAPH),
        ("findings", "Violations", findings_section(report)),
        *([("diagnostics", "Specification", found)] if found else []),
        ("coverage", "Coverage", coverage_section(report.coverage)),
        ("cost", "Cost", cost_section(report)),
        *([("plugins", "Plugins", plugins_section(report))] if report.plugins else []),
    ]
    links = "".join(f'<a href="#{name}">{title}</a>' for name, title, _ in sections)
    body = "".join(
        f'<section id="{name}" aria-labelledby="title-{name}"><h2 id="title-{name}">{title}</h2>{content}</section>'
        for name, title, content in sections
    )
    title = ", ".join(report.specs)
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{text(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Architecture of {text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#findings">Skip to the violations</a>\n<header><h1>Architecture</h1><p>{text(title)}'
        f"</p>{_summary(report)}<nav>{links}</nav></header>\n<main>\n{body}\n</main>\n"
        f'<script type="application/json" id="data">{data(graph_data(report))}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
    return encodable(page)


def _summary(report: Report) -> str:
    summary = report.summary
    numbers = (
        ("fail", summary.failed), ("error", summary.errors), ("waived", summary.waived), ("pass", summary.passed),
    )  # fmt: skip
    badges = "".join(
        f'<span class="badge {status}">{number:,} {WORDS[status]}</span> ' for status, number in numbers if number
    )
    # The page lists everything, as a terminal does with --verbose.
    lines = summary_lines(report, Style(width=10_000, verbose=True))
    first, *others = [f"<span>{text(line.strip())}</span></p>" for line in lines]
    return f'<p class="summary">{badges}{first}' + "".join(f"<p>{line}" for line in others)


def asset(name: str) -> str:
    """The text of a file beside this one."""
    with open(package_file("report", "html_report", name), encoding="utf-8") as file:
        return file.read()


def policy_hash(content: str) -> str:
    """The content as a content security policy names it."""
    return "sha256-" + b64encode(sha256(content.encode()).digest()).decode()


GRAPH = """\
<noscript><p>The graph needs JavaScript; everything else can be read without.</p></noscript>
<div class="toolbar" role="toolbar" aria-label="Graph">
<label>Search <input type="search" id="search" autocomplete="off" placeholder="element"></label>
<label>Rule <select id="rule"><option value="">all dependencies</option></select></label>
<label><input type="checkbox" id="broken-only"> violations only</label>
<label><input type="checkbox" id="declared"> declared but unused</label>
<button type="button" id="collapse">Collapse all</button>
<button type="button" id="expand">Expand all</button>
<button type="button" id="zoom-in" aria-label="Zoom in">+</button>
<button type="button" id="zoom-out" aria-label="Zoom out">&minus;</button>
<button type="button" id="fit">Fit</button>
<span id="matches" role="status"></span>
</div>
<div class="graph">
<div id="viewport" tabindex="0" role="application" aria-label="Elements and their dependencies" \
aria-describedby="keys"><canvas id="edges" aria-hidden="true"></canvas><div id="nodes"></div>\
<div id="tip" hidden></div></div>
<aside id="details" aria-live="polite"><h3>Nothing selected</h3>
<p>Click an element or a line between two elements. A line shows every dependency behind it; red ones break a rule.</p>
</aside>
</div>
<p id="keys" class="count">Drag to move, turn the wheel to zoom, double-click an element to open or close it. Keys:
arrows move between elements, Enter selects, Space opens or closes, + and - zoom, 0 fits everything, Shift and arrows
move the view.</p>
"""
