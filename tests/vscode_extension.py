"""Where the VS Code extension is, and what its tests need."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., None])

ROOT = Path(__file__).parents[1]
EXTENSION = ROOT / "editors" / "vscode"


def node() -> str:
    """Node.js 20 or later. Skips without."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node.js is not installed")
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    version = done.stdout.strip().lstrip("v").partition(".")[0]
    if not version.isdigit() or int(version) < 20:
        pytest.skip("Node.js 20 or later is not installed")
    return found


def needs_the_extension(test: Test) -> Test:
    """Marks a test that needs what `npm ci` installs."""
    there = os.path.isdir(EXTENSION / "node_modules" / "vscode-textmate")
    skip = pytest.mark.skipif(not there, reason="`npm ci` has not run in editors/vscode; .ci/tools runs it")
    marked: Test = pytest.mark.editors(skip(test))
    return marked
