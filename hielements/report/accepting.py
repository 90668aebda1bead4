"""What accepts a violation, in words that all reports share.

Comes in: a ReportedWaiver. Goes out: text. Knows no format.
"""

from __future__ import annotations

from hielements.report.report import ReportedWaiver


def told(waiver: ReportedWaiver | None) -> str:
    """What accepts a violation, in words: `waived until 2026-12-31 by team-web: the importer moves in May`."""
    if waiver is None or waiver.by == "baseline":
        return "in the baseline"
    if waiver.by == "comment":
        return f"allowed by a comment: {waiver.reason}"
    until = f" until {waiver.expires}" if waiver.expires else ""
    owner = f" by {waiver.owner}" if waiver.owner else ""
    return f"waived{until}{owner}: {waiver.reason}"
