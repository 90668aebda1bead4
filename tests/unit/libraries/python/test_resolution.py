"""Where packages start, what files are called, what imports lead to."""

from __future__ import annotations

import pytest

from codebases import check as check_
from codebases import failure as failure_
from codebases import module, places, python, select
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import Modules
from hielements.libraries.builtin.python.resolution import is_standard
from hielements.libraries.library import Environment
from hielements.source.cache import NoCache
from hielements.source.disk import DiskWorkspace


def edges(library: Python, path: str) -> list[tuple[str, tuple[str, ...], str | None]]:
    found = library.dependencies([path])
    assert not found.failures
    return [(each.name, each.targets, each.external) for each in found.edges]


def lead_to(
    files: list[str], importer: str, text: str, **options: object
) -> list[tuple[str, tuple[str, ...], str | None]]:
    return edges(python({**dict.fromkeys(files, ""), importer: text}, None, **options), importer)


SHOP = [
    "src/shop/__init__.py",
    "src/shop/db/__init__.py",
    "src/shop/db/models.py",
    "src/shop/api.py",
    "tests/test_a.py",
]


def test_the_imported_module_counts_and_not_its_parents() -> None:
    assert lead_to(SHOP, "src/shop/main.py", "import shop.db.models") == [
        ("shop.db.models", ("src/shop/db/models.py",), None)
    ]


def test_from_imports_lead_to_the_module_or_to_what_holds_the_name() -> None:
    assert lead_to(SHOP, "src/shop/main.py", "from shop.db import models, connect\nfrom shop.db.models import *") == [
        ("shop.db.models", ("src/shop/db/models.py",), None),
        ("shop.db.connect", ("src/shop/db/__init__.py",), None),
        ("shop.db.models", ("src/shop/db/models.py",), None),
    ]


def test_relative_imports() -> None:
    text = (
        "from . import models, nothing\nfrom .. import api\nfrom ..api import get\n"
        "from .models import A\nfrom ... import x\nfrom ........ import y\nfrom .......z import y"
    )
    assert lead_to(SHOP, "src/shop/db/q.py", text) == [
        ("shop.db.models", ("src/shop/db/models.py",), None),
        ("shop.db.nothing", ("src/shop/db/__init__.py",), None),
        ("shop.api", ("src/shop/api.py",), None),
        ("shop.api.get", ("src/shop/api.py",), None),
        ("shop.db.models.A", ("src/shop/db/models.py",), None),
        ("x", (), None),
        ("........y", (), None),
        (".......z.y", (), None),
    ]


def test_relative_imports_of_a_package_start_at_the_package() -> None:
    assert lead_to(SHOP, "src/shop/db/__init__.py", "from .models import A\nfrom ..api import b") == [
        ("shop.db.models.A", ("src/shop/db/models.py",), None),
        ("shop.api.b", ("src/shop/api.py",), None),
    ]


def test_the_longest_known_part_of_a_name_counts() -> None:
    assert lead_to(SHOP, "tests/test_b.py", "import shop.db.missing.deep\nimport shop.gone") == [
        ("shop.db.missing.deep", ("src/shop/db/__init__.py",), None),
        ("shop.gone", ("src/shop/__init__.py",), None),
    ]


def test_the_outside_world() -> None:
    found = lead_to(SHOP, "src/shop/main.py", "import os.path\nfrom django.db import models\nimport requests")
    assert found == [("os.path", (), "os"), ("django.db.models", (), "django"), ("requests", (), "requests")]
    assert [is_standard(external) for _, _, external in found if external] == [True, False, False]


def test_sources_are_found_as_src_dot_as_well() -> None:
    assert lead_to(SHOP, "tests/test_b.py", "import src.shop.api") == [("src.shop.api", ("src/shop/api.py",), None)]


def test_folders_without_init_files_are_packages() -> None:
    files = ["app/models/user.py", "app/services/orders.py"]
    assert lead_to(
        files, "app/main.py", "from app.models.user import U\nfrom app.models import user\nimport app.models"
    ) == [
        ("app.models.user.U", ("app/models/user.py",), None),
        ("app.models.user", ("app/models/user.py",), None),
        ("app.models", (), None),
    ]


def test_a_script_finds_its_neighbours() -> None:
    files = ["services/orders/models.py", "services/billing/models.py"]
    assert lead_to(files, "services/billing/main.py", "from models import A") == [
        ("models.A", ("services/billing/models.py",), None)
    ]


def test_a_module_in_a_package_does_not_find_its_neighbours_without_a_dot() -> None:
    files = ["shop/__init__.py", "shop/redis.py"]
    assert lead_to(files, "shop/cache.py", "import redis\nfrom . import redis") == [
        ("redis", (), "redis"),
        ("shop.redis", ("shop/redis.py",), None),
    ]


def test_a_folder_is_no_match_for_a_single_name() -> None:
    assert lead_to(["docker/build.py"], "main.py", "import docker\nfrom docker import errors, build") == [
        ("docker", (), "docker"),
        ("docker.errors", (), "docker"),
        ("docker.build", ("docker/build.py",), None),
    ]


