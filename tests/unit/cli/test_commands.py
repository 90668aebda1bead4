"""The command line as users call it: real processes, real pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PASSING = "import files\nelement shop {\n    check files.exists('README.md')\n}\n"
FAILING = PASSING.replace("README", "READYOU")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text("A shop.\n")
    (tmp_path / "hielements.hie").write_text(PASSING)
    (tmp_path / "failing.hie").write_text(FAILING)
    return tmp_path


def run(
    *arguments: str, folder: Path, text: bytes | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    variables = {name: value for name, value in os.environ.items() if "COLOR" not in name and name != "COLUMNS"}
    variables |= {"HIELEMENTS_CACHE_DIR": "", "XDG_CACHE_HOME": str(folder / ".cache"), **(environment or {})}
    command = [sys.executable, "-m", "hielements", *arguments]
    return subprocess.run(command, cwd=folder, env=variables, input=text, capture_output=True, check=False, timeout=60)


def test_check(shop: Path) -> None:
    done = run("check", folder=shop)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"OK: 1 check of 1 element passed in ")
    done = run("run", "failing.hie", folder=shop)
    assert done.returncode == 1
    assert b"violated[shop]" in done.stdout


def test_quiet(shop: Path) -> None:
    assert run("check", "-q", folder=shop).stdout == b""
    assert b"violated[shop]" in run("check", "-q", "failing.hie", folder=shop).stdout


def test_json_goes_to_stdout_alone_and_to_a_file(shop: Path) -> None:
    done = run("check", "failing.hie", "--format=json", folder=shop)
    assert json.loads(done.stdout)["exit_code"] == done.returncode == 1
    (shop / "report.json").write_text("old")
    (shop / "report.json").chmod(0o640)
    written = run("check", "failing.hie", "--format=json", "-o", "report.json", folder=shop)
    assert (written.returncode, written.stdout) == (1, b"")
    assert (shop / "report.json").read_bytes() == done.stdout
    assert (shop / "report.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"CLICOLOR_FORCE": "1"}, True),
        ([], {"CLICOLOR_FORCE": "0"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour(shop: Path, arguments: list[str], environment: dict[str, str], coloured: bool) -> None:
    done = run("check", "failing.hie", *arguments, folder=shop, environment=environment)
    assert (b"\x1b[" in done.stdout) is coloured


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["chek"], "did you mean `check`?"),
        (["check", "--formt", "json"], "did you mean `--format`?"),
        (["hielements.hie"], "hielements check hielements.hie"),
        (["explain", "undefined-nam"], "did you mean `undefined-name`"),
        (["doc", "pyton"], "did you mean `python`?"),
        (["doc", "files.exist"], "did you mean `exists`?"),
        (["schema", "x"], "possible: report, coverage"),
        (["cache", "x"], "possible: info, clear"),
        (["check", "--verbose", "--quiet"], "contradict"),
        (["check", "--limit-violations", "none"], "whole number"),
        (["parse"], "needs SPEC"),
    ],
)
def test_usage_errors(shop: Path, arguments: list[str], advice: str) -> None:
    done = run(*arguments, folder=shop)
    assert (done.returncode, done.stdout) == (2, b"")
    assert advice in done.stderr.decode()


def test_a_report_that_cannot_be_written(shop: Path) -> None:
    done = run("check", "-o", "absent/report.txt", folder=shop)
    assert (done.returncode, done.stdout[:3]) == (2, b"OK:"), "the result is printed instead"
    assert b"cannot be written to `absent/report.txt`: no such file or directory" in done.stderr


def test_hostile_input_is_survived(shop: Path) -> None:
    (shop / "bin.hie").write_bytes(bytes(range(256)))
    (shop / "empty.hie").write_bytes(b"")
    (shop / "deep.hie").write_text("element a { check " + "(" * 6000 + "x" + ")" * 6000 + "}")
    (shop / "wide.hie").write_text("element a { check files.exists('" + "x" * 1_000_000 + "') }")
    for name, status in ("bin", 2), ("empty", 0), ("deep", 2), ("wide", 2):
        for command in ("check", "validate"):
            done = run(command, f"{name}.hie", folder=shop)
            assert done.returncode == status, (name, done.stdout[-500:], done.stderr)
            assert b"Traceback" not in done.stderr
            assert max(map(len, done.stdout.decode().split("\n"))) <= 110


@pytest.mark.parametrize("name", ["check", "run", "validate", "explain", "doc", "fmt", "parse", "cache", "schema"])
def test_every_command_has_help(shop: Path, name: str) -> None:
    assert run("help", name, folder=shop).stdout == run(name, "--help", folder=shop).stdout != b""


def test_poor_terminals_and_odd_names(shop: Path) -> None:
    odd = os.fsdecode(b"caf\xe9\x1b[31m.hie")
    (shop / odd).write_text(FAILING + "# 語\n")
    for environment in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}):
        done = run("check", odd, folder=shop, environment=environment)
        assert done.returncode == 1, done.stderr
        assert b"\x1b" not in done.stdout
    text = run("check", odd, "--format", "json", folder=shop).stdout.decode()
    assert json.loads(text)["specs"] == ["caf\\udce9\x1b[31m.hie"]


def test_a_reader_that_leaves_early(shop: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hielements", "doc"], cwd=shop, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk(shop: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hielements", "--version"],
            cwd=shop,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr


def test_interrupted(shop: Path) -> None:
    os.mkfifo(shop / "input")
    keeper = os.open(shop / "input", os.O_RDWR)
    with open(shop / "input", "rb") as waiting:
        # It tells when it begins with its command, which then waits for input that never comes.
        telling = (
            "import sys\nfrom hielements.cli import main\ndispatch = main._dispatch\n"
            "def begin(words):\n    print('begun', file=sys.stderr, flush=True)\n    return dispatch(words)\n"
            "main._dispatch = begin\nsys.exit(main.main(['parse', '-']))"
        )
        process = subprocess.Popen([sys.executable, "-c", telling], stdin=waiting, stderr=subprocess.PIPE, cwd=shop)
        assert process.stderr is not None
        assert process.stderr.readline() == b"begun\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    os.close(keeper)
    assert process.returncode == 130
    assert errors.decode().strip() == "interrupted"


def test_a_defect_is_told_without_a_traceback(shop: Path) -> None:
    probe = (
        "import sys\nfrom hielements.cli import main\n"
        "def broken(words):\n    raise ValueError('what\\x1b[31m')\n"
        "main._dispatch = broken\nsys.exit(main.main([]))"
    )
    for wanted in ("", "1"):
        environment = {**os.environ, "HIELEMENTS_TRACEBACK": wanted}
        done = subprocess.run(
            [sys.executable, "-c", probe], env=environment, capture_output=True, check=False, cwd=shop
        )
        assert done.returncode == 3
        assert b"failed: ValueError: what\\x1b[31m" in done.stderr
        assert (b"Traceback" in done.stderr) is bool(wanted)


def test_parse(shop: Path) -> None:
    done = run("parse", "hielements.hie", folder=shop)
    assert json.loads(done.stdout)["kind"] == "SyntaxTree"
    done = run("parse", "-", folder=shop, text=b"element {")
    assert done.returncode == 2
    assert json.loads(done.stdout)
    assert b"error[" in done.stderr
    assert run("parse", "absent.hie", folder=shop).returncode == 2


def test_explain(shop: Path) -> None:
    by_name = run("explain", "unknown-setting", folder=shop)
    assert by_name.stdout.startswith(b"# unknown-setting (HIE0703)")
    assert run("explain", "hie0703", folder=shop).stdout == by_name.stdout
    assert b"HIE0703" in run("explain", folder=shop).stdout


def test_doc_and_schema_and_cache(shop: Path) -> None:
    assert b"## Checks" in run("doc", "files", folder=shop).stdout
    names = [item["name"] for item in json.loads(run("doc", "--format", "json", folder=shop).stdout)["libraries"]]
    assert {"files", "python"} <= set(names)
    assert json.loads(run("doc", "files.exists", "--format", "json", folder=shop).stdout)["name"] == "exists"
    for name in ("report", "config"):
        assert "$schema" in json.loads(run("schema", name, folder=shop).stdout)
    run("check", folder=shop)
    assert b"bytes in" in run("cache", "info", folder=shop).stdout
    assert run("cache", "clear", folder=shop).stdout.startswith(b"Removed ")
    assert run("cache", "info", folder=shop).stdout.startswith(b"0 entries")


def test_format(shop: Path) -> None:
    ugly = shop / "ugly.hie"
    ugly.write_text("element   a {\n}\n\n\n\n")
    ugly.chmod(0o600)
    assert run("fmt", "--check", "ugly.hie", folder=shop).returncode == 1
    assert run("fmt", "--diff", "ugly.hie", folder=shop).stdout.startswith(b"--- ugly.hie\n+++ ")
    assert ugly.read_text() == "element   a {\n}\n\n\n\n"
    by_pipe = run("fmt", "-", folder=shop, text=ugly.read_bytes())
    assert run("fmt", "ugly.hie", folder=shop).returncode == 0
    assert by_pipe.stdout == ugly.read_bytes() != b"element   a {\n}\n\n\n\n"
    assert ugly.stat().st_mode & 0o777 == 0o600
    assert run("fmt", "--check", "ugly.hie", folder=shop).returncode == 0
    (shop / "broken.hie").write_text("element {")
    assert run("fmt", "broken.hie", folder=shop).returncode == 2
    assert (shop / "broken.hie").read_text() == "element {"
