"""What is published: what is wrong with open texts, and what checks found, on every file that has something.

Comes in: a text that was understood, or the findings of a run. Goes out: diagnostics, and their disappearance.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types

from hielements.ide.analysis import Analysis
from hielements.ide.workbench import Workbench
from hielements.lsp.conversions import uri_of
from hielements.lsp.documents import Document
from hielements.source.locating import path_of

if TYPE_CHECKING:
    from hielements.lsp.server import HielementsServer


class Publisher:
    """Publishes for a server, and remembers which files show something."""

    def __init__(self, server: HielementsServer) -> None:
        self._server = server
        self._shown: dict[str, set[str]] = {}

    def diagnostics_of(self, document: Document, analysis: Analysis) -> list[types.Diagnostic]:
        return [
            self._server.converter.diagnostic(document.workbench, each)
            for each in analysis.diagnostics_of(document.name)
        ]

    def publish(self, document: Document) -> None:
        """Publishes what is known of a file: of its text unless the client asks for that itself, and what checks
        found."""
        shown: list[types.Diagnostic] = []
        if document.is_specification and not self._server.pulls:
            analysis = document.workbench.last_analysis(document.name)
            if analysis is not None:
                shown += self.diagnostics_of(document, analysis)
        elif document.is_specification and self._server.can("workspace", "diagnostics", "refresh_support"):
            self._server.start(self._server.workspace_diagnostic_refresh_async(None))
        shown += self._found(document.workbench, document.name)
        self._push(document.workbench, document.name, shown, document.version)

    def publish_findings(self, workbench: Workbench) -> None:
        """Publishes what a run found, on all files, and takes back what an earlier one did."""
        found = workbench.findings.violations()
        # What is missing cannot be shown where it is not: then the rule shows it.
        names = {path for path in found if self._is_there(workbench, path)}
        names |= {
            each.check.place.file for path in found if not self._is_there(workbench, path) for each in found[path]
        }
        names |= {each.place.file for each in workbench.findings.without_place()}
        names |= {each.place.file for each in workbench.findings.diagnostics}
        for name in sorted({*names, *self._shown.get(workbench.root, set())}):
            document = self._server.documents.get(uri_of(path_of(workbench.root, name)))
            if document is not None:
                self.publish(document)
            elif not name.startswith("<"):
                self._push(workbench, name, self._found(workbench, name))

    def _is_there(self, workbench: Workbench, path: str) -> bool:
        return os.path.isfile(path_of(workbench.root, path))

    def _found(self, workbench: Workbench, name: str) -> list[types.Diagnostic]:
        source = self._server.source(workbench, name) if not name.startswith("<") else None
        violations = workbench.findings.violations().get(name, ())
        shown = [self._server.converter.violation(workbench, source, each) for each in violations]
        shown += [
            self._server.converter.outcome(workbench, each.check)
            for path, found in workbench.findings.violations().items()
            for each in found
            if each.check.place.file == name and not self._is_there(workbench, path)
        ]
        shown += [
            self._server.converter.outcome(workbench, each)
            for each in workbench.findings.without_place()
            if each.place.file == name
        ]
        analysis = workbench.last_analysis(name) if name in workbench.typed else None
        told = {each.code.id for each in analysis.diagnostics_of(name)} if analysis is not None else set()
        for each in workbench.findings.diagnostics:
            # What can be said without running anything is said of open texts as they are typed.
            if each.place.file == name and not (analysis is not None and (each.code < "HIE05" or each.code in told)):
                location = self._server.converter.place(workbench, each.place)
                severity = (
                    types.DiagnosticSeverity.Error if each.severity == "error" else types.DiagnosticSeverity.Warning
                )
                shown.append(
                    types.Diagnostic(
                        location.range, each.message, severity=severity, code=each.name, source="hielements"
                    )
                )
        return shown

    def _push(
        self, workbench: Workbench, name: str, diagnostics: list[types.Diagnostic], version: int | None = None
    ) -> None:
        known = self._shown.setdefault(workbench.root, set())
        if not diagnostics and name not in known and version is None:
            return
        (known.add if diagnostics else known.discard)(name)
        document = self._server.documents.get(uri_of(path_of(workbench.root, name)))
        uri = document.uri if document is not None else uri_of(path_of(workbench.root, name))
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))

    def closed(self, document: Document) -> None:
        """What is left to show of a text that the editor no longer holds: what is found on disk."""
        found = self._found(document.workbench, document.name)
        self._push(document.workbench, document.name, found, document.version)
