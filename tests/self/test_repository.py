"""Rules of this repository that no other tool watches."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "hielements").rglob("*.py"))


def tracked() -> list[Path]:
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, or git is not installed")
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_module_has_a_name_that_refuses_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "types", "misc"}
    # `diagnostics/codes/types.py` holds the codes of the type checker.
    named = [path.relative_to(ROOT) for path in MODULES if path.parent.name != "codes"]
    assert not [str(path) for path in named if vague.intersection(path.with_suffix("").parts)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module(path: Path) -> None:
    """Every module says what it is for, and nothing in it is unfinished."""
    text = path.read_text(encoding="utf-8")
    if text.strip() and path.name != "__init__.py":
        assert text.startswith(('"""', "#!", "# ")), "a module opens with its docstring"
    unfinished = re.search(r"\b(TODO|FIXME|XXX)\b", text)
    assert unfinished is None, f"unfinished: {unfinished}"
    if re.search(r"^class \w+\((?:Record|Entity)\)", text, re.MULTILINE):
        assert "from __future__ import annotations" in text


def test_nothing_names_a_machine() -> None:
    """Paths of one machine and its temporary folders have no place in what others read."""
    found = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".hie", ".json", ".lark", ".yaml"} and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [
                f"{path.relative_to(ROOT)}: {match}" for match in re.findall(r"/(?:work|home/\w+|root)/\w+", text)
            ]
    assert not found


def test_git_keeps_the_standard_library() -> None:
    """`lib/` stands in many ignore files, people's own among them."""
    tracked()
    for name in ("lib/patterns/any/any.hie", "lib/plugins/any/any.py", "grammar/any.lark"):
        done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
        assert done.returncode == 1, f"{name} is ignored"


def test_every_dependency_has_a_range_and_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    names = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert names
    for name in names:
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?>=[\d.]+,<\d+", name), f"{name}: from and below which version?"
        assert re.search(rf'"{re.escape(name)}",\s+# \w+', text), f"{name}: why?"


def test_the_readme_is_short() -> None:
    words = (ROOT / "README.md").read_text(encoding="utf-8").split()
    assert len(words) < 750, "a page and a half"
