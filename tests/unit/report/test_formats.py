"""Reports for other tools, read by those tools or checked against their schemas, also with hostile names in them."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from report_schemas import GITLAB_SCHEMA, SARIF_SCHEMA
from sample_reports import NASTY, REPORTS, full_report, hostile_report, invalid_report, waived_report

from hielements.report.display import visible
from hielements.report.findings import counted_findings, findings_of
from hielements.report.formats import MACHINE_FORMATS, render
from hielements.report.report import Report
from hielements.report.sarif import uri_of
from hielements.report.style import Style
from hielements.report.terminal import render as render_terminal

every_report = pytest.mark.parametrize("report", [make() for make in REPORTS.values()], ids=list(REPORTS))


def sarif_run(report: Report) -> dict[str, Any]:
    log = json.loads(render("sarif", report))
    jsonschema.Draft4Validator(SARIF_SCHEMA).validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def with_text(text: str) -> Report:
    """The full report with the text wherever users or their files have a say."""
    report = full_report()
    results = tuple(
        result.with_(
            element=text,
            check=text,
            message=text if result.status != "pass" else None,
            reason=text,
            pattern=text,
            violations=tuple(violation.with_(message=text, path=text, help=text) for violation in result.violations),
            failures=tuple(failure.with_(message=text, path=text, help=text) for failure in result.failures),
        )
        for result in report.results
    )
    diagnostics = tuple(each.with_(message=text, help=text, label=text) for each in report.diagnostics)
    return report.with_(results=results, diagnostics=diagnostics)


ANY_TEXT = st.text(min_size=1, max_size=30)


@every_report
@pytest.mark.parametrize("name", MACHINE_FORMATS)
def test_every_report_is_text_that_utf_8_has(name: str, report: Report) -> None:
    text = render(name, report)
    text.encode("utf-8")
    assert text.endswith("\n") or not text
    assert render(name, report) == text


def test_a_reason_of_several_lines_is_one_for_people() -> None:
    report = full_report()
    results = tuple(result.with_(reason="First line,\nsecond line.") for result in report.results)
    text = render_terminal(report.with_(results=results), Style(width=200))
    assert "= why: First line, second line.\n" in text
    assert "\\x0a" not in text


# SARIF


@every_report
def test_sarif_is_as_the_official_schema_says(report: Report) -> None:
    run = sarif_run(report)
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert not location["physicalLocation"]["artifactLocation"]["uri"].startswith("/")
    prints = [result["partialFingerprints"]["hielementsFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_of_a_violation_has_the_rule_its_place_and_the_chain() -> None:
    run = sarif_run(full_report())
    (result,) = [found for found in run["results"] if "codeFlows" in found]
    related = [
        (place["message"]["text"], place["physicalLocation"]["artifactLocation"]["uri"])
        for place in result["relatedLocations"]
    ]
    assert related == [
        ("the rule: python.no_dependency( api, [db, cache], indirect=true )", "shop.hie"),
        ("step 1: uses src.services", "src/api/long.py"),
        ("step 2: uses src.db.models", "src/services/orders.py"),
    ]
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 2
    rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"].endswith("no_dependency(api, db)"))
    assert "Web code goes through the services" in rule["help"]["text"]
    assert "shop.hie, line 7" in rule["help"]["markdown"]


def test_sarif_tells_undecided_from_violated() -> None:
    run = sarif_run(full_report())
    (undecided,) = [found for found in run["results"] if found["kind"] == "open"]
    assert undecided["level"] == "none"
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert run["invocations"][0]["executionSuccessful"] is True
    assert sarif_run(invalid_report())["invocations"][0]["executionSuccessful"] is False


def moved(report: Report, lines: int) -> Report:
    """The report after lines were added above everything that it points at."""
    results = []
    for result in report.results:
        violations = [
            found.with_(
                line=found.line + lines if found.line else None,
                end_line=found.end_line + lines if found.end_line else None,
                chain=tuple(hop.with_(line=hop.line + lines) for hop in found.chain),
                excerpt=None,
            )
            for found in result.violations
        ]
        place = result.place.with_(line=result.place.line + lines, end_line=result.place.end_line + lines)
        results.append(result.with_(violations=tuple(violations), place=place))
    return report.with_(results=tuple(results))


def test_fingerprints_survive_moved_lines() -> None:
    before = [finding.fingerprint for finding in counted_findings(full_report())]
    assert [finding.fingerprint for finding in counted_findings(moved(full_report(), 17))] == before


def test_a_new_violation_changes_no_other_fingerprint() -> None:
    report = full_report()
    first = report.results[0]
    grown = first.with_(violations=(*first.violations, first.violations[0].with_(line=90)))
    more = report.with_(results=(grown, *report.results[1:]))
    before = [finding.fingerprint for finding in counted_findings(report)]
    after = [finding.fingerprint for finding in counted_findings(more)]
    assert len(after) == len(set(after)) == len(before) + 1
    assert set(before) < set(after)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/shop.py", "src/shop.py"),
        ("src/my file#1?.py", "src/my%20file%231%3F.py"),
        ("c:/x.py", "c%3A/x.py"),
        ("src/注.py", "src/%E6%B3%A8.py"),
        ("src/\udcff.py", "src/%FF.py"),
        ("100%.py", "100%25.py"),
    ],
)
def test_uris(path: str, uri: str) -> None:
    assert uri_of(path) == uri


@pytest.mark.parametrize("text", ["[click](http://example.com)", "see [0](1) and [a[b](c)"])
def test_sarif_messages_hold_no_links(text: str) -> None:
    run = sarif_run(with_text(text))
    for result in run["results"]:
        # Section 3.11.6: a link is [TEXT](TARGET); a backslash takes a bracket's meaning away.
        assert not re.search(r"(?<!\\)\[(?:[^\[\]\\]|\\.)*(?<!\\)\]\(", result["message"]["text"])


# JUnit


@every_report
def test_junit_is_read_by_junitparser(report: Report) -> None:
    text = render("junit", report)
    suites = list(JUnitXml.fromstring(text.encode()))
    cases = [case for suite in suites for case in suite]
    kinds = [type(result) for case in cases for result in case.result]
    errors = sum(diagnostic.severity == "error" for diagnostic in report.diagnostics)
    assert kinds.count(Failure) == report.summary.failed
    assert kinds.count(Error) == report.summary.errors + errors
    assert kinds.count(Skipped) == len(report.planned or ()) + report.summary.waived
    for suite in suites:
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
            len(list(suite)),
            sum(isinstance(result, Failure) for case in suite for result in case.result),
            sum(isinstance(result, Error) for case in suite for result in case.result),
            sum(isinstance(result, Skipped) for case in suite for result in case.result),
        )


def test_junit_of_an_invalid_specification_is_not_green() -> None:
    root = ElementTree.fromstring(render("junit", invalid_report()))
    assert int(root.get("errors", "0")) == 1


def test_junit_has_times_only_when_asked_for() -> None:
    assert "time=" not in render("junit", full_report())
    root = ElementTree.fromstring(render("junit", full_report(), times=True))
    assert all(case.get("time") for case in root.iter("testcase") if case.get("classname") == "shop.api")


# Checkstyle, GitLab, rdjson


@every_report
def test_checkstyle_has_each_finding_in_its_file(report: Report) -> None:
    root = ElementTree.fromstring(render("checkstyle", report))
    assert (root.tag, root.get("version")) == ("checkstyle", "4.3")
    names = [file.get("name") for file in root]
    assert names == sorted(set(filter(None, names)))
    errors = [error for file in root for error in file]
    assert len(errors) == len(counted_findings(report))
    for error in errors:
        assert set(error.keys()) <= {"line", "column", "severity", "message", "source"}
        assert int(error.get("line", "0")) >= 1
        assert error.get("severity") in ("error", "warning", "info")
    for file in root:
        lines = [int(error.get("line", "0")) for error in file]
        assert lines == sorted(lines)


@every_report
def test_gitlab_is_as_documented(report: Report) -> None:
    found = json.loads(render("gitlab", report))
    jsonschema.validate(found, GITLAB_SCHEMA)
    assert len({each["fingerprint"] for each in found}) == len(found) == len(counted_findings(report))


def test_rdjson_counts_columns_in_bytes() -> None:
    found = json.loads(render("rdjson", full_report()))["diagnostics"]
    (place,) = [each["location"] for each in found if each["location"]["path"] == "src/api/注文.py"]
    line = 'title = "ご注文の確認"; import src.db.models as データ'
    assert place["range"]["start"] == {"line": 1, "column": len(line[:19].encode()) + 1}
    assert place["range"]["end"] == {"line": 1, "column": len(line[:44].encode()) + 1}


def test_rdjson_says_no_column_where_the_text_is_not_known() -> None:
    report = full_report()
    first = report.results[0]
    blind = first.with_(violations=tuple(each.with_(excerpt=None) for each in first.violations))
    found = json.loads(render("rdjson", report.with_(results=(blind,))))["diagnostics"]
    assert [each["location"]["range"] for each in found[2:]] == [
        {"start": {"line": 3}, "end": {"line": 3}},
        {"start": {"line": 5, "column": 1}},
        {"start": {"line": 1}, "end": {"line": 1}},
    ]


def test_rdjson_offers_fixes() -> None:
    found = json.loads(render("rdjson", invalid_report()))["diagnostics"]
    old = next(each for each in found if each["code"]["value"] == "HIE0130")
    (suggestion,) = old["suggestions"]
    assert suggestion["text"] == "pattern"


# What is accepted


def test_sarif_suppresses_what_is_accepted() -> None:
    found = sarif_run(waived_report())["results"]
    told = [
        (each["baselineState"], [(one["kind"], one["justification"]) for one in each.get("suppressions", [])])
        for each in found
    ]
    assert told[:3] == [
        ("unchanged", [("external", "in the baseline")]),
        ("new", [("inSource", "allowed by a comment: moves soon")]),
        ("new", []),
    ]
    waived = ("new", [("external", "waived until 2027-01-31 by team-api: written by hand in May")])
    assert told[3:] == [waived] * 9
    assert all("baselineState" not in each for each in sarif_run(full_report())["results"])


def test_a_violation_that_becomes_accepted_keeps_its_fingerprint() -> None:
    before = {
        finding.spot.line: finding.fingerprint for finding in findings_of(full_report()) if finding.rule.id in RULES
    }
    after = {
        finding.spot.line: finding.fingerprint for finding in findings_of(waived_report()) if finding.rule.id in RULES
    }
    assert before == after
    assert len(before) == 3


RULES = ("shop.api: python.no_dependency(api, db)",)


@pytest.mark.parametrize("name", ["github", "azure", "teamcity", "gitlab", "checkstyle", "rdjson"])
def test_what_is_accepted_is_no_finding_for_others(name: str) -> None:
    text = render(name, waived_report())
    assert "has_docstring" not in text
    assert text.count("src.db.models") >= 1


def test_junit_skips_what_is_waived_and_says_why() -> None:
    root = ElementTree.fromstring(render("junit", waived_report()))
    assert (root.get("failures"), root.get("skipped")) == ("1", "1")
    (skipped,) = root.iter("skipped")
    assert "waived until 2027-01-31 by team-api" in (skipped.text or "")
    (failure,) = root.iter("failure")
    assert "accepted, in the baseline: src/api/views.py:3:2" in (failure.text or "")


def test_markdown_lists_what_is_accepted() -> None:
    text = render("markdown", waived_report())
    assert "### waived: `shop.api`" in text
    assert "in the baseline" in text
    assert "| violated | waived |" in text


# Lines in logs


def github_decoded(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")


@every_report
def test_github_annotations(report: Report) -> None:
    lines = render("github", report).split("\n")[:-1]
    findings = counted_findings(report)
    assert len(lines) == len(findings)
    for line, finding in zip(lines, findings, strict=True):
        match = re.fullmatch(r"::(error|warning|notice) ([^\n]*?)::([^\n\r]*)", line)
        assert match is not None
        values = dict(part.split("=", 1) for part in match[2].split(","))
        assert set(values) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        # What a log would obey or hide is written as an escape, line by line.
        shown = "\n".join(visible(part) for part in finding.spot.path.split("\n"))
        assert github_decoded(values["file"]) == shown
        assert "%0A" not in values["title"]


def test_github_annotation_of_one_violation() -> None:
    line = next(line for line in render("github", full_report()).splitlines() if "line=3,endLine=3,col=2" in line)
    assert line == (
        "::error file=src/api/views.py,line=3,endLine=3,col=2,endColumn=38,"
        "title=shop.api%3A python.no_dependency(api%2C db)::imports `src.db.models`%0A"
        "Web code goes through the services, so that rules stand in one place."
    )


@every_report
def test_azure_commands(report: Report) -> None:
    lines = render("azure", report).split("\n")[:-1]
    assert len(lines) == len(counted_findings(report))
    for line in lines:
        assert re.fullmatch(r"##vso\[task\.logissue (?:[a-z]+=[^;\]\n\r]*;)+\][^\n\r]*", line)


@every_report
def test_teamcity_messages(report: Report) -> None:
    lines = render("teamcity", report).split("\n")[:-1]
    value = r"'(?:[^'|\[\]\n\r]|\|['|\[\]nr]|\|0x[0-9A-F]{4})*'"
    for line in lines:
        assert re.fullmatch(rf"##teamcity\[inspection(?:Type)?(?: \w+={value})+\]", line)
    assert sum(line.startswith("##teamcity[inspection ") for line in lines) == len(counted_findings(report))


# Markdown


def page_of(text: str) -> str:
    """The HTML that a reader of Markdown makes of it."""
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    return str(page)


def tags_of(text: str) -> set[str]:
    return set(re.findall(r"<([a-zA-Z]\w*)", page_of(text)))


OWN = {"h2", "h3", "p", "ul", "li", "code", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}


@every_report
def test_markdown_has_no_markup_of_users(report: Report) -> None:
    text = render("markdown", report)
    assert tags_of(text) <= OWN
    outside = re.sub("<code>.*?</code>", "", page_of(text), flags=re.DOTALL)
    for unwanted in ("@somebody", "#1", "://"):
        assert unwanted not in outside


@settings(deadline=None, max_examples=40)
@given(ANY_TEXT | st.text(alphabet="`*_[]()<>#!|~&1. -+\\a\n@", min_size=1, max_size=12))
def test_markdown_shows_any_text_as_text(text: str) -> None:
    assert tags_of(render("markdown", with_text(text))) <= OWN


def test_markdown_stays_within_what_comments_take() -> None:
    report = full_report()
    results = [
        report.results[1].with_(check=f"python.rule_{number}(api)", place=report.results[1].place)
        for number in range(500)
    ]
    text = render("markdown", report.with_(results=tuple(results)))
    assert len(text) < 65_536
    assert re.search(r"\.\.\. and \d+ more rules with findings\.", text)


# Any text at all


@settings(deadline=None, max_examples=40)
@given(ANY_TEXT)
def test_xml_reports_hold_any_text(text: str) -> None:
    report = with_text(text)
    for case in ElementTree.fromstring(render("junit", report)).iter("testcase"):
        assert case.get("name")
    assert len(list(ElementTree.fromstring(render("checkstyle", report)).iter("error"))) == len(
        counted_findings(report)
    )


@settings(deadline=None, max_examples=40)
@given(ANY_TEXT)
def test_json_reports_hold_any_text(text: str) -> None:
    report = with_text(text)
    for name in ("sarif", "gitlab", "rdjson"):
        json.loads(render(name, report))


@settings(deadline=None, max_examples=40)
@given(ANY_TEXT)
def test_lines_in_logs_stay_lines(text: str) -> None:
    report = with_text(text)
    findings = counted_findings(report)
    assert len(render("github", report).splitlines()) == len(findings)
    assert len(render("azure", report).splitlines()) == len(findings)


def test_the_hostile_report_is_hostile() -> None:
    """The tests above see nothing where the sample holds nothing."""
    assert all(part in NASTY for part in ("]]>", "<script", "::error", "%0A", "\x00", "\x1b", "\ud800", "##vso["))
    assert {finding.kind for finding in counted_findings(hostile_report())} == {"violation", "undecided", "diagnostic"}
