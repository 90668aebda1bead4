"""JUnit XML, as the test views of CI systems read it (the format of Jenkins' xunit plugin and of pytest).

Comes in: a Report. Goes out: a document with a test suite for each element and a test case for each check. A violated
check failed, an undecided one has an error, a waived one is skipped. Errors in a specification are test cases of a
suite of their own, so that a run in which nothing ran is never green. Times stand in it only when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hielements.report.accepting import told
from hielements.report.findings import one_line
from hielements.report.report import Report, ReportedCheck, ReportedDiagnostic, ReportedViolation
from hielements.report.xml_document import document

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SPECIFICATION: Final = "(specification)"


def render(report: Report, *, times: bool = False) -> str:
    """The document as text with a newline at its end."""
    from xml.etree.ElementTree import Element

    root = Element("testsuites", name="hielements")
    errors = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity == "error"]
    notes = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity != "error"]
    if errors or notes:
        _specification(root, errors, notes)
    suites: dict[str, list[ReportedCheck]] = {}
    for result in report.results:
        suites.setdefault(result.element, []).append(result)
    for element, results in suites.items():
        _suite(root, element, results, times)
    for planned in report.planned or ():
        suite = _new_suite(root, planned.element, 1, skipped=1)
        case = _case(suite, planned.element, one_line(planned.check), planned.place.file, planned.place.line)
        _child(case, "skipped", message="a dry run evaluates nothing")
    for total in ("tests", "failures", "errors", "skipped"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    if times:
        root.set("time", _seconds(report.seconds))
    return document(root)


def _specification(root: Element, errors: list[ReportedDiagnostic], notes: list[ReportedDiagnostic]) -> None:
    suite = _new_suite(root, _SPECIFICATION, len(errors) or 1, errors=len(errors))
    if not errors:
        _case(suite, _SPECIFICATION, "is valid", notes[0].place.file, None)
    for error in errors:
        name = f"{error.name}, {error.place.file}:{error.place.line}:{error.place.column}"
        case = _case(suite, _SPECIFICATION, name, error.place.file, error.place.line)
        _child(case, "error", _with_help(error.message, error.help), message=error.message, type=error.name)
    if notes:
        lines = [
            f"{note.place.file}:{note.place.line}:{note.place.column}: {note.severity}[{note.name}] {note.message}"
            for note in notes
        ]
        _child(suite, "system-out", "\n".join(lines))


def _suite(root: Element, element: str, results: list[ReportedCheck], times: bool) -> None:
    count = {status: sum(result.status == status for result in results) for status in ("fail", "error", "waived")}
    suite = _new_suite(
        root, element, len(results), failures=count["fail"], errors=count["error"], skipped=count["waived"]
    )
    for result in results:
        name = one_line(result.check) + (f" (pattern {result.pattern})" if result.pattern else "")
        case = _case(suite, element, name, result.place.file, result.place.line)
        if times:
            case.set("time", _seconds(result.seconds))
        message = result.message or ""
        if result.status == "fail":
            _child(case, "failure", _told(result), message=message, type=result.kind)
        elif result.status == "error":
            lines = [_with_help(_placed(each.path, each.line, each.message), each.help) for each in result.failures]
            _child(case, "error", "\n".join(lines), message=message, type=result.failures[0].reason)
        elif result.status == "waived":
            _child(case, "skipped", _told(result), message=f"waived: {message}")
    if times:
        suite.set("time", _seconds(sum(result.seconds for result in results)))


def _told(result: ReportedCheck) -> str:
    lines = [result.reason] if result.reason else []
    lines += [_violation(violation) for violation in result.violations]
    lines += [f"accepted, {told(violation.waiver)}: {_violation(violation)}" for violation in result.waived]
    return "\n".join(lines)


def _violation(violation: ReportedViolation) -> str:
    lines = [_with_help(_placed(violation.path, violation.line, violation.message, violation.column), violation.help)]
    lines += [f"    through {_placed(hop.path, hop.line, hop.name, hop.column)}" for hop in violation.chain]
    return "\n".join(lines)


def _placed(path: str | None, line: int | None, message: str, column: int | None = None) -> str:
    place = ":".join(str(part) for part in (path, line, column if line else None) if part is not None)
    return f"{place}: {message}" if path is not None else message


def _with_help(message: str, help_: str | None) -> str:
    return f"{message}\n    help: {help_}" if help_ else message


def _new_suite(root: Element, name: str, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0) -> Element:
    numbers = {"tests": tests, "failures": failures, "errors": errors, "skipped": skipped}
    return _child(root, "testsuite", name=name, **{key: str(number) for key, number in numbers.items()})


def _case(suite: Element, classname: str, name: str, file: str, line: int | None) -> Element:
    case = _child(suite, "testcase", classname=classname, name=name, file=file)
    if line is not None:
        case.set("line", str(line))
    return case


def _child(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    from xml.etree.ElementTree import SubElement

    child = SubElement(parent, tag, attributes)
    child.text = text
    return child


def _seconds(seconds: float) -> str:
    return f"{seconds:.6f}"
