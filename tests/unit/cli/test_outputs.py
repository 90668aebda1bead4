"""Where reports go: formats, files, annotations of CI systems, and what happens when a file cannot be written."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hielements.cli.arguments import Arguments, UsageError, parse
from hielements.cli.check import COMMAND
from hielements.cli.outputs import Destinations, FileOutput, destinations
from hielements.report.formats import FORMATS
from spec_cases.running import CommandResult, run_command

SPEC = """\
import files
element shop:
    check files.exists('README.md')
    check files.exists('shop.hie')
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.hie").write_text(SPEC)
    return tmp_path


def check(*arguments: str) -> CommandResult:
    return run_command("check", "shop.hie", *arguments)


def wanted(*words: str, **environment: str) -> Destinations:
    arguments = parse(COMMAND, words)
    assert isinstance(arguments, Arguments)
    return destinations(arguments, environment)


# What the command line asks for


def test_a_plain_file_takes_the_place_of_standard_output() -> None:
    found = wanted("--format", "json", "-o", "report.json")
    assert found == Destinations(None, (FileOutput("json", "report.json"),), None, 0)


def test_files_with_a_format_stand_beside_it() -> None:
    found = wanted("--output", "sarif=out.sarif", "--output=junit=a=b.xml")
    assert found == Destinations("human", (FileOutput("sarif", "out.sarif"), FileOutput("junit", "a=b.xml")), None)


def test_a_path_with_an_equals_sign_is_a_path() -> None:
    assert wanted("-o", "./sarfi=x", "--format", "json").files == (FileOutput("json", "./sarfi=x"),)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "sarfi=x"], "there is no format `sarfi`"),
        (["-o", "a.txt", "-o", "b.txt"], "two files for one report"),
        (["-o", "json=a", "-o", "sarif=a"], "names the file `a` twice"),
        (["-o", "json="], "names no file"),
        (["--format", "json", "--annotations", "github"], "between those of --format json"),
    ],
)
def test_what_cannot_be_meant(words: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        wanted(*words)


@pytest.mark.parametrize(
    ("variable", "system"),
    [("GITHUB_ACTIONS", "github"), ("TF_BUILD", "azure"), ("TEAMCITY_VERSION", "teamcity")],
)
def test_ci_systems_are_found_by_their_variables(variable: str, system: str) -> None:
    assert wanted(**{variable: "True"}).annotations == system
    assert wanted("--annotations", "off", **{variable: "True"}).annotations is None
    assert wanted("--format", "json", **{variable: "True"}).annotations is None
    assert wanted(**{variable: "false"}).annotations is None
    assert wanted("--annotations", system).annotations == system


def test_gitlab_gets_a_file() -> None:
    assert wanted(GITLAB_CI="true").files == (FileOutput("gitlab", "gl-code-quality-report.json"),)
    assert wanted("--format", "json", GITLAB_CI="true").stdout == "json"
    assert wanted("-o", "gitlab=quality.json", GITLAB_CI="true").files == (FileOutput("gitlab", "quality.json"),)
    assert wanted("--annotations", "off", GITLAB_CI="true").files == ()
    assert wanted("--annotations", "gitlab").files == (FileOutput("gitlab", "gl-code-quality-report.json"),)


# What comes out


def test_several_formats_at_once(project: Path) -> None:
    names = [name for name in FORMATS if name != "human"]
    result = check(*(word for name in names for word in ("--output", f"{name}=out.{name}")))
    assert result.exit_code == 1
    assert "violated[shop]" in result.output
    assert not result.errors
    for name in names:
        text = (project / f"out.{name}").read_text(encoding="utf-8")
        again = check("--format", name).output
        # The page for browsers tells times.
        assert text == again if name != "html" else text.startswith("<!doctype html>"), name
        assert "README.md" in text
    assert json.loads((project / "out.sarif").read_text())["version"] == "2.1.0"
    assert ElementTree.parse(project / "out.junit").getroot().get("failures") == "1"
    assert sorted(os.listdir(project)) == sorted(["shop.hie", *(f"out.{name}" for name in names)])


def test_a_file_that_cannot_be_written_loses_no_result(project: Path) -> None:
    (project / "full").mkdir()
    result = check("--format", "json", "--output", "sarif=full", "--output", "junit=missing/x.xml", "-o", "gitlab=ok")
    assert result.exit_code == 2
    assert json.loads(result.output)["exit_code"] == 1
    assert "cannot be written to `full`" in result.errors
    assert "cannot be written to `missing/x.xml`: no such file or directory" in result.errors
    assert json.loads((project / "ok").read_text())


def test_what_cannot_take_the_place_of_standard_output_is_printed() -> None:
    result = check("--format", "json", "--output", "missing/report.json")
    assert result.exit_code == 2
    assert json.loads(result.output)["summary"]["failed"] == 1
    assert "cannot be written to `missing/report.json`" in result.errors


def test_annotations_follow_a_report_that_cannot_give_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    first, second = check().output, check().output
    token = re.match(r"::stop-commands::([0-9a-f]{32})\n", first)
    assert token is not None
    assert f"\n::{token[1]}::\n::error file=README.md,title=shop" in first
    assert token[1] not in second
    assert "::error" not in check("--annotations", "off").output


def test_annotations_of_teamcity_and_azure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMCITY_VERSION", "2026.1")
    text = check().output
    assert text.startswith("##teamcity[disableServiceMessages]\n")
    assert text.index("##teamcity[enableServiceMessages]") < text.index("##teamcity[inspection ")
    assert check("--annotations", "azure").output.count("##vso[task.logissue type=error;") == 1


def test_nothing_but_the_report_goes_between_lines_for_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    json.loads(check("--format", "json").output)


def test_validate_has_the_same_formats(project: Path) -> None:
    (project / "shop.hie").write_text("element shop:\n    check nothing(1)\n")
    result = run_command("validate", "shop.hie", "--output", "sarif=out.sarif", "--annotations", "github")
    assert result.exit_code == 2
    assert "::error file=shop.hie,line=2" in result.output
    (run,) = json.loads((project / "out.sarif").read_text())["runs"]
    assert [found["ruleId"] for found in run["results"]] == ["HIE0203"]
