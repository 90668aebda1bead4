"""docs/security.md: each row of the table for processes is tried as it stands there, at each level that this machine has."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from hielements.libraries.process.isolation import LEVELS, best_level, landlock_version
from plugin_runs import copied, entry, run

PAGE = Path(__file__).parents[2] / "docs/security.md"
TITLES = ("environment", "landlock", "bubblewrap")
POSSIBLE = [level for level in TITLES if LEVELS.index(level) <= LEVELS.index(best_level())]


def rows() -> list[list[str]]:
    section = PAGE.read_text().partition("\n## Processes\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_the_table_is_there() -> None:
    found = rows()
    assert len(found) >= 15
    assert all(len(row) == 6 and set(row[2:5]) <= {"yes", "no"} for row in found)


@pytest.mark.skipif(not POSSIBLE, reason="this system has no means to keep processes apart")
@pytest.mark.parametrize("level", TITLES)
def test_every_row_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    if level not in POSSIBLE:
        pytest.skip(f"this machine cannot do {level}: its strongest level is {best_level()}")
    shop, home = tmp_path / "shop", tmp_path / "home"
    (shop / "src").mkdir(parents=True)
    (shop / "src/a.py").write_text("import os\n")
    home.mkdir()
    (home / ".netrc").write_text("password\n")
    (tmp_path / "secret").write_text("secret\n")
    (shop / "way_out").symlink_to(tmp_path / "secret")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GRANTED", "1")
    script = copied("public/modern.py", shop)
    table = rows()
    permissions = list(dict.fromkeys(row[1] for row in table))
    names = {permission: f"plugin{number}" for number, permission in enumerate(permissions)}
    entries = "".join(
        f'[libraries.{names[each]}]\nexecutable = "python3"\nargs = ["{script}"]\nisolation = "{level}"\n'
        + (f"permissions = {{ {each} }}\n" if each else "")
        for each in permissions
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        places = {
            "shop": str(shop),
            "outside": str(tmp_path),
            "home": str(home),
            "port": str(server.getsockname()[1]),
            "pid": str(os.getpid()),
        }
        calls = [f"{names[row[1]]}.{row[5]}" for row in table]
        for name, value in places.items():
            calls = [call.replace(f"{{{name}}}", value) for call in calls]
        checks = "".join(f"    check {call}\n" for call in calls)
        imports = "".join(f"import {name}\n" for name in names.values())
        verdicts, _ = run(shop, entries, f"{imports}element shop {{\n{checks}}}\n")
    found = {"pass": "yes", "fail": "no"}
    for row, call, verdict in zip(table, calls, verdicts, strict=True):
        if "/etc/hostname" in row[5] and not os.path.exists("/etc/hostname"):
            continue
        if level == "landlock" and "connects" in row[5] and landlock_version() < 4:
            continue
        answer = found.get(verdict.status)
        if call.partition(".")[2].startswith("writes("):
            # A plugin may write into a folder that only it sees: what counts is what is there.
            answer = "yes" if os.path.exists(call.split("'")[1]) else "no"
        assert answer == row[2 + TITLES.index(level)], (row[0], row[1], verdict)


def test_entries_of_this_page_can_be_written(tmp_path: Path) -> None:
    """The keys that the page names exist: a plugin may be weakened, and one that would be too weak is refused."""
    script = copied("public/modern.py", tmp_path)
    configuration = "[libraries]\n" + entry("plugin", script, isolation="environment")
    verdicts, _ = run(tmp_path, configuration, "import plugin\nelement e {\n    check plugin.sees('PATH')\n}\n")
    assert [each.status for each in verdicts] == ["pass"]
