"""Which checks of one specification a change affects: behind each check stand the changes that do."""

from __future__ import annotations

from pathlib import Path

import pytest

from hielements.app.projects import open_project
from hielements.app.requests import CheckRequest
from hielements.pipeline import understand
from hielements.plan.plan import PlannedCheck, Selection
from hielements.plan.planning import make_plan
from hielements.run.affected import affected
from hielements.source.revisions import Changes

SPEC = """import docker
import files
import python
import scopes

language python {
    connection_check acyclic(all: scope[]): python.no_circular_imports(all) # web db top txt
}

pattern named {
    requires scope code # always
    forbids connection to shop.web.code # web db top txt image rust
}

element shop implements named {
    scope code = python.package_selector('shop')
    scope images = docker.file_selector('Dockerfile')
    scope lost = python.package_selector('lost')
    scope also = db.code
    ref port: integer = docker.exposed_port(images)
    ref limit: integer = 5
    check port == limit # always
    check python.imports(web.code, 'os') # web db top txt
    check not python.imports(web.code, 'os') # web db top txt
    check python.imports(web.code, 'os') and files.exists('shop') # always
    check files.exists('shop') or python.imports(web.code, 'os') # always
    check python.max_lines(web.code, 3) # web
    check not python.max_lines(web.code, 3) # web
    check python.max_lines(web.code, 3) and python.max_lines(db.code, 3) # web db
    check python.max_lines(also, 3) # db
    check python.max_lines(python.package_selector('shop.db'), 3) # db
    check python.max_lines([web.code, db.code], 3) # web db
    check python.max_lines([python.package_selector('shop.db'), web.code], 3) # web db
    check python.max_lines(lost, 3) # web db top txt
    check python.max_lines(also, limit) # web db top txt
    check python.max_lines(also, port) # web db top txt image
    check files.max_size(web.code, 3) # web
    check files.max_size(images, 3) # txt image
    check docker.pinned_images(images) # txt image
    element web { scope code = python.package_selector('shop.web') }
    element db {
        scope code = python.package_selector('shop.db')
        code uses web # web db top txt image rust
    }
}
"""
CHANGES = {
    "web": ("shop/web/__init__.py",),
    "db": ("README.md", "shop/db/__init__.py"),
    "top": ("shop/__init__.py",),
    "txt": ("README.md", "requirements.txt"),
    "image": ("Dockerfile",),
    "rust": ("main.rs",),
    "other": ("README.md",),
}
FILES = ("shop/__init__.py", "shop/web/__init__.py", "shop/db/__init__.py", "Dockerfile")


@pytest.mark.parametrize("change", CHANGES)
def test_the_checks_that_a_change_affects(change: str, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("FROM scratch\n" if name == "Dockerfile" else "", encoding="utf-8")
    (tmp_path / "hielements.hie").write_text(SPEC, encoding="utf-8")
    project = open_project(
        CheckRequest(specs=(str(tmp_path / "hielements.hie"),), workspace=str(tmp_path), use_cache=False)
    )
    understood = understand(project.inputs)
    assert [each.message for each in understood.diagnostics if each.is_error] == []
    plan = make_plan(understood.specification, Selection(), project.inputs.undeclared_uses)
    found = affected(plan.checks, Changes(CHANGES[change], ()), project.inputs.catalog)
    for planned in plan.checks:
        by = expected(planned)
        assert (planned in found) == bool({"always", change} & by), (planned.check.text, by)
    assert affected(plan.checks, Changes((), ()), project.inputs.catalog) == ()
    assert affected(plan.checks, Changes((), ("a.txt",)), project.inputs.catalog) == plan.checks


def expected(planned: PlannedCheck) -> set[str]:
    """What stands behind the check in the specification."""
    place = planned.check.location
    line = place.source.line(place.source.position(place.start)[0])
    return set(line.partition(" # ")[2].split())
