"""docs/plugins.md as a new user follows it: its commands are run and its changes applied, for each language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from plugin_kits import environment, needs_toolchains

from hielements.app.plugin_scaffold import KITS

GUIDE = (Path(__file__).parents[3] / "docs/plugins.md").read_text("utf-8")
BLOCK = re.compile(r"^( *)<!-- (run|change): (\w+) -->\n\1```(?:sh|diff)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def blocks(kind: str, name: str) -> list[str]:
    found = [(match[2], match[3], textwrap.dedent(match[4])) for match in BLOCK.finditer(GUIDE)]
    return [text for this_kind, this_name, text in found if (this_kind, this_name) == (kind, name)]


def run(script: str, folder: Path) -> str:
    """What the script prints. It ends at the first command that fails."""
    done = subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=folder,
        env={**environment(), "NO_COLOR": "1", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.toolchains
@pytest.mark.timeout(400)  # a first build makes the compiler's own cache: half a minute, and more on a busy machine
@pytest.mark.parametrize("language", KITS)
def test_from_nothing_to_a_plugin_in_a_specification(language: str, tmp_path: Path) -> None:
    if language != "python":
        needs_toolchains(language)
    (new,), (change,), (build,) = blocks("run", "new"), blocks("change", language), blocks("run", "build")
    run(new.replace("--lang zig", f"--lang {language}"), tmp_path)
    place = tmp_path / "my_rules"
    subprocess.run(["git", "apply", "-"], input=change, cwd=place, text=True, check=True)
    if language != "python":
        run(build, place)
    tested = run(blocks("run", "test")[0], place)
    assert " 0 failed" in tested
    assert "my_rules.not_empty" in tested
    used = run(blocks("run", "use")[0], place)
    assert "OK: 2 checks" in used
    (place / "empty.md").write_text("")
    broken = subprocess.run(
        [sys.executable, "-m", "hielements", "check"],
        cwd=place,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert broken.returncode == 1
    assert "empty.md" in broken.stdout
    assert "is empty" in broken.stdout


@pytest.mark.toolchains
@pytest.mark.timeout(400)
def test_each_step_from_a_process_to_webassembly(tmp_path: Path) -> None:
    needs_toolchains("c")
    steps = blocks("run", "migrate")
    assert len(steps) == 7
    folder = tmp_path
    outputs = []
    for number, step in enumerate(steps):
        outputs.append(run(step, folder))
        if number == 0:
            folder = tmp_path / "project"
    assert " 0 failed" in outputs[4]
    assert "SAME: 2 verdicts, byte by byte" in outputs[4]


def test_the_guide_names_what_exists() -> None:
    links = re.findall(r"\]\(([^)#]+?)(?:#[\w-]+)?\)", GUIDE)
    missing = [
        link for link in links if "://" not in link and not os.path.exists(f"{Path(__file__).parents[3]}/docs/{link}")
    ]
    assert missing == []
    assert {name for name in KITS if blocks("change", name)} == set(KITS)