def test_a_script_that_imports_its_own_name_means_another() -> None:
    library = python({"redis.py": "import redis", "cache.py": "import redis"})
    assert edges(library, "redis.py") == [("redis", (), "redis")]
    assert edges(library, "cache.py") == [("redis", ("redis.py",), None)]
    assert edges(library, "redis.py") == [("redis", (), "redis")]


def test_workspace_modules_shadow_the_standard_library_where_python_would_find_them() -> None:
    files = ["logging.py", "sys.py", "os.py", "email/tools.py", "lib/pkg/json/__init__.py", "lib/pkg/__init__.py"]
    assert lead_to(files, "main.py", "import logging\nimport sys\nimport os\nimport email\nimport json") == [
        ("logging", ("logging.py",), None),
        ("sys", (), "sys"),
        ("os", (), "os"),
        ("email", (), "email"),
        ("json", (), "json"),
    ]
    # The root `other` is not above the file, so its `types` does not shadow anything.
    files = ["app/shop/__init__.py", "other/types/__init__.py"]
    assert lead_to(files, "app/shop/x.py", "import types") == [("types", (), "types")]


def test_several_roots_of_one_repository() -> None:
    files = [
        "services/a/a_core/__init__.py",
        "services/a/tests/__init__.py",
        "services/b/b_core/__init__.py",
        "services/b/b_core/api.py",
        "services/b/tests/__init__.py",
        "services/b/tests/tools.py",
    ]
    text = "import a_core\nimport b_core.api\nfrom tests import tools"
    assert lead_to(files, "services/b/tests/test_x.py", text) == [
        ("a_core", ("services/a/a_core/__init__.py",), None),
        ("b_core.api", ("services/b/b_core/api.py",), None),
        ("tests.tools", ("services/b/tests/tools.py",), None),
    ]


def test_configured_roots_replace_those_that_are_found() -> None:
    files = ["py/lib/one.py", "py/app/two.py", "three.py"]
    text = "import one\nimport two\nimport three"
    assert lead_to(files, "py/app/main.py", text, roots=["py/lib", "py/app/"]) == [
        ("one", ("py/lib/one.py",), None),
        ("two", ("py/app/two.py",), None),
        ("three", (), "three"),
    ]


def test_a_configured_root_outside_of_the_workspace_decides_nothing() -> None:
    library = python({"a.py": ""}, roots=["../x"])
    assert library.dependencies(["a.py"]).failures[0].message == "'../x' leads out of the workspace"
    assert "leads out" in failure_(library, "module_selector", "a").message


def test_roots_and_names() -> None:
    modules = Modules(
        [
            "src/google/cloud/storage/__init__.py",
            "backend/app/__init__.py",
            "backend/app/sub/deep/__init__.py",
            "tests/unit/__init__.py",
            "setup.py",
        ]
    )
    assert modules.roots == ("", "backend", "src", "tests")
    assert modules.name("src/google/cloud/storage/__init__.py") == "google.cloud.storage"
    assert modules.name("backend/app/sub/deep/__init__.py") == "app.sub.deep"
    assert modules.name("setup.py") == "setup"
    assert modules.name("backend/app") == "app"
    assert Modules(["src/__init__.py", "src/api/views.py"]).name("src/api/views.py") == "src.api.views"


def test_a_regular_package_comes_before_a_module_and_that_before_a_folder() -> None:
    assert lead_to(["a/__init__.py", "a.py"], "m.py", "import a") == [("a", ("a/__init__.py",), None)]
    assert lead_to(["a/b.py", "a.py"], "m.py", "import a.b") == [("a.b", ("a.py",), None)]


def test_module_selector_takes_names_and_paths() -> None:
    library = python(dict.fromkeys(SHOP, ""))
    everything = [path for path in SHOP if path.startswith("src/")]
    for written in ("shop", "src.shop", "src/shop", "./src/shop/", "src//shop"):
        scope = module(library, written)
        assert (scope.root, sorted(scope.files)) == ("src/shop", sorted(everything)), written
    for written in ("shop.db.models", "src/shop/db/models.py", "src/shop/x/../db/models.py"):
        scope = module(library, written)
        assert (scope.kind, scope.root, tuple(scope.files)) == (
            "module",
            "src/shop/db/models.py",
            ("src/shop/db/models.py",),
        )
    assert (scope.language, scope.library) == ("python", "python")


