"""What users read who misspell a standard pattern, or a file of their own that is called like one."""

from __future__ import annotations

from pathlib import Path

from spec_cases.running import run_command


def checked(folder: Path, text: str, name: str = "spec.hie") -> str:
    (folder / "spec.hie").write_text(text)
    return run_command("check", "--no-cache", "--workspace", str(folder), str(folder / name)).output


def test_the_nearest_module_is_suggested(tmp_path: Path) -> None:
    assert "did you mean `hexagonal`?" in checked(tmp_path, "import patterns.hexagnal\n")
    assert "did you mean `onion`?" in checked(tmp_path, "from patterns import onions\n")


def test_a_file_is_not_mistaken_for_a_standard_pattern(tmp_path: Path) -> None:
    assert "<patterns>" not in checked(tmp_path, "import './hexagonal.hie'\n")
    assert "<patterns>" not in checked(tmp_path, "", "hexagonal.hie")


def test_a_group_may_be_named(tmp_path: Path) -> None:
    text = "from patterns.structural.layered import layer\nelement a implements layer\n"
    assert "does not bind `layer.code` and `layer.below`" in checked(tmp_path, text)
