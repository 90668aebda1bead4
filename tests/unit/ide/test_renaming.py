"""Renaming: every place that means the declaration, and none that would mean something else afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hielements.app.editing import open_workbench
from hielements.diagnostics.diagnostic import Edit
from hielements.ide.renaming import Refusal, prepare, rename
from hielements.ide.workbench import Workbench

SPEC = "hielements.hie"
OTHER = "other.hie"

_OTHER = """\
import files

pattern zone {
    scope code
    check files.exists(code, 'x')
}
"""

_TEXT = """\
import files
import './other.hie' as other

pattern layer {
    scope code
}

element db {
    scope src = files.folder_selector('🏗 db')
    ref kind: string = 'src'
}

element shop implements layer {
    scope main binds layer.code = db.src
    element api implements other.zone {
        scope src binds other.zone.code = main
        check files.exists(src, 'src') and files.exists(db.src, 'a')
    }
    check files.exists(api.src, 'y')
}
"""


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    (tmp_path / "hielements.toml").write_text("")
    (tmp_path / SPEC).write_text(_TEXT)
    (tmp_path / OTHER).write_text(_OTHER)
    found = open_workbench(str(tmp_path), lambda: False)
    yield found
    found.close()


def _renamed(workbench: Workbench, piece: str, inside: int, new: str, name: str = SPEC) -> dict[str, str]:
    """The texts of the files that are changed, as they are afterwards."""
    text = workbench.analysis(name).trees[name].source.text
    found = rename(workbench, workbench.analysis(name), name, text.index(piece) + inside, new)
    assert not isinstance(found, Refusal), found.message
    by_file: dict[str, list[Edit]] = {}
    for edit in found:
        by_file.setdefault(edit.location.source.name, []).append(edit)
    after = {}
    for file, edits in by_file.items():
        text = edits[0].location.source.text
        for edit in sorted(edits, key=lambda each: -each.location.start):
            text = text[: edit.location.start] + edit.text + text[edit.location.end :]
        after[file] = text
    return after


def _refused(workbench: Workbench, piece: str, inside: int, new: str) -> str:
    found = rename(workbench, workbench.analysis(SPEC), SPEC, _TEXT.index(piece) + inside, new)
    assert isinstance(found, Refusal)
    return found.message


def _in_main(change: Callable[[str], str]) -> dict[str, str]:
    return {SPEC: change(_TEXT)}


def test_every_place_that_means_it_and_no_other_of_the_same_name(workbench: Workbench) -> None:
    expected = _in_main(
        lambda text: text.replace("scope src = files", "scope store = files").replace("db.src", "db.store")
    )
    assert _renamed(workbench, "scope src = files", 7, "store") == expected
    assert _renamed(workbench, "files.exists(db.src", 17, "store") == expected


def test_a_member_of_a_pattern_is_renamed_where_it_is_bound(workbench: Workbench) -> None:
    assert _renamed(workbench, "    scope code\n}", 11, "source") == _in_main(
        lambda text: text.replace("    scope code\n}", "    scope source\n}").replace("layer.code", "layer.source")
    )


def test_a_declaration_is_renamed_in_all_files(workbench: Workbench) -> None:
    after = _renamed(workbench, "pattern zone", 9, "area", OTHER)
    assert after == {SPEC: _TEXT.replace("other.zone", "other.area"), OTHER: _OTHER.replace("zone", "area")}


def test_another_name_for_a_file_is_renamed_here_alone(workbench: Workbench) -> None:
    after = _renamed(workbench, "as other", 4, "rest")
    assert after == _in_main(lambda text: text.replace("as other", "as rest").replace("other.zone", "rest.zone"))


@pytest.mark.parametrize(
    ("piece", "inside", "new", "told"),
    [
        ("scope src = files", 7, "kind", "declared beside it already"),
        ("scope src = files", 7, "not", "is no name"),
        ("scope src = files", 7, "1st", "is no name"),
        ("scope src = files", 7, "", "is no name"),
        ("files.exists", 7, "x", "only its author can rename it"),
        ("kind: string", 7, "x", "is a type of the language"),
        ("'🏗 db'", 3, "x", "no name here"),
        # `src` in the element `api` would hide it where it is used there.
        ("scope main", 7, "src", "would mean something else at hielements.hie:16"),
        # `main`, which is used in the element, would mean this one.
        ("scope src binds other", 7, "main", "would mean something else at hielements.hie:16"),
    ],
)
def test_what_cannot_be_renamed_says_why(workbench: Workbench, piece: str, inside: int, new: str, told: str) -> None:
    assert told in _refused(workbench, piece, inside, new)


def test_what_would_be_renamed_is_shown_before(workbench: Workbench) -> None:
    analysis = workbench.analysis(SPEC)
    found = prepare(analysis, SPEC, _TEXT.index("db.src") + 4)
    assert not isinstance(found, Refusal)
    assert found.location.text == "src"
    assert isinstance(prepare(analysis, SPEC, _TEXT.index("check files") + 1), Refusal)
