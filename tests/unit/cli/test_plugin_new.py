"""`hielements plugin new`: what it makes, and that it touches nothing that exists."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hielements.app.plugin_scaffold import KITS
from spec_cases.running import run_command

KITS_FOLDER = Path(__file__).parents[3] / "lib/kits"


@pytest.mark.parametrize("language", KITS)
def test_the_plugin_is_the_kit_with_its_example_under_the_new_name(language: str, tmp_path: Path) -> None:
    place = tmp_path / "plugins" / "house_rules"
    result = run_command("plugin", "new", str(place), "--lang", language)
    assert result.exit_code == 0, result.errors
    assert f"Made the plugin `house_rules` in {KITS[language].title}" in result.output
    made = {path.relative_to(place).as_posix(): path.read_text("utf-8") for path in place.rglob("*") if path.is_file()}
    assert KITS[language].source in made
    assert not [path for path, text in made.items() if "conventions" in text.lower() or "conventions" in path]
    assert all("{" + key + "}" not in made["README.md"] for key in ("language", "source", "files", "build", "use"))
    assert "import house_rules" in made["house_rules.hie"]
    assert "[libraries.house_rules]" in made["hielements.toml"]
    for path in (KITS_FOLDER / language).rglob("hielements.*"):
        assert made[path.relative_to(KITS_FOLDER / language).as_posix()] == path.read_text("utf-8")
    if language != "python":
        assert os.access(place / "build.sh", os.X_OK)


def test_the_specification_of_a_new_plugin_is_formatted(tmp_path: Path) -> None:
    for language in KITS:
        run_command("plugin", "new", str(tmp_path / f"in_{language}"), "--lang", language)
        result = run_command("fmt", "--check", str(tmp_path / f"in_{language}" / f"in_{language}.hie"))
        assert result.exit_code == 0, result.errors


def test_nothing_that_exists_is_touched(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("taken", "file", "dangling"):
        result = run_command("plugin", "new", str(tmp_path / name))
        assert result.exit_code == 2
        assert "exists already" in result.errors
    assert list((tmp_path / "taken").iterdir()) == []
    assert (tmp_path / "file").read_text() == "mine"
    result = run_command("plugin", "new", str(tmp_path / "file" / "below"))
    assert result.exit_code == 2
    assert "cannot be made" in result.errors


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("my-plugin", "it is one word of letters, digits and `_`"),
        ("9lives", "it is one word of letters, digits and `_`"),
        ("..", "it is one word of letters, digits and `_`"),
        ("python", "that name belongs to Hielements itself"),
    ],
)
def test_names_that_no_specification_could_import_are_refused(name: str, words: str, tmp_path: Path) -> None:
    result = run_command("plugin", "new", str(tmp_path / name))
    assert result.exit_code == 2
    assert words in result.errors
    assert list(tmp_path.iterdir()) == []


def test_commands_of_a_command_are_helped_and_suggested() -> None:
    assert run_command("plugin", "new", "--help").output == run_command("help", "plugin", "new").output
    assert "\nCommands:\n" in run_command("plugin", "--help").output
    missing = run_command("plugin")
    assert (missing.exit_code, "needs a command" in missing.errors) == (2, True)
    misspelt = run_command("plugin", "nwe")
    assert misspelt.exit_code == 2
    assert "did you mean `new`?" in misspelt.errors
    unknown = run_command("plugin", "new", "x", "--lang", "cobol")
    assert "`hielements help plugin new`" in unknown.errors
