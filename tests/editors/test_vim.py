"""The colours of Vim and Neovim, held against the parser.

On every specification here each keyword, name, string, number and comment must look like one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hielements.ide.tree_places import walk
from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.parsing import parse
from hielements.syntax.tables import WORDS
from hielements.syntax.tokens import tokenize

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
VIM = ROOT / "editors" / "vim"
PATIENCE = 110

_KEYWORDS = frozenset(
    ["Statement", "Subject", "Check", "Requirement", "Descendant", "Connection", "To", "Keyword", "Include", "Import",
     "OperatorWord", "Constant"]
)  # fmt: skip
_GROUPS = {
    "keyword": _KEYWORDS,
    "string": frozenset(["String", "Escape"]),
    "number": frozenset(["Number"]),
    "comment": frozenset(["Comment", "BlockComment", "Todo"]),
    "doc": frozenset(["Documentation", "Todo"]),
}
_NO_NAMES = _KEYWORDS | {"String", "Number", "Comment", "BlockComment", "Documentation"}


def _tokens(text: str) -> tuple[list[tuple[int, str, str]], bool]:
    """Where each token begins, what it is, and its text; and whether the text is a specification without mistakes."""
    source = SourceText("", text)
    parsed, scanned = parse(source), tokenize(source)
    names = {node.start for node, _ in walk(parsed.tree) if isinstance(node, tree.Name)}
    found = []
    for token in scanned.tokens:
        word = text[token.start : token.end]
        if token.start in names:
            found.append((token.start, "name", word))
        elif token.kind == "STRING":
            found.append((token.start, "string", word))
        elif token.kind in ("INTEGER", "FLOAT"):
            found.append((token.start, "number", word))
        elif word in WORDS:
            found.append((token.start, "keyword", word))
    found += [
        (each.start, "doc" if each.kind == "doc" else "comment", text[each.start : each.end])
        for each in scanned.comments
    ]
    return found, not parsed.diagnostics and not scanned.diagnostics


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
    return [(name, text) for name, text in found if _tokens(text)[1] and "\r" not in text]


def _ask(program: str, tmp_path: Path, files: list[tuple[str, str]]) -> list[Any]:
    """What an editor says of the places of all tokens."""
    asked = []
    for number, (_, text) in enumerate(files):
        path = tmp_path / f"{number}.hie"
        path.write_bytes(text.encode("utf-8"))
        source = SourceText("", text)
        places = []
        for start, _, _ in _tokens(text)[0]:
            line, column = source.position(start)
            begins = source.line_starts[line - 1]
            places.append([line, len(text[begins : begins + column - 1].encode("utf-8")) + 1])
        asked.append({"path": str(path), "places": places})
    (tmp_path / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    answer = tmp_path / "answer.json"
    variables = {
        "HIELEMENTS_VIM": str(VIM), "HIELEMENTS_ASKED": str(tmp_path / "asked.json"), "HIELEMENTS_ANSWER": str(answer),
        "HOME": str(tmp_path),
    }  # fmt: skip
    flags = ["--headless"] if Path(program).name == "nvim" else ["-es", "-N", "-i", "NONE"]
    command = [program, *flags, "-u", "NONE", "-S", str(HERE / "vim_colours.vim")]
    done = subprocess.run(
        command, env={**os.environ, **variables}, capture_output=True, text=True, timeout=PATIENCE, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert answer.is_file(), done.stdout + done.stderr
    found: list[Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


@pytest.mark.editors
@pytest.mark.parametrize("editor", ["vim", "nvim"])
def test_every_token_of_every_specification_has_the_colour_that_fits_it(tmp_path: Path, editor: str) -> None:
    program = shutil.which(editor)
    if program is None:
        pytest.skip(f"{editor} is not installed")
    files = [each for each in _specifications() if "#" not in each[0]]
    if editor == "vim":
        # Neovim has the same engine: the many small ones need not be looked at twice.
        files += [each for each in _specifications() if "#" in each[0]][::3]
    wrong, compared = [], 0
    for (name, text), answer in zip(files, _ask(program, tmp_path, files), strict=True):
        assert answer["filetype"] == "hielements"
        assert answer["comment"] == "# %s"
        source = SourceText("", text)
        for (start, kind, word), group in zip(_tokens(text)[0], answer["groups"], strict=True):
            compared += 1
            shown = group.removeprefix("hielements")
            if (shown in _NO_NAMES) if kind == "name" else (shown not in _GROUPS[kind]):
                line, column = source.position(start)
                wrong.append(f"{name}:{line}:{column}: {kind} `{word[:30]}` is {shown}: {source.line(line).strip()}")
    assert not wrong, "\n".join(wrong[:60]) + f"\n{len(wrong)} of {compared}"
    assert compared > 1000


@pytest.mark.editors
def test_a_specification_that_is_laid_out_is_indented_already(tmp_path: Path) -> None:
    program = shutil.which("vim")
    if program is None:
        pytest.skip("vim is not installed")
    text = (ROOT / "hielements.hie").read_text(encoding="utf-8")
    path = tmp_path / "hielements.hie"
    path.write_text(re.sub(r"^ +", "", text, flags=re.MULTILINE), encoding="utf-8")
    start = f"set nocompatible noswapfile encoding=utf-8 runtimepath^={VIM} | filetype plugin indent on"
    command = [
        program,
        "-es",
        "-N",
        "-i",
        "NONE",
        "-u",
        "NONE",
        "--cmd",
        start,
        "-c",
        "normal! gg=G",
        "-c",
        "wq!",
        str(path),
    ]
    subprocess.run(
        command, env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, timeout=PATIENCE, check=False
    )
    assert path.read_text(encoding="utf-8") == text


def test_every_keyword_is_known() -> None:
    """Without any tool: whoever adds a word to the language adds it here."""
    words = set(re.findall(r"[a-z_]+", (VIM / "syntax" / "hielements.vim").read_text(encoding="utf-8")))
    assert set(WORDS) - words == set()
