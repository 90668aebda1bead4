"""The way from a first specification to every commit, on projects that nobody here wrote: `init`, a rule that breaks, a
baseline, a new violation, `--watch`, and every report.

The projects are fetched from the package index as their authors published them, and nothing of them is run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import jsonschema
import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from real_browser import CHROMIUM, DRIVER, started
from report_schemas import GITLAB_SCHEMA, SARIF_SCHEMA
from watched_command import Watched

from hielements.report.formats import FORMATS

pytestmark = [pytest.mark.projects, pytest.mark.slow, pytest.mark.timeout(900)]


class Project(NamedTuple):
    """A source distribution. Today its package `below` uses `above`, and a rule will say that it must not; `file`
    belongs to `below`, and `added` is one more import of `above`."""

    name: str
    version: str
    modules: int
    below: str
    above: str
    file: str
    added: str


PROJECTS = (
    Project("flask", "3.1.2", 50, "flask.globals", "flask.app", "src/flask/globals.py", "import flask.app"),
    Project("rich", "14.2.0", 70, "rich.segment", "rich.console", "rich/segment.py", "import rich.console"),
    Project(
        "sympy", "1.14.0", 1500, "sympy.core", "sympy.printing", "sympy/core/cache.py", "import sympy.printing.latex"
    ),
)

RULE = """
## What has been agreed on.
element agreed {{
    scope below = python.module_selector('{below}')
    scope above = python.module_selector('{above}')
    ## Below knows nothing of above.
    check python.no_dependency(below, above)
}}
"""


class Finished(NamedTuple):
    """What a command did."""

    exit_code: int
    output: str
    errors: str


class Adopted(NamedTuple):
    """A project in a folder."""

    project: Project
    root: Path

    def run(self, *arguments: str) -> Finished:
        done = subprocess.run(
            [sys.executable, "-m", "hielements", *arguments],
            cwd=self.root,
            env={**os.environ, "HIELEMENTS_CACHE_DIR": str(self.root.parent / "cache"), "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("project", PROJECTS, ids=[project.name for project in PROJECTS])
def test_a_project_is_adopted(project: Project, tmp_path: Path) -> None:
    adopted = Adopted(project, unpacked(project, tmp_path))
    proposes_what_holds(adopted)
    takes_what_is_broken_into_a_baseline(adopted)
    answers_edits(adopted)
    with a_new_violation(adopted):
        fails_for_what_is_new(adopted)
        reports_to_everybody(adopted, tmp_path / "reports")


def unpacked(project: Project, folder: Path) -> Path:
    """The folder of the project as its authors published it."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary=:all:",
        "--dest",
        str(folder),
    ]
    done = subprocess.run([*command, f"{project.name}=={project.version}"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{project.name} cannot be had from the package index: {done.stderr.strip().splitlines()[-1]}")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    root = folder / f"{project.name}-{project.version}"
    (root / ".git").mkdir()
    assert len(list(root.rglob("*.py"))) >= project.modules
    return root


def proposes_what_holds(adopted: Adopted) -> None:
    first = adopted.run("init")
    assert first.exit_code == 0, first.output + first.errors
    passed = adopted.run("check")
    assert passed.exit_code == 0, passed.output
    assert "OK: " in passed.output
    formatted = adopted.run("fmt", "--check", "hielements.hie")
    assert formatted.exit_code == 0, formatted.errors


def takes_what_is_broken_into_a_baseline(adopted: Adopted) -> None:
    project = adopted.project
    with open(adopted.root / "hielements.hie", "a", encoding="utf-8") as spec:
        spec.write(RULE.format(below=project.below, above=project.above))
    broken = adopted.run("check")
    assert broken.exit_code == 1
    assert "violated[agreed]" in broken.output
    assert "Below knows nothing of above." in broken.output
    created = adopted.run("baseline", "create")
    assert created.exit_code == 0, created.output + created.errors
    accepted = adopted.run("check")
    assert accepted.exit_code == 0, accepted.output
    assert "Accepted: " in accepted.output


@contextmanager
def a_new_violation(adopted: Adopted) -> Iterator[None]:
    file = adopted.root / adopted.project.file
    before = file.read_bytes()
    file.write_bytes(before + f"\n\ndef again():\n    {adopted.project.added}\n".encode())
    yield
    file.write_bytes(before)


def answers_edits(adopted: Adopted) -> None:
    command = Watched(adopted.root)
    try:
        assert "OK: " in command.report()
        for _ in range(2):
            with a_new_violation(adopted):
                assert "violated[agreed]" in command.report()
            assert "OK: " in command.report()
    finally:
        command.end()


def fails_for_what_is_new(adopted: Adopted) -> None:
    done = adopted.run("check", "--format", "json")
    assert done.exit_code == 1
    (failed,) = [result for result in json.loads(done.output)["results"] if result["status"] == "fail"]
    file = adopted.project.file
    last = len((adopted.root / file).read_text(encoding="utf-8").splitlines())
    assert [(each["path"], each["line"]) for each in failed["violations"]] == [(file, last)]
    assert failed["waived_violations"], "the old ones are told as well"


def reports_to_everybody(adopted: Adopted, folder: Path) -> None:
    """Every report at once, each held against its schema or read by a program that takes it."""
    folder.mkdir()
    names = [name for name in FORMATS if name != "human"]
    done = adopted.run("check", *(word for name in names for word in ("--output", f"{name}={folder / name}")))
    assert done.exit_code == 1, done.output + done.errors
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in names}
    file = adopted.project.file

    jsonschema.validate(json.loads(texts.pop("json")), json.loads(adopted.run("schema", "report").output))
    log = json.loads(texts.pop("sarif"))
    jsonschema.Draft4Validator(SARIF_SCHEMA).validate(log)
    counted = [result for result in log["runs"][0]["results"] if not result.get("suppressions")]
    assert [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in counted] == [file]
    quality = json.loads(texts.pop("gitlab"))
    jsonschema.validate(quality, GITLAB_SCHEMA)
    assert [each["location"]["path"] for each in quality] == [file]
    assert sum(suite.failures for suite in JUnitXml.fromstring(texts.pop("junit").encode())) == 1
    assert [each.get("name") for each in ElementTree.fromstring(texts.pop("checkstyle"))] == [file]
    rdjson = texts.pop("rdjson")
    assert [each["location"]["path"] for each in json.loads(rdjson)["diagnostics"]] == [file]
    (annotation,) = [line for line in texts.pop("github").splitlines() if line.startswith("::error ")]
    assert f"file={file}," in annotation
    assert texts.pop("azure").startswith("##vso[task.logissue ")
    assert "##teamcity[" in texts.pop("teamcity")
    assert "<table>" in MarkdownIt("commonmark").enable("table").render(texts.pop("markdown"))
    assert texts.pop("html").startswith("<!doctype html>")
    assert not texts, "a format that nobody looked at"
    reader = shutil.which(
        "rdformat-validator", path=os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    )
    if reader is not None:
        subprocess.run(
            [reader, "--strict", "--no-extra-fields", str(folder / "rdjson")], check=True, capture_output=True
        )
    if CHROMIUM is not None and DRIVER is not None:
        opens_in_a_browser(folder / "html")


def opens_in_a_browser(report: Path) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    page = report.rename(report.with_suffix(".html"))
    browser = started()
    try:
        browser.set_page_load_timeout(100)
        browser.get(page.as_uri())
        WebDriverWait(browser, 90).until(lambda it: it.execute_script("return document.documentElement.dataset.ready"))
        assert "agreed" in browser.find_element("tag name", "body").text
        assert browser.get_log("browser") == []
    finally:
        browser.quit()
