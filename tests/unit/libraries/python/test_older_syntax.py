"""Newer syntax for an older parser: everything stays where it stands, and what is no Python stays none."""

from __future__ import annotations

import pytest

from hielements.libraries.builtin.python.detail_extraction import extract_details
from hielements.libraries.builtin.python.extraction import Unparsable, extract, extract_facts, parse
from hielements.libraries.builtin.python.facts import FileFacts
from hielements.libraries.builtin.python.older_syntax import in_older_syntax

NEWER = [
    ("type X[T] = int\n", "0;   X    = int\n"),
    ("if a: type X = f(1)\n", "if a: 0;   X = f(1)\n"),
    ("def f[T: int, *A](x: T) -> T: pass\n", "def f            (x: T) -> T: pass\n"),
    ("class C[\n  T = int,\n](B): pass\n", "class C\\\n         \\\n (B): pass\n"),
    ("try: pass\nexcept A, b.C:\n  pass\n", "try: pass\nexcept A| b.C:\n  pass\n"),
    ('x = f"a{y["b"]!r:>{w}}c"\n', 'x = {   y["b"],    w,  }\n'),
    ('x = f"{f"{a["b"]}"}" + f"{a}"\n', 'x = {  {  a["b"],},} + f"{a}"\n'),
    ('x = (f"{a["b"]}"\n  "c")\n', 'x = ({  a["b"], \n    })\n'),
    ('x = f"{"\\n".join(a)}"\n', 'x = {  "\\n".join(a),}\n'),
    ('x = t"a{y} é"\n', "x = {   y,    }\n"),
    ("x = t'a'\n", "x = {  }\n"),
    ('f"{a["b"]}"\n', '{  a["b"],}\n'),
    ('t"a" "b"\n', "{      }\n"),
    ('x = f"{a["b"]}" "c" f"{d!r}"\n', 'x = {  a["b"],         d,  }\n'),
    ('x = f"{a["b"]  # why\n}"\n', 'x = {  a["b"]       \n,}\n'),
    ('x = f"{(yield)}{a["b"]}"\n', 'x = {  (yield), a["b"],}\n'),
    ("type(x).y = 1\ntype X = 1\n", "type(x).y = 1\n0;   X = 1\n"),
    ("x = [*a for a in b]\n", "x = [ a for a in b]\n"),
    ("lazy import x\n  \nlazy from y import z\n", "0;   import x\n  \n0;   from y import z\n"),
]


@pytest.mark.parametrize(("newer", "older"), NEWER)
def test_what_it_becomes(newer: str, older: str) -> None:
    found = in_older_syntax(newer)
    assert found is not None
    assert len(found.encode()) == len(newer.encode())
    if newer.isascii():
        assert found == older


@pytest.mark.parametrize("text", [newer for newer, _ in NEWER])
def test_it_is_read(text: str) -> None:
    assert isinstance(extract(text, "file.py"), FileFacts)


@pytest.mark.parametrize(
    "text",
    [
        "x = = 1\n",
        "def f(:\n",
        "type X = = 1\n",
        "except A, B:\n",
        "def f[T(x): pass\n",
        "try: pass\nexcept A, B as c: pass\n",
        'x = f"{a["b"] for}"\n',
        'x = f"{a["b"]!z}"\n',
        'x = f"{lambda a: a["b"]}"\n',
        'del f"{a["b"]}"\n',
        'for t"{a}" in b: pass\n',
    ],
)
def test_what_is_no_python_stays_none(text: str) -> None:
    assert isinstance(extract(text, "file.py"), Unparsable)


def test_lines_stay_where_they_are() -> None:
    text = 'x = f"{\n  a["b"]\n}"\ndef after(): pass\n'
    assert [each.line for each in extract_facts(parse(text, "file.py"), text).definitions] == [4]


def test_templates_and_formatted_strings_are_no_literals() -> None:
    text = 'A = t"a"\nB = f"{"b"}"\ndef f():\n    t"no docstring"\n'
    tree = parse(text, "file.py")
    assert [each.is_literal for each in extract_details(tree, text).variables] == [False, False]
    assert [each.docstring for each in extract_facts(tree, text).definitions] == [None]


def test_facts_and_details_stand_where_they_stood() -> None:
    text = (
        "type Pair[T] = tuple[T, T]\n"
        "class Box[T](Base[T]):\n"
        '    """Holds."""\n'
        "    def first[U](self, other: U) -> T:\n"
        "        try:\n"
        "            import json\n"
        "        except KeyError, ValueError:\n"
        '            log(f"{name(self)["x"]}")\n'
    )
    tree = parse(text, "file.py")
    facts, details = extract_facts(tree, text), extract_details(tree, text)
    assert [(each.line, each.column, each.module) for each in facts.imports] == [(6, 13, "json")]
    assert [(each.name, each.line, each.end_line, each.bases, each.returns) for each in facts.definitions] == [
        ("Box", 2, 8, ("Base[T]",), None),
        ("Box.first", 4, 8, (), "T"),
    ]
    assert [each.written for each in details.calls] == ["log", "name"]
    assert details.calls[1].line == 8
    assert [(each.name, each.column) for each in details.variables] == [("Pair", 6)]
    assert set(details.module_names) == {"Pair", "Box"}
