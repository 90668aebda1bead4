"""The composition root: workspaces, specifications, and that nothing is opened that is not needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hielements import pipeline
from hielements.app import projects
from hielements.app.checking import check, validate
from hielements.app.requests import CheckRequest
from hielements.app.workspaces import read_specification
from hielements.report.json_report import render
from hielements.report.report import Report
from hielements.source.reading import DecodedText, ReadProblem, read_text

SPEC = "import files\nelement app { check files.exists('main.py') }\n"


def write(root: Path, **files: str) -> None:
    """Files by path; `__` stands for a slash and `_dot_` for a dot."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(*specs: str | Path, **settings: object) -> Report:
    return check(CheckRequest(tuple(map(str, specs)), use_cache=False, **settings))  # type: ignore[arg-type]


def results(report: Report) -> list[tuple[str, str]]:
    return [(result.element, result.status) for result in report.results]


def names(report: Report) -> list[str]:
    return [diagnostic.name for diagnostic in report.diagnostics]


@pytest.mark.parametrize("marker", ["hielements_dot_toml", "_dot_git__HEAD"])
def test_the_workspace_is_the_nearest_marked_folder_above(tmp_path: Path, marker: str) -> None:
    write(tmp_path, **{marker: "", "main_dot_py": "", "arch__deep__shop_dot_hie": SPEC})
    report = run(tmp_path / "arch/deep/shop.hie")
    assert report.specs == ("arch/deep/shop.hie",)
    assert results(report) == [("app", "pass")]


def test_without_a_mark_the_workspace_is_the_folder_of_the_specification(tmp_path: Path) -> None:
    write(tmp_path, arch__main_dot_py="", arch__shop_dot_hie=SPEC)
    report = run(tmp_path / "arch/shop.hie")
    assert report.specs == ("shop.hie",)
    assert report.exit_code == 0


def test_a_specification_may_lie_outside_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, project__main_dot_py="", shop_dot_hie=SPEC)
    report = run(tmp_path / "shop.hie", workspace=str(tmp_path / "project"))
    assert report.specs == ("../shop.hie",)
    assert report.exit_code == 0
    assert report.results[0].place.file == "../shop.hie"


def test_several_specifications_give_one_report_in_the_given_order(tmp_path: Path) -> None:
    write(tmp_path, main_dot_py="", a_dot_hie=SPEC.replace("app", "a"), b_dot_hie=SPEC.replace("app", "b"))
    report = run(tmp_path / "b.hie", tmp_path / "a.hie", tmp_path / "b.hie")
    assert report.specs == ("b.hie", "a.hie")
    assert results(report) == [("b", "pass"), ("a", "pass")]
    assert report.elements == 2


def test_an_error_in_one_specification_stops_all(tmp_path: Path) -> None:
    write(tmp_path, main_dot_py="", a_dot_hie=SPEC, b_dot_hie="import files\nelement b { check files.nothing() }\n")
    report = run(tmp_path / "a.hie", tmp_path / "b.hie")
    assert report.results == ()
    assert report.exit_code == 2
    assert [(diagnostic.name, diagnostic.place.file) for diagnostic in report.diagnostics] == [
        ("undefined-function", "b.hie")
    ]


def test_each_file_is_read_and_reported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = "template web { }\n"
    importing = "import './shared.hie'\n" + SPEC.replace("app", "app implements shared.web")
    write(tmp_path, main_dot_py="", shared_dot_hie=shared, a_dot_hie=importing, b_dot_hie=importing)
    read: list[str] = []

    def reading(root: str, name: str, *_: object) -> DecodedText | ReadProblem:
        read.append(name)
        return read_text(os.path.join(root, name), name)

    monkeypatch.setattr(projects, "read_specification", reading)
    report = run(tmp_path / "a.hie", tmp_path / "b.hie")
    assert sorted(read) == ["a.hie", "b.hie", "shared.hie"]
    assert names(report) == ["old-spelling"]
    assert results(report) == [("app", "pass"), ("app", "pass")]


