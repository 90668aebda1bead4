"""What is understood of a text after an edit is what is understood of a text that was never another one: diagnostics,
tables of names, numbers of checks."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hielements.app.editing import open_workbench
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.ide.analysis import Analysis, analyse
from hielements.ide.workbench import Workbench
from hielements.model.declarations import Body, Pattern
from hielements.model.ledger import Ledger
from hielements.model.specification import Ref, Scope
from hielements.source.text import Location
from hielements.syntax.parsing import parse

SPEC = "hielements.hie"

_ZONES = """\
import python

pattern zone {
    scope code<python>
    check python.no_import(code, 'pickle')
    forbids connection to zones_db.*
}
"""

_TEXT = """\
import files
import python
import python as py
from python import module_selector
import './zones.hie' as z

language python

pattern layer {
    scope code<python>
    ref port: integer = 80
    element inner {
        scope src
    }
    check python.no_import(code, 'pickle')
    forbids connection to db.*
    requires descendant scope src
}

pattern outer {
    element part implements layer
    scope main<python>
    check main.no_dependency(part.layer.code)
    requires check python.no_import(deep, 'x')
    allows scope main
}

element db {
    scope src<python> = python.package_selector('shop.db')
    ref kind: string = 'sql'
    check files.exists(src, '__init__.py')
}

element web implements layer {
    scope src<python> binds layer.code = db.src
    layer.inner.src = module_selector('web.inner')
    check src.no_dependency(db.src)
    src uses db
    element below {
        scope deep = py.module_selector('web.below')
        check python.no_import(deep, 'os')
    }
}

element worker implements z.zone {
    scope src binds zone.code = web.src
    scope spare = files.folder_selector('x')
    check files.exists(db.src, 'a')
}

pattern guarded {
    requires descendant scope code
    forbids connection to worker
}

element shop implements outer, guarded {
    scope main binds outer.main = web.below.deep
    element part implements layer {
        scope code<python> binds layer.code = python.module_selector('shop.part')
        element inner {
            scope src = web.src
        }
    }
    check python.no_dependency(main, worker.src)
}

element alone {
    scope unused = files.folder_selector('y')
    ref number: integer = 3
    check number > 2 and db.kind == 'sql'
}

element cyclic {
    scope a = b
    scope b = files.folder_selector('z')
    check files.exists(a, 'x')
}

