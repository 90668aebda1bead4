"""What some code may and may not depend on, for machines: one JSON object.

Comes in: permissions of a run, diagnostics. Goes out: plain data. Must never know who asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.report.building import report_diagnostics, report_place
from hielements.report.json_report import Json, diagnostic_json, place_json
from hielements.run.permissions import Permissions, Rule


def permissions_json(diagnostics: Sequence[Diagnostic], found: Permissions | None) -> Json:
    """The answer; without `found` only the diagnostics, which say why there is none."""
    result: Json = {"diagnostics": [diagnostic_json(each) for each in report_diagnostics(diagnostics)]}
    if found is None:
        return result
    return {
        "code": str(found.code),
        "elements": [element.path for element in found.owners],
        "rules": [_rule(rule) for rule in found.rules],
        "targets": [
            {
                "element": each.target.path,
                "verdict": each.verdict,
                "because": [_because(rule) for rule in each.rules],
            }
            for each in found.targets
        ],
        **result,
    }


def _rule(rule: Rule) -> Json:
    return {
        "action": rule.action,
        "rule": rule.text,
        "of_element": rule.owner.path,
        "pattern": rule.check.pattern,
        "reason": rule.check.reason,
        "means": rule.function.doc.partition("\n\n")[0] if rule.function is not None else None,
        "about_elements": [element.path for element in rule.elements],
        "about_modules": list(rule.modules),
        "location": place_json(report_place(rule.check.location, quoted=False)),
    }


def _because(rule: Rule) -> str:
    reason = f": {' '.join(rule.check.reason.split())}" if rule.check.reason else ""
    place = report_place(rule.check.location, quoted=False)
    return f"{rule.text} ({rule.owner.path}, {place.file}:{place.line}){reason}"