def test_files_that_import_each_other_are_read_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        main_dot_py="",
        a_dot_hie="import './b.hie'\n" + SPEC + "pattern one { }\n",
        b_dot_hie="import './a.hie'\npattern two { }\nelement other implements a.one { }\n",
    )
    report = run(tmp_path / "a.hie")
    assert results(report) == [("app", "pass")]


@pytest.mark.parametrize("where", ["current", "above"])
def test_hielements_hie_is_found(tmp_path: Path, where: str) -> None:
    write(tmp_path, hielements_dot_toml="", main_dot_py="", hielements_dot_hie=SPEC, src__x="")
    report = run(folder=str(tmp_path if where == "current" else tmp_path / "src"))
    assert report.specs == ("hielements.hie",)
    assert results(report) == [("app", "pass")]


def test_the_current_folder_comes_before_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, hielements_dot_toml="", hielements_dot_hie=SPEC, src__hielements_dot_hie=SPEC)
    assert run(folder=str(tmp_path / "src")).specs == ("src/hielements.hie",)


def test_the_configuration_comes_before_both(tmp_path: Path) -> None:
    write(tmp_path, hielements_dot_toml='[check]\nspecs = ["x.hie"]', hielements_dot_hie=SPEC, x_dot_hie=SPEC)
    assert run(folder=str(tmp_path)).specs == ("x.hie",)


def test_nothing_found_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path, hielements_dot_toml="")
    report = run(folder=str(tmp_path))
    assert (names(report), report.exit_code) == (["no-specification"], 2)
    assert "hielements check shop.hie" in (report.diagnostics[0].help or "")


def test_a_folder_is_no_specification_and_its_own_is_proposed(tmp_path: Path) -> None:
    write(tmp_path, hielements_dot_toml="", parts__shop_dot_hie=SPEC)
    report = run(tmp_path / "parts")
    assert (names(report), report.exit_code) == (["unreadable-specification"], 2)
    assert report.diagnostics[0].help == "name a specification in it, such as `parts/shop.hie`"


def test_a_misspelled_specification_is_proposed(tmp_path: Path) -> None:
    write(tmp_path, hielements_dot_toml="", shop_dot_hie=SPEC)
    assert run(tmp_path / "shpo.hie").diagnostics[0].help == "did you mean `shop.hie`?"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"\0" * 100, bytes(range(256)) * 40, b"\xef\xbb\xbf", b"{" * 9000]
)
def test_any_content_gives_a_report(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "spec.hie").write_bytes(content)
    report = run(tmp_path / "spec.hie")
    assert report.results == ()
    assert report.diagnostics
    assert report.exit_code == (0 if content in {b"", b"\xef\xbb\xbf"} else 2)


def test_many_bytes_that_are_not_text_are_not_reported_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "spec.hie").write_bytes(b"# \xff \n" * 1000)
    report = run(tmp_path / "spec.hie")
    assert names(report).count("not-text") == 11
    assert any("989 further places" in diagnostic.message for diagnostic in report.diagnostics)


def test_the_workspace_must_be_a_folder(tmp_path: Path) -> None:
    write(tmp_path, spec_dot_hie=SPEC)
    for folder in ("none", "spec.hie"):
        report = run(tmp_path / "spec.hie", workspace=str(tmp_path / folder))
        assert (names(report), report.exit_code) == (["unusable-workspace"], 2)


def test_a_dry_run_shows_the_plan_and_nothing_green(tmp_path: Path) -> None:
    write(tmp_path, spec_dot_hie=SPEC + "element b { check files.exists('x') }\n")
    report = run(tmp_path / "spec.hie", dry_run=True, filters=("b",))
    assert report.results == ()
    assert (report.summary.total, report.summary.passed, report.summary.skipped) == (0, 0, 1)
    assert [planned.element for planned in report.planned or ()] == ["b"]


def test_a_filter_without_any_check_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, spec_dot_hie="element b { }\n")
    report = run(tmp_path / "spec.hie", filters=("b",))
    assert ("nothing-selected" in names(report), report.exit_code) == (True, 2)


def test_a_misspelled_filter_is_corrected(tmp_path: Path) -> None:
    write(tmp_path, spec_dot_hie=SPEC)
    report = run(tmp_path / "spec.hie", filters=("ap.**",))
    assert (report.diagnostics[0].help or "").startswith("did you mean `app`?")


