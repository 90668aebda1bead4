"""`hielements baseline` as users call it: accept what is there, fail on what is new, take out what is mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spec_cases.running import run_command

SPEC = """\
import python

element shop {
    scope web = python.package_selector('web')
    scope db = python.package_selector('db')
    check python.no_dependency(web, db)
}
"""
FILE = "hielements-baseline.jsonl"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "hielements.hie").write_text(SPEC)
    for package in "web", "db":
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for module in "models", "orders", "users":
        (tmp_path / "db" / f"{module}.py").touch()
    write(tmp_path, "import db.models", "import db.orders")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, *lines: str) -> None:
    (folder / "web" / "views.py").write_text("".join(f"{line}\n" for line in lines))


def check(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = run_command("check", "--format", "json", *arguments)
    return result.exit_code, json.loads(result.output)


def listed(folder: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (folder / FILE).read_text().splitlines()]
    return [line for line in lines if "target" in line]


def test_from_the_first_baseline_to_the_last_violation(folder: Path) -> None:
    assert check()[0] == 1
    created = run_command("baseline", "create")
    assert (created.exit_code, created.output) == (0, f"{FILE} lists 2 violations in 2 lines.\n")

    status, report = check()
    assert (status, report["summary"]["waived"], report["summary"]["waived_violations"]) == (0, 1, 2)
    assert report["results"][0]["status"] == "waived"
    assert report["results"][0]["violations"] == []
    assert [each["waiver"]["by"] for each in report["results"][0]["waived_violations"]] == ["baseline", "baseline"]

    write(folder, "", "import db.orders", "import db.users", "x = 1", "import db.models")
    status, report = check()
    assert status == 1
    assert [each["message"] for each in report["results"][0]["violations"]] == ["imports db.users"]
    assert len(report["results"][0]["waived_violations"]) == 2

    kept = run_command("baseline", "update")
    assert kept.exit_code == 0
    assert "1 new violation not added" in kept.output
    assert [each["target"] for each in listed(folder)] == ["db.models", "db.orders"]

    write(folder, "import db.orders")
    assert check()[0] == 0
    status, report = check("--strict")
    assert (status, [each["name"] for each in report["diagnostics"]]) == (2, ["stale-baseline"])
    assert report["baseline"] | {"since": None} == {
        "file": FILE, "known": 1, "stale": 1, "unseen": 0, "first": 2, "since": None
    }  # fmt: skip
    assert "1 mended" in run_command("baseline", "update").output
    assert check("--strict")[0] == 0

    write(folder)
    assert "1 mended" in run_command("baseline", "update").output
    assert check("--strict")[0] == 0
    assert listed(folder) == []
    write(folder, "import db.orders")
    assert check()[0] == 1


def test_new_violations_are_accepted_when_that_is_asked(folder: Path) -> None:
    run_command("baseline", "create")
    write(folder, "import db.models", "import db.users", "import db.users")
    updated = run_command("baseline", "update", "--accept-new")
    assert "1 mended, 2 added" in updated.output
    assert [(each["target"], each.get("count", 1)) for each in listed(folder)] == [("db.models", 1), ("db.users", 2)]
    assert check("--strict")[0] == 0


def test_an_update_without_changes_writes_the_same_bytes(folder: Path) -> None:
    run_command("baseline", "create")
    before = (folder / FILE).read_bytes()
    assert run_command("baseline", "update").exit_code == 0
    assert (folder / FILE).read_bytes() == before


def test_a_baseline_is_not_overwritten(folder: Path) -> None:
    run_command("baseline", "create")
    before = (folder / FILE).read_bytes()
    write(folder, "import db.users")
    refused = run_command("baseline", "create")
    assert refused.exit_code == 2
    assert "--force" in refused.errors
    assert (folder / FILE).read_bytes() == before
    assert run_command("baseline", "create", "--force").exit_code == 0
    assert [each["target"] for each in listed(folder)] == ["db.users"]


def test_what_is_undecided_is_no_part_of_a_baseline_and_stays_in_one(folder: Path) -> None:
    run_command("baseline", "create")
    (folder / "web" / "broken.py").write_text("def (:\n")
    write(folder)
    updated = run_command("baseline", "update")
    assert updated.exit_code == 2
    assert "could not be decided" in updated.errors
    assert len(listed(folder)) == 2
    status, report = check()
    assert (status, report["results"][0]["status"], report["baseline"]["unseen"]) == (2, "error", 2)
    assert run_command("baseline", "create", "--force").exit_code == 2
    assert listed(folder) == []


def test_entries_of_another_specification_stay(folder: Path) -> None:
    (folder / "other.hie").write_text(SPEC.replace("shop", "other"))
    (folder / "hielements.toml").write_text('[check]\nspecs = ["hielements.hie", "other.hie"]\n')
    run_command("baseline", "create")
    assert len(listed(folder)) == 4
    write(folder)
    assert "2 mended" in run_command("baseline", "update", "other.hie").output
    assert {each["spec"] for each in listed(folder)} == {"hielements.hie"}
    assert check("other.hie", "--strict")[0] == 0
    (folder / "hielements.toml").write_text('[check]\nspecs = ["other.hie"]\n')
    assert check("--strict")[0] == 2


def test_the_baseline_is_shown(folder: Path) -> None:
    run_command("baseline", "create")
    write(folder, "import db.models")
    run_command("baseline", "update")
    shown = run_command("baseline", "show", "--verbose")
    assert shown.exit_code == 0
    assert "1  shop: python.no_dependency(web, db)" in shown.output
    assert "web/views.py: db.models" in shown.output
    assert [line.split()[1] for line in shown.output.splitlines() if line.endswith("#")] == ["2", "1"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "needs ACTION"),
        (["renew"], "has no action `renew`"),
        (["update"], "there is no baseline"),
        (["show"], "there is no baseline"),
        (["show", "--force"], "--force goes with `baseline create` alone"),
        (["create", "--accept-new"], "--accept-new goes with `baseline update` alone"),
        (["create", "missing.hie"], "missing.hie"),
        (["create", "--baseline", "missing/known.jsonl"], "cannot be written"),
    ],
)
def test_what_cannot_be_done(folder: Path, arguments: list[str], said: str) -> None:
    result = run_command("baseline", *arguments)
    assert result.exit_code == 2
    assert said in result.errors
    assert not (folder / FILE).exists()


def test_a_broken_baseline_is_neither_used_nor_updated(folder: Path) -> None:
    (folder / FILE).write_text("<<<<<<< ours\n")
    for action in "update", "show":
        result = run_command("baseline", action)
        assert result.exit_code == 2
        assert "merge conflict" in result.errors
    assert (folder / FILE).read_text() == "<<<<<<< ours\n"
    assert check("--no-baseline")[0] == 1
    assert check("--baseline", "missing.jsonl")[0] == 2


def test_with_and_without_contradict_each_other(folder: Path) -> None:
    result = run_command("check", "--baseline", FILE, "--no-baseline")
    assert (result.exit_code, "contradict" in result.errors) == (2, True)
