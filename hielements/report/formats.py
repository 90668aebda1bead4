"""The forms that a report can take, by name.

Comes in: the name of a format. Goes out: what renders it. Only the renderer that is used is imported. The terminal
report is not among them: it needs to know its terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hielements.report.report import Report

TERMINAL: Final = "human"
MACHINE_FORMATS: Final = (
    "json", "sarif", "junit", "github", "gitlab", "azure", "teamcity", "checkstyle", "rdjson", "markdown", "html",
)  # fmt: skip
FORMATS: Final = (TERMINAL, *MACHINE_FORMATS)
IN_FULL: Final = frozenset({"html"})
"""Those that show the architecture and the coverage, and need a report that has them."""


def render(name: str, report: Report, *, times: bool = False) -> str:
    """The report in a format for machines. Times stand in it only when asked for."""
    if name == "junit":
        from hielements.report.junit import render as render_junit

        return render_junit(report, times=times)
    if name == "json":
        from hielements.report.json_report import render as render_json

        return render_json(report, times=times)
    return _renderer(name)(report)


def _renderer(name: str) -> Callable[[Report], str]:
    if name == "sarif":
        from hielements.report import sarif

        return sarif.render
    if name == "gitlab":
        from hielements.report import gitlab_code_quality

        return gitlab_code_quality.render
    if name == "checkstyle":
        from hielements.report import checkstyle

        return checkstyle.render
    if name == "rdjson":
        from hielements.report import rdjson

        return rdjson.render
    if name == "html":
        from hielements.report.html_report import page

        return page.render
    if name == "markdown":
        from hielements.report import markdown_summary

        return markdown_summary.render
    from hielements.report import annotations

    renderers = {
        "github": annotations.render_github,
        "azure": annotations.render_azure,
        "teamcity": annotations.render_teamcity,
    }
    return renderers[name]
