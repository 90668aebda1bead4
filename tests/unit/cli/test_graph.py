"""`hielements graph` as users call it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from hielements.report.graphs.drawings import DRAWINGS
from spec_cases.running import CommandResult, run_command

SPEC = """\
import python

element shop:
    element web:
        scope src = python.package_selector('shop.web')
        src uses core
        check python.no_dependency(src, db.src)
    element core:
        scope src = python.module_selector('shop.core')
        src uses db
    element db:
        scope src = python.module_selector('shop.db')
"""


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "hielements.hie": SPEC,
        "shop/__init__.py": "",
        "shop/web/__init__.py": "import shop.core\nimport shop.db\n",
        "shop/web/pages.py": "import json\nimport shop.core\n",
        "shop/core.py": "",
        "shop/db.py": "import shop.web\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def graph(*arguments: str) -> CommandResult:
    return run_command("graph", "--no-cache", *arguments)


def test_mermaid_is_the_default() -> None:
    result = graph()
    assert (result.exit_code, result.errors) == (0, "")
    assert result.output == (
        "flowchart TB\n"
        '    subgraph n0["shop"]\n'
        '        n1["web"]\n'
        '        n2["core"]\n'
        '        n3["db"]\n'
        "    end\n"
        '    n1 -->|"2"| n2\n'
        '    n1 -->|"1"| n3\n'
        '    n3 -->|"1"| n1\n'
    )


def test_the_difference_and_what_violates_checks() -> None:
    text = graph("--view", "difference").output
    assert '    n1 -->|"2"| n2\n' in text
    assert '    n2 -.->|"uses"| n3\n' in text
    assert "linkStyle 1,3 stroke:#b42318" in text
    assert "linkStyle" not in graph().output
    assert "linkStyle 1 stroke:#b42318" in graph("--check").output


def test_json_lists_every_import_behind_a_line() -> None:
    schema = json.loads(run_command("schema", "graph").output)
    found = json.loads(graph("--format", "json").output)
    jsonschema.validate(found, schema)
    edge = next(edge for edge in found["edges"] if (edge["source"], edge["target"]) == ("n1", "n2"))
    assert [(each["path"], each["line"]) for each in edge["dependencies"]] == [
        ("shop/web/__init__.py", 1),
        ("shop/web/pages.py", 2),
    ]


def test_a_part_of_it(shop: Path) -> None:
    assert graph("--element", "shop.core").output == (
        'flowchart TB\n    n0["shop.web"]\n    n1["shop.core"]\n    n0 -->|"2"| n1\n'
    )
    assert "json" in graph("--external").output
    assert graph("--depth", "1").output == 'flowchart TB\n    n0["shop"]\n'


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_format_goes_to_a_file(shop: Path, name: str) -> None:
    result = graph("--format", name, "--output", "out")
    assert (result.exit_code, result.output, result.errors) == (0, "", "")
    assert (shop / "out").read_text(encoding="utf-8") == graph("--format", name).output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--element", "shop.wbe"), "--element `shop.wbe` selects no element\n  did you mean `shop.web`?"),
        (("--depth", "0"), "--depth takes a whole number from 1"),
        (("--format", "mermade"), "did you mean `mermaid`?"),
        (("--output", "missing/x"), "cannot be written to `missing/x`"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], message: str) -> None:
    result = graph(*arguments)
    assert result.exit_code == 2
    assert message in result.errors


def test_a_wrong_specification_draws_nothing(shop: Path) -> None:
    (shop / "hielements.hie").write_text("element shop:\n    scope a = nothing()\n")
    result = graph()
    assert (result.exit_code, result.output) == (2, "")
    assert "undefined-name" in result.errors


def test_what_could_not_be_read_is_said(shop: Path) -> None:
    (shop / "shop/core.py").write_text("def (:\n")
    result = graph()
    assert result.exit_code == 2
    assert result.output.startswith("flowchart TB\n")
    assert result.errors.startswith("undecided: shop/core.py is not valid Python")


def test_a_specification_without_connections_says_so(shop: Path) -> None:
    (shop / "hielements.hie").write_text(
        "import python\nelement shop:\n    scope a = python.package_selector('shop')\n"
    )
    result = graph("--view", "declared")
    assert result.exit_code == 0
    assert "declares no connections" in result.errors
