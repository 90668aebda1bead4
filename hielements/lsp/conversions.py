"""Our records as the protocol's types.

Comes in: diagnostics, findings, outlines, edits. Goes out: LSP types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lsprotocol import types
from pygls import uris

from hielements.diagnostics.diagnostic import Diagnostic, Edit
from hielements.ide.findings import FoundViolation
from hielements.ide.highlighting import MODIFIERS, TOKEN_KINDS, Highlight
from hielements.ide.outline import OutlineItem
from hielements.ide.proposals import Proposal
from hielements.ide.workbench import Workbench
from hielements.lsp.positions import Positions
from hielements.report.report import Place, ReportedCheck
from hielements.source.locating import path_of
from hielements.source.text import Location, SourceText

SOURCE = "hielements"

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_UNNECESSARY = frozenset(["unused-import", "unused-scope", "repeated-import"])
_OUTDATED = frozenset(["old-spelling", "requirement-in-element"])

SYMBOL_KINDS = {
    "element": types.SymbolKind.Class,
    "pattern": types.SymbolKind.Interface,
    "language": types.SymbolKind.Namespace,
    "scope": types.SymbolKind.Variable,
    "ref": types.SymbolKind.Property,
    "check": types.SymbolKind.Boolean,
    "requirement": types.SymbolKind.Boolean,
}
_PROPOSAL_KINDS = {
    "keyword": types.CompletionItemKind.Keyword,
    "scope": types.CompletionItemKind.Variable,
    "ref": types.CompletionItemKind.Property,
    "element": types.CompletionItemKind.Class,
    "pattern": types.CompletionItemKind.Interface,
    "library": types.CompletionItemKind.Module,
    "file": types.CompletionItemKind.File,
    "folder": types.CompletionItemKind.Folder,
    "function": types.CompletionItemKind.Function,
    "selector": types.CompletionItemKind.Function,
    "check": types.CompletionItemKind.Function,
    "parameter": types.CompletionItemKind.Field,
    "language": types.CompletionItemKind.EnumMember,
    "type": types.CompletionItemKind.TypeParameter,
}

_PLACE = re.compile(r"\$\{?\d+(?::(\w*))?\}?")
"""A place of a snippet that is to be filled in."""


class Converter:
    """Converts with the positions that a client counts in."""

    def __init__(self, positions: Positions, snippets: bool = False) -> None:
        self.positions = positions
        self.snippets = snippets

    # Places

    def uri(self, workbench: Workbench, source: SourceText) -> str:
        return uri_of(source.path or path_of(workbench.root, source.name))

    def location(self, workbench: Workbench, location: Location) -> types.Location | None:
        """A place in a file; None for text that is in no file, as the patterns of a library."""
        if location.source.path is None and location.source.name.startswith("<"):
            return None
        return types.Location(self.uri(workbench, location.source), self.positions.range_of(location))

    def place(self, workbench: Workbench, place: Place) -> types.Location:
        """A place of a report, whose columns count characters."""
        source = workbench.source(place.file)
        uri = uri_of((source.path if source is not None else None) or path_of(workbench.root, place.file))
        if source is None:
            start = types.Position(place.line - 1, place.column - 1)
            return types.Location(uri, types.Range(start, types.Position(place.end_line - 1, place.end_column - 1)))
        start_offset = source.offset(place.line, place.column)
        end_offset = source.offset(place.end_line, place.end_column)
        return types.Location(uri, self.positions.range(source, start_offset, end_offset))

    def text_edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        return [types.TextEdit(self.positions.range_of(edit.location), edit.text) for edit in edits]

    def workspace_edit(self, workbench: Workbench, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            changes.setdefault(self.uri(workbench, edit.location.source), []).extend(self.text_edits([edit]))
        return types.WorkspaceEdit(changes=changes)

    # Diagnostics

    def diagnostic(self, workbench: Workbench, diagnostic: Diagnostic) -> types.Diagnostic:
        related = []
        for label in diagnostic.secondary:
            location = self.location(workbench, label.location)
            if location is not None:
                related.append(types.DiagnosticRelatedInformation(location, label.message))
        name = diagnostic.code.name
        tags = [types.DiagnosticTag.Unnecessary] if name in _UNNECESSARY else []
        tags += [types.DiagnosticTag.Deprecated] if name in _OUTDATED else []
        message = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
        return types.Diagnostic(
            range=self.positions.range_of(diagnostic.location),
            message=message,
            severity=_SEVERITIES[diagnostic.severity],
            code=name,
            source=SOURCE,
            tags=tags or None,
            related_information=related or None,
        )

    def violation(self, workbench: Workbench, source: SourceText | None, found: FoundViolation) -> types.Diagnostic:
        """A violation at its line, with a link to the rule and to each step of the chain."""
        violation, check = found.violation, found.check
        rule = self.place(workbench, check.place)
        told = f"`{check.element}`: {check.check}" + (f" (from the pattern {check.pattern})" if check.pattern else "")
        related = [types.DiagnosticRelatedInformation(rule, f"the rule: {told}")]
        related += [
            types.DiagnosticRelatedInformation(
                self.place(workbench, Place(hop.path, hop.line, hop.column, hop.line, hop.column)), hop.name
            )
            for hop in violation.chain
        ]
        parts = [violation.message, f"`{check.element}` demands: {check.check}"]
        parts += [text for text in (check.reason, violation.help) if text]
        return types.Diagnostic(
            range=self._violation_range(source, found),
            message="\n".join(parts),
            severity=types.DiagnosticSeverity.Error,
            code="architecture",
            code_description=types.CodeDescription(f"{rule.uri}#L{rule.range.start.line + 1}"),
            source=SOURCE,
            related_information=related,
        )

    def _violation_range(self, source: SourceText | None, found: FoundViolation) -> types.Range:
        violation = found.violation
        if source is None or violation.line is None:
            line = (violation.line or 1) - 1
            return types.Range(types.Position(line, 0), types.Position(line, 1 if violation.line is None else 1000))
        text = source.line(violation.line)
        column = violation.column or len(text) - len(text.lstrip()) + 1
        start = source.offset(violation.line, column)
        if violation.end_line is not None and violation.end_column is not None:
            end = source.offset(violation.end_line, violation.end_column)
        else:
            end = source.offset(violation.line, len(text.rstrip()) + 1)
        return self.positions.range(source, start, max(start, end))

    def outcome(self, workbench: Workbench, check: ReportedCheck) -> types.Diagnostic:
        """A check that failed or was not decided and that no line of code shows, at the rule."""
        parts = [check.message or ""]
        parts += [violation.message for violation in check.violations]
        parts += [failure.message for failure in check.failures]
        failed = check.status == "fail"
        return types.Diagnostic(
            range=self.place(workbench, check.place).range,
            message=f"`{check.element}`: " + "\n".join(dict.fromkeys(part for part in parts if part)),
            severity=types.DiagnosticSeverity.Error if failed else types.DiagnosticSeverity.Warning,
            code="violated" if failed else "undecided",
            source=SOURCE,
        )

    # Others

    def symbols(self, source: SourceText, items: Sequence[OutlineItem]) -> list[types.DocumentSymbol]:
        return [
            types.DocumentSymbol(
                name=item.name,
                kind=SYMBOL_KINDS[item.kind],
                range=self.positions.range(source, item.start, item.end),
                selection_range=self.positions.range(source, item.name_start, item.name_end),
                detail=item.detail or None,
                children=self.symbols(source, item.children) or None,
            )
            for item in items
        ]

    def proposal(
        self, source: SourceText, proposal: Proposal, default: types.Range, index: int
    ) -> types.CompletionItem:
        range_ = default
        if proposal.replaces is not None:
            range_ = self.positions.range(source, *proposal.replaces)
        is_snippet = proposal.snippet and self.snippets
        text = proposal.text if is_snippet or not proposal.snippet else _PLACE.sub(r"\1", proposal.text)
        snippet = types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText
        return types.CompletionItem(
            label=proposal.label,
            kind=_PROPOSAL_KINDS.get(proposal.kind),
            detail=proposal.detail or None,
            documentation=markdown(proposal.doc) if proposal.doc else None,
            sort_text=f"{proposal.order}{index:05d}",
            filter_text=proposal.label,
            insert_text_format=snippet,
            text_edit=types.TextEdit(range_, text),
            additional_text_edits=self.text_edits(proposal.edits) or None,
            data={"library": proposal.library, "function": proposal.function} if proposal.function else None,
        )

    def tokens(self, source: SourceText, highlights: Iterable[Highlight]) -> list[int]:
        """Semantic tokens as the protocol packs them: five numbers each, relative to the one before. A comment of
        several lines is one token for each."""
        data: list[int] = []
        last_line = last_character = 0
        for each in highlights:
            kind = TOKEN_KINDS.index(each.kind)
            modifiers = sum(1 << MODIFIERS.index(name) for name in each.modifiers)
            start = each.start
            while start < each.end:
                line = source.position(start)[0]
                end = min(each.end, source.line_starts[line] if line < source.line_count else len(source.text))
                shown = source.text[start:end].rstrip("\r\n")
                if shown:
                    place = self.positions.position(source, start)
                    same = place.line == last_line
                    data += [
                        place.line - last_line,
                        place.character - (last_character if same else 0),
                        self.positions.width(shown),
                        kind,
                        modifiers,
                    ]
                    last_line, last_character = place.line, place.character
                start = max(end, start + 1)
        return data


def uri_of(path: str) -> str:
    found: str | None = uris.from_fs_path(path)
    assert found is not None
    return found


def markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)
