"""What a built-in library says of its patterns agrees with the text that declares them."""

from __future__ import annotations

import pytest

from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.library import BuiltinLibrary
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Environment
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
from hielements.syntax.tree import PatternDeclaration


@pytest.mark.parametrize("library", [Docker, Python], ids=lambda library: library.NAME)
def test_names_and_text_agree(library: type[BuiltinLibrary]) -> None:
    opened = library(Environment(MemoryWorkspace({}), {}, NoCache()))
    parsed = parse(SourceText("patterns.hie", opened.pattern_text()))
    declared = [each.name.text for each in parsed.tree.statements if isinstance(each, PatternDeclaration)]
    assert parsed.diagnostics == ()
    assert sorted(declared) == opened.pattern_names() != []
    assert opened.describe().patterns == opened.pattern_text()
