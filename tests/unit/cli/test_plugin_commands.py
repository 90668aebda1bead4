"""`hielements plugin test`, `compare`, `bench`, `list` and `info`, as users call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plugin_runs import PLUGINS, copied, entry

from guests.building import built
from hielements.cli.main import main
from hielements.libraries.protocol.schema import problems, schema

SPEC = """\
import sample

element shop {
    scope src = sample.simple_selector('plugins')
    check sample.file_count_check(src, 100)
    check sample.file_count_check(src, 0)
}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    permissions = {"filesystem": ["read"]}
    configuration = entry("sample", copied("public/sample.py", tmp_path), permissions=permissions)
    configuration += entry("greedy", copied("public/greedy.py", tmp_path))
    (tmp_path / "hielements.toml").write_text(f"[libraries]\n{configuration}[cache]\nenabled = false\n")
    (tmp_path / "spec.hie").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_plugin_that_keeps_to_the_protocol_passes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "test", "sample", "--format", "json"]) == 0
    findings = {each["name"]: each for each in json.loads(capsys.readouterr().out)["findings"]}
    assert {each["status"] for each in findings.values()} == {"ok", "skipped"}
    assert findings["starts"]["detail"] == "it knows the first protocol only"
    assert findings["takes-large-messages"]["status"] == "ok"
    assert findings["answers-several-at-once"]["status"] == "ok"


def test_what_a_plugin_does_wrong_is_named(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "test", "plugins/greedy.py"]) == 1
    shown = capsys.readouterr().out
    for line in (
        "FAILED  documents-every-function: `number` says nothing of itself",
        "FAILED  does-what-it-describes: `number` gave Int, and says that it gives String",
        "FAILED  refuses-unknown-functions: a check that it does not have passed",
        "FAILED  answers-alike: the second answer to the same question was another one",
        "FAILED  writes-nothing-else: the plugin `greedy` also wrote",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("script", "reason", "last"),
    [
        ("exits_at_start", "FAILED  starts: the plugin `exits_at_start` exited with status 1", "starts"),
        ("kills_itself", "was ended by the signal SIGSEGV", "starts"),
        ("senseless_description", "FAILED  describes-itself: `library.doc`: ", "writes-nothing-else"),
        ("answers_true", "FAILED  refuses-unknown-functions: a selector", "writes-nothing-else"),
    ],
)
def test_broken_plugins_fail_and_the_suite_goes_on(
    shop: Path, script: str, reason: str, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugin", "test", str(PLUGINS / f"hostile/process/{script}.py")]) == 1
    shown = capsys.readouterr().out
    assert reason in shown
    assert last in shown.splitlines()[-3] + shown.splitlines()[-2]


def test_plugins_are_compared_by_their_verdicts(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "compare", "sample", "plugins/sample.py", "spec.hie"]) == 0
    shown = capsys.readouterr().out
    assert "SAME: 2 verdicts, byte by byte" in shown
    assert "mean of a request" in shown
    text = (shop / "plugins/sample.py").read_text()
    (shop / "plugins/other.py").write_text(text.replace("are allowed", "would do"))
    assert main(["plugin", "compare", "sample", "plugins/other.py", "spec.hie"]) == 1
    shown = capsys.readouterr().out
    assert "DIFFERENT: 1 result of 2 differ" in shown
    assert "0 are allowed" in shown
    assert "0 would do" in shown


def test_the_plugins_of_a_workspace_are_listed(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "list"]) == 0
    shown = capsys.readouterr().out
    assert "sample  (process)  python3 plugins/sample.py\n    may: read the workspace\n" in shown
    assert main(["plugin", "list", "--format", "json"]) == 0
    names = [each["name"] for each in json.loads(capsys.readouterr().out)["plugins"]]
    assert names == ["sample", "greedy"]


def test_a_plugin_is_described_and_its_confinement_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "info", "greedy"]) == 0
    shown = capsys.readouterr().out
    assert "selectors:   number" in shown
    assert "note:        " in shown
    assert main(["plugin", "info", str(PLUGINS / "hostile/process/exits_at_start.py")]) == 1
    assert "could not be asked" in capsys.readouterr().out


def test_a_plugin_is_measured(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "bench", "sample", "-n", "8"]) == 0
    shown = capsys.readouterr().out
    assert "median of 8 requests" in shown
    assert " MB" in shown
    assert main(["plugin", "bench", str(PLUGINS / "hostile/process/exits_badly.py")]) == 1


def test_operations_of_modules_are_counted(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "module.wasm").write_bytes(built(""))
    (shop / "spec.hie").write_text("import module\nelement shop {\n    check module.holds()\n}\n")

    def cost(command: list[str]) -> list[str]:
        assert main(["plugin", *command, "--cost"]) == 0
        (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("operations")]
        return line.split()[1:]

    measured = cost(["bench", "module.wasm", "-n", "4"])
    assert int(measured[-1]) > 0
    assert cost(["bench", "module.wasm", "-n", "8"]) == measured
    assert cost(["bench", "sample", "-n", "2"]) == ["of", "a", "request", "not", "counted"]
    compared = cost(["compare", "module.wasm", "module.wasm", "spec.hie"])
    assert compared[0] == compared[1]
    assert int(compared[0]) > 0


@pytest.mark.parametrize("command", ["test", "info", "bench"])
def test_a_plugin_that_is_not_there_is_a_usage_error(
    shop: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugin", command, "sampel"]) == 2
    assert "did you mean `sample`?" in capsys.readouterr().err


def test_the_schema_is_published_and_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    import jsonschema

    assert main(["schema", "plugin"]) == 0
    published = json.loads(capsys.readouterr().out)
    assert published == schema()
    jsonschema.Draft202012Validator.check_schema(published)
    assert problems("checkResult", {"Pass": None}) == []
    assert problems("checkResult", {"Pass": None, "Fail": "x"}) != []
    assert problems("value", {"Scope": {"kind": {"Folder": "src"}, "paths": ["src/a.py"]}}) == []
    assert problems("value", {"Scope": {"paths": [3]}}) != []
