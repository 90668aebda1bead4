"""The parts of a specification for people: a tree of elements.

Comes in: a ListingReport and a Style. Goes out: text for a terminal, ending in a newline. Everything that came from
files is made visible first. It must never know the model, the plan or the libraries.
"""

from __future__ import annotations

from hielements.report.display import plural, wrap
from hielements.report.listing import ListingReport, ReportedListedElement, ReportedRef, ReportedScope
from hielements.report.report import Place, ReportedFailure
from hielements.report.style import Style
from hielements.report.terminal import render_diagnostics

_STEP = "    "


def render(report: ListingReport, style: Style) -> str:
    """The whole listing as text."""
    text = render_diagnostics([one for one in report.diagnostics if one.severity == "error" or style.verbose], style)
    if report.elements is None:
        return text
    depths: dict[str, int] = {}
    lines: list[str] = []
    for element in report.elements:
        depth = depths[element.path] = depths.get(element.parent or "", -1) + 1
        if lines:
            lines.append("")
        lines += _element(element, _STEP * depth, style)
    files = {path for element in report.elements for scope in element.scopes for path in scope.files}
    checks = sum(len(element.checks) for element in report.elements)
    lines += ["", f"{plural(len(report.elements), 'element')}, {plural(checks, 'check')}, {plural(len(files), 'file')}"]
    return text + "\n".join(lines) + "\n"


def _element(element: ReportedListedElement, pad: str, style: Style) -> list[str]:
    lines = [f"{pad}{style.paint('strong', style.visible(element.path))}{_place(element.place, style)}"]
    inner = pad + "  "
    if element.doc:
        lines += wrap(style.visible(" ".join(element.doc.split())), style.width, inner, first=inner)
    for scope in element.scopes:
        lines += scope_lines(scope, inner, style)
    for ref in element.refs:
        lines += ref_lines(ref, inner, style)
    for check in element.checks:
        word = "check " if check.kind == "check" else ""
        pattern = f" (pattern {check.pattern})" if check.pattern else ""
        lines += wrap(style.visible(f"{word}{check.check}{pattern}"), style.width, inner + "  ", first=inner)
    return lines


def scope_lines(scope: ReportedScope, pad: str, style: Style) -> list[str]:
    """A scope: its name, what it selects, how many files; with --verbose all of them."""
    language = f"<{scope.language}>" if scope.language else ""
    bound = " (of a pattern)" if scope.bound else ""
    head = f"scope {scope.name}{language}{bound}"
    if scope.failures:
        return _undecided(head, scope.failures, pad, style)
    number = plural(len(scope.files), "file")
    if not scope.files:
        number = f"nothing: {scope.absence}" if scope.absence else "nothing"
    lines = wrap(style.visible(f"{head} = {scope.selects}: {number}"), style.width, pad + "  ", first=pad)
    if style.verbose:
        lines += [f"{pad}  {style.paint('faint', style.visible(path))}" for path in scope.files]
    return lines


def ref_lines(ref: ReportedRef, pad: str, style: Style) -> list[str]:
    """A ref: its name, its type, and its value where that may be shown."""
    head = f"ref {ref.name}: {ref.type}"
    if ref.failures:
        return _undecided(head, ref.failures, pad, style)
    value = f" = {ref.kind} {ref.value}" if ref.value else ""
    return wrap(style.visible(head + value), style.width, pad + "  ", first=pad)


def _undecided(head: str, failures: tuple[ReportedFailure, ...], pad: str, style: Style) -> list[str]:
    lines = wrap(style.visible(f"{head}: could not be evaluated"), style.width, pad, first=pad)
    for failure in failures:
        place = f"{failure.path}:{failure.line}: " if failure.path and failure.line else ""
        head = f"{pad}  {style.paint('undecided', 'cause')}: "
        wrapped = wrap(style.visible(place + failure.message), style.width, pad + "    ", first=pad + "  cause: ")
        lines += [head + wrapped[0].removeprefix(pad + "  cause: "), *wrapped[1:]]
    return lines


def _place(place: Place, style: Style) -> str:
    return style.paint("faint", style.visible(f"  {place.file}:{place.line}"))
