"""The colours of Pygments: everywhere what the parser says, and nothing is lost."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Error, Keyword, Name, Number, Operator, String, Token, _TokenType

from hielements.ide.tree_places import walk
from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.parsing import parse
from hielements.syntax.tables import WORDS
from hielements.syntax.tokens import tokenize

ROOT = Path(__file__).resolve().parents[2]


def _lexed(text: str) -> list[tuple[int, _TokenType, str]]:
    return list(get_lexer_by_name("hielements").get_tokens_unprocessed(text))


def _is(kind: _TokenType, outer: _TokenType) -> bool:
    """Whether a kind is another one or a part of it."""
    return kind[: len(outer)] == outer


def _specifications() -> list[tuple[str, str]]:
    found = []
    paths = [ROOT / "hielements.hie"]
    for folder in ("examples", "lib", "tests"):
        paths += sorted((ROOT / folder).rglob("*.hie"))
    for path in paths:
        try:
            found.append((str(path.relative_to(ROOT)), path.read_bytes().decode("utf-8")))
        except UnicodeDecodeError:
            continue
    for path in sorted((ROOT / "tests" / "spec").rglob("*.md")):
        fences = re.findall(r"^```hie.*?\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        found += [(f"{path.name}#{number}", text) for number, text in enumerate(fences)]
    return found


def test_every_token_of_every_specification_has_the_class_that_fits_it() -> None:
    compared = 0
    for name, text in _specifications():
        source = SourceText(name, text)
        parsed = parse(source)
        lexed = {start: (kind, word) for start, kind, word in _lexed(text)}
        names = {node.start for node, _ in walk(parsed.tree) if isinstance(node, tree.Name)}
        scanned = tokenize(source)
        for comment in scanned.comments:
            kind, word = lexed[comment.start]
            assert _is(kind, String.Doc if comment.kind == "doc" else Comment), (name, comment)
            assert word == text[comment.start : comment.end]
        for token in scanned.tokens:
            word = text[token.start : token.end]
            if not word:
                continue
            kind, found = lexed[token.start]
            assert found == word, (name, token)
            if token.start in names and not parsed.diagnostics:
                assert _is(kind, Name) or kind is Keyword.Type, (name, token, kind)
            elif token.kind == "STRING":
                assert kind is String
            elif token.kind in ("INTEGER", "FLOAT"):
                assert _is(kind, Number)
            elif word in WORDS and not parsed.diagnostics:
                assert _is(kind, Keyword) or kind is Operator.Word, (name, token, kind)
            compared += 1
        if not parsed.diagnostics and not scanned.diagnostics:
            assert not [each for each in lexed.values() if each[0] is Error], name
    assert compared > 10_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import python as py", [Keyword.Namespace, Name.Namespace, Keyword.Namespace, Name.Namespace]),
        ("element shop implements zones.web", [Keyword.Declaration, Name.Class, Keyword, Name.Class, Name.Class]),
        ("scope scope<python>", [Keyword.Declaration, Name.Variable, Keyword.Type]),
        ("check not scope.check(x, to=true)",
         [Keyword, Operator.Word, Name, Name.Function, Name, Name.Attribute, Keyword.Constant]),
        ("ref port: integer = 3", [Keyword.Declaration, Name.Variable, Keyword.Type, Number.Integer]),
    ],
)  # fmt: skip
def test_words_mean_what_they_mean_where_they_stand(text: str, expected: list[object]) -> None:
    whole = text if text.startswith(("import", "element")) else f"element e {{\n{text}\n}}"
    place = whole.index(text)
    inside = [(start, kind) for start, kind, _ in _lexed(whole) if place <= start < place + len(text)]
    plain = (Token.Punctuation, Token.Text.Whitespace, Operator)
    assert [kind for _, kind in inside if kind not in plain] == expected


_PIECES = [*"xb{}()'\"#=<>.,:\n\t\\ 1é🏗\x00\ufeff\r", "## ", "###", "element ", "scope ", "check ", "f(", "true"]


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_nothing_of_any_text_is_lost(text: str) -> None:
    lexed = _lexed(text)
    assert "".join(word for _, _, word in lexed) == text
    assert [start for start, _, _ in lexed] == [sum(len(word) for _, _, word in lexed[:n]) for n in range(len(lexed))]


def test_pygments_finds_the_lexer_by_name_and_by_file() -> None:
    assert get_lexer_for_filename("shop.hie").name == "Hielements"
    page = highlight("check files.exists(src)\n", get_lexer_by_name("hie"), HtmlFormatter())
    assert '<span class="nf">exists</span>' in page


def test_the_program_of_pygments_colours_a_specification() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pygments", "-l", "hielements", "-f", "html", str(ROOT / "hielements.hie")],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '<span class="kd">element</span>' in done.stdout
    assert 'class="err"' not in done.stdout
    loaded = "import sys, hielements.pygments_lexer; print(*sorted(sys.modules))"
    seen = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, timeout=100, check=True)
    assert "lark" not in seen.stdout.split()
