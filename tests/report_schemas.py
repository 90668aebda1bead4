"""The schemas of the reports that other tools read, as these publish them."""

from __future__ import annotations

import json
from pathlib import Path

SARIF_SCHEMA = json.loads((Path(__file__).parent / "unit/report/schemas/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, as far as GitLab reads it.
GITLAB_SCHEMA = {
    "type": "array",
    "items": {
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
