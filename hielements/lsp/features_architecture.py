"""What views beside the text show: all elements and checks with their verdicts, the graph, the report, explanations.

Requests and a notification of our own, for clients that know them: their names begin with `hielements/`. Docs for those
who write such a client: docs/editors.md.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from lsprotocol import types
from pygls import uris

from hielements.ide import checks_overview
from hielements.ide.checks_overview import ListedCheck, ListedElement
from hielements.ide.workbench import Workbench
from hielements.lsp.checking import CheckFailed, run_check
from hielements.lsp.conversions import uri_of
from hielements.lsp.server import HielementsServer
from hielements.report.report import Place, Report, ReportedCheck

CHECKS = "hielements/checks"
RUN = "hielements/run"
ELEMENT_AT = "hielements/elementAt"
PAGE = "hielements/page"
EXPLANATION = "hielements/explanation"
STATE = "hielements/checkState"

_OPENING = ("hielements.toml", "hielements.hie")


class _Owners:
    """Which element a file belongs to, by workspace, as the last page knew it."""

    def __init__(self) -> None:
        self._by_root: dict[str, dict[str, str]] = {}

    def take(self, root: str, report: Report) -> None:
        found: dict[str, str] = {}
        for element in report.architecture.elements if report.architecture is not None else ():
            # Inner elements stand behind those around them, and own their files more closely.
            found.update(dict.fromkeys((*element.partial, *element.files), element.path))
        self._by_root[root] = found

    def of(self, workbench: Workbench, name: str) -> str | None:
        return self._by_root.get(workbench.root, {}).get(name)


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""
    owners = _Owners()
    server.runs.told = partial(_tell, server)
    _checks(server)
    _pages(server, owners)


def _checks(server: HielementsServer) -> None:
    @server.feature(CHECKS)
    async def checks(ls: HielementsServer, _: Any) -> dict[str, Any]:
        """All elements and checks of every workspace."""
        return {"workspaces": [await _overview(ls, workbench) for workbench in _workbenches(ls)]}

    @server.feature(RUN)
    async def run(ls: HielementsServer, params: Any) -> dict[str, Any]:
        """Runs the checks of a workspace (`uri`) that the `filters` select, or all; answers when the run is over."""
        workbench = _workbench(ls, params)
        if workbench is None:
            return {"state": "failed", "message": "no such workspace"}
        filters = tuple(str(each) for each in getattr(params, "filters", None) or ())
        task = ls.runs.check(workbench, (), filters)
        try:
            await asyncio.shield(task)
            state = "done"
        except asyncio.CancelledError:
            # The request was cancelled, or another run has taken the place of this one.
            task.cancel()
            state = "stopped"
        return {"state": state, **_counts(workbench.findings.results)}


def _pages(server: HielementsServer, owners: _Owners) -> None:
    @server.feature(ELEMENT_AT)
    async def element_at(ls: HielementsServer, params: Any) -> dict[str, Any]:
        """The element that a place in a specification, or a file of code, belongs to."""
        uri = str(params.textDocument.uri)
        document = ls.specification(uri)
        if document is not None:
            analysis = await ls.recent_analysis(document)
            place = types.Position(int(params.position.line), int(params.position.character))
            offset = ls.converter.positions.offset(document.source, place)
            found = checks_overview.element_at(analysis, document.name, offset)
            return {"element": found, "workspace": uri_of(document.workbench.root)}
        code = ls.document(uri)
        if code is None:
            return {"element": None, "workspace": None}
        return {"element": owners.of(code.workbench, code.name), "workspace": uri_of(code.workbench.root)}

    @server.feature(PAGE)
    async def page(ls: HielementsServer, params: Any) -> dict[str, Any]:
        """A page of HTML about a workspace: the whole `report`, or the `graph` to be shown beside the text. Its checks
        are run for it."""
        workbench = _workbench(ls, params)
        if workbench is None:
            return {"html": None, "message": "no such workspace"}
        ls.runs.told(workbench, "running")
        said = "stopped"
        try:
            request = ls.runs.request_for(workbench).with_(in_full=True)
            answer = await run_check(request, lambda *_: None)
            said = "done"
            workbench.findings.take(answer, True)
            owners.take(workbench.root, answer.report)
            ls.publisher.publish_findings(workbench)
            ls.refresh()
        except CheckFailed as problem:
            said = "failed"
            return {"html": None, "message": str(problem)}
        finally:
            ls.runs.told(workbench, said)
        render = _graph_page if getattr(params, "kind", "report") == "graph" else _report_page
        html = await asyncio.get_running_loop().run_in_executor(None, render, answer.report)
        places = _places(ls, workbench, answer.report)
        return {"html": html, "message": None, "workspace": uri_of(workbench.root), "elements": places}

    @server.feature(EXPLANATION)
    async def explained(_: HielementsServer, params: Any) -> dict[str, Any]:
        """The page about a diagnostic, by its name or number, in Markdown."""
        from hielements.diagnostics.catalog import explanation, find_code

        code = find_code(str(params.code))
        return {"markdown": explanation(code) if code is not None else None}


def _report_page(report: Report) -> str:
    from hielements.report.html_report.page import render

    return render(report)


def _graph_page(report: Report) -> str:
    from hielements.report.html_report.editor_page import render

    return render(report)


# Workspaces


def _workbenches(ls: HielementsServer) -> list[Workbench]:
    """The workspaces that are open, and those of the editor's folders that have a specification."""
    for folder in ls.folders:
        for name in _OPENING:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                ls.workbench_of(path)
                break
    return [ls.workbenches[root] for root in sorted(ls.workbenches)]


