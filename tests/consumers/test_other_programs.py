"""Drawings and reports, read by the programs that they are made for. Skips without them; `.ci/tools` installs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sample_architectures import declared_architecture, hostile_architecture, large_architecture
from sample_reports import REPORTS

from hielements.report.architecture import ReportedArchitecture
from hielements.report.formats import render as render_report
from hielements.report.graphs.drawings import render
from hielements.report.graphs.graph import View
from hielements.report.graphs.views import Detail, graph_of

# Java and WebAssembly start slowly on a busy machine.
pytestmark = [pytest.mark.consumers, pytest.mark.timeout(900)]

VIEWS: tuple[View, ...] = ("actual", "declared", "difference")


def program(name: str) -> str:
    """The program, beside Python or on the path; without it the test is skipped."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(command: list[str], text: str = "") -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def drawings(name: str) -> dict[str, str]:
    """The drawings of one format: all views of a sample, of a hostile one, and of larger ones."""
    architectures = {
        "sample": declared_architecture(),
        "hostile": hostile_architecture(),
        "large": large_architecture(60, 300, 6),
    }
    architectures["empty"] = ReportedArchitecture((), (), (), ())
    return {
        f"{title} {view}": render(name, graph_of(architecture, Detail(view, external=True)), architecture)
        for title, architecture in architectures.items()
        for view in VIEWS
    }


def modules(name: str) -> str:
    """A file of an npm package that was installed beside the validator of reviewdog's format."""
    path = Path(program("rdformat-validator")).resolve()
    folder = next(parent for parent in path.parents if parent.name == "node_modules") / name
    if not folder.is_file():
        pytest.skip(f"{name} is not installed")
    return folder.as_uri()


def in_node(folder: Path, script: str, texts: dict[str, str]) -> dict[str, str]:
    """What a script says of each text: nothing when it can read it."""
    (folder / "read.mjs").write_text(script, encoding="utf-8")
    printed = run([program("node"), str(folder / "read.mjs")], json.dumps(texts))
    answer: dict[str, str] = json.loads(printed)
    assert answer.keys() == texts.keys()
    return answer


READ = """
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const texts = JSON.parse(Buffer.concat(chunks).toString("utf8")), answer = {};
for (const [name, text] of Object.entries(texts)) {
  try { await read(text); answer[name] = ""; } catch (problem) { answer[name] = String(problem.message || problem); }
}
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
"""


def test_graphviz_draws_it() -> None:
    dot = program("dot")
    for name, text in drawings("dot").items():
        printed = run([dot, "-Tjson0"], text)
        found = json.loads(printed, strict=False)
        assert found["name"] == "architecture", name
        if name == "sample actual":
            assert len(found["edges"]) == len(graph_of(declared_architecture(), Detail("actual", external=True)).edges)


def test_plantuml_reads_it(tmp_path: Path) -> None:
    plantuml = program("plantuml")
    texts = {name: text for name, text in drawings("plantuml").items() if not name.startswith("large")}
    for number, text in enumerate(texts.values()):
        (tmp_path / f"{number}.puml").write_text(text, encoding="utf-8")
    # One process for all: starting Java takes longer than reading.
    files = [str(path) for path in tmp_path.iterdir()]
    environment = {**os.environ, "JAVA_TOOL_OPTIONS": "-Djava.awt.headless=true"}
    command = [plantuml, "-checkonly", "-failfast2", "-charset", "UTF-8", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "broken.puml").write_text("@startuml\npackage {{ -->\n@enduml\n")
    command = [*command[: -len(files)], str(tmp_path / "broken.puml")]
    assert subprocess.run(command, capture_output=True, check=False, env=environment).returncode != 0


def test_mermaid_reads_it(tmp_path: Path) -> None:
    script = f"""
const {{ JSDOM }} = await import({json.dumps(modules("jsdom/lib/api.js"))});
const page = new JSDOM("");
globalThis.window = page.window;
globalThis.document = page.window.document;
const mermaid = (await import({json.dumps(modules("mermaid/dist/mermaid.core.mjs"))})).default;
const read = (text) => mermaid.parse(text);
{READ}"""
    answers = in_node(tmp_path, script, {**drawings("mermaid"), "broken": "flowchart TB\n a[ --> b"})
    assert answers.pop("broken"), "the reader refuses what is wrong"
    assert not {name: said for name, said in answers.items() if said}


def test_d2_compiles_it(tmp_path: Path) -> None:
    script = f"""
const {{ D2 }} = await import({json.dumps(modules("@terrastruct/d2/dist/node-esm/index.js"))});
const d2 = new D2();
const read = (text) => d2.compile(text);
{READ}"""
    # Each takes seconds: it is laid out as well.
    texts = {name: text for name, text in drawings("d2").items() if name == "hostile difference"}
    answers = in_node(tmp_path, script, {**texts, "broken": "a: {"})
    assert answers.pop("broken"), "the reader refuses what is wrong"
    assert not {name: said for name, said in answers.items() if said}


def test_reports_are_in_reviewdogs_format(tmp_path: Path) -> None:
    validator = program("rdformat-validator")
    program("node")
    for name, make in REPORTS.items():
        (tmp_path / f"{name}.json").write_text(render_report("rdjson", make()), encoding="utf-8")
    files = [str(tmp_path / f"{name}.json") for name in REPORTS]
    run([validator, "--strict", "--no-extra-fields", "--verbose", *files])
