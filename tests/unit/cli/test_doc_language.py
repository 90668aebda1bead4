"""`hielements doc --language`: the whole reference, a chapter, a chapter that is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hielements import resources
from spec_cases.running import run_command


def test_the_whole_reference() -> None:
    result = run_command("doc", "--language")
    assert result.exit_code == 0
    assert "# The Hielements language" in result.output
    assert result.output.rstrip("\n") == Path(resources.reference_file()).read_text(encoding="utf-8").rstrip("\n")


def test_a_chapter_by_words_of_its_title() -> None:
    result = run_command("doc", "--language", "empty SCOPES")
    assert result.exit_code == 0
    assert result.output.startswith("## Empty scopes\n")
    assert "\n## " not in result.output


def test_a_heading_in_a_fence_opens_no_chapter() -> None:
    chapters = json.loads(run_command("doc", "--language", "--format", "json").output)["chapters"]
    assert len(chapters) > 20
    assert all(chapter["text"].startswith(f"## {chapter['title']}") for chapter in chapters)
    assert "and ## mentions marks." in next(c["text"] for c in chapters if c["title"] == "Details of the syntax")


def test_a_chapter_that_is_not_there() -> None:
    result = run_command("doc", "--language", "nothing of the kind")
    assert result.exit_code == 2
    assert "no chapter `nothing of the kind`" in result.errors
    assert "`Connections`" in result.errors


def test_a_reference_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "reference_file", lambda: "/nowhere/language.md")
    result = run_command("doc", "--language")
    assert result.exit_code == 2
    assert "cannot be read" in result.errors
