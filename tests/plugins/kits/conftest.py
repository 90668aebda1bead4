"""Plugins that are processes start `python3` and `ruff` from PATH: those beside the Python of the tests, also where its
environment was not activated."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_kits import environment


@pytest.fixture(autouse=True)
def programs_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", environment()["PATH"])


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where kits are built once for the whole run, for all of its processes."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if folder.name.startswith("popen-") else folder) / "plugin-builds"
    folder.mkdir(exist_ok=True)
    return folder
