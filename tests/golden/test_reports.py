"""Whole reports in every format, compared with recorded ones. HIELEMENTS_UPDATE=1 records them anew."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_reports import REPORTS

from hielements.report.formats import render
from hielements.report.json_report import render as render_json
from hielements.report.report import Report
from hielements.report.style import Style
from hielements.report.terminal import render as render_terminal

RECORDED = Path(__file__).parent / "reports"
FORMATS: dict[str, Callable[[Report], str]] = {
    "txt": lambda report: render_terminal(report, Style()),
    "narrow.txt": lambda report: render_terminal(report, Style(width=60)),
    "verbose.txt": lambda report: render_terminal(report, Style(verbose=True)),
    "quiet.txt": lambda report: render_terminal(report, Style(quiet=True)),
    "ascii.txt": lambda report: render_terminal(report, Style(encoding="ascii")),
    "colour.txt": lambda report: render_terminal(report, Style(colour=True)),
    "json": render_json,
    "verbose.json": lambda report: render_json(report, times=True),
    "sarif": lambda report: render("sarif", report),
    "junit.xml": lambda report: render("junit", report),
    "verbose.junit.xml": lambda report: render("junit", report, times=True),
    "github.txt": lambda report: render("github", report),
    "azure.txt": lambda report: render("azure", report),
    "teamcity.txt": lambda report: render("teamcity", report),
    "gitlab.json": lambda report: render("gitlab", report),
    "checkstyle.xml": lambda report: render("checkstyle", report),
    "rdjson": lambda report: render("rdjson", report),
    "md": lambda report: render("markdown", report),
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("ending", FORMATS)
def test_recorded_report(name: str, ending: str) -> None:
    found = FORMATS[ending](REPORTS[name]())
    path = RECORDED / f"{name}.{ending}"
    if os.environ.get("HIELEMENTS_UPDATE") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == found


@pytest.mark.parametrize("name", REPORTS)
def test_json_is_as_the_schema_says(name: str) -> None:
    import jsonschema

    schema = json.loads((Path(__file__).parents[2] / "hielements/report/report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for times in (False, True):
        jsonschema.validate(json.loads(render_json(REPORTS[name](), times=times)), schema)
