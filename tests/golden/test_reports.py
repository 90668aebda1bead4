"""Whole reports in every format, compared with recorded ones. HIELEMENTS_UPDATE=1 records them anew."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_reports import dry_report, full_report, happy_report, invalid_report, validated_report

from hielements.report.json_report import render as render_json
from hielements.report.report import Report
from hielements.report.style import Style
from hielements.report.terminal import render as render_terminal

RECORDED = Path(__file__).parent / "reports"
REPORTS = {
    "full": full_report,
    "invalid": invalid_report,
    "happy": happy_report,
    "dry": dry_report,
    "valid": validated_report,
}
FORMATS: dict[str, Callable[[Report], str]] = {
    "txt": lambda report: render_terminal(report, Style()),
    "narrow.txt": lambda report: render_terminal(report, Style(width=60)),
    "verbose.txt": lambda report: render_terminal(report, Style(verbose=True)),
    "quiet.txt": lambda report: render_terminal(report, Style(quiet=True)),
    "ascii.txt": lambda report: render_terminal(report, Style(encoding="ascii")),
    "colour.txt": lambda report: render_terminal(report, Style(colour=True)),
    "json": render_json,
    "verbose.json": lambda report: render_json(report, times=True),
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
