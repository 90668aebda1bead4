"""The extension in a real VS Code: code-server, driven in Debian's chromium as a person would.

A mistake in a specification is seen and mended by a quick fix, an import in Python code breaks a rule, the violation
stands on its line and leads to the rule; the view of tests, the graph that follows the cursor, the report, the
walkthrough.

HIELEMENTS_PICTURES names a folder for pictures of what was seen.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from language_clients.projects import make_project

from vscode_extension import EXTENSION, needs_the_extension, node

HERE = Path(__file__).parent
CODE_SERVER, CHROMIUM = shutil.which("code-server"), shutil.which("chromium")
PATIENCE = 120

pytestmark = [
    pytest.mark.real_vscode,
    pytest.mark.timeout(600),
    pytest.mark.skipif(CODE_SERVER is None or CHROMIUM is None, reason="code-server or chromium is not installed"),
]


def _modules() -> Path:
    """Where playwright-core stands: beside code-server."""
    assert CODE_SERVER is not None
    found = next(parent for parent in Path(CODE_SERVER).resolve().parents if parent.name == "node_modules")
    if not (found / "playwright-core").is_dir():
        pytest.skip("playwright-core is not installed beside code-server")
    return found


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A running VS Code with the extension as it is packaged, on a profile of its own."""
    assert CODE_SERVER is not None
    package = tmp_path / "hielements.vsix"
    npm = shutil.which("npm") or pytest.skip("npm is not installed")
    subprocess.run(
        [npm, "run", "package", "--", "--out", str(package)],
        cwd=EXTENSION,
        check=True,
        capture_output=True,
        timeout=110,
    )
    settings = tmp_path / "data" / "User" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        json.dumps(
            {
                "hielements.interpreter": sys.executable,
                "security.workspace.trust.enabled": False,
                "workbench.startupEditor": "none",
                "telemetry.telemetryLevel": "off",
            }
        )
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = ["--user-data-dir", str(tmp_path / "data"), "--extensions-dir", str(tmp_path / "extensions")]
    start = [CODE_SERVER, "--config", str(tmp_path / "config.yaml"), *folders]
    environment = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(
        [*start, "--install-extension", str(package)],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
        env=environment,
    )
    quiet = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--bind-addr", f"127.0.0.1:{port}"]
    with (
        (tmp_path / "code-server.log").open("w") as log,
        subprocess.Popen([*start, *quiet], stdout=log, stderr=log, env=environment) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/healthz")
            yield address
        finally:
            server.terminate()


def _wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < end, "code-server does not answer"
            time.sleep(0.2)


@needs_the_extension
def test_a_round_in_vs_code(tmp_path: Path, address: str) -> None:
    assert CHROMIUM is not None
    project = tmp_path / "project"
    project.mkdir()
    make_project(project)
    pictures = os.environ.get("HIELEMENTS_PICTURES", "")
    script = str(HERE / "real_vscode.mjs")
    done = subprocess.run(
        [node(), script, address, str(project), pictures, CHROMIUM, str(_modules())],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout)
    assert "undefined-function" in seen["mistake"] and "did you mean" in seen["mistake"]
    assert "[Ln 4, Col 1]" in seen["violation"]
    assert "hielements.hie [Ln 15" in seen["rule"]
    assert seen["status"] == "Architecture: 1 violated"
    assert any("no_import(src" in each and "Failed" in each for each in seen["tests"])
    assert seen["followed"] == "shop.db"
    assert seen["ruleOpened"] and seen["back"] and seen["report"] and seen["walkthrough"]
