"""Processes that break, lie, hang and flood: each leaves its own checks undecided, says why, and harms nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from plugin_runs import PLUGINS, copied, entry, run, said

SPEC = """\
import bad
import sample
import files

element shop {
    scope src = sample.simple_selector('src')
    check bad.is_fine(src)
    check sample.file_count_check(src, 1)
    check files.exists(src, 'a.py')
}
"""
HOSTILE = PLUGINS / "hostile/process"

CASES = {
    "loops_forever": "did not answer `library.check` of `is_fine` within 300 ms",
    "hangs_at_start": "did not answer `initialize` within 600 ms",
    "never_answers": "did not answer `library.check` of `is_fine` within 300 ms",
    "ignores_signals": "did not answer `library.check` of `is_fine` within 300 ms",
    "bombs_memory": "MB of memory; 128 MB are allowed",
    "forks": "processes; 64 are allowed",
    "floods_output": "wrote more than 33,554,432 bytes that answer nothing",
    "floods_errors": "did not answer `library.check` of `is_fine` within 300 ms",
    "endless_line": "wrote a line of more than 67,108,864 bytes",
    "writes_no_json": "within 6 s; it wrote a line that is not JSON",
    "writes_no_text": "it wrote a line that is not UTF-8",
    "answers_deep": "it wrote a line that is nested more than 64 levels deep",
    "answers_infinity": "it wrote a line that is not JSON (NaN is no number)",
    "wrong_id": "it wrote an answer with the id 100",
    "text_id": "which no request has",
    "answers_the_one_before": "gave a second answer to the request 1",
    "two_answers_at_once": "gave two answers to `library.check` of `is_fine`",
    "half_line_and_exit": 'exited with status 0 after half a line: {"jsonrpc": "2.0", "result": {"Pa',
    "half_line_and_silence": "did not answer `library.check` of `is_fine` within 300 ms",
    "exits_well": "exited with status 0",
    "exits_badly": "exited with status 1; on standard error it wrote: the database is not there",
    "exits_at_start": "No module named 'module_that_is_not_there'",
    "raises": "RuntimeError: not like this",
    "kills_itself": "was ended by the signal SIGSEGV",
    "closes_output": "closed its standard output and went on running",
    "closes_input": "did not answer `library.check` of `is_fine` within 300 ms",
    "closes_everything": "closed its standard output and went on running",
    "never_reads": "did not answer `initialize` within 600 ms",
    "wrong_type": 'answered with a list in `{"Pass": ..}`',
    "answers_null": "answered with null, which is no result of a check",
    "answers_true": "answered with a boolean, which is no result of a check",
    "passes_and_fails": "that is more than one result",
    "broken_error": "it wrote a line that has the number 7 for an error",
    "violation_outside": "answered with the path '../secret', which lies outside of the workspace",
    "violation_absolute": "answered with the path '/etc/passwd', which lies outside of the workspace",
    "violation_behind_link": "answered with the path 'way_out', which lies outside of the workspace",
    "line_zero": "answered with the number 0 for `line`",
    "knows_no_checks": "answered with an error: method not found",
    "reports_error": "could not decide: the rules are not there",
    "future_version": "for the version; offered was 1.0",
    "senseless_description": "which no specification could write",
    "hangs_describing": "did not answer `library.doc` within 8 s",
    "dies_describing": "exited with status 3",
    "floods_host": "did not answer `library.check` of `is_fine` within 300 ms",
    "asks_for_more": 'needs the permission `filesystem = ["read"]`',
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "src").mkdir(parents=True)
    (folder / "src/a.py").write_text("import os\n")
    (tmp_path / "secret").write_text("secret")
    (folder / "way_out").symlink_to(tmp_path / "secret")
    shutil.copytree(HOSTILE, folder / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def configuration(shop: Path, bad: str) -> str:
    return "[libraries]\n" + bad + entry("sample", copied("public/sample.py", shop))


def harmless(shop: Path, bad: str, reason: str) -> None:
    """The plugin's check is undecided for the reason, and the others are what they would be without it."""
    verdicts, report = run(shop, configuration(shop, bad), SPEC)
    assert said(report) == []
    assert [each.status for each in verdicts] == ["error", "pass", "pass"], verdicts
    assert "the plugin `bad` " in verdicts[0].message
    assert reason in verdicts[0].message
    assert report.exit_code == 2