@pytest.mark.parametrize("jobs", [2, 8])
def test_reports_do_not_depend_on_the_number_of_jobs(tmp_path: Path, jobs: int) -> None:
    lines = "".join(f"    check files.exists('f{number % 7}')\n" for number in range(60))
    write(tmp_path, spec_dot_hie="import files\nelement a {\n" + lines + "}\n", f1="", f2="", f5="")
    spec = tmp_path / "spec.hie"
    assert render(run(spec, jobs=jobs)) == render(run(spec, jobs=1))


def test_validate_says_how_many_checks_there_are_and_runs_none(tmp_path: Path) -> None:
    write(tmp_path, spec_dot_hie=SPEC)
    report = validate(CheckRequest((str(tmp_path / "spec.hie"),), use_cache=False))
    assert (report.checks, report.elements, report.results, report.exit_code) == (1, 1, (), 0)


def test_read_specification_names_files_as_reports_do(tmp_path: Path) -> None:
    write(tmp_path, hielements_dot_toml="", arch__shop_dot_hie=SPEC)
    assert read_specification(str(tmp_path / "arch/shop.hie")).name == "arch/shop.hie"
    assert isinstance(read_specification(str(tmp_path / "none.hie")), ReadProblem)


def test_garbage_collection_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gc

    write(tmp_path, spec_dot_hie=SPEC)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "execute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "spec.hie")
    assert gc.isenabled()


ABSENT = (
    "argparse", "ast", "asyncio", "concurrent.futures", "dataclasses", "difflib", "inspect", "jsonschema",
    "lark", "subprocess", "threading", "traceback", "yaml", "hielements.libraries.builtin.docker.library",
    "hielements.libraries.builtin.python",
    "hielements.run.connections", "hielements.run.requirements", "hielements.run.uses",
)  # fmt: skip


def test_a_check_of_files_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    write(tmp_path, spec_dot_hie=SPEC, main_dot_py="")
    probe = (
        "import sys; known = set(sys.modules)\n"
        "from hielements.app.checking import check; from hielements.app.requests import CheckRequest\n"
        f"for _ in range(2): report = check(CheckRequest(({str(tmp_path / 'spec.hie')!r},)))\n"
        f"print(report.exit_code, sorted((set(sys.modules) - known) & set({ABSENT!r})))"
    )
    environment = {**os.environ, "HIELEMENTS_CACHE_DIR": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, env=environment)
    warm = subprocess.run(
        [sys.executable, "-c", probe], check=True, capture_output=True, text=True, env=environment
    ).stdout
    assert warm == "0 []\n"


def test_a_library_that_does_not_close_leaves_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hielements.libraries.catalog import Catalog

    def refuse(_catalog: Catalog) -> None:
        raise OSError("will not end")

    monkeypatch.setattr(Catalog, "close", refuse)
    write(tmp_path, spec_dot_hie=SPEC, main_dot_py="")
    assert run(tmp_path / "spec.hie").exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no POSIX signals")
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_ctrl_c_ends_the_run_without_a_report(tmp_path: Path, jobs: str) -> None:
    import signal

    checks = "".join(f"    check files.exists('f{number}')\n" for number in range(5_000))
    write(tmp_path, spec_dot_hie="import files\nelement a {\n" + checks + "}\n")
    # Every check tells that it is under way and takes a while: the interrupt meets the run, however slow the machine.
    slow = (
        "import sys, time\n"
        "from hielements.cli.main import main\n"
        "from hielements.run.goals import Goals\n"
        "decide = Goals.decide\n"
        "def slowly(self, goal):\n"
        "    print('deciding', file=sys.stderr, flush=True)\n"
        "    time.sleep(0.02)\n"
        "    return decide(self, goal)\n"
        "Goals.decide = slowly\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", slow, "check", "--no-cache", "--format", "json", "--jobs", jobs]
    process = subprocess.Popen(
        [*command, str(tmp_path / "spec.hie")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "deciding\n"
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (130, "")
    assert "Traceback" not in errors
