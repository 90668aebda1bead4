"""Which files a tree imports."""

from __future__ import annotations

import pytest

from hielements.model.files import imported_files
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import './zones.hie'", "specs/zones.hie"),
        ("import 'zones.hie' as z", "specs/zones.hie"),
        ("import '../zones.hie'", "zones.hie"),
        ("import '../../zones.hie'", "../zones.hie"),
        ("import './a/../b/zones.hie'", "specs/b/zones.hie"),
        ("from './zones.hie' import web", "specs/zones.hie"),
        ("import patterns.hexagonal", "<patterns>/hexagonal.hie"),
        ("import patterns.structural.hexagonal as h", "<patterns>/structural/hexagonal.hie"),
        ("from patterns.hexagonal import hexagonal", "<patterns>/hexagonal.hie"),
        ("from patterns import hexagonal", "<patterns>/hexagonal.hie"),
    ],
)
def test_imported_file(statement: str, expected: str) -> None:
    parsed = parse(SourceText("specs/main.hie", statement))
    assert [name for _, name in imported_files(parsed.tree)] == [expected]


def test_libraries_are_no_files() -> None:
    parsed = parse(SourceText("main.hie", "import python\nimport patterns\nfrom files import exists"))
    assert imported_files(parsed.tree) == ()


def test_the_node_is_where_the_import_says_so() -> None:
    parsed = parse(SourceText("main.hie", "import './zones.hie'"))
    ((node, _),) = imported_files(parsed.tree)
    assert (node.start, node.end) == (7, 20)
