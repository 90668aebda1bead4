"""Checkstyle's XML (version 4.3 of its format), which most tools that collect findings read.

Comes in: a Report. Goes out: a document with an element for each file and in it one for each finding, in the order of
files and lines. Columns count characters. What has no line of its own stands in line 1, because readers demand one.
"""

from __future__ import annotations

from hielements.report.findings import Finding, counted_findings
from hielements.report.report import Report
from hielements.report.xml_document import document


def render(report: Report) -> str:
    """The document as text with a newline at its end."""
    from xml.etree.ElementTree import Element, SubElement

    root = Element("checkstyle", version="4.3")
    files: dict[str, list[Finding]] = {}
    for finding in counted_findings(report):
        files.setdefault(finding.spot.path, []).append(finding)
    for path in sorted(files):
        file = SubElement(root, "file", name=path)
        for finding in sorted(files[path], key=lambda finding: (finding.spot.line or 0, finding.spot.column or 0)):
            error = SubElement(file, "error", line=str(finding.spot.line or 1))
            if finding.spot.line is not None and finding.spot.column is not None:
                error.set("column", str(finding.spot.column))
            error.set("severity", finding.level)
            error.set("message", finding.text + (f"; help: {finding.help}" if finding.help else ""))
            error.set("source", f"hielements.{finding.rule.id}")
    return document(root)
