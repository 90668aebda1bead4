"""Runs specifications with plugins, as users do, and says what became of each check."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from hielements.app.checking import check
from hielements.app.requests import CheckRequest
from hielements.record import Record
from hielements.report.report import Report

PLUGINS = Path(__file__).parents[1] / "plugins"


class Verdict(Record):
    """One check: its text, `pass`, `fail` or `error`, and why."""

    text: str
    status: str
    message: str


def run(folder: Path, configuration: str, spec: str, jobs: int = 1) -> tuple[list[Verdict], Report]:
    """The verdicts of a specification in a workspace, and the whole report."""
    (folder / "hielements.toml").write_text(configuration)
    (folder / "spec.hie").write_text(spec)
    report = check(CheckRequest(specs=(str(folder / "spec.hie"),), workspace=str(folder), use_cache=False, jobs=jobs))
    return [Verdict(each.check, each.status, each.message or "") for each in report.results], report


def said(report: Report) -> list[str]:
    """The diagnostics of a report, for a test that expects none."""
    return [one.message for one in report.diagnostics]


def entry(name: str, script: str, *arguments: str, **settings: object) -> str:
    """A line of `[libraries]` for a plugin in Python."""
    pairs = "".join(f", {key} = {_toml(value)}" for key, value in settings.items())
    return f'{name} = {{ executable = "python3", args = {json.dumps([script, *arguments])}{pairs} }}\n'


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value)


def copied(script: str, folder: Path) -> str:
    """A fixture plugin, copied into the workspace; its path there."""
    target = folder / "plugins" / os.path.basename(script)
    target.parent.mkdir(exist_ok=True)
    shutil.copy(PLUGINS / script, target)
    return f"plugins/{target.name}"
