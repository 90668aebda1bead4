"""The diagnostics that a client asks for: of a text, and of all specifications of the workspace, open or not.

Each answer has a name made of its content; a client that has it already is told that nothing has changed.
"""

from __future__ import annotations

from hashlib import sha256

from lsprotocol import converters, types

from hielements.ide.workbench import Workbench
from hielements.lsp.conversions import uri_of
from hielements.lsp.server import HielementsServer
from hielements.source.locating import path_of

_CONVERTER = converters.get_converter()


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="hielements"),
    )
    async def diagnostic(
        ls: HielementsServer, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        await ls.analysis(document)
        items = _of_file(ls, document.workbench, document.name)
        name = _name(items)
        if params.previous_result_id == name:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=name)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def everywhere(
        ls: HielementsServer, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        known = {each.uri: each.value for each in params.previous_result_ids}
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        ls.open_folders()
        for workbench in list(ls.workbenches.values()):
            for analysis in await ls.think(workbench.all_analyses):
                uri = uri_of(path_of(workbench.root, analysis.name))
                document = ls.documents.get(uri)
                version = document.version if document is not None else None
                items = _of_file(ls, workbench, analysis.name)
                name = _name(items)
                if known.get(uri) == name:
                    reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version))
                else:
                    reports.append(types.WorkspaceFullDocumentDiagnosticReport(uri, items, version, result_id=name))
        return types.WorkspaceDiagnosticReport(reports)


def _of_file(ls: HielementsServer, workbench: Workbench, name: str) -> list[types.Diagnostic]:
    analysis = workbench.last_analysis(name)
    if analysis is None:
        return []
    return [ls.converter.diagnostic(workbench, each) for each in analysis.diagnostics_of(name)]


def _name(items: list[types.Diagnostic]) -> str:
    return sha256(repr(_CONVERTER.unstructure(items)).encode("utf-8", "surrogatepass")).hexdigest()[:24]
