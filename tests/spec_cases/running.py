"""Checks a case through the command line, in this process.

Comes in: a Case and an empty folder. Goes out: what the published JSON report says, and the terminal report when
asked for. The command line is used because it is what users see: internals may move without touching a case.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec_cases.pages import SPEC, Case

WIDTH = "100"
_ENVIRONMENT = {"COLUMNS": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
_TIME = re.compile(r"(?<![\w.])\d+(?:\.\d+)? ?(?:ms|s)\b")


@dataclass(frozen=True)
class CommandResult:
    exit_code: int
    output: str
    errors: str


def run_command(*arguments: str) -> CommandResult:
    """Runs `hielements ARGUMENTS` in this process, as for a terminal 100 columns wide without colour."""
    from hielements.cli.main import main

    with _captured() as (output, errors), _environment():
        try:
            status = main(list(arguments))
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
        for stream in (output, errors):
            stream.flush()
    return CommandResult(status, _text(output), _text(errors))


def write_files(case: Case, folder: Path) -> None:
    for path, fence in case.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(fence.content)


def json_report(case: Case, folder: Path) -> dict[str, Any]:
    """The JSON report of the case, whose files stand in the folder."""
    result = _check(case, folder, "--format", "json")
    try:
        report = json.loads(result.output)
    except ValueError:
        raise AssertionError(
            f"`check --format json` printed no JSON (exit {result.exit_code}).\nstdout: {result.output!r}\n"
            f"stderr: {result.errors}"
        ) from None
    if not isinstance(report, dict):
        raise AssertionError(f"the JSON report is not an object: {result.output!r}")
    if report.get("exit_code") != result.exit_code:
        raise AssertionError(f"exit status {result.exit_code}, but the report says {report.get('exit_code')}")
    return report


def terminal_report(case: Case, folder: Path) -> str:
    """The terminal report, with times replaced by `0 ms`."""
    return stable(_check(case, folder).output)


def coverage_report(case: Case, folder: Path) -> str:
    """What `hielements coverage` says of the case, with its exit status, times replaced by `0 ms`."""
    result = _coverage(case, folder)
    return stable(result.output) + f"exit {result.exit_code}\n"


def coverage_json(case: Case, folder: Path) -> dict[str, Any]:
    """The same for machines."""
    result = _coverage(case, folder, "--format", "json")
    report: dict[str, Any] = json.loads(result.output)
    if report["exit_code"] != result.exit_code:
        raise AssertionError(f"exit status {result.exit_code}, but the coverage says {report['exit_code']}")
    return report


def _coverage(case: Case, folder: Path, *options: str) -> CommandResult:
    extra = case.expectations.get("arguments")
    arguments = shlex.split(extra.text) if extra else []
    workspace = ("--workspace", str(folder))
    return run_command("coverage", "--no-cache", *options, *workspace, *arguments, str(folder / SPEC))


def formatted_text(case: Case, folder: Path, *options: str) -> str:
    """spec.hie after `hielements fmt` with these options, which then has nothing left to do."""
    write_files(case, folder)
    spec = folder / SPEC
    for arguments in (options, (*options, "--check")):
        result = run_command("fmt", *arguments, str(spec))
        if result.exit_code != 0:
            raise AssertionError(f"`fmt {' '.join(arguments)}` ended with {result.exit_code}:\n{result.errors}")
    return spec.read_bytes().decode("utf-8")


def stable(report: str) -> str:
    """A terminal report without what differs from run to run."""
    lines = _TIME.sub("0 ms", report).rstrip("\n").split("\n")
    return "".join(line.rstrip() + "\n" for line in lines)


def _check(case: Case, folder: Path, *options: str) -> CommandResult:
    """`check` of spec.hie, with more arguments from an `arguments` fence; or, in the case's folder, of what a `command`
    fence says."""
    if command := case.expectations.get("command"):
        with contextlib.chdir(folder):
            return run_command("check", "--no-cache", *options, *shlex.split(command.text))
    extra = case.expectations.get("arguments")
    arguments = shlex.split(extra.text) if extra else []
    return run_command("check", "--no-cache", *options, "--workspace", str(folder), *arguments, str(folder / SPEC))


@contextmanager
def _captured() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    # Real text wrappers over bytes: the command line may write either way.
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    saved = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = output, errors
    try:
        yield output, errors
    finally:
        sys.stdout, sys.stderr = saved


@contextmanager
def _environment() -> Iterator[None]:
    saved = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in saved.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")
