"""The parse tables are those of the grammar."""

from __future__ import annotations

from hielements.syntax import tables
from hielements.syntax.build_tables import read_grammar, render_tables, tables_file
from hielements.syntax.building import Builder


def test_the_tables_are_made_from_the_grammar_as_it_stands() -> None:
    # Lark builds them with strict=True, which refuses a conflict of any kind.
    with open(tables_file(), encoding="utf-8") as file:
        assert file.read() == render_tables(read_grammar()), "run `python -m hielements.syntax.build_tables`"


def test_each_label_of_the_grammar_is_a_method_of_the_builder() -> None:
    labels = {label for _, _, label, _ in tables.PRODUCTIONS if label is not None}
    assert {label for label in labels if not callable(getattr(Builder, label, None))} == set()