@pytest.mark.parametrize("name", CASES)
def test_a_broken_process_leaves_its_check_undecided(shop: Path, name: str) -> None:
    limits = {"memory_mb": 128}
    found = re.search(r"`(.*?)`.* within (?:(\d+) ms|(\d+) s)", CASES[name])
    if found:
        # Those that never answer are not waited for long; what has to be seen first gets the time it needs.
        key = "time_ms" if found[1] == "library.check" or name == "writes_no_json" else "start_ms"
        limits[key] = int(found[2] or int(found[3]) * 1000)
    elif name == "writes_no_json":
        limits["time_ms"] = 6000
    settings: dict[str, object] = {"limits": limits}
    if name in ("closes_output", "closes_everything"):
        # bubblewrap holds the pipes of the plugin as well, so that their end is the end of both.
        settings["isolation"] = "landlock"
    harmless(shop, entry("bad", f"plugins/{name}.py", **settings), CASES[name])


def test_every_broken_plugin_has_its_case() -> None:
    assert {path.stem for path in HOSTILE.glob("*.py")} - {"plugin"} == set(CASES)
    assert len(CASES) >= 25


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        ("#!/usr/bin/env python3\n", 0o644, "is not executable (`chmod +x` makes it so)"),
        ("#!/nowhere/python\n", 0o755, "nowhere"),
        ("\0\0\0\0", 0o755, "xec format error"),
    ],
    ids=["not executable", "no interpreter", "no program"],
)
def test_a_file_that_is_no_program_is_said_to_be_none(shop: Path, content: str, mode: int, reason: str) -> None:
    program = shop / "plugins/tool"
    program.write_text(content)
    program.chmod(mode)
    bad = 'bad = { executable = "./plugins/tool" }\n'
    verdicts, _ = run(shop, configuration(shop, bad), SPEC)
    assert [each.status for each in verdicts] == ["error", "pass", "pass"]
    assert "the plugin `bad` " in verdicts[0].message


def test_a_plugin_that_breaks_again_and_again_is_left_alone(shop: Path) -> None:
    checks = "".join(f"    check bad.number_{number}()\n" for number in range(5))
    spec = "import bad\nimport files\nelement shop {\n" + checks + "    check files.exists('src/a.py')\n}\n"
    verdicts, _ = run(shop, configuration(shop, entry("bad", "plugins/exits_badly.py")), spec)
    messages = [each.message for each in verdicts]
    assert [each.status for each in verdicts] == ["error"] * 5 + ["pass"]
    for message in messages[:3]:
        assert "the plugin `bad` exited with status 1" in message
    for message in messages[3:5]:
        assert "is not asked any more in this run: it broke 3 times, and at last it exited with status 1" in message


def test_a_plugin_that_is_replaced_while_it_runs_answers_as_it_was(shop: Path) -> None:
    """The program replaces its own file by one that fails everything; the process that was started goes on."""
    (shop / "plugins/bad.py").write_text(
        "import os\n"
        "from plugin import answer, requests\n"
        "for request in requests():\n"
        "    with open(__file__ + '.new', 'w') as file:\n"
        "        file.write('raise SystemExit(1)')\n"
        "    os.replace(__file__ + '.new', __file__)\n"
        "    answer(request['id'], {'Pass': None})\n"
    )
    spec = "import bad\nelement shop {\n    check bad.one()\n    check bad.two()\n}\n"
    granted = {"filesystem": ["read", "write"]}
    verdicts, _ = run(shop, configuration(shop, entry("bad", "plugins/bad.py", permissions=granted)), spec)
    assert [each.status for each in verdicts] == ["pass", "pass"]
