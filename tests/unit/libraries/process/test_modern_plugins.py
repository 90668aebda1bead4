"""What host and plugin do for each other beyond the first protocol."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_runs import Verdict, copied, entry, run

from hielements.report.report import Report


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("import os\n")
    (tmp_path / ".gitignore").write_text("ignored\n")
    (tmp_path / "ignored").write_text("secret\n")
    return tmp_path


def checked(
    shop: Path, *checks: str, script: str = "modern", jobs: int = 1, arguments: tuple[str, ...] = (), **settings: object
) -> tuple[list[Verdict], Report]:
    lines = "".join(f"    check plugin.{check}\n" for check in checks)
    spec = f"import plugin\nimport files\nelement shop {{\n    scope src = files.folder_selector('src')\n{lines}}}\n"
    configuration = "[libraries]\n" + entry("plugin", copied(f"public/{script}.py", shop), *arguments, **settings)
    verdicts, report = run(shop, configuration, spec, jobs)
    assert not any(one.severity == "error" for one in report.diagnostics)
    return verdicts, report


def statuses(*arguments: object, **settings: object) -> list[str]:
    return [each.status for each in checked(*arguments, **settings)[0]]  # type: ignore[arg-type]


def test_several_requests_are_on_their_way_at_once(shop: Path) -> None:
    # None of the three is answered before all of them have arrived.
    assert statuses(shop, "together()", "together()", "together()", jobs=3) == ["pass"] * 3


def test_large_scopes_come_by_handle_and_small_ones_by_value(shop: Path) -> None:
    assert statuses(shop, "count(src, 1)") == ["pass"]
    for number in range(1200):
        (shop / f"src/m{number}.py").write_text("")
    verdicts, _ = checked(shop, "count(src, 1201)", "count(src, 7)")
    assert [(each.status, each.message) for each in verdicts] == [("pass", ""), ("fail", "1201 files by handle")]


def test_the_host_tells_what_it_parsed(shop: Path) -> None:
    granted = {"filesystem": ["read"]}
    checks = ("imports_of_the_host(src)", "reads_from_host('src/a.py')", "reads_from_host('ignored')")
    verdicts, _ = checked(shop, *checks, permissions=granted)
    assert [each.status for each in verdicts] == ["pass", "pass", "error"]
    assert "ignored is no file of the workspace" in verdicts[2].message


def test_the_host_tells_nothing_without_permission(shop: Path) -> None:
    verdicts, _ = checked(shop, "reads_from_host('src/a.py')", "reads_from_host('../x')")
    assert [each.status for each in verdicts] == ["error", "error"]
    assert 'needs the permission `filesystem = ["read"]`' in verdicts[0].message


def test_a_plugin_gets_its_own_options(shop: Path) -> None:
    assert statuses(shop, "option()", options={"strict": True}) == ["pass"]
    assert statuses(shop, "option()", options={"strict": False}) == ["fail"]


def test_what_takes_too_long_is_cancelled_and_the_process_lives_on(shop: Path) -> None:
    verdicts, _ = checked(shop, "slow()", "together()", "count(src, 1)", limits={"time_ms": 2_500})
    assert [each.status for each in verdicts] == ["error", "error", "pass"]
    assert "did not answer `library.check` of `slow` within 2,500 ms, and was told to stop" in verdicts[0].message


def test_noise_before_an_answer_is_a_note(shop: Path) -> None:
    verdicts, report = checked(shop, "noisy()", "count(src, 1)")
    assert [each.status for each in verdicts] == ["pass", "pass"]
    assert report.exit_code == 0


@pytest.mark.parametrize("script", ["says_nothing", "dies_of_surprise", "once"])
def test_a_plugin_that_knows_only_calls_and_checks_works_unchanged(shop: Path, script: str) -> None:
    assert statuses(shop, "one(src)", "two(src)", "three(src)", script=script) == ["pass"] * 3


def test_checks_that_wait_go_out_together(shop: Path) -> None:
    log = shop / "log"
    log.write_text("")
    settings = {
        "permissions": {"filesystem": ["read", "write"], "environment": ["MODERN_LOG"]},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODERN_LOG", str(log))
        checks = [f"count(src, {number % 2})" for number in range(12)]
        found = statuses(shop, *checks, jobs=4, arguments=("--many",), **settings)
    assert found == ["fail", "pass"] * 6


def test_the_environment_is_scrubbed_but_for_path_locale_and_what_is_granted(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "1")
    monkeypatch.setenv("GRANTED", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    names = ("SECRET_TOKEN", "HOME", "GRANTED", "PATH", "LC_ALL", "TMPDIR")
    checks = [f"sees('{name}')" for name in names]
    found = statuses(shop, *checks, permissions={"environment": ["GRANTED"]})
    assert found == ["fail", "fail", "pass", "pass", "pass", "pass"]


def test_a_plugin_stands_in_the_workspace(shop: Path) -> None:
    assert statuses(shop, f"stands_in('{shop}')") == ["pass"]
