"""Which packages a project declares, in every file and form that says so."""

from __future__ import annotations

import pytest

from codebases import python
from hielements.libraries.builtin.python.declared import declared_packages, declares
from hielements.libraries.builtin.python.distributions import Distributions
from hielements.libraries.builtin.python.manifests import manifests
from hielements.libraries.builtin.python.requirement_lines import normalised
from hielements.source.memory import MemoryWorkspace


def packages(path: str, text: str | bytes) -> list[str]:
    return sorted(declared_packages(manifests(MemoryWorkspace({path: text}))))


@pytest.mark.parametrize("name", ["Flask-SQLAlchemy", "flask_sqlalchemy", "flask.SQLAlchemy", "FLASK--sqlalchemy"])
def test_names_in_normal_form(name: str) -> None:
    assert normalised(name) == "flask-sqlalchemy"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("requests", ["requests"]),
        ("requests>=2,<3 ; python_version < '4'", ["requests"]),
        ("requests[socks,tests]", ["requests"]),
        ("requests @ https://example.org/requests.whl", ["requests"]),
        ("  Requests == 1.0  # pinned", ["requests"]),
        ("-e git+https://example.org/x.git#egg=my_package", ["my-package"]),
        ("-r other.txt", []),
        ("--index-url https://example.org", []),
        ("# requests", []),
        ("https://example.org/requests.whl", []),
        ("git+https://example.org/x.git", []),
        ("./local/package", []),
        ("", []),
    ],
)
def test_requirements(line: str, names: list[str]) -> None:
    assert packages("requirements.txt", f"{line}\n") == names


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("services/a/requirements_test.in", True),
        ("requirements/base.txt", True),
        ("Requirements.txt", True),
        ("notes.txt", False),
        ("requirements.md", False),
    ],
)
def test_which_files_hold_requirements(path: str, counts: bool) -> None:
    assert packages(path, "requests") == (["requests"] if counts else [])


def test_poetry() -> None:
    text = """
[tool.poetry.dependencies]
python = "^3.11"
Requests = "*"
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.docs.dependencies]
mkdocs = "*"
"""
    assert packages("pyproject.toml", text) == ["black", "mkdocs", "python", "requests"]


@pytest.mark.parametrize(
    "text",
    [
        "project = 3",
        "[project]\ndependencies = 'requests'",
        "[project]\noptional-dependencies = ['requests']",
        "[dependency-groups]\na = 'b'",
        "[tool]\npoetry = 1",
        "[tool.poetry]\ndependencies = []\ngroup = { a = 1 }",
        "[project\n",
    ],
)
def test_pyproject_of_unexpected_shapes(text: str) -> None:
    assert packages("pyproject.toml", text) == []


@pytest.mark.parametrize("text", ["[options", "install_requires = x", "[options]\n[options]", "\0\1", b"\xff\xfe"])
def test_setup_cfg_of_unexpected_shapes(text: str | bytes) -> None:
    assert packages("setup.cfg", text) == []


def test_setup_cfg() -> None:
    text = "[options]\ninstall_requires =\n    a>1\n    b\ntests_require = c\n[options.extras_require]\nx =\n    d\n"
    assert packages("setup.cfg", text) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("module", "known"),
    [
        ("google.cloud.storage", True),
        ("google.cloud.storage.blob", True),
        ("google.cloud", False),
        ("google", False),
        ("Requests", True),
        ("requests.sessions", True),
        ("request", False),
        ("yaml", True),
    ],
)
def test_modules_of_packages(module: str, known: bool) -> None:
    assert declares(frozenset({"google-cloud-storage", "requests", "pyyaml"}), module, Distributions({})) is known


def test_what_the_library_knows() -> None:
    library = python({"shop/__init__.py": "", "shop/db.py": "", "requirements.txt": "PyYAML"})
    known = [name for name in ("os.path", "shop", "shop.db", "shop.bd", "pyyaml", "yaml") if library.knows_module(name)]
    assert known == ["os.path", "shop", "shop.db", "pyyaml", "yaml"]
    assert {"os", "shop.db", "yaml"} <= set(library.module_names())
    assert list(library.own_files()) == ["shop/__init__.py", "shop/db.py"]
    assert list(library.files_named("shop.db")) == ["shop/db.py"]
    assert list(library.files_named("no such name")) == []


def test_a_workspace_whose_roots_make_no_sense_has_no_own_files() -> None:
    library = python({"shop.py": ""}, None, roots=["../outside"])
    assert list(library.own_files()) == []
    assert not library.knows_module("shop")
    assert "os" in library.module_names()
