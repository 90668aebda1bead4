"""The tree of elements with their verdicts and checks.

Comes in: a Report. Goes out: markup that needs no script to be read.
"""

from __future__ import annotations

from hielements.report.display import plural
from hielements.report.html_report.markup import prose, text
from hielements.report.html_report.verdicts import badge, worst
from hielements.report.report import Report, ReportedCheck


class _Node:
    __slots__ = ("children", "doc", "files", "name", "path", "results", "status")

    def __init__(self, path: str, name: str) -> None:
        self.path = path
        self.name = name
        self.doc: str | None = None
        self.files = 0
        self.children: list[_Node] = []
        self.results: list[tuple[int, ReportedCheck]] = []
        self.status = "none"


def element_statuses(report: Report) -> dict[str, str]:
    """The verdict over each element and everything in it."""
    return {node.path: node.status for node in _nodes(report)}


def elements_section(report: Report) -> str:
    """All elements, each with the gravest verdict in it."""
    nodes = _nodes(report)
    inner = {child.path for node in nodes for child in node.children}
    roots = [node for node in nodes if node.path not in inner]
    listed = "".join(_element(node, depth=0) for node in roots)
    return f'<ul class="tree" id="tree">{listed}</ul>' if listed else "<p>There are no elements.</p>"


def _nodes(report: Report) -> list[_Node]:
    nodes: dict[str, _Node] = {}
    for element in report.architecture.elements if report.architecture is not None else ():
        node = nodes[element.path] = _Node(element.path, element.name)
        node.doc = element.doc
        node.files = len(element.files) + len(element.partial)
        if element.parent is not None:
            nodes[element.parent].children.append(node)
    for number, result in enumerate(report.results):
        if result.element not in nodes:
            nodes[result.element] = _Node(result.element, result.element)
        nodes[result.element].results.append((number, result))
    # Children stand after their parents, so that from the end every child is known before its parent.
    for node in reversed(nodes.values()):
        statuses = [result.status for _, result in node.results]
        node.status = worst([*statuses, *(child.status for child in node.children if child.status != "none")])
    return list(nodes.values())


def _element(node: _Node, depth: int) -> str:
    files = f' <span class="count">{plural(node.files, "file")}</span>' if node.files else ""
    head = f'<span class="name">{text(node.name)}</span> {badge(node.status)}{files}'
    doc = f'<p class="doc">{prose(node.doc)}</p>' if node.doc else ""
    checks = "".join(_check(number, result) for number, result in node.results)
    inner = "".join(_element(child, depth + 1) for child in node.children)
    body = doc + (f'<ul class="checks">{checks}</ul>' if checks else "") + (f"<ul>{inner}</ul>" if inner else "")
    label = f'data-path="{text(node.path)}"'
    if not body:
        return f"<li {label}>{head}</li>"
    is_open = " open" if depth == 0 or node.status in ("fail", "error") else ""
    return f"<li {label}><details{is_open}><summary>{head}</summary>{body}</details></li>"


def _check(number: int, result: ReportedCheck) -> str:
    words = text(" ".join(result.check.split()))
    shown = f"<code>{words}</code>"
    if result.status != "pass":
        shown = f'<a href="#result-{number}">{shown}</a>'
    pattern = f' <span class="count">pattern {text(result.pattern)}</span>' if result.pattern else ""
    return f"<li>{badge(result.status)} {shown}{pattern}</li>"
