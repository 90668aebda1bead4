"""Specifications that others published, on small trees of ours: the verdicts that a reader of the language expects.

They are no part of this project. Where they do not lie beside the checkout, nor in the folder that the environment
variable PUBLIC_SPECIFICATIONS names, these tests are skipped.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from plugin_runs import copied, entry
from public_specification_trees import (
    COMPILER,
    FOLDERS,
    LANGUAGES,
    MICROSERVICES,
    ORDERS,
    PAYMENTS,
    PIPELINE,
    PYTHON,
    REFERENCE,
    SERVICES,
    SIMPLE,
    ZONES,
    Tree,
)

from hielements.cli.main import main

FOLDER = Path(os.environ.get("PUBLIC_SPECIFICATIONS") or Path(__file__).parents[3] / "shared" / "corpus")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the public specifications are not here")

Mending = tuple[tuple[str, str], ...]
"""What has to be changed in a specification that is wrong: patterns and their replacements."""

IMPORT: Mending = ((r"\Aimport|(?<=\n)import", "import docker\nimport"),)
BRACES: Mending = ((r"(?=\n\n[^\n]*multi-language system)", "\n}"), (r"\Z", "\n}\n"))
NAMES: Mending = ((r"(?<=\w)\.scope\b", ".module"),)
CONTAINER: Mending = ((r"(?<=\.container)\.scope\b", ".dockerfile"),)
CHECKS: Mending = ((r"    check .*\.(compatible_with|exposes_port|is_available)\(.*", ""),)


def report(
    name: str, tree: Tree, folder: Path, capsys: pytest.CaptureFixture[str], mending: Mending = ()
) -> dict[str, Any]:
    for path, text in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    text = (FOLDER / name).read_text(encoding="utf-8")
    for old, new in mending:
        text, count = re.subn(old, new, text, count=1 if mending in (IMPORT, BRACES) else 0)
        assert count
    (folder / name).write_text(text, encoding="utf-8")
    status = main(["check", "--no-cache", "--format", "json", str(folder / name)])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["exit_code"] == status
    return found


def verdicts(found: Mapping[str, Any], status: str) -> list[tuple[str, str]]:
    return [(each["element"], each["check"]) for each in found["results"] if each["status"] == status]


@pytest.mark.parametrize(
    ("name", "tree", "mending", "checks"),
    [
        ("simple.hie", SIMPLE, (), 5),
        ("microservices.hie", MICROSERVICES, (), 8),
        ("python_example.hie", PYTHON, (), 20),
        ("v3_syntax_example.hie", COMPILER, (), 11),
        ("advanced_templates.hie", SERVICES, (), 13),
        ("pattern_usage.hie", FOLDERS, (), 20),
        ("v2_syntax_example.hie", PAYMENTS, (), 5),
        ("reference_self_description.hie", REFERENCE, (), 124),
        ("language_example.hie", LANGUAGES, BRACES, 12),
        ("typed_connection_points.hie", PIPELINE, NAMES, 4),
        ("template_compiler.hie", PIPELINE, NAMES + CHECKS, 3),
        ("template_microservice.hie", ORDERS, CONTAINER + NAMES + CHECKS, 2),
    ],
)
def test_code_as_the_specification_says(
    name: str, tree: Tree, mending: Mending, checks: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = report(name, tree, tmp_path, capsys, mending)
    assert (verdicts(found, "fail"), verdicts(found, "error")) == ([], [])
    assert (found["summary"]["passed"], found["exit_code"]) == (checks, 0)


STANDARD = "crates/hielements-core/src/stdlib"


def without(tree: Tree, *paths: str) -> Tree:
    return {path: text for path, text in tree.items() if path not in paths}


@pytest.mark.parametrize(
    ("name", "tree", "failing"),
    [
        (
            "simple.hie",
            {**without(SIMPLE, "tests/test_main.py"), "src/old.pyc": "", "tests/other.py": ""},
            [
                ("example_service", "files.no_files_matching(src, '*.pyc')"),
                ("example_service.tests", "files.exists(test_src, 'test_main.py')"),
            ],
        ),
        (
            "microservices.hie",
            without(MICROSERVICES, "services/payments/src/processors.py"),
            [("ecommerce_platform.payments_service", "files.exists(src, 'processors.py')")],
        ),
        (
            "python_example.hie",
            {**PYTHON, "payments/service.py": "import logging\nimport typing\nimport deprecated_lib.old\n"},
            [("payment_service", "python.no_import(payment_module, 'deprecated_lib')")],
        ),
        (
            "python_example.hie",
            {**PYTHON, "services.py": "# import models\ndef serve():\n    return 'models.load()'\n"},
            [
                ("application", "python.imports(services, 'models')"),
                ("application", "python.calls_scope(services, models)"),
            ],
        ),
        (
            "v3_syntax_example.hie",
            {**COMPILER, "src/payments/metrics.rs": "pub fn handler() {}\n"},
            [("payments_service", "rust.function_exists(module, 'metrics_handler')")],
        ),
        (
            "v3_syntax_example.hie",
            {**COMPILER, "src/payments/tool.py": "import os\n"},
            [("payments_service", "allows language rust")],
        ),
        (
            "advanced_templates.hie",
            {**SERVICES, "monitoring/src/metrics.rs": "pub fn metrics_handler() {}\n"},
            [
                ("ecommerce_platform", "requires connection to logging.*"),
                ("ecommerce_platform.monitoring", "rust.function_exists(observable.metrics.module, 'collect_metrics')"),
            ],
        ),
        (
            "pattern_usage.hie",
            without(FOLDERS, "Dockerfile", "src/health/liveness.rs"),
            [
                ("monitored_service.health", "files.exists(health_mod, 'liveness.rs')"),
                ("production_microservice.container", "files.exists('.', 'Dockerfile')"),
            ],
        ),
        (
            "v2_syntax_example.hie",
            {**PAYMENTS, "src/payments/metrics.rs": "pub fn handler() {}\n", "src/payments/tool.py": ""},
            [
                ("payments_service", "allows language rust"),
                ("payments_service", "rust.function_exists(module, 'metrics_handler')"),
            ],
        ),
        (
            "reference_self_description.hie",
            {
                **without(REFERENCE, "doc/summary.md"),
                f"{STANDARD}/mod.rs": "use crate::parser::Parser;\n" + REFERENCE[f"{STANDARD}/mod.rs"],
                f"{STANDARD}/wasm.rs": REFERENCE[f"{STANDARD}/wasm.rs"].replace("impl Library for WasmLibrary {}", ""),
            },
            [
                ("hielements.core.stdlib", "rust.no_dependency(module, parser_module)"),
                ("hielements.core.stdlib.wasm", "rust.implements('WasmLibrary', 'Library')"),
                ("hielements.documentation", "files.exists(docs, 'summary.md')"),
            ],
        ),
    ],
)
def test_code_that_breaks_it(
    name: str, tree: Tree, failing: list[tuple[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = report(name, tree, tmp_path, capsys)
    assert verdicts(found, "fail") == failing
    assert (verdicts(found, "error"), found["exit_code"]) == ([], 1)


def test_code_that_cannot_be_read_decides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = report("python_example.hie", {**PYTHON, "database/connection.py": "def connect(:\n"}, tmp_path, capsys)
    assert {element for element, _ in verdicts(found, "error")} == {"data_layer"}
    assert (len(verdicts(found, "error")), found["exit_code"]) == (3, 2)


def test_a_use_that_is_gone_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = {**COMPILER, "src/interpreter.rs": "pub struct Interpreter;\npub enum CheckResult { Pass }\n"}
    found = report("v3_syntax_example.hie", tree, tmp_path, capsys)
    warned = [each["message"] for each in found["diagnostics"] if each["name"] == "unused-uses"]
    assert "nothing in `core.interpreter.module` depends on `parser`" in warned
    assert found["exit_code"] == 0


def test_a_specification_without_checks_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = report("minimal.hie", {"src/a.py": ""}, tmp_path, capsys)
    assert [each["name"] for each in found["diagnostics"]][:1] == ["no-checks"]
    assert found["results"] == []


def test_zones_that_hold_and_those_that_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = report("hierarchical.hie", ZONES, tmp_path, capsys, IMPORT)
    # No descendant has the pattern's own file as its scope, and none is called as the pattern demands.
    assert verdicts(found, "fail") == [
        ("my_app", "requires descendant scope dockerfile = docker.file_selector('Dockerfile')"),
        ("my_app", "requires descendant element metrics_service implements metrics_base"),
    ]
    # Nobody knows what YAML depends on.
    assert verdicts(found, "error") == [("ecommerce_platform.backend", "forbids connection to external.*")]
    assert (found["summary"]["passed"], found["exit_code"]) == (18, 1)


def test_zones_that_are_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = {
        **ZONES,
        "payment/audit/send.py": "import external.mail\n",
        "external/mail.py": "",
        "shop/__init__.py": "",
        "services/order/run.py": "import logging\nimport shop\n",
        "services/notification/run.py": "import mesh_internal\n",
        "services/orders/api.py": "import external.mail\n",
        "frontend/web/src/main.rs": "use shop::metrics::handler;\nfn main() {}\n",
        "frontend/web/Cargo.toml": ZONES["frontend/web/Cargo.toml"] + "shop = { path = '../..' }\n",
    }
    found = report("hierarchical.hie", tree, tmp_path, capsys, IMPORT)
    broken = [
        (each["element"], each["check"], [one["path"] for one in each["violations"]]) for each in found["results"]
    ]
    assert [each for each in broken if each[2] and each[0] != "my_app"] == [
        ("ecommerce_platform.frontend", "allows connection to api_gateway.public_api", ["frontend/web/src/main.rs"]),
        ("ecommerce_platform.backend", "forbids connection to external.*", ["services/orders/api.py"]),
        ("payment_processor", "forbids connection to external.*", ["payment/audit/send.py"]),
        ("service_mesh", "requires connection to logging.*", ["hierarchical.hie"]),
        ("service_mesh", "allows connection to mesh_internal.*", ["services/order/run.py"]),
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hierarchical.hie", [(line, "undefined-name", "docker") for line in (17, 20, 88, 90)]),
        ("language_example.hie", [(line, "unclosed-block", "{") for line in (34, 42)]),
        ("typed_connection_points.hie", [(line, "unknown-binding", "scope") for line in (62, 65, 68, 71)]),
        (
            "template_compiler.hie",
            [
                (24, "undefined-function", "compatible_with"),
                (24, "undefined-member", "input"),
                *((line, "unknown-binding", "scope") for line in (30, 34, 50, 54)),
            ],
        ),
        (
            "template_microservice.hie",
            [
                (22, "undefined-function", "exposes_port"),
                (35, "undefined-function", "is_available"),
                *((line, "unknown-binding", "scope") for line in (51, 54, 57, 60, 63, 66, 69)),
            ],
        ),
        ("plugin_example.hie", [(9, "unknown-library", "sample")]),
        ("hybrid_plugins.hie", [(13, "unknown-library", "sample")]),
    ],
)
def test_a_specification_that_is_wrong_runs_nothing(
    name: str, said: list[tuple[int, str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = report(name, {}, tmp_path, capsys)
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    errors = [each for each in found["diagnostics"] if each["severity"] == "error"]
    assert [
        (each["line"], each["name"], lines[each["line"] - 1][each["column"] - 1 : each["end_column"] - 1])
        for each in errors
    ] == said
    assert all("fix" in each for each in errors if each["name"] in {"undefined-name", "unknown-binding"})
    assert (found["results"], found["exit_code"]) == ([], 2)


@pytest.mark.parametrize(("name", "checks"), [("plugin_example.hie", 3), ("hybrid_plugins.hie", 4)])
def test_specifications_with_a_plugin(
    name: str, checks: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = {"hielements.toml": "[libraries]\n" + entry("sample", copied("public/sample.py", tmp_path)), "README.md": ""}
    found = report(name, tree, tmp_path, capsys)
    assert (verdicts(found, "fail"), verdicts(found, "error")) == ([], [])
    assert (found["summary"]["passed"], found["exit_code"]) == (checks, 0)
    found = report(name, {f"plugins/{number}.py": "" for number in range(10)}, tmp_path, capsys)
    (failed,) = verdicts(found, "fail")
    assert failed[1].startswith("sample.file_count_check(")
    assert found["exit_code"] == 1
    (tmp_path / "plugins/sample.py").write_text("raise SystemExit(1)\n", encoding="utf-8")
    found = report(name, {}, tmp_path, capsys)
    assert [each["status"] for each in found["results"]][:2] == ["error", "error"]
    assert found["exit_code"] == 2
