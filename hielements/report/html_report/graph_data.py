"""The architecture as the script of the page reads it: tables of numbers, small enough for many dependencies.

Comes in: a Report. Goes out: plain lists and numbers for JSON; `graph.js` says what it makes of them. Dependencies on
modules outside of the workspace and those within one element are left out: the graph has no place for them.
"""

from __future__ import annotations

from hielements.report.findings import one_line
from hielements.report.html_report.elements import element_statuses
from hielements.report.report import Report

NO_ELEMENT = -1


def graph_data(report: Report) -> dict[str, object]:
    """`elements` are [path, name, number of the parent or -1, number of files, verdict, doc]; `uses` are [element or
    -1, element or -1, file, line, column, name, verb, file, is forbidden, [rules], is declared]; `statements` are
    [action, element, elements, text]. `rules` are [number of the result, element, check]. Files, names and verbs are
    numbers in `files`, `names` and `verbs`."""
    architecture = report.architecture
    if architecture is None:
        return {"elements": [], "files": [], "names": [], "verbs": [], "uses": [], "statements": [], "rules": []}
    statuses = element_statuses(report)
    numbers = {element.path: number for number, element in enumerate(architecture.elements)}
    files, names, verbs = _Table(), _Table(), _Table()
    uses = [
        [
            numbers.get(use.source or "", NO_ELEMENT),
            numbers.get(use.target or "", NO_ELEMENT),
            files.number(use.path),
            use.line,
            use.column,
            names.number(use.name),
            verbs.number(use.verb),
            files.number(use.file),
            int(bool(use.forbidden)),
            list(use.broken),
            int(bool(use.declared)),
        ]
        for use in architecture.uses
        if use.file is not None and (use.source != use.target or use.source is None)
    ]
    return {
        "elements": [
            [
                element.path,
                element.name,
                numbers[element.parent] if element.parent is not None else NO_ELEMENT,
                len(element.files) + len(element.partial),
                statuses[element.path],
                element.doc or "",
            ]
            for element in architecture.elements
        ],
        "files": files.values,
        "names": names.values,
        "verbs": verbs.values,
        "uses": uses,
        "statements": [
            [each.action, numbers[each.source], [numbers[path] for path in each.targets if path in numbers], each.text]
            for each in architecture.statements
        ],
        "rules": [
            [number, result.element, one_line(result.check)]
            for number, result in enumerate(report.results)
            if result.status != "pass"
        ],
    }


class _Table:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, value: str) -> int:
        known = self._numbers.get(value)
        if known is None:
            known = self._numbers[value] = len(self.values)
            self.values.append(value)
        return known