element last {
    check files.exists(web.src, 'x')
}
"""

_NAMES = [
    *["db", "web", "layer", "outer", "src", "code", "worker", "alone", "a", "b", "shop", "deep", "zone", "part", "x"],
    *["python", "files", "py", "module_selector", "main", "inner", "logging", "number", "kind", "zones_db"],
]
_STATEMENTS = [
    *[
        "    scope more = files.folder_selector('q')\n",
        "    scope src<rust> = db.src\n",
        "    check db.src.exists('x')\n",
    ],
    *["    ref port: string = 'x'\n", "    requires element below\n", "    forbids connection to nothing.at_all\n"],
    *["    element below {\n        scope deep = db.src\n    }\n", "    check python.no_dependency(src, web)\n"],
    *["    src uses web\n", "    requires check python.no_import(anything, 'x')\n", "    layer.port = 'text'\n"],
    *["    allows connection to db\n", "    check py.no_import(src, 'y')\n", "    check module_selector('x')\n"],
    *["    forbids check nobody.no_import('x')\n", "    requires language rust\n"],
]
_TOP = [
    *["element extra {\n    scope src = web.src\n    check files.exists(src, 'x')\n}\n", "element db {\n}\n"],
    *[
        "pattern layer {\n}\n",
        "element nobody {\n    scope s = db.src\n}\n",
        "element py {\n}\n",
        "element logging {}\n",
    ],
    *["pattern zone {\n    scope q\n}\n", "element zones_db {\n    scope s = alone.unused\n}\n"],
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "hielements.toml").write_text("")
    (tmp_path / "zones.hie").write_text(_ZONES)
    return tmp_path


def _place(location: Location) -> Any:
    return location.source.name, location.start, location.end


def _told(diagnostic: Diagnostic) -> Any:
    fix = diagnostic.fix
    return (
        diagnostic.code.name,
        diagnostic.message,
        _place(diagnostic.location),
        diagnostic.label,
        [(_place(label.location), label.message) for label in diagnostic.secondary],
        diagnostic.help,
        fix and (fix.title, [(_place(edit.location), edit.text) for edit in fix.edits]),
    )


def _names(body: Body) -> Iterator[Any]:
    for name, what in body.names.items():
        if isinstance(what, Scope | Ref):
            yield name, type(what).__name__, what.element.path, _place(what.location), getattr(what, "language", "")
        elif isinstance(what, Body):
            yield name, what.element.path, _place(what.element.location)
        elif isinstance(what, Pattern):
            yield name, what.file.name, _place(what.body.element.location)
        else:
            yield name, type(what).__name__


def _view(analysis: Analysis) -> Any:
    """All that editors are told."""
    context = analysis.context
    assert context is not None
    assert all(
        each.location.source is analysis.trees[each.location.source.name].source for each in analysis.diagnostics
    )
    return (
        [_told(each) for each in analysis.diagnostics],
        dict(analysis.check_counts),
        [(body.element.path, list(_names(body))) for body in [*context.bodies, *context.pattern_bodies]],
        [
            (body.element.path, pattern.name, list(_names(instance)))
            for body in context.bodies
            for pattern, instance in body.patterns.items()
        ],
        [(file.name, [(entry.name, entry.used) for entry in file.imports.values()]) for file in context.files.values()],
    )


def _fresh(workbench: Workbench) -> Any:
    """What is understood of the present text without anything that was known before."""
    return _view(analyse(workbench.inputs.with_(parse=parse), SPEC))


def _edited(chance: random.Random, text: str) -> str:
    kind = chance.randrange(8)
    lines = text.splitlines(keepends=True)
    line = chance.randrange(len(lines))
    if kind == 0:
        return "".join([*lines[:line], chance.choice(_STATEMENTS), *lines[line:]])
    if kind == 1:
        return "".join([*lines[:line], *lines[line + 1 :]])
    if kind == 2:
        ends = [index for index, each in enumerate(lines) if each == "}\n"] or [0]
        end = chance.choice(ends) + 1
        return "".join([*lines[:end], "\n", chance.choice(_TOP), *lines[end:]])
    if kind in (3, 4, 5):
        words = [name for name in _NAMES if name in text]
        word = chance.choice(words)
        places = [index for index in range(len(text)) if text.startswith(word, index)]
        place = chance.choice(places)
        return text[:place] + chance.choice(_NAMES) + text[place + len(word) :]
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(["x", " ", ".", "'", "{", "}", "\n", "#", "🏗", "("]) + text[place:]


def edits_give_what_a_fresh_text_gives(project: Path, seed: int, edits: int = 10) -> int:
    """Edits a text, and compares after each; gives for how many edits something was taken over."""
    chance = random.Random(seed)
    workbench = open_workbench(str(project), lambda: False)
    text = _TEXT
    workbench.set_text(SPEC, text)
    taken_over = 0
    try:
        assert _view(workbench.analysis(SPEC)) == _fresh(workbench)
        for _ in range(edits):
            before = text
            text = _edited(chance, text)
            for each in [text] if chance.random() < 0.5 else [text, before]:
                text = each
                workbench.set_text(SPEC, text)
                analysis = workbench.analysis(SPEC)
                assert _view(analysis) == _fresh(workbench), text
                taken_over += bool(_ledger(analysis).reused)
                workbench.release_replaced()
            if chance.random() < 0.1:
                text = _TEXT
        return taken_over
    finally:
        workbench.close()


def _ledger(analysis: Analysis) -> Ledger:
    assert analysis.ledger is not None
    return analysis.ledger


def test_edits_one_after_the_other(project: Path) -> None:
    taken_over = [edits_give_what_a_fresh_text_gives(project, seed) for seed in range(12)]
    assert sum(taken_over) > 25, taken_over


def _reused(workbench: Workbench, text: str) -> set[str]:
    """The declarations of the specification that were not bound again for a new text."""
    workbench.set_text(SPEC, text)
    analysis = workbench.analysis(SPEC)
    assert analysis.tree is not None
    statements = analysis.tree.statements
    return {statements[index].name.text for name, index in _ledger(analysis).reused if name == SPEC}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "bound"),
    [
        # A check of its own is nobody else's business.
        ("'__init__.py'", "'main.py'", {"db"}),
        # What a selector is called with does not change what kind of thing a scope is.
        ("'shop.db'", "'shop.store'", {"db"}),
        # A type is seen by those that speak of it, and by those that speak of these.
        (
            "ref kind: string = 'sql'",
            "ref kind: integer = 3",
            {"db", "web", "worker", "shop", "alone", "layer", "last"},
        ),
        # A pattern is seen by those that implement it.
        ("no_import(code, 'pickle')", "no_import(code, 'os')", {"layer", "web", "outer", "shop", "worker", "last"}),
        ("number > 2", "number > 1", {"alone"}),
    ],
)
def test_an_edit_binds_what_it_touches(project: Path, old: str, new: str, bound: set[str]) -> None:
    workbench = open_workbench(str(project), lambda: False)
    try:
        # What is wrong anywhere is looked at each time.
        always = {"outer", "alone", "worker"}
        assert _reused(workbench, _TEXT) == set()
        everything = {"layer", "outer", "db", "web", "worker", "shop", "alone", "cyclic", "last"}
        assert old in _TEXT
        left = _reused(workbench, _TEXT.replace(old, new, 1))
        assert left >= everything - bound - always, left
        assert not left & bound
    finally:
        workbench.close()


def test_nothing_is_left_of_what_was_replaced(project: Path) -> None:
    workbench = open_workbench(str(project), lambda: False)
    collecting = gc.isenabled()
    try:
        for number in range(3):
            workbench.set_text(SPEC, _TEXT.replace("number > 2", f"number > {number}"))
            workbench.analysis(SPEC)
            if number == 1:
                gc.collect()
                gc.disable()
        workbench.release_replaced()
        assert gc.collect() == 0, "memory must not wait for the collector"
    finally:
        if collecting:
            gc.enable()
        workbench.close()
