"""Runs one specification with two plugins, one in the place of the other: same verdicts, at what cost?

Comes in: two plugins and a specification. Goes out: the results that differ, and what each run cost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import perf_counter

from hielements.app.adapters import open_catalog
from hielements.app.plugin_lookup import find_plugin
from hielements.app.plugin_measuring import MeasuredBackend
from hielements.app.projects import open_project, with_project
from hielements.app.requests import CheckRequest
from hielements.libraries.protocol.backend import Backend
from hielements.pipeline import check as run_pipeline
from hielements.plan.plan import Selection
from hielements.project.configuration import LibrarySetting
from hielements.record import Record
from hielements.report.json_report import render
from hielements.report.report import Report
from hielements.run.execution import Options


class Run(Record):
    """One run. Times are milliseconds; `memory` is in bytes, None for a plugin that is part of the host; `operations`
    are those of WebAssembly in all requests, None where they were not counted."""

    report: Report
    total: float
    requests: int
    asking: float
    memory: int | None
    operations: int | None


class Comparison(Record):
    """Both runs, and the results that differ: what one and the other say, as JSON."""

    old: Run
    new: Run
    differences: tuple[tuple[str, str], ...]


def compare_plugins(
    old: str,
    new: str,
    spec: str,
    name: str | None = None,
    folder: str = "",
    workspace: str | None = None,
    count: bool = False,
) -> Comparison:
    """Runs the specification with the old plugin and then with the new one. `name` is what the specification imports;
    without it that is the name of the old plugin. `count` counts the operations of modules."""
    settings = [find_plugin(each, folder, workspace).setting.with_(counts=count) for each in (old, new)]
    imported = name or settings[0].name
    request = CheckRequest(specs=(spec,), workspace=workspace, folder=folder, use_cache=False)
    runs = [_run(setting.with_(name=imported), request) for setting in settings]
    return Comparison(runs[0], runs[1], tuple(_differences(*(run.report for run in runs))))


def _run(setting: LibrarySetting, request: CheckRequest) -> Run:
    project = open_project(request)
    others = tuple(each for each in project.configuration.libraries if each.name != setting.name)
    configuration = project.configuration.with_(libraries=(*others, setting))
    measured: list[MeasuredBackend] = []

    def wrapped(backend: Backend) -> Backend:
        measured.append(MeasuredBackend(backend))
        return measured[-1]

    inputs = project.inputs
    workspace = inputs.workspace
    catalog = open_catalog(project.root, configuration, inputs.cache, workspace, {setting.name: wrapped})  # type: ignore[arg-type]
    project.inputs.catalog.close()
    project = project.with_(inputs=inputs.with_(catalog=catalog))
    started = perf_counter()
    report = with_project(project, lambda: run_pipeline(project.inputs, Selection(), Options(), None))
    total = perf_counter() - started
    times = [time for each in measured for time in each.times]
    memory = [each.memory for each in measured if each.memory is not None]
    counted = [each.standing().operations for each in measured]
    operations = [each for each in counted if each is not None]
    most = max(memory, default=None)
    return Run(report, total * 1e3, len(times), sum(times) * 1e3, most, sum(operations) if operations else None)


def _differences(old: Report, new: Report) -> list[tuple[str, str]]:
    """The results and diagnostics that are not the same, byte by byte. Names of plugins are the same in both."""
    first, second = (_lines(json.loads(render(report))) for report in (old, new))
    longest = max(len(first), len(second))
    pairs = zip(first + [""] * (longest - len(first)), second + [""] * (longest - len(second)), strict=True)
    return [pair for pair in pairs if pair[0] != pair[1]]


def _lines(report: Mapping[str, list[object]]) -> list[str]:
    items = [*report["diagnostics"], *report["results"]]
    return [json.dumps(item, sort_keys=True, ensure_ascii=False) for item in items]
