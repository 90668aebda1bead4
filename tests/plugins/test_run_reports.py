"""What a run says of the plugins that took part: how each was kept apart, and, when asked, what each check cost it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import wasmtime

from hielements.libraries.process.isolation import LEVELS, best_level
from hielements.resources import package_file
from spec_cases.running import CommandResult, run_command

# A module that goes through its request byte by byte, so that a longer one costs more; it knows no other method.
LOOKS = """(module
  (memory (export "memory") 2)
  (global $next (mut i32) (i32.const 4096))
  (func (export "alloc") (param $size i32) (result i32)
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get $size))))
  (func (export "dealloc") (param i32 i32) (global.set $next (i32.const 4096)))
  (data (i32.const 16) "{\\22Pass\\22:null}")
  (func (export "library_check") (param $place i32) (param $length i32) (result i64)
    (loop $again
      (local.set $length (i32.sub (local.get $length) (i32.const 1)))
      (br_if $again (i32.gt_s (local.get $length) (i32.const 0))))
    (i64.const 0x000000100000000d))
  (func (export "library_call") (param i32 i32) (result i64) (unreachable)))
"""
PROCESS = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": {"Pass": None}}), flush=True)
"""
CONFIGURATION = """
[libraries]
looks = { path = "looks.wasm" }
outside = { executable = "python3", args = ["outside.py"], isolation = "environment" }
idle = { path = "looks.wasm" }
"""
SPEC = """
import looks
import outside
import files

element shop {
    check looks.holds('a')
    check looks.holds('a much longer argument')
    check outside.holds('a')
    check looks.holds('a') and outside.holds('b')
    check files.exists('looks.wasm')
    check looks.breaks('a') == 1
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "looks.wasm").write_bytes(bytes(wasmtime.wat2wasm(LOOKS)))
    (tmp_path / "outside.py").write_text(PROCESS)
    (tmp_path / "hielements.toml").write_text(CONFIGURATION)
    (tmp_path / "shop.hie").write_text(SPEC)
    return tmp_path


def checked(folder: Path, *arguments: str) -> CommandResult:
    return run_command("check", "--workspace", str(folder), str(folder / "shop.hie"), *arguments)


def reported(folder: Path, *arguments: str) -> tuple[str, Any]:
    """The report as text and as what the text means; the schema holds for it."""
    text = checked(folder, "--format", "json", *arguments).output
    report = json.loads(text)
    schema = json.loads(Path(package_file("report", "report.schema.json")).read_text("utf-8"))
    jsonschema.validate(report, schema)
    return text, report


def test_the_level_of_isolation_is_in_the_report(project: Path) -> None:
    _, report = reported(project)
    assert report["plugins"] == [
        {"name": "looks", "kind": "wasm", "isolation": "wasm"},
        {"name": "outside", "kind": "process", "isolation": "environment"},
    ]
    assert all("cost" not in result for result in report["results"])


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_is_the_one_that_was_used(project: Path, level: str) -> None:
    text = CONFIGURATION.replace("environment", level)
    (project / "hielements.toml").write_text(text)
    (project / "shop.hie").write_text("import outside\nelement shop { check outside.holds('a') }\n")
    _, report = reported(project)
    used = LEVELS[min(LEVELS.index(level), LEVELS.index(best_level()))]
    assert report["plugins"] == [{"name": "outside", "kind": "process", "isolation": used}]


def test_verbose_text_and_the_page_tell_the_level(project: Path) -> None:
    text = checked(project, "--verbose").output
    assert "looks: WebAssembly: it reaches its own memory" in text
    assert "outside: process, isolation `environment` (limits and a scrubbed environment only" in " ".join(text.split())
    page = checked(project, "--format", "html").output
    assert "<td>outside</td><td>process</td><td>environment</td>" in page


def test_a_run_without_plugins_has_nothing_to_say_of_them(project: Path) -> None:
    (project / "shop.hie").write_text("import files\nelement shop { check files.exists('looks.wasm') }\n")
    text, report = reported(project)
    assert "plugins" not in report
    assert "plugins" not in checked(project, "--verbose").output


def test_each_check_has_its_cost_and_two_runs_count_the_same(project: Path) -> None:
    first, report = reported(project, "--cost")
    short, long, process, both, builtin, broken = (result["cost"] for result in report["results"])
    assert short[0]["plugin"] == "looks"
    assert long[0]["operations"] > short[0]["operations"] > 0
    assert process == [{"plugin": "outside", "requests": 1, "operations": None}]
    assert both == [*short, *process]
    assert builtin == []
    # One that trapped has done what it did.
    assert broken[0]["operations"] > 0
    total = {plugin["name"]: plugin["operations"] for plugin in report["plugins"]}
    assert total["outside"] is None
    assert total["looks"] == sum(each[0]["operations"] for each in (short, long, both, broken))
    # The second run knows the module, and has another cache than the third.
    assert reported(project, "--cost")[0] == first
    assert reported(project, "--cost", "--no-cache")[0] == first


def test_people_see_the_cost_and_that_some_is_not_counted(project: Path) -> None:
    text = checked(project, "--cost").output
    lines = [line.strip() for line in text.splitlines()]
    assert "not counted  shop: outside.holds('a')" in lines
    assert any(line.endswith("  shop: looks.holds('a much longer argument')") and line[0].isdigit() for line in lines)
    assert "`outside` is a process: no operations to count" in text
    assert "1 check asked no plugin" in text
    page = checked(project, "--cost", "--format", "html").output
    assert "<td>not counted</td>" in page
    assert '<th scope="col">operations</th>' in page


def test_counting_needs_one_job(project: Path) -> None:
    (project / "hielements.toml").write_text(CONFIGURATION + "[check]\njobs = 4\n")
    first, _ = reported(project, "--cost")
    assert reported(project, "--cost", "--jobs", "1")[0] == first
    done = checked(project, "--cost", "--jobs", "2")
    assert done.exit_code == 2
    assert "--cost runs one check after another" in done.errors
