"""reviewdog's diagnostic format (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf), for review comments.

Comes in: a Report. Goes out: one JSON object, a `DiagnosticResult`. Columns count bytes of UTF-8; where the text of a
line is not known, a place has no columns. Fixes of diagnostics become suggestions.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.findings import Finding, Spot, counted_findings
from hielements.report.json_report import Json, encodable
from hielements.report.report import Excerpt, Report, ReportedDiagnostic

_SEVERITIES: Final = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(report: Report) -> str:
    """The object as JSON text with a newline at its end."""
    result: Json = {
        "source": {"name": "hielements"},
        "diagnostics": [_diagnostic(finding) for finding in counted_findings(report)],
    }
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _diagnostic(finding: Finding) -> Json:
    result: Json = {
        "message": finding.text + (f"\nhelp: {finding.help}" if finding.help else ""),
        "location": _location(finding.spot),
        "severity": _SEVERITIES[finding.level],
        "code": {"value": finding.rule.id},
    }
    if finding.related:
        result["related_locations"] = [
            {"message": related.message, "location": _location(related.spot)} for related in finding.related
        ]
    if finding.diagnostic is not None and (suggestions := _suggestions(finding.diagnostic)):
        result["suggestions"] = suggestions
    return result


def _location(spot: Spot) -> Json:
    return {"path": spot.path} | ({"range": _range(spot)} if spot.line is not None else {})


def _range(spot: Spot) -> Json:
    result: Json = {"start": _position(spot.line, spot.column, spot.excerpt)}
    if spot.end_line is not None:
        result["end"] = _position(spot.end_line, spot.end_column, spot.excerpt)
        if "column" not in result["start"] or "column" not in result["end"]:  # type: ignore[operator]
            # Half of the columns would say something else than none.
            result = {"start": {"line": spot.line}, "end": {"line": spot.end_line}}
    return result


def _position(line: int | None, column: int | None, excerpt: Excerpt | None) -> Json:
    position: Json = {"line": line}
    byte = _byte_column(line, column, excerpt)
    if byte is not None:
        position["column"] = byte
    return position


def _byte_column(line: int | None, column: int | None, excerpt: Excerpt | None) -> int | None:
    """The column in bytes, from 1; None when the text before it is not known."""
    if column is None or line is None or column == 1:
        return column
    if excerpt is None or not 0 <= line - excerpt.first_line < len(excerpt.lines):
        return None
    before = excerpt.lines[line - excerpt.first_line][: column - 1]
    return len(before.encode("utf-8", "surrogatepass")) + 1


def _suggestions(diagnostic: ReportedDiagnostic) -> list[Json]:
    """The edits of a fix, when all of them stand in the file of the diagnostic and can be placed."""
    found: list[Json] = []
    for edit in diagnostic.fix.edits if diagnostic.fix is not None else ():
        place, excerpt = edit.place, diagnostic.place.excerpt
        spot = Spot(place.file, place.line, place.column, place.end_line, place.end_column, excerpt)
        columns = [
            _byte_column(place.line, place.column, excerpt),
            _byte_column(place.end_line, place.end_column, excerpt),
        ]
        if place.file != diagnostic.place.file or None in columns:
            return []
        found.append({"range": _range(spot), "text": edit.text})
    return found
