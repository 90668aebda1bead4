"""Suggestions: the nearest name, quickly, however many names there are."""

from __future__ import annotations

from typing import NoReturn

import pytest

from hielements.libraries.builtin.absence import nearest, why_absent
from hielements.libraries.outcomes import Failure
from hielements.source.memory import MemoryWorkspace

MANY = sorted(f"module_{number}.py" for number in range(5_000))


@pytest.mark.parametrize(
    ("name", "names", "expected"),
    [
        ("mian.py", ["main.py", "models.py"], "main.py"),
        ("Main.py", ["main.py", "maim.py"], "main.py"),
        ("main.py", [], None),
        ("main.py", ["zzzz"], None),
        ("a", ["b"], None),
        ("docker-compose.yml", ["docker-compose.yaml"], "docker-compose.yaml"),
        ("module_77.pyi", MANY, "module_77.py"),
        ("MODULE_77.PY", MANY, "module_77.py"),
        ("qqqq", MANY, None),
    ],
)
def test_nearest(name: str, names: list[str], expected: str | None) -> None:
    assert nearest(name, names) == expected


def test_kinds() -> None:
    workspace = MemoryWorkspace({"src/a.py": ""})
    assert why_absent(workspace, "src", "file") == "'src' is a folder, not a file"
    assert why_absent(workspace, "src/a.py", "folder") == "'src/a.py' is a file, not a folder"
    assert why_absent(workspace, "src/b.txt", "folder") == "there is no folder 'src/b.txt'"
    assert not isinstance(why_absent(workspace, "x"), Failure)


class _Untouched(list[str]):
    """Names that may be looked up, and must not be gone through one by one."""

    def __iter__(self) -> NoReturn:
        raise AssertionError("all names were looked at")


def test_in_a_large_folder_only_the_neighbours_are_looked_at() -> None:
    assert nearest("module_77.pyi", _Untouched(MANY)) == "module_77.py"
    assert nearest("zzz", _Untouched(MANY)) is None
