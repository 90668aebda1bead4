from pathlib import Path

import pytest

from newsroom.accounts.people import Person
from newsroom.accounts.permissions import NotAllowed
from newsroom.application import build
from newsroom.archive.search import search
from newsroom.editing.articles import Article


def test_a_release_is_published_and_kept(tmp_path: Path) -> None:
    desk = build(str(tmp_path / "site"), str(tmp_path / "archive"))
    desk.release(Article("rain", "Rain again", "ada", "It rained."), Person("grace", is_editor=True))
    assert "Rain again" in (tmp_path / "site/rain.html").read_text()
    assert len(search(str(tmp_path / "archive"), "rained")) == 1


def test_authors_do_not_release_their_own(tmp_path: Path) -> None:
    desk = build(str(tmp_path / "site"), str(tmp_path / "archive"))
    with pytest.raises(NotAllowed):
        desk.release(Article("rain", "Rain again", "ada", "It rained."), Person("ada", is_editor=True))
