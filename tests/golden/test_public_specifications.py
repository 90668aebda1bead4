"""Specifications that others published, on small trees of ours: the verdicts that a reader of the language expects.

They are no part of this project. Where they do not lie beside the checkout, nor in the folder that the environment
variable PUBLIC_SPECIFICATIONS names, these tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hielements.cli.main import main

FOLDER = Path(os.environ.get("PUBLIC_SPECIFICATIONS") or Path(__file__).parents[3] / "shared" / "corpus")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the public specifications are not here")

Tree = Mapping[str, str]

SIMPLE = {"src/main.py": "", "src/__init__.py": "", "config.yaml": "a: 1\n", "tests/test_main.py": ""}
MICROSERVICES = {
    **{f"services/orders/src/{name}.py": "" for name in ("main", "models", "api")},
    **{f"services/inventory/src/{name}.py": "" for name in ("main", "models")},
    **{f"services/payments/src/{name}.py": "" for name in ("main", "processors")},
    **{f"services/{name}/Dockerfile": "FROM scratch\n" for name in ("orders", "inventory", "payments")},
    "shared/libs/__init__.py": "",
    "shared/protos/a.proto": "",
}
PYTHON = {
    "payments/service.py": "import logging\nfrom typing import List\n",
    "api/endpoints.py": (
        "from typing import List\n"
        "class Response: ...\nclass JsonResponse: ...\nclass PaymentResponse: ...\n"
        "def index() -> Response: ...\ndef status() -> JsonResponse: ...\n"
        "def create_payment() -> PaymentResponse: ...\ndef list_payments() -> List[int]: ...\n"
    ),
    "orders/processor.py": (
        "import logging\nlogger = logging.getLogger()\n"
        "def process(order):\n    validate_order(order)\n    calculate_total(order)\n"
        "    logger.info('done')\n    logger.error('no')\n"
    ),
    "models.py": "def load(): ...\n",
    "services.py": "import models\ndef serve():\n    return models.load()\n",
    "database/connection.py": (
        "class Connection: ...\nclass Result: ...\n"
        "def connect() -> Connection: ...\ndef query() -> Result: ...\ndef execute() -> int: ...\n"
    ),
    "tests/unit.py": "import pytest\nimport app\ndef test_run():\n    app.run()\n",
    "tests/integration.py": "import pytest\n",
    "app.py": "def run(): ...\n",
}
COMPILER = {
    "Cargo.toml": '[package]\nname = "compiler"\nversion = "1.0.0"\n',
    "src/lib.rs": "pub mod lexer;\npub mod parser;\npub mod interpreter;\npub mod payments;\n",
    "src/lexer.rs": "pub struct Lexer;\npub struct Token;\npub enum TokenKind { Word }\n",
    "src/parser.rs": "use crate::lexer::Token;\npub struct Parser;\npub struct Program;\npub fn parse(t: Token) {}\n",
    "src/interpreter.rs": "use crate::parser::Program;\npub struct Interpreter;\npub enum CheckResult { Pass }\n",
    "src/payments/mod.rs": "pub mod metrics;\npub mod api;\n",
    "src/payments/metrics.rs": "pub fn metrics_handler() {}\npub fn handler() {}\n",
    "src/payments/api.rs": "use crate::payments::metrics::handler;\npub fn process_payment() { handler() }\n",
}


def report(name: str, tree: Tree, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    for path, text in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    shutil.copy(FOLDER / name, folder / name)
    status = main(["check", "--no-cache", "--format", "json", str(folder / name)])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["exit_code"] == status
    return found


def verdicts(found: Mapping[str, Any], status: str) -> list[tuple[str, str]]:
    return [(each["element"], each["check"]) for each in found["results"] if each["status"] == status]


@pytest.mark.parametrize(
    ("name", "tree", "checks"),
    [
        ("simple.hie", SIMPLE, 5),
        ("microservices.hie", MICROSERVICES, 8),
        ("python_example.hie", PYTHON, 20),
        ("v3_syntax_example.hie", COMPILER, 11),
    ],
)
def test_code_as_the_specification_says(
    name: str, tree: Tree, checks: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = report(name, tree, tmp_path, capsys)
    assert (verdicts(found, "fail"), verdicts(found, "error")) == ([], [])
    assert (found["summary"]["passed"], found["exit_code"]) == (checks, 0)


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
