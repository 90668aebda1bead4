"""`hielements why`, `list`, `stats` and `explain CHECK`, on a small project with a circle and a rule that is broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spec_cases.running import run_command

SPEC = """import files
import python

## The whole shop.
element shop {
    scope all = python.package_selector('shop')
    ref url: string = 'postgres://user:secret@db'

    element web {
        scope src = python.package_selector('shop.web')
        ## Pages ask services.
        check python.no_dependency(src, storage.src)
    }
    element services {
        scope src = python.package_selector('shop.services')
        check python.has_docstring(src)
    }
    element storage {
        scope src = python.package_selector('shop.storage')
        scope sql = files.glob_selector('*.sql')
        src uses services
    }
}
"""
FILES = {
    "shop/__init__.py": "",
    "shop/web/__init__.py": "from shop.services import orders\n",
    "shop/web/admin.py": "import flask\nimport shop.storage.tables\n",
    "shop/services/__init__.py": '"""Services."""\n',
    "shop/services/orders.py": (
        '"""Orders."""\nfrom abc import ABC\nimport shop.storage.tables\n\nclass Orders(ABC):\n    pass\n\n'
        "class Paid(Orders):\n    pass\n"
    ),
    "shop/storage/__init__.py": "import sqlalchemy.orm\n",
    "shop/storage/tables.py": "def late() -> None:\n    import shop.services.orders\n",
    "tests/test_web.py": "import shop.web\n",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {**FILES, "hielements.hie": SPEC, "hielements.toml": "[cache]\nenabled = false\n"}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(*words: str, status: int = 0) -> str:
    result = run_command(*words)
    assert result.exit_code == status, result.output
    return result.output + result.errors


def answer(*words: str, status: int = 0) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(run_command(*words, "--format", "json").output)
    assert parsed["exit_code"] == status
    return parsed


def steps(chain: list[dict[str, Any]]) -> list[str]:
    return [f"{step['path']}:{step['line']} {step['name']}" for step in chain]


# why


def test_chains_come_shortest_first_and_share_no_dependency(shop: Path) -> None:
    chains = answer("why", "shop.web", "shop.storage")["chains"]
    assert [steps(chain) for chain in chains] == [
        ["shop/web/admin.py:2 shop.storage.tables"],
        ["shop/web/__init__.py:1 shop.services.orders", "shop/services/orders.py:3 shop.storage.tables"],
    ]
    assert len(answer("why", "shop.web", "shop.storage", "--limit", "1")["chains"]) == 1


def test_names_are_elements_files_folders_modules_and_packages(shop: Path) -> None:
    for source in ("shop.web.admin", "shop/web/admin.py", "./shop/web/"):
        assert steps(answer("why", source, "shop.storage.tables")["chains"][0]) == [
            "shop/web/admin.py:2 shop.storage.tables"
        ]
    outside = answer("why", "shop.storage", "sqlalchemy")
    assert outside["target"] == "external module 'sqlalchemy'"
    assert steps(outside["chains"][0]) == ["shop/storage/__init__.py:1 sqlalchemy.orm"]
    assert answer("why", "tests", "shop.web")["source"] == "folder 'tests'"


def test_no_chain_is_status_1_and_tells_of_the_other_way(shop: Path) -> None:
    told = answer("why", "shop.services", "shop.web", status=1)
    assert told["chains"] == []
    assert steps(told["backward"]) == ["shop/web/__init__.py:1 shop.services.orders"]
    text = ask("why", "shop.services", "shop.web", status=1)
    assert "element 'shop.services' does not depend on element 'shop.web'." in text
    assert "The other way round" in text


def test_an_element_and_what_is_inside_of_it(shop: Path) -> None:
    inwards = answer("why", "shop", "shop.storage", "--limit", "all")["chains"]
    assert [steps(chain)[0].partition(":")[0] for chain in inwards] == ["shop/services/orders.py", "shop/web/admin.py"]
    outwards = answer("why", "shop.web", "shop")["chains"]
    assert steps(outwards[0]) == ["shop/web/__init__.py:1 shop.services.orders"]


def test_tags_and_declarations_are_told(shop: Path) -> None:
    text = ask("why", "shop.storage", "shop.services")
    assert "shop/storage/tables.py:2:5  imports shop.services.orders (function)" in text
    assert "declared: shop.storage uses services" in text


def test_a_name_that_means_nothing_is_an_error(shop: Path) -> None:
    told = answer("why", "shop.wep", "shop.storage", status=2)
    assert told["chains"] is None
    assert [one["name"] for one in told["diagnostics"]] == ["nothing-selected"]
    assert "`shop.web`" in told["diagnostics"][0]["help"]
    assert "the two names are the same" in ask("why", "shop", "shop", status=2)


def test_a_file_that_cannot_be_read_leaves_no_sure_no(shop: Path) -> None:
    (shop / "shop/services/orders.py").write_text("def (\n", encoding="utf-8")
    told = answer("why", "shop.services", "shop.web", status=2)
    assert told["chains"] == []
    assert told["unknown"][0]["path"] == "shop/services/orders.py"
    assert "chains may be missing" in ask("why", "shop.services", "shop.web", status=2)


# list


def test_elements_are_listed_with_their_scopes_and_checks(shop: Path) -> None:
    text = ask("list")
    for line in (
        "shop  hielements.hie:5",
        "  The whole shop.",
        "  scope all<python> = package 'shop': 7 files",
        "      scope src<python> = package 'shop.web': 2 files",
        "      check python.no_dependency(src, storage.src)",
        "      src uses services",
    ):
        assert line in text.splitlines(), text
    assert text.endswith("4 elements, 3 checks, 7 files\n")
    assert "nothing: no file matches the glob '*.sql'" in text
    assert "shop/web/admin.py" in ask("list", "--verbose")


def test_what_a_ref_holds_is_not_shown(shop: Path) -> None:
    assert "ref url: string" in ask("list", "--verbose")
    assert "secret" not in ask("list", "--verbose") + json.dumps(answer("list"))


def test_filters_select_elements(shop: Path) -> None:
    assert [each["element"] for each in answer("list", "--filter", "shop.*")["elements"]] == [
        "shop.web",
        "shop.services",
        "shop.storage",
    ]
    assert "selects no element" in ask("list", "--filter", "shpo", status=2)


def test_a_scope_that_cannot_be_evaluated_is_told(shop: Path) -> None:
    (shop / "hielements.hie").write_text(
        "import python\nelement a {\n    scope s = python.module_selector('../x')\n"
        "    check python.has_docstring(s)\n}\n",
        encoding="utf-8",
    )
    text = ask("list", status=2)
    assert "scope s<python>: could not be evaluated" in text or "scope s: could not be evaluated" in text


def test_trouble_in_the_specification_is_told(shop: Path) -> None:
    (shop / "hielements.hie").write_text("element {", encoding="utf-8")
    for words in (["list"], ["stats"], ["why", "a", "b"], ["explain", "shop.web"]):
        assert "error[" in ask(*words, status=2)


# stats


def test_numbers_count_files_at_both_ends(shop: Path) -> None:
    numbers = {each["element"]: each for each in answer("stats")["elements"]}
    services, storage, whole = numbers["shop.services"], numbers["shop.storage"], numbers["shop"]
    # Two files depend on the services (a page, a table), one of the two files of the services on a table.
    assert (services["files"], services["fan_in"], services["fan_out"]) == (2, 2, 1)
    assert services["instability"] == round(1 / 3, 4)
    assert (services["types"], services["abstract_types"], services["abstractness"]) == (2, 1, 0.5)
    assert services["distance"] == round(abs(0.5 + 1 / 3 - 1), 4)
    assert (storage["fan_in"], storage["fan_out"], storage["abstractness"]) == (2, 1, None)
    assert (whole["files"], whole["fan_in"], whole["fan_out"], whole["dependencies_inside"]) == (7, 1, 0, 4)


def test_circles_among_elements_are_told_once(shop: Path) -> None:
    (cycle,) = answer("stats")["cycles"]
    assert cycle["members"] == ["shop.services", "shop.storage"]
    assert steps(cycle["dependencies"]) == [
        "shop/services/orders.py:3 shop.storage.tables",
        "shop/storage/tables.py:2 shop.services.orders",
    ]
    assert "circle: shop.services -> shop.storage -> shop.services" in ask("stats")


def test_the_cost_of_checks_is_told_when_it_is_asked(shop: Path) -> None:
    assert "costs" not in answer("stats")
    costs = answer("stats", "--cost")["costs"]
    assert {cost["check"] for cost in costs} == {
        "python.no_dependency(src, storage.src)",
        "python.has_docstring(src)",
        "src uses services",
    }
    assert [cost["seconds"] for cost in costs] == sorted((cost["seconds"] for cost in costs), reverse=True)
    assert "time of 3 checks" in ask("stats", "--cost")


# explain


@pytest.mark.parametrize(
    "wanted",
    [
        "hielements.hie:12",
        "python.no_dependency(src,  storage.src)",
        "shop.web: python.no_dependency(src, storage.src)",
        "shop.web",
        "*no_dep*",
    ],
)
def test_a_check_is_explained(shop: Path, wanted: str) -> None:
    text = ask("explain", wanted, status=1)
    assert "violated[shop.web]" in text
    assert "shop/web/admin.py:2:1" in text
    assert "python.no_dependency: Holds when no file of the first scope imports" in text
    assert "scope shop.web.src<python> = package 'shop.web': 2 files" in text
    assert "scope shop.storage.src<python> = package 'shop.storage': 2 files" in text
    assert "has_docstring" not in text


def test_a_check_that_passes_is_explained_too(shop: Path) -> None:
    told = answer("explain", "shop.services")
    (check,) = told["checks"]
    assert check["result"]["status"] == "pass"
    assert [scope["name"] for scope in check["scopes"]] == ["shop.services.src"]
    assert check["scopes"][0]["files"] == ["shop/services/__init__.py", "shop/services/orders.py"]


def test_a_rule_about_connections_names_the_elements_it_looked_at(shop: Path) -> None:
    (shop / "hielements.hie").write_text(
        SPEC.replace(
            "import python\n", "import python\n\npattern page {\n    forbids connection to flask.*\n}\n"
        ).replace("element web {", "element web implements page {"),
        encoding="utf-8",
    )
    text = ask("explain", "*flask*", status=1)
    assert "the elements that it looked at\n  shop.web" in text
    assert "module flask.*" in text
    assert "pattern `page`" in text or "pattern 'page'" in text, text


def test_what_is_neither_a_diagnostic_nor_a_check_is_an_error(shop: Path) -> None:
    assert "did you mean `undefined-name`" in ask("explain", "undefined-nam", status=2)
    assert "did you mean `shop.web`?" in ask("explain", "shop.wep", status=2)
    assert "there is no diagnostic and no check `HIE9999`" in ask("explain", "HIE9999", status=2)


def test_answers_are_written_to_files(shop: Path) -> None:
    for number, words in enumerate((["list"], ["stats"], ["why", "shop.web", "shop.storage"])):
        ask(*words, "--output", f"answer{number}.txt")
        assert "shop.web" in (shop / f"answer{number}.txt").read_text(encoding="utf-8")
