"""`hielements init`: what it proposes holds on the day it is made, and what is there stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from spec_cases.running import run_command

ROOT = Path(__file__).parents[3]

LAYERED = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n',
    "src/shop/__init__.py": "",
    "src/shop/web/__init__.py": "import flask\nfrom shop.services import orders\n",
    "src/shop/services/__init__.py": "",
    "src/shop/services/orders.py": "from shop import db\n",
    "src/shop/db.py": "",
    "tests/test_shop.py": "import shop.web\n",
}


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in {"hielements.toml": "[cache]\nenabled = false\n", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def init(root: Path, *words: str, status: int = 0) -> str:
    result = run_command("init", "--workspace", str(root), *words)
    assert result.exit_code == status, result.output + result.errors
    return result.output + result.errors


def check(root: Path) -> tuple[int, str]:
    result = run_command("check", "--workspace", str(root), str(root / "hielements.hie"))
    return result.exit_code, result.output + result.errors


def test_the_parts_become_elements_and_their_order_a_rule(tmp_path: Path) -> None:
    write(tmp_path, LAYERED)
    output = init(tmp_path)
    assert "the package shop with 3 parts, in src/shop" in output
    assert "wrote   hielements.hie" in output
    spec = (tmp_path / "hielements.hie").read_text(encoding="utf-8")
    assert "check python.layers('shop', ['web', 'services', 'db'])" in spec
    assert "scope code = python.module_selector('shop.db')" in spec
    assert "check python.no_dependency(code, tests.code)" in spec
    assert check(tmp_path)[0] == 0
    assert run_command("fmt", "--check", str(tmp_path / "hielements.hie")).exit_code == 0
    (tmp_path / "src/shop/db.py").write_text("import shop.web\n", encoding="utf-8")
    status, output = check(tmp_path)
    assert status == 1
    assert "src/shop/db.py:1:1" in output


def test_a_circle_is_marked_and_does_not_break_the_first_day(tmp_path: Path) -> None:
    write(tmp_path, {**LAYERED, "src/shop/db.py": "import shop.services.orders\n"})
    init(tmp_path)
    spec = (tmp_path / "hielements.hie").read_text(encoding="utf-8")
    assert "# A circle: db -> services -> db." in spec
    assert "#   src/shop/db.py:1 imports shop.services.orders" in spec
    assert "python.layers('shop', ['web', 'db : services'])" in spec
    assert "# Does not hold today: package 'shop' has 1 circular import (1 place)." in spec
    assert "# check python.no_circular_imports(code)" in spec
    assert "    check python.no_circular_imports(code)" not in spec
    # What is not used today is the boundary that a circle has.
    assert "check python.no_dependency(code, [web.code])" in spec
    assert check(tmp_path)[0] == 0


def test_a_weaker_rule_stands_in_for_one_that_does_not_hold(tmp_path: Path) -> None:
    late = "def late():\n    import shop.services.orders\n"
    write(tmp_path, {**LAYERED, "src/shop/db.py": late})
    init(tmp_path)
    spec = (tmp_path / "hielements.hie").read_text(encoding="utf-8")
    assert "    check python.no_circular_imports(code, ignore_type_checking=true, ignore_function_level=true)" in spec
    assert "check python.no_circular_imports(code, ignore_type_checking=true)\n" not in spec
    assert check(tmp_path)[0] == 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path, {**LAYERED, "hielements.hie": "mine", ".pre-commit-config.yaml": "repos: []\n"})
    output = init(tmp_path, "--pre-commit", "--ci", "github", status=1)
    assert "kept    hielements.hie, which is there already" in output
    assert "kept    .pre-commit-config.yaml" in output
    assert "id: hielements-check" in output
    assert (tmp_path / "hielements.hie").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8") == "repos: []\n"
    workflow = (tmp_path / ".github/workflows/hielements.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(workflow)["jobs"]["hielements"]["steps"][-1] == {"run": "hielements check"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--ci", "github"], ".github/workflows/hielements.yml"),
        (["--ci", "gitlab"], ".gitlab-ci.yml"),
        (["--pre-commit"], ".pre-commit-config.yaml"),
        (["--editor", "vscode"], ".vscode/extensions.json"),
        (["--editor", "helix"], ".helix/languages.toml"),
        (["--editor", "neovim"], ".nvim.lua"),
    ],
)
def test_files_for_other_tools_are_written(tmp_path: Path, words: list[str], name: str) -> None:
    import json

    import tomli

    write(tmp_path, LAYERED)
    assert f"wrote   {name}" in init(tmp_path, *words)
    text = (tmp_path / name).read_text(encoding="utf-8")
    readers: dict[str, Callable[[str], object]] = {
        ".yml": yaml.safe_load,
        ".yaml": yaml.safe_load,
        ".json": json.loads,
        ".toml": tomli.loads,
    }
    reader = readers.get(Path(name).suffix)
    if reader is not None:
        assert reader(text)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, LAYERED)
    assert "element shop {" in init(tmp_path, "--dry-run")
    assert not (tmp_path / "hielements.hie").exists()


def test_a_pattern_is_fitted_by_the_names_of_parts(tmp_path: Path) -> None:
    write(tmp_path, LAYERED)
    init(tmp_path, "--pattern", "layered")
    spec = (tmp_path / "hielements.hie").read_text(encoding="utf-8")
    assert "layered.presentation.code = python.package_selector('shop.web')" in spec
    assert "layered.logic.code = python.package_selector('shop.services')" in spec
    assert "layered.data.code = python.module_selector('shop.db')" in spec
    assert check(tmp_path)[0] == 0


def test_what_names_do_not_tell_the_user_says(tmp_path: Path) -> None:
    files = {name.replace("services", "lending"): text.replace("services", "lending") for name, text in LAYERED.items()}
    write(tmp_path, files)
    output = init(tmp_path, "--pattern", "layered", status=2)
    assert "--bind logic=PART  What the application does and decides." in output
    assert "the parts are db, lending, web" in output
    init(tmp_path, "--pattern", "layered", "--bind", "logic=lending")
    assert check(tmp_path)[0] == 0


def test_a_pattern_that_does_not_hold_yet_is_told(tmp_path: Path) -> None:
    write(tmp_path, {**LAYERED, "src/shop/db.py": "import shop.services.orders\n"})
    output = init(tmp_path, "--pattern", "layered", status=1)
    assert "1 rule of the pattern that do" in output
    assert check(tmp_path)[0] == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--pattern", "layerd"], "there is no standard pattern `layerd`"),
        (["--pattern", "layered", "--bind", "x=y"], "no such role or part"),
        (["--pattern", "layered", "--bind", "x"], "does not say which parts play a role"),
        (["--bind", "a=b"], "belong to --pattern"),
        (["--pattern", "layered", "--package", "nope"], "there is no package `nope`; there is `shop`"),
    ],
)
def test_wrong_words_are_refused(tmp_path: Path, words: list[str], message: str) -> None:
    write(tmp_path, LAYERED)
    assert message in init(tmp_path, *words, status=2)
    assert not (tmp_path / "hielements.hie").exists()


def test_a_folder_without_code_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "nothing"})
    assert "there is no code" in init(tmp_path, status=2)
    assert "is not a folder" in init(tmp_path / "nowhere", status=2)


def test_code_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, {**LAYERED, "src/shop/db.py": "def (\n"})
    output = init(tmp_path)
    assert "could not be read: src/shop/db.py" in output
    assert check(tmp_path)[0] == 0


@pytest.mark.parametrize("example", ["ticket_desk", "web_shop", "newsroom", "room_booking"])
def test_examples_get_a_specification_that_holds(tmp_path: Path, example: str) -> None:
    import shutil

    root = tmp_path / example
    shutil.copytree(ROOT / "examples" / example, root)
    for spec in root.rglob("*.hie"):
        spec.unlink()
    (root / "hielements.toml").unlink(missing_ok=True)
    init(root)
    status, output = check(root)
    assert status == 0, output


def test_crates_of_a_workspace(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "Cargo.toml": '[workspace]\nmembers = ["core", "cli"]\n',
            "core/Cargo.toml": '[package]\nname = "shop-core"\nversion = "0.1.0"\nedition = "2021"\n',
            "core/src/lib.rs": "pub mod orders;\npub mod db;\n",
            "core/src/orders.rs": "use crate::db::Pool;\npub fn place(_: Pool) {}\n",
            "core/src/db.rs": "pub struct Pool;\n",
            "cli/Cargo.toml": '[package]\nname = "shop-cli"\nversion = "0.1.0"\nedition = "2021"\n'
            '[dependencies]\nshop-core = { path = "../core" }\n',
            "cli/src/main.rs": "fn main() { shop_core::orders::place(shop_core::db::Pool) }\n",
        },
    )
    init(tmp_path)
    spec = (tmp_path / "hielements.hie").read_text(encoding="utf-8")
    assert "scope code = rust.crate_selector('shop-core')" in spec
    assert "check rust.no_dependency(code, [orders.code])" in spec
    status, output = check(tmp_path)
    assert status == 0, output
