"""One element model through three technologies: the ticket desk's service, image and code are layers of one stack, and
a breach between any two of them is found at its line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from spec_cases.running import run_command

DESK = Path(__file__).parents[2] / "examples/ticket_desk"


@pytest.mark.parametrize(
    ("file", "old", "new", "broken"),
    [
        pytest.param(
            "deploy/compose.yaml",
            "  web:\n",
            "  admin:\n    image: python:3.12\n    volumes: ['../backend/desk:/app/desk']\n  web:\n",
            [("desk.deployment.services", "connection", "deploy/compose.yaml:10")],
            id="a service that mounts the code goes past the image",
        ),
        pytest.param(
            "backend/Dockerfile",
            "COPY desk ./desk\n",
            "COPY desk ./desk\nCOPY tests ./tests\n",
            [("desk.deployment.image", "connection", "backend/Dockerfile:13")],
            id="an image holds code that no layer allows",
        ),
        pytest.param(
            "deploy/compose.yaml",
            "build: ../backend",
            "image: desk:1.0",
            [("desk.deployment.services", "uses", "hielements.hie")],
            id="a service is not built from the image that it is meant to use",
        ),
        pytest.param(
            "backend/Dockerfile",
            "USER desk\n",
            "",
            [("desk.deployment.image", "check", "backend/Dockerfile")],
            id="the image runs as root",
        ),
        pytest.param(
            "deploy/compose.yaml",
            "/data/desk.sqlite",
            "/tmp/desk.sqlite",
            [("desk.deployment.services", "check", "deploy/compose.yaml:5")],
            id="a value of the configuration is another",
        ),
        pytest.param(
            "backend/desk/core/tickets.py",
            "from __future__ import annotations\n",
            "from __future__ import annotations\nimport desk.api.application\n",
            [("desk.backend.core", "check", "backend/desk/core/tickets.py")],
            id="the code breaks a rule of its own",
        ),
    ],
)
def test_a_breach_is_found_where_it_is(
    tmp_path: Path, file: str, old: str, new: str, broken: list[tuple[str, str, str]]
) -> None:
    desk = tmp_path / "desk"
    shutil.copytree(DESK, desk, ignore=shutil.ignore_patterns("__pycache__"))
    (desk / "hielements.toml").write_text('[check]\nunused_uses = "error"\n')
    text = (desk / file).read_text(encoding="utf-8")
    assert old in text
    (desk / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    result = run_command("check", "--format", "json", str(desk / "hielements.hie"))
    report = json.loads(result.output)
    assert result.exit_code == 1, report
    found = [
        (item["element"], item["kind"], f"{violation['path']}:{violation['line']}")
        for item in report["results"]
        for violation in item["violations"]
    ]
    for element, kind, place in broken:
        assert any(each[:2] == (element, kind) and each[2].startswith(place) for each in found), found
