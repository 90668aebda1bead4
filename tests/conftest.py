"""What holds for all tests: caches and keys go to a folder of the run, never to the user's own."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile

import pytest
from hypothesis import HealthCheck, settings

# How fast inputs are made says how busy the machine is, and nothing about the program. In continuous integration the
# same inputs are tried every time: what fails there can be tried again, and new inputs are found elsewhere.
settings.register_profile(
    "tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("tests")

_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Workers of pytest-xdist are children of the process that runs this first, and inherit what it sets."""
    if hasattr(config, "workerinput"):
        return
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        # Shells start background jobs with interrupts ignored, and tests that interrupt programs would wait forever.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = config.stash[_FOLDER] = tempfile.mkdtemp(prefix="hielements-tests-")
    # In a CI system, reports have lines for it.
    for variable in ("GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "TEAMCITY_VERSION"):
        os.environ.pop(variable, None)
    os.environ["HIELEMENTS_CACHE_DIR"] = os.path.join(folder, "cache")
    os.environ["XDG_STATE_HOME"] = os.path.join(folder, "state")


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(_FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)
