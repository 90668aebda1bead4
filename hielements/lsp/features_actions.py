"""What an editor can do: fixes, lenses, commands."""

from __future__ import annotations

from functools import partial
from typing import Any

from lsprotocol import types
from pygls import uris

from hielements.ide import actions as ide_actions
from hielements.ide import hints as ide_hints
from hielements.ide.findings import FoundViolation
from hielements.lsp.conversions import uri_of
from hielements.lsp.documents import Document
from hielements.lsp.server import HielementsServer
from hielements.source.locating import path_of

RUN = "hielements.runChecks"
SHOW_RESULTS = "hielements.showResults"
SHOW_PLACES = "hielements.showPlaces"
ADD_TO_BASELINE = "hielements.addToBaseline"

_MOST_CHOICES = 8


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(
            [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, types.CodeActionKind.SourceFixAll]
        ),
    )
    async def actions(ls: HielementsServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        document = ls.document(params.text_document.uri)
        if document is None:
            return []
        found = _about_violations(ls, document, params)
        if document.is_specification:
            found += await _about_text(ls, document, params)
        only = params.context.only
        if only:
            kinds = [str(getattr(kind, "value", kind)) for kind in only]
            found = [each for each in found if any(_is_below(_kind(each), kind) for kind in kinds)]
        return found

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def lenses(ls: HielementsServer, params: types.CodeLensParams) -> list[types.CodeLens]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        workbench, name = document.workbench, document.name
        analysis = await ls.analysis(document)
        found = ide_hints.lenses(analysis, workbench.findings, name)
        result = []
        for lens in found:
            range_ = ls.converter.positions.range(analysis.trees[name].source, lens.start, lens.end)
            if lens.kind == "run":
                command = types.Command(lens.title, RUN, arguments=[document.uri, lens.run])
            elif lens.kind == "results":
                path = lens.results[0].element
                command = types.Command(lens.title, SHOW_RESULTS, arguments=[document.uri, path])
            else:
                places = [
                    place for each in lens.places if (place := ls.converter.location(workbench, each)) is not None
                ]
                shown = [{"uri": place.uri, "line": place.range.start.line} for place in places]
                command = types.Command(lens.title, SHOW_PLACES, arguments=[shown])
            result.append(types.CodeLens(range_, command))
        return result

    _commands(server)


def _kind(action: types.CodeAction) -> str:
    return str(getattr(action.kind, "value", action.kind))


def _is_below(kind: str, wanted: str) -> bool:
    return not wanted or kind == wanted or kind.startswith(f"{wanted}.")


async def _about_text(
    ls: HielementsServer, document: Document, params: types.CodeActionParams
) -> list[types.CodeAction]:
    workbench, name = document.workbench, document.name
    start = ls.converter.positions.offset(document.source, params.range.start)
    end = ls.converter.positions.offset(document.source, params.range.end)
    found = await ls.think(lambda: ide_actions.actions(workbench.analysis(name), name, start, end))
    result = []
    for each in found:
        mended = [ls.converter.diagnostic(workbench, each.diagnostic)] if each.diagnostic is not None else None
        result.append(
            types.CodeAction(
                title=each.title,
                kind=each.kind,
                diagnostics=mended,
                is_preferred=each.preferred or None,
                edit=ls.converter.workspace_edit(workbench, each.edits),
            )
        )
    return result


def _about_violations(
    ls: HielementsServer, document: Document, params: types.CodeActionParams
) -> list[types.CodeAction]:
    workbench = document.workbench
    result: list[types.CodeAction] = []
    allowed = False
    for each in workbench.findings.violations().get(document.name, ()):
        line = (each.violation.line or 1) - 1
        if not params.range.start.line <= line <= params.range.end.line:
            continue
        mended = [ls.converter.violation(workbench, document.source, each)]
        allow = ide_actions.allow_action(document.source, each)
        if allow is not None and not allowed:
            allowed = True
            edit = ls.converter.workspace_edit(workbench, allow.edits)
            result.append(types.CodeAction(allow.title, types.CodeActionKind.QuickFix, mended, edit=edit))
        arguments: list[Any] = [document.uri, _identity(each)]
        command = types.Command("Add this violation to the baseline", ADD_TO_BASELINE, arguments=arguments)
        result.append(types.CodeAction(command.title, types.CodeActionKind.QuickFix, mended, command=command))
    return result


def _identity(found: FoundViolation) -> dict[str, Any]:
    check, violation = found.check, found.violation
    return {
        "element": check.element, "check": check.check, "path": violation.path, "line": violation.line,
        "target": violation.target,
    }  # fmt: skip


def _commands(server: HielementsServer) -> None:
    @server.command(RUN)
    async def run(ls: HielementsServer, *arguments: str) -> bool:
        """Runs the checks of the workspace that a file is in, or those that a filter selects in that file; without
        arguments those of every open workspace."""
        uri, filter_ = (*arguments, "", "")[:2]
        benches = list(ls.workbenches.values())
        document = ls.document(uri)
        path = uris.to_fs_path(uri) if uri else None
        if path is not None:
            benches = [document.workbench if document is not None else ls.workbench_of(path)]
        for workbench in benches:
            specs = (document.name,) if filter_ and document is not None else ()
            ls.runs.check(workbench, specs, (filter_,) if filter_ else ())
        return bool(benches)

    @server.command(SHOW_RESULTS)
    async def show_results(ls: HielementsServer, uri: str, element: str) -> bool:
        """Offers the violations of an element, and goes to the one that is chosen."""
        document = ls.document(uri)
        if document is None:
            return False
        places: dict[str, tuple[str, int]] = {}
        for result in document.workbench.findings.results:
            if result.element != element or result.status not in ("fail", "error"):
                continue
            for violation in result.violations:
                if violation.path is not None:
                    target = uri_of(path_of(document.workbench.root, violation.path))
                    places[f"{violation.path}:{violation.line or 1}: {violation.message}"] = (
                        target,
                        violation.line or 1,
                    )
            if not result.violations:
                target = uri_of(path_of(document.workbench.root, result.place.file))
                places[result.message or result.check] = (target, result.place.line)
        return await _choose(ls, f"What `{element}` is found to break:", places)

    @server.command(SHOW_PLACES)
    async def show_places(ls: HielementsServer, places: list[dict[str, Any]]) -> bool:
        """Offers places, and goes to the one that is chosen."""
        shown = {}
        for place in places:
            path = uris.to_fs_path(str(place["uri"])) or ""
            shown[f"{path.rpartition('/')[2]}:{int(place['line']) + 1}"] = (str(place["uri"]), int(place["line"]) + 1)
        return await _choose(ls, "Implemented by:", shown)

    @server.command(ADD_TO_BASELINE)
    async def add_to_baseline(ls: HielementsServer, uri: str, violation: dict[str, Any]) -> bool:
        """Accepts a violation that is there: it no longer counts, and must not come back once it is mended."""
        from hielements.app.editing import baseline_with

        document = ls.document(uri)
        if document is None:
            return False
        workbench = document.workbench
        for each in workbench.findings.violations().get(document.name, ()):
            if _identity(each) != violation:
                continue
            written = await ls.think(partial(baseline_with, workbench.root, each.check, each.violation))
            if isinstance(written, str):
                ls.window_show_message(types.ShowMessageParams(types.MessageType.Error, written))
                return False
            path, text = written
            try:
                with open(path, "w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
            except OSError as problem:
                told = f"{path} cannot be written: {problem.strerror or problem}"
                ls.window_show_message(types.ShowMessageParams(types.MessageType.Error, told))
                return False
            ls.runs.check(workbench)
            return True
        return False


async def _choose(ls: HielementsServer, question: str, places: dict[str, tuple[str, int]]) -> bool:
    if not places:
        return False
    chosen = next(iter(places))
    if len(places) > 1:
        choices = [types.MessageActionItem(title) for title in list(places)[:_MOST_CHOICES]]
        answer = await ls.window_show_message_request_async(
            types.ShowMessageRequestParams(types.MessageType.Info, question, choices)
        )
        if answer is None:
            return False
        chosen = answer.title
    uri, line = places[chosen]
    place = types.Range(types.Position(line - 1, 0), types.Position(line - 1, 0))
    await ls.window_show_document_async(types.ShowDocumentParams(uri, take_focus=True, selection=place))
    return True
