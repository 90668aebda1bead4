"""Plugins that are processes start `python3` and `ruff` from PATH: those beside the Python of the tests, also where its
environment was not activated."""

from __future__ import annotations

import pytest
from plugin_kits import environment


@pytest.fixture(autouse=True)
def programs_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", environment()["PATH"])
