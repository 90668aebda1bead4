"""What the VS Code extension knows of the language without a server: snippets that parse, rules for indentation."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
from vscode_extension import EXTENSION, ROOT

SNIPPETS: dict[str, Any] = json.loads((EXTENSION / "snippets" / "hielements.json").read_text(encoding="utf-8"))
CONFIGURATION: dict[str, Any] = json.loads((EXTENSION / "language-configuration.json").read_text(encoding="utf-8"))


def _filled_in(body: list[str]) -> str:
    """A snippet as it stands in the text when nothing is typed over; places inside of places first."""
    text = "\n".join(body).replace("\t", "    ")
    place = re.compile(r"\$\{\d+(?::((?:[^${}]|\{(?!\d))*)|\|([^,|]*)[^}]*)\}")
    while place.search(text):
        text = place.sub(lambda found: found[1] or found[2] or "", text)
    assert "${" not in text, text
    return text


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_parses(name: str) -> None:
    snippet = SNIPPETS[name]
    assert snippet["prefix"] and snippet["description"]
    text = _filled_in(snippet["body"])
    inside = not text.startswith(("element", "##", "pattern", "language", "import"))
    if inside:
        text = ("pattern" if re.match(r"allows|forbids", text) else "element") + f" around {{\n{text}\n}}\n"
    problems = [each for each in parse(SourceText("snippet.hie", text)).diagnostics if each.is_error]
    assert problems == [], text


@pytest.mark.parametrize(
    ("line", "deeper"),
    [
        ("element shop {", True),
        ("element shop:", True),
        ("    element api implements layer, zones.zone: # the API", True),
        ("    scope src = python.package_selector(", True),
        ("    scope all = [", True),
        ("    connection_check free(a: scope[], b: scope[]):", True),
        ("    ref port: integer = 80", False),
        ("    check files.exists('a{')", False),
        ("# element shop {", False),
        ("    scope src = f('it\\'s (')", False),
        ("}", False),
    ],
)
def test_the_next_line_stands_deeper(line: str, deeper: bool) -> None:
    assert bool(re.search(CONFIGURATION["indentationRules"]["increaseIndentPattern"], line)) == deeper


@pytest.mark.parametrize(("line", "back"), [("}", True), ("    )", True), ("  ],", True), ("check a", False)])
def test_a_closing_line_stands_less_deep(line: str, back: bool) -> None:
    assert bool(re.search(CONFIGURATION["indentationRules"]["decreaseIndentPattern"], line)) == back


def test_enter_goes_on_with_a_documentation_comment() -> None:
    going_on = CONFIGURATION["onEnterRules"][0]
    assert re.search(going_on["beforeText"], "    ## Why it is so.")
    assert not re.search(going_on["beforeText"], "    ### A block.")
    assert not re.search(going_on["beforeText"], "    # A comment.")


def test_the_package_says_what_it_may_be_used_for() -> None:
    assert (EXTENSION / "LICENSE").read_text(encoding="utf-8") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_lock_file_names_no_place_of_its_own() -> None:
    """Whoever installs decides where packages come from."""
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    places = {each.get("resolved", "") for each in lock["packages"].values()}
    assert all(not place or place.startswith("https://registry.npmjs.org/") for place in places)
    assert all("integrity" in each for name, each in lock["packages"].items() if name)
