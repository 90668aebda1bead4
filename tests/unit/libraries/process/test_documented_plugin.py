"""The plugin that docs/plugin-protocol.md shows does what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from plugin_runs import run

from hielements.libraries.protocol.json_text import read_json
from hielements.libraries.protocol.schema import problems

PAGE = (Path(__file__).parents[4] / "docs/plugin-protocol.md").read_text()


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_plugin_of_the_page_works(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins/sizes.py").write_text(fences("python")[0])
    spec = (
        "import sizes\nimport files\nelement e {\n    scope src = files.folder_selector('plugins')\n"
        "    check sizes.few_files(src, 1)\n    check sizes.few_files(src, 0)\n}\n"
    )
    verdicts, _ = run(tmp_path, fences("toml")[0], spec)
    assert [(each.status, each.message) for each in verdicts] == [("pass", ""), ("fail", "1 files, 0 are allowed")]


def test_the_messages_of_the_page_are_as_the_schema_says() -> None:
    function, values, result, agreement, facts = fences("json")
    assert problems("function", read_json(function)) == []
    for line in values.splitlines():
        assert problems("value", read_json(line)) == []
    assert problems("checkResult", read_json(result)) == []
    assert problems("initializeResult", read_json(agreement)) == []
    assert problems("hostFacts", {"files": [read_json(facts)]}) == []


def test_the_facts_of_the_page_are_those_of_a_file(tmp_path: Path) -> None:
    from hielements.app.adapters import open_catalog
    from hielements.project.configuration import Configuration
    from hielements.source.cache import NoCache

    shown = json.loads(fences("json")[-1])
    (tmp_path / "src").mkdir()
    text = 'from shop.db import engine\n\n\n@frozen\nclass Order:\n    """What was bought."""\n\n\n    total = 0\n'
    (tmp_path / "src/a.py").write_text(text)
    library: Any = open_catalog(str(tmp_path), Configuration(), NoCache()).get("python")
    found = library.file_facts("src/a.py")
    assert {"path": "/workspace/src/a.py", **found} == shown
