"""`templates/hielements.yml`: against GitLab's published schema, and its check as a runner would run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HEADER, JOBS = (ROOT / "templates/hielements.yml").read_text(encoding="utf-8").split("\n---\n")
INPUTS: dict[str, Any] = yaml.safe_load(HEADER)["spec"]["inputs"]


def pipeline(**given: str) -> dict[str, Any]:
    """The jobs with inputs filled in, as GitLab does it before it reads them."""
    assert set(given) <= set(INPUTS)
    values = {name: each["default"] for name, each in INPUTS.items()} | given
    text = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: json.dumps(values[found[1]]), JOBS)
    jobs: dict[str, Any] = yaml.safe_load(text)
    return jobs


def test_every_input_is_described_and_used() -> None:
    for name, each in INPUTS.items():
        assert each["description"]
        assert f"$[[ inputs.{name} ]]" in JOBS


def test_the_job_follows_the_schema(tmp_path: Path) -> None:
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(yaml.safe_dump(pipeline()), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_check_writes_what_merge_requests_show(tmp_path: Path) -> None:
    spec = "import files\nelement shop {\n    check files.exists('README.md')\n}\n"
    (tmp_path / "shop.hie").write_text(spec, encoding="utf-8")
    job = pipeline(specs="shop.hie", arguments="--quiet")["hielements"]
    environment = {
        **os.environ,
        **job["variables"],
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-c", job["script"][-1]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    report = json.loads((tmp_path / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert [each["location"]["path"] for each in report] == ["README.md"]
