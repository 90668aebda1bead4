"""The page for browsers without a browser: its text, its markup, and that nothing hostile becomes markup."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_architectures import large_architecture
from sample_reports import NASTY, REPORTS, full_report, hostile_report, waived_report

from hielements.report.formats import render
from hielements.report.report import Report

# fmt: off
ALLOWED = frozenset({
    "a", "article", "aside", "body", "button", "canvas", "code", "details", "div", "h1", "h2", "h3", "head", "header",
    "html", "input", "label", "li", "main", "mark", "meta", "meter", "nav", "noscript", "ol", "option", "p", "pre",
    "script", "section", "select", "span", "style", "summary", "table", "tbody", "td", "th", "thead", "title", "tr",
    "ul",
})
# fmt: on


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "input", "mark"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "mark":
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        place = self._open[-1] if self._open else ""
        self.words[place] = self.words.get(place, "") + data


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    content = json.loads(found[1])
    assert isinstance(content, dict)
    return content


def with_architecture(report: Report) -> Report:
    return report.with_(architecture=large_architecture(12, 30, 3))


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("change", [lambda report: report, with_architecture], ids=["alone", "with elements"])
def test_a_page_is_well_formed_and_has_no_markup_of_users(name: str, change: Any) -> None:
    page = Page(render("html", change(REPORTS[name]())))
    assert set(page.tags) <= ALLOWED
    assert page.tags.count("script") == 2
    assert not [attribute for attribute in page.attributes if attribute.startswith("on") or attribute == "style"]
    assert all(link.startswith("#") for link in page.links), "nothing is fetched"


def test_hostile_text_is_shown_as_it_is() -> None:
    page = Page(render("html", hostile_report()))
    assert "<script>alert(1)</script>" in page.words["p"] + page.words["h3"] + page.words["pre"]
    assert "\x1b" not in "".join(page.words.values())
    assert "\\x1b[31mred" in page.words["p"]


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=20) | st.sampled_from([NASTY, "</script>", "<!--", "]]>", "&lt;", "\u2028"]))
def test_any_text_stays_text(text: str) -> None:
    report = with_architecture(full_report())
    assert report.architecture is not None
    first = report.architecture.elements[0]
    architecture = report.architecture.with_(
        elements=(first.with_(name=text, doc=text), *report.architecture.elements[1:]),
        uses=tuple(use.with_(name=text, path=text, verb=text) for use in report.architecture.uses),
    )
    results = tuple(
        result.with_(
            check=text, reason=text, violations=tuple(each.with_(message=text, path=text) for each in result.violations)
        )
        for result in report.results
    )
    rendered = render("html", report.with_(architecture=architecture, results=results, specs=(text,)))
    page = Page(rendered)
    assert set(page.tags) <= ALLOWED
    assert page.tags.count("script") == 2
    if text.isprintable():
        assert data_of(rendered)["elements"][0][1] == text


def test_the_policy_names_the_style_and_the_script() -> None:
    page = render("html", full_report())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    for tag, content in re.findall(r"<(style|script)>(.*?)</\1>", page, re.DOTALL):
        hashed = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src &#x27;sha256-{hashed}&#x27;" in policy[1]


def test_what_the_page_tells() -> None:
    words = Page(render("html", with_architecture(full_report()))).words
    assert "3 violated" in words["span"]
    assert "Web code goes through the services" in words["p"]
    assert "src/api/views.py:3" in words["code"]
    assert "from src.db.models import User, Order" in words["span"]
    assert "src.db.models" in words["code"], "the chain"
    assert "12 ms" in words["td"]
    assert "group0" in words["span"]


def test_what_is_accepted_is_shown_with_its_reason() -> None:
    words = Page(render("html", waived_report())).words
    assert "waived until 2027-01-31 by team-api: written by hand in May" in words["p"]
    assert "in the baseline" in words["p"]


def test_the_data_of_the_graph_has_every_dependency_between_elements() -> None:
    report = with_architecture(full_report())
    assert report.architecture is not None
    data = data_of(render("html", report))
    assert len(data["elements"]) == len(report.architecture.elements)
    paths = [element[0] for element in data["elements"]]
    found = [(paths[use[0]], paths[use[1]], data["files"][use[2]], use[9]) for use in data["uses"]]
    assert found == [(use.source, use.target, use.path, list(use.broken)) for use in report.architecture.uses]
    assert {rule[0] for rule in data["rules"]} == {0, 1, 2, 4}