def test_module_selector_says_what_is_not_there() -> None:
    library = python(
        {**dict.fromkeys(SHOP, ""), "README.md": "", "docs/a.txt": "", ".gitignore": "gen/\n", "gen/x.py": ""}
    )
    assert module(library, "shop.dbs").absence == "there is no module 'shop.dbs'; did you mean 'shop.db'?"
    assert module(library, "models").absence == "there is no module 'models'; did you mean 'shop.db.models'?"
    assert module(library, "app.shop.api").absence == "there is no module 'app.shop.api'; did you mean 'shop.api'?"
    assert "did you mean 'src/shop/api.py'" in str(module(library, "src/shop/apis.py").absence)
    assert module(library, "README.md/").absence == "'README.md/' is no Python file (*.py)"
    assert module(library, "./docs").absence == "the folder './docs' holds no Python file (*.py)"
    assert "is ignored" in str(module(library, "gen/x.py").absence)
    assert select(library, "package_selector", "shop.api").absence == (
        "src/shop/api.py is a module and not a package; use module_selector"
    )
    assert tuple(select(library, "package_selector", "shop.db").files) == (
        "src/shop/db/__init__.py",
        "src/shop/db/models.py",
    )


@pytest.mark.parametrize(
    "written", ["", "..", "../x", "/etc/x.py", "a b", "shop..db", "shop.", "1a", "a\\b.py", "C:/x.py"]
)
def test_senseless_names_are_refused(written: str) -> None:
    assert failure_(python({"a.py": ""}), "module_selector", written).reason == "argument"


def test_an_ambiguous_name_is_not_decided() -> None:
    library = python({"a/models/__init__.py": "", "b/models/__init__.py": ""})
    problem = failure_(library, "module_selector", "models")
    assert problem.message == "'models' names several modules: a/models/__init__.py, b/models/__init__.py"
    assert tuple(module(library, "a/models").files) == ("a/models/__init__.py",)


def test_the_nearer_root_and_the_regular_package_win() -> None:
    library = python({"tests/__init__.py": "", "a/b/__init__.py": "", "a/tests/__init__.py": ""})
    assert module(library, "tests").root == "tests"
    library = python({"shop/Dockerfile.py": "", "src/shop/__init__.py": ""})
    assert module(library, "shop").root == "src/shop"


def test_a_namespace_package_of_several_roots_is_one() -> None:
    library = python({"a/src/acme/one.py": "", "b/src/acme/two.py": ""})
    scope = module(library, "acme")
    assert (scope.root, tuple(scope.files)) == (None, ("a/src/acme/one.py", "b/src/acme/two.py"))


def test_names_match_as_written_and_as_the_file_is_called() -> None:
    library = python({**dict.fromkeys(SHOP, ""), "tests/test_b.py": "import src.shop.db.models"})
    scope = module(library, "tests")
    for name in ("src", "src.shop.db", "shop.db.models", "shop"):
        assert places(check_(library, "no_import", scope, name)) == ["tests/test_b.py:1:1: imports src.shop.db.models"]
    for name in ("sho", "shop.d", "db", "models"):
        assert check_(library, "no_import", scope, name).__class__.__name__ == "Passed"


def test_a_workspace_that_is_a_package_itself() -> None:
    files = ["__init__.py", "db/__init__.py", "db/models.py", "api.py"]
    text = "import workspace.db.models\nfrom workspace import api\nfrom . import db\nfrom workspace import nothing"
    assert lead_to(files, "main.py", text) == [
        ("workspace.db.models", ("db/models.py",), None),
        ("workspace.api", ("api.py",), None),
        ("db", ("db/__init__.py",), None),
        ("workspace.nothing", ("__init__.py",), None),
    ]
    library = python(dict.fromkeys(files, ""))
    assert tuple(module(library, "workspace.db").files) == ("db/__init__.py", "db/models.py")
    assert len(module(library, "workspace").files) == 4


def test_installed_packages_in_the_workspace_are_third_party() -> None:
    library = python(
        {
            "app.py": "import requests, vendored\nimport shop",
            "shop/__init__.py": "",
            "env/pyvenv.cfg": "",
            "env/lib/python3.13/site-packages/requests/__init__.py": "",
            "env/bin/shop/__init__.py": "",
            "libs/site-packages/vendored/__init__.py": "",
        }
    )
    assert edges(library, "app.py") == [
        ("requests", (), "requests"),
        ("vendored", (), "vendored"),
        ("shop", ("shop/__init__.py",), None),
    ]
    assert module(library, "requests").is_empty
    assert library.code.modules.roots == ("",)


def test_edges_between_files_are_those_of_ruff() -> None:
    """An independent oracle: `ruff analyze graph` on this project and its tests."""
    import json
    import subprocess
    import sys
    from pathlib import Path

    root = Path(__file__).parents[4]
    command = [sys.executable, "-m", "ruff", "analyze", "graph", "--preview", "--quiet", "hielements", "tests"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    theirs = {
        (path, target)
        for path, targets in json.loads(ran.stdout).items()
        for target in targets
        if path.endswith(".py") and target.endswith(".py") and target.startswith("hielements/") and path != target
    }
    library = Python(Environment(DiskWorkspace(str(root)), {}, NoCache()))
    files = [path for path in library.workspace.files() if path.startswith(("hielements/", "tests/"))]
    found = library.dependencies(files)
    assert not found.failures
    ours = {
        (edge.path, target)
        for edge in found.edges
        for target in edge.targets
        if "dynamic" not in edge.tags and target.startswith("hielements/") and edge.path != target
    }
    assert len(theirs) > 500
    assert ours == theirs
