"""Annotations that a CI system makes of lines in the log of a job.

Comes in: a Report. Goes out: lines, one for each finding: for GitHub Actions (and what is compatible with it: Gitea,
Forgejo), for Azure Pipelines, for TeamCity. Every value is escaped as each of them wants it, so that no file name,
message or source line can begin a command of its own.
"""

from __future__ import annotations

from typing import Final

from hielements.report.display import visible
from hielements.report.findings import Finding, counted_findings
from hielements.report.report import Report

_GITHUB_LEVELS: Final = {"error": "error", "warning": "warning", "info": "notice"}
_TEAMCITY_LEVELS: Final = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def guarded(system: str, text: str, token: str) -> str:
    """The terminal report, such that no name or source line in it begins a command. `token` must be unpredictable."""
    if system == "github":
        return f"::stop-commands::{token}\n{text}\n::{token}::\n"
    if system == "teamcity":
        return f"##teamcity[disableServiceMessages]\n{text}\n##teamcity[enableServiceMessages]\n"
    return text.replace("##vso[", "## vso[").replace("##[", "## [") if system == "azure" else text


def render_github(report: Report) -> str:
    """Workflow commands (https://docs.github.com/actions/reference/workflow-commands-for-github-actions)."""
    return "".join(_github(finding) + "\n" for finding in counted_findings(report))


def _github(finding: Finding) -> str:
    spot = finding.spot
    values: dict[str, object] = {"file": spot.path, "line": spot.line, "endLine": spot.end_line}
    if spot.line is not None and spot.end_line in (None, spot.line):
        # GitHub shows columns of a single line only. They count from 1, and the end is part of the range.
        values["col"] = spot.column
        if spot.column is not None and spot.end_column is not None:
            values["endColumn"] = max(spot.column, spot.end_column - 1)
    values["title"] = _title(finding)
    listed = ",".join(f"{name}={_github_property(str(value))}" for name, value in values.items() if value is not None)
    return f"::{_GITHUB_LEVELS[finding.level]} {listed}::{_github_data(_told(finding))}"


def _github_data(text: str) -> str:
    return _visible_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")


def _visible_lines(text: str) -> str:
    return "\n".join(visible(line) for line in text.replace("\r\n", "\n").split("\n"))


def render_azure(report: Report) -> str:
    """Logging commands (https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands)."""
    return "".join(_azure(finding) + "\n" for finding in counted_findings(report))


def _azure(finding: Finding) -> str:
    spot = finding.spot
    values = {
        "type": "error" if finding.level == "error" else "warning",
        "sourcepath": spot.path,
        "linenumber": spot.line,
        "columnnumber": spot.column if spot.line is not None else None,
        "code": _title(finding),
    }
    listed = "".join(f"{name}={_azure_property(str(value))};" for name, value in values.items() if value is not None)
    return f"##vso[task.logissue {listed}]{_azure_data(_told(finding))}"


def _azure_data(text: str) -> str:
    return _visible_lines(text).replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _azure_property(text: str) -> str:
    return _azure_data(text).replace(";", "%3B").replace("]", "%5D")


def render_teamcity(report: Report) -> str:
    """Service messages about inspections (https://www.jetbrains.com/help/teamcity/service-messages.html)."""
    lines = []
    findings = counted_findings(report)
    for rule in {finding.rule.id: finding.rule for finding in findings}.values():
        values = {
            "id": rule.id,
            "name": rule.id,
            "category": "specification" if rule.kind == "diagnostic" else "architecture",
            "description": rule.reason or rule.title,
        }
        lines.append(_teamcity("inspectionType", values))
    for finding in findings:
        place = {"file": finding.spot.path, "line": str(finding.spot.line or 1)}
        values = {"typeId": finding.rule.id, "message": _told(finding), **place}
        lines.append(_teamcity("inspection", {**values, "SEVERITY": _TEAMCITY_LEVELS[finding.level]}))
    return "".join(f"{line}\n" for line in lines)


def _teamcity(kind: str, values: dict[str, str]) -> str:
    listed = " ".join(f"{name}='{_teamcity_value(value)}'" for name, value in values.items())
    return f"##teamcity[{kind} {listed}]"


def _teamcity_value(text: str) -> str:
    """`|` escapes itself, quotes, brackets and line ends; other characters beyond ASCII are written by number."""
    escapes = {"|": "||", "'": "|'", "[": "|[", "]": "|]", "\n": "|n", "\r": "|r"}
    pieces = []
    for char in text:
        number = ord(char)
        if char in escapes:
            pieces.append(escapes[char])
        elif 32 <= number < 127:
            pieces.append(char)
        elif number > 0xFFFF:
            pieces.append(visible(char) if not char.isprintable() else char)
        else:
            pieces.append(f"|0x{number:04X}" if char.isprintable() else visible(char))
    return "".join(pieces)


def _title(finding: Finding) -> str:
    return finding.rule.title if finding.kind == "diagnostic" else finding.rule.id


def _told(finding: Finding) -> str:
    lines = [finding.message]
    lines += [f"{step.spot.path}:{step.spot.line}: {step.message}" for step in finding.chain]
    if finding.rule.reason:
        lines.append(finding.rule.reason)
    if finding.help:
        lines.append(f"help: {finding.help}")
    return "\n".join(lines)
