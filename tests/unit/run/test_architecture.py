"""The architecture of real code: whose files are whose, which dependencies there are, what declares or breaks them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hielements.app.architecture import architecture
from hielements.app.checking import check
from hielements.app.requests import CheckRequest
from hielements.report.architecture import ReportedArchitecture, ReportedUse

SPEC = """\
import python

pattern free:
    allows connection to low

pattern closed:
    forbids connection to high

## Everything.
element shop:
    element web:
        scope src = python.package_selector('shop.web')
        scope pages = python.module_selector('shop.web.pages')
        scope cart = python.function_selector(pages, 'cart')
        src uses core
        element forms:
            scope src = python.module_selector('shop.web.forms')
    element core implements closed:
        scope src = python.package_selector('shop.core')
        check python.no_dependency(src, web.src)
        check python.has_docstring(src)
    element high implements free:
        scope src = python.module_selector('shop.high')
    element low:
        scope src = python.module_selector('shop.low')
"""
FILES = {
    "shop/__init__.py": "",
    "shop/web/__init__.py": "import shop.core\nimport shop.web.forms\n",
    "shop/web/forms.py": "from shop.web import pages\n",
    "shop/web/pages.py": "import json\n\ndef cart():\n    import shop.low\n",
    "shop/core/__init__.py": "import shop.web, shop.high\n",
    "shop/high.py": "import shop.low\nimport shop.core\n",
    "shop/low.py": "import shop.stray\n",
    "shop/stray.py": "import shop.low\n",
}


def collected(folder: Path, spec: str = SPEC, run: bool = False) -> ReportedArchitecture:
    for name, text in {**FILES, "shop.hie": spec}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    request = CheckRequest(specs=(str(folder / "shop.hie"),), workspace=str(folder), use_cache=False, in_full=run)
    if run:
        report = check(request)
        assert report.architecture is not None, report.diagnostics
        return report.architecture
    found = architecture(request)
    assert found.architecture is not None, found.diagnostics
    assert found.exit_code == 0
    return found.architecture


def ends(use: ReportedUse) -> str:
    return f"{use.path}:{use.line} {use.source} -> {use.target or use.external}"


def test_every_dependency_with_the_elements_at_its_ends(tmp_path: Path) -> None:
    assert [ends(use) for use in collected(tmp_path).uses] == [
        "shop/core/__init__.py:1 shop.core -> shop.high",
        "shop/core/__init__.py:1 shop.core -> shop.web",
        "shop/high.py:1 shop.high -> shop.low",
        "shop/high.py:2 shop.high -> shop.core",
        "shop/low.py:1 shop.low -> None",
        "shop/stray.py:1 None -> shop.low",
        "shop/web/__init__.py:1 shop.web -> shop.core",
        "shop/web/__init__.py:2 shop.web -> shop.web.forms",
        "shop/web/forms.py:1 shop.web.forms -> shop.web",
        "shop/web/pages.py:1 shop.web -> json",
        "shop/web/pages.py:4 shop.web -> shop.low",
    ]


def test_elements_with_their_own_files(tmp_path: Path) -> None:
    elements = {element.path: element for element in collected(tmp_path).elements}
    assert list(elements) == ["shop", "shop.web", "shop.web.forms", "shop.core", "shop.high", "shop.low"]
    web = elements["shop.web"]
    assert (web.files, web.partial) == (("shop/web/__init__.py", "shop/web/pages.py"), ("shop/web/pages.py",))
    assert (web.parent, web.languages, elements["shop"].doc) == ("shop", ("python",), "Everything.")
    assert elements["shop.web.forms"].files == ("shop/web/forms.py",)


def test_what_is_declared_and_what_is_forbidden(tmp_path: Path) -> None:
    found = collected(tmp_path)
    assert [(one.action, one.source, one.targets, one.pattern) for one in found.statements] == [
        ("uses", "shop.web", ("shop.core",), None),
        ("forbids", "shop.core", ("shop.high",), "closed"),
        ("allows", "shop.high", ("shop.low",), "free"),
    ]
    marked = {ends(use): (use.declared, use.forbidden) for use in found.uses if use.declared or use.forbidden}
    assert marked == {
        "shop/core/__init__.py:1 shop.core -> shop.high": ((), (1,)),
        "shop/high.py:1 shop.high -> shop.low": ((2,), ()),
        "shop/web/__init__.py:1 shop.web -> shop.core": ((0,), ()),
    }


def test_what_violates_checks_knows_them(tmp_path: Path) -> None:
    """`no_dependency` and both connections are violated by dependencies; the missing docstring in the first line is
    not, though an import stands there."""
    found = {ends(use): use.broken for use in collected(tmp_path, run=True).uses if use.broken}
    report = check(CheckRequest(specs=(str(tmp_path / "shop.hie"),), workspace=str(tmp_path), use_cache=False))
    texts = [result.check for result in report.results]
    assert {place: [texts[number] for number in numbers] for place, numbers in found.items()} == {
        "shop/core/__init__.py:1 shop.core -> shop.web": ["python.no_dependency(src, web.src)"],
        "shop/core/__init__.py:1 shop.core -> shop.high": ["forbids connection to high"],
        "shop/high.py:2 shop.high -> shop.core": ["allows connection to low"],
    }


def test_what_cannot_be_read_leaves_the_architecture_open(tmp_path: Path) -> None:
    collected(tmp_path)
    (tmp_path / "shop/low.py").write_text("def (:\n")
    found = architecture(CheckRequest(specs=(str(tmp_path / "shop.hie"),), workspace=str(tmp_path), use_cache=False))
    assert found.exit_code == 2
    assert found.architecture is not None
    assert [failure.path for failure in found.architecture.failures] == ["shop/low.py"]


def test_a_wrong_specification_has_no_architecture(tmp_path: Path) -> None:
    (tmp_path / "shop.hie").write_text("element shop {\n")
    found = architecture(CheckRequest(specs=(str(tmp_path / "shop.hie"),), workspace=str(tmp_path), use_cache=False))
    assert (found.exit_code, found.architecture) == (2, None)
    assert found.diagnostics


@pytest.mark.parametrize("run", [False, True])
def test_elements_that_share_a_path_are_one(tmp_path: Path, run: bool) -> None:
    collected(tmp_path)
    (tmp_path / "other.hie").write_text(
        "import python\nelement shop:\n    scope stray = python.module_selector('shop.stray')\n"
        "    check python.module_exists('shop')\n"
    )
    specs = (str(tmp_path / "shop.hie"), str(tmp_path / "other.hie"))
    request = CheckRequest(specs=specs, workspace=str(tmp_path), use_cache=False, in_full=True)
    found = check(request).architecture if run else architecture(request).architecture
    assert found is not None
    assert [element.files for element in found.elements if element.path == "shop"] == [("shop/stray.py",)]
