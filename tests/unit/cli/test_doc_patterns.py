"""`hielements doc patterns`: which names it takes and what it shows."""

from __future__ import annotations

import json

import pytest

from hielements.source.standard_patterns import PatternFile, pattern_files
from spec_cases.running import run_command


def test_all_patterns_in_both_forms() -> None:
    names = [file.name for file in pattern_files()]
    shown = run_command("doc", "patterns").output
    assert [line[2:] for line in shown.split("\n") if line.startswith("# ")] == names
    modules = json.loads(run_command("doc", "--patterns", "--format", "json").output)["modules"]
    assert [module["name"] for module in modules] == names
    for module in modules:
        assert module["examples"], module["name"]
        for pattern in module["patterns"]:
            assert pattern["doc"], pattern["name"]


@pytest.mark.parametrize(
    "arguments", [["patterns.hexagonal"], ["--patterns", "hexagonal"], ["--patterns", "structural.hexagonal"]]
)
def test_one_module(arguments: list[str]) -> None:
    result = run_command("doc", *arguments)
    assert result.exit_code == 0
    assert result.output.startswith("# hexagonal\n\n`import patterns.hexagonal`\n")
    assert "`hexagonal.ports.code` (scope)" in result.output


def test_a_group() -> None:
    output = run_command("doc", "patterns.operations").output
    assert [line for line in output.split("\n") if line.startswith("# ")] == [
        "# containerised_service",
        "# observability",
        "# twelve_factor",
    ]


def test_a_misspelled_name() -> None:
    result = run_command("doc", "patterns.hexagnal")
    assert result.exit_code == 2
    assert "did you mean `hexagonal`?" in result.errors


@pytest.mark.parametrize("file", pattern_files(), ids=lambda file: file.name)
def test_everything_that_is_bound_and_every_rule_is_explained(file: PatternFile) -> None:
    """A stranger binds by what the documentation says, and learns from a violation why the rule is there."""

    def check(body: dict[str, list[dict[str, object]]]) -> None:
        for participant in body["participants"]:
            if participant["default"] is None:
                assert participant["doc"], participant["path"]
        for index, rule in enumerate(body["rules"]):
            # All `allows connection` of one body are one rule, which is reported at the first.
            previous = str(body["rules"][index - 1]["text"]) if index else ""
            is_more = str(rule["text"]).startswith("allows connection") and previous.startswith("allows connection")
            assert rule["doc"] or is_more, rule
        for child in body["children"]:
            check(child)  # type: ignore[arg-type]

    module = json.loads(run_command("doc", "--patterns", "--format", "json", file.name).output)
    for pattern in module["patterns"]:
        check(pattern)
