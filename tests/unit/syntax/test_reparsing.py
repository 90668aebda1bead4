"""An edit parsed in its window gives what parsing the whole text gives."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.source.text import SourceText
from hielements.syntax import reparsing
from hielements.syntax.parsed import Parsed
from hielements.syntax.parsing import parse
from hielements.syntax.reparsing import reparse
from hielements.syntax.tree import Node

_TEXT = "\n".join(
    [
        "import files",
        "import python as py",
        "",
        "pattern layer {",
        "    scope src<python>",
        "    ref port: integer = 80",
        "    forbids connection to shop.db.*",
        "}",
        "",
        *(
            f"## Part {number} 🏗\n"
            f"element part{number} implements layer" + (" {" if number % 2 else ":") + "\n"
            f"    scope src binds layer.src = py.module_selector('part{number}')  # the code\n"
            f"    element inner {{\n        check files.exists(src, 'a') and not (1 < {number})\n    }}\n"
            f"    check py.no_import(src, ['os', \"x\"], strict=true)\n" + ("}\n" if number % 2 else "")
            for number in range(12)
        ),
    ]
)
_PIECES = [
    *[
        "",
        "{",
        "}",
        "(",
        ")",
        "'",
        '"',
        "x",
        " ",
        "\n",
        "    ",
        "check ",
        "check",
        "scope a = ",
        "element e {",
        "#",
        "##",
    ],
    *["## doc\n", "###", "\t", "=", ".", ",", "🏗", "import x\n", "template t {\n}\n", "\r\n", "requires ", ":", "\\"],
    *["}\n\nelement z {\n", "scope s : python = f()\n", "ref r = 3\n", "1.2.3"],
]


def _plain(value: Any) -> Any:
    if isinstance(value, Node):
        return (
            type(value).__name__,
            *[_plain(getattr(value, field)) for field in type(value)._fields if field != "source"],
        )
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    return value


def _told(diagnostic: Diagnostic) -> Any:
    def place(location: Any) -> Any:
        return location.source.name, location.start, location.end

    fix = diagnostic.fix
    return (
        diagnostic.code.id,
        diagnostic.message,
        place(diagnostic.location),
        diagnostic.label,
        [(place(label.location), label.message) for label in diagnostic.secondary],
        diagnostic.help,
        fix and (fix.title, [(place(edit.location), edit.text) for edit in fix.edits]),
    )


def _check(parsed: Parsed, source: SourceText) -> None:
    fresh = parse(source)
    assert _plain(parsed.tree) == _plain(fresh.tree)
    assert [_told(each) for each in parsed.diagnostics] == [_told(each) for each in fresh.diagnostics]
    assert parsed.tree.source is source
    assert all(each.location.source is source for each in parsed.diagnostics)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_edits_one_after_the_other_give_what_a_fresh_parse_gives(seed: int) -> None:
    chance = random.Random(seed)
    text = _TEXT
    parsed = parse(SourceText("spec.hie", text))
    for _ in range(6):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 0, 1, 1, 4, 30, 300]))
        text = text[:start] + chance.choice(_PIECES) + text[end:]
        source = SourceText("spec.hie", text)
        parsed = reparse(parsed, source)
        _check(parsed, source)
        if chance.random() < 0.5:  # and mend it, as people do
            text = _TEXT
            source = SourceText("spec.hie", text)
            parsed = reparse(parsed, source)
            _check(parsed, source)


def test_a_brace_that_another_mistake_hides_is_not_local() -> None:
    """`1element e {` is told to be no number, and nothing more is said of its line: the brace counts all the same."""
    header = "element part5 implements layer {\n"
    broken = _TEXT.replace(f"{header}    scope src", f"{header}   ref r = 3\npe src")
    parsed = parse(SourceText("spec.hie", broken))
    source = SourceText("spec.hie", broken.replace("(1 < 7)", "(1element e {)"))
    _check(reparse(parsed, source), source)
    mended = SourceText("spec.hie", broken.replace("(1 < 7)", "(1 < 9)"))
    _check(reparse(reparse(parsed, source), mended), mended)


def test_an_edit_inside_a_declaration_is_parsed_in_its_window(monkeypatch: Any) -> None:
    parsed = parse(SourceText("spec.hie", _TEXT))
    sizes: list[int] = []

    def measured(source: SourceText) -> Parsed:
        sizes.append(len(source.text))
        return parse(source)

    monkeypatch.setattr(reparsing, "parse", measured)
    for old, new in [
        ("'part5'", "'part55'"),
        ("1 < 5", "1 < "),
        ("## Part 5", "## Part five"),
        ("inner {", "inner2 {"),
    ]:
        source = SourceText("spec.hie", _TEXT.replace(old, new) if "inner" not in old else _TEXT.replace(old, new, 1))
        reparse(parsed, source)
    assert len(sizes) == 4
    assert max(sizes) < len(_TEXT) / 2