def _workbench(ls: HielementsServer, params: Any) -> Workbench | None:
    """The workspace of a folder or of a file; the only one where nothing is named."""
    uri = getattr(params, "uri", None)
    if uri:
        document = ls.document(str(uri))
        if document is not None:
            return document.workbench
        path = uris.to_fs_path(str(uri))
        if path is None:
            return None
        return ls.workbench_of(os.path.join(path, "_") if os.path.isdir(path) else path)
    found = _workbenches(ls)
    return found[0] if found else None


async def _overview(ls: HielementsServer, workbench: Workbench) -> dict[str, Any]:
    found: dict[str, Any] = {
        "uri": uri_of(workbench.root),
        "name": os.path.basename(workbench.root) or workbench.root,
        "elements": [],
        "checks": [],
        "trouble": None,
        "hasRun": workbench.findings.has_run,
        **_counts(workbench.findings.results),
    }
    try:
        answer = await run_check(ls.runs.request_for(workbench).with_(dry_run=True), lambda *_: None)
    except CheckFailed as problem:
        return {**found, "trouble": str(problem)}
    report = answer.report
    errors = [each for each in report.diagnostics if each.severity == "error"]
    if errors:
        first, more = errors[0], len(errors) - 1
        rest = f", and {more} more" if more else ""
        found["trouble"] = f"{first.place.file}:{first.place.line}: {first.message}{rest}"
    analyses = [await ls.think(partial(workbench.analysis, name)) for name in report.specs]
    elements = checks_overview.listed_elements(analyses)
    checks = checks_overview.listed_checks(report.planned or (), workbench.findings.results)
    found["elements"] = [_element(ls, workbench, each) for each in elements]
    found["checks"] = [_check(ls, workbench, each) for each in checks]
    return found


# Wire forms


def _element(ls: HielementsServer, workbench: Workbench, element: ListedElement) -> dict[str, Any]:
    return {
        "path": element.path,
        "name": element.name,
        "parent": element.parent,
        "doc": element.doc,
        "location": ls.converter.location(workbench, element.location),
    }


def _check(ls: HielementsServer, workbench: Workbench, check: ListedCheck) -> dict[str, Any]:
    result = check.result
    return {
        "element": check.element,
        "check": " ".join(check.check.split()),
        "kind": check.kind,
        "pattern": check.pattern,
        "location": _location(ls, workbench, check.place),
        "state": check.state,
        "message": _told(result) if result is not None else None,
        "milliseconds": round(result.seconds * 1000) if result is not None else None,
        "violations": [
            {
                "message": violation.message,
                "location": _location(ls, workbench, _place_of(violation.path, violation.line, violation.column)),
            }
            for violation in (result.violations if result is not None else ())
        ],
    }


def _told(result: ReportedCheck) -> str:
    parts = [result.message or "", *(failure.message for failure in result.failures), result.reason or ""]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _place_of(path: str | None, line: int | None, column: int | None) -> Place | None:
    if path is None:
        return None
    return Place(path, line or 1, column or 1, line or 1, column or 1)


def _location(ls: HielementsServer, workbench: Workbench, place: Place | None) -> types.Location | None:
    """A place in a file; None for text that is in no file."""
    if place is None or (place.file.startswith("<") and workbench.source(place.file) is None):
        return None
    return ls.converter.place(workbench, place)


def _places(ls: HielementsServer, workbench: Workbench, report: Report) -> list[dict[str, Any]]:
    elements = report.architecture.elements if report.architecture is not None else ()
    return [{"path": each.path, "location": _location(ls, workbench, each.place)} for each in elements]


def _counts(results: Sequence[ReportedCheck]) -> dict[str, Any]:
    counts = {"passed": 0, "violated": 0, "undecided": 0, "waived": 0}
    names = {"pass": "passed", "fail": "violated", "error": "undecided", "waived": "waived"}
    for each in results:
        counts[names[each.status]] += 1
    return {"counts": counts}


def _tell(ls: HielementsServer, workbench: Workbench, state: str) -> None:
    """Tells a client that wants to know how runs go."""
    wanted = ls.client_capabilities.experimental
    if not (wanted.get("hielements") if isinstance(wanted, dict) else getattr(wanted, "hielements", None)):
        return
    told = {
        "uri": uri_of(workbench.root),
        "state": state,
        "hasRun": workbench.findings.has_run,
        "mistakes": sum(1 for each in workbench.findings.diagnostics if each.severity == "error"),
        **_counts(workbench.findings.results),
    }
    ls.protocol.notify(STATE, told)
