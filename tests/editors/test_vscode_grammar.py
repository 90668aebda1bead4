"""The TextMate grammar of the VS Code extension, held against the project's own lexer.

On every specification here, each keyword, name, string, number and comment must look like one. VS Code's own engine
reads the grammar.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

from hielements.ide.tree_places import walk
from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.parsing import parse
from hielements.syntax.tables import WORDS
from hielements.syntax.tokens import tokenize
from vscode_extension import EXTENSION, ROOT, needs_the_extension, node

GRAMMAR = EXTENSION / "syntaxes" / "hielements.tmLanguage.json"
OPERATORS = frozenset(["EQUAL_TO", "UNEQUAL_TO", "AT_MOST", "AT_LEAST", "EQUAL"])

EVERYTHING = """\
import python as code
import './zones.hie' as zones
from docker import scope, image_selector as images
from './x.hie' import pattern

###
A comment of
scope lines = 'no'
###
#### an ordinary comment
language go:
    connection_check allowed(a: scope[], b: scope[]): code.no_dependency(a, b)

## A documentation comment.
pattern layer {
    scope src<python>
    scope old : python
    ref port: integer = -8080
    requires descendant scope tests<python> = code.module_selector('tests')
    requires element api: layer implements zones.zone { ref in: string }
    forbids implements zones.zone
    allows connection to shop.db.*
    allows connection to logging.*
    requires language python
    requires check code.exists(src, strict=true, to=null, scope=[src, 1.5e-3, "x\\n\\"y\\""])
    connection_point p: http = code.port(src)
}
template old { }
element shop implements layer, zones.zone:
    scope src binds layer.src = code.package_selector(
        'shop',
        not_in = not true and false or 3 in [1, 2],
    )
    scope scope<python>= code.f()
    ref element: ref binds layer.port = src.scope.in
    scope uses
    src uses db.src
    layer.element.in = 'x'
    check src.port >= -3 and (src.port != 2 or not src.closed)
    check scope.check(element, element.ref == 'it\\'s')
    requires_descendant check code.exists(src)
    forbids_connection to db
    element db { scope src = code.f() }
    element empty implements layer
"""


def _tokens(text: str, name: str) -> tuple[list[tuple[int, int, int, str]], bool]:
    """The tokens of the lexer as an editor counts, and whether the text is a specification without mistakes."""
    source = SourceText(name, text)
    parsed = parse(source)
    names = {node.start for node, _ in walk(parsed.tree) if isinstance(node, tree.Name)}
    scanned = tokenize(source)
    found: list[tuple[int, int, str]] = []
    for token in scanned.tokens:
        word = text[token.start : token.end]
        if token.start in names:
            found.append((token.start, token.end, "name"))
        elif token.kind == "STRING":
            found.append((token.start, token.end, "string"))
        elif token.kind in ("INTEGER", "FLOAT"):
            found.append((token.start, token.end, "number"))
        elif word in WORDS:
            found.append((token.start, token.end, "keyword"))
        elif token.kind in OPERATORS:
            found.append((token.start, token.end, "operator"))
    found += [(each.start, each.end, "doc" if each.kind == "doc" else "comment") for each in scanned.comments]
    lines: list[tuple[int, int, int, str]] = []
    for start, end, kind in found:
        for line in range(source.position(start)[0], source.position(max(start, end - 1))[0] + 1):
            begins = source.line_starts[line - 1]
            stop = source.line_starts[line] if line < source.line_count else len(text)
            first, last = max(start, begins), min(end, stop)
            shown = text[first:last].rstrip("\r\n")
            if shown.strip():
                before = _units(text[begins:first])
                lines.append((line - 1, before, before + _units(shown), kind))
    return lines, not parsed.diagnostics and not scanned.diagnostics


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _compare(files: list[tuple[str, str]]) -> None:
    asked: list[dict[str, Any]] = []
    for name, text in files:
        tokens, valid = _tokens(text, name)
        asked.append({"name": name, "text": text, "tokens": tokens, "valid": valid})
    command = [node(), str(EXTENSION / "test" / "grammar" / "against-lexer.mjs")]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["wrong"] == []
    assert answer["compared"] >= sum(len(each["tokens"]) for each in asked), "every token was looked at"


def test_every_keyword_is_in_the_grammar() -> None:
    """Without any tool: whoever adds a word to the language adds it here."""
    text = GRAMMAR.read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    assert set(WORDS) - words == set()


@needs_the_extension
def test_everything_that_the_language_has() -> None:
    assert {text for text in WORDS if re.search(rf"\b{text}\b", EVERYTHING) is None} <= {
        "allows_connection", "requires_connection",
    }  # fmt: skip
    _compare([("everything.hie", EVERYTHING), ("everything-crlf.hie", EVERYTHING.replace("\n", "\r\n"))])


@needs_the_extension
def test_all_specifications_of_this_repository() -> None:
    found = sorted(
        path for folder in ("examples", "lib", "tests") for path in (ROOT / folder).rglob("*.hie") if path.is_file()
    )
    files = [("hielements.hie", (ROOT / "hielements.hie").read_text(encoding="utf-8"))]
    for path in found:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _tokens(text, path.name)[1]:
            files.append((str(path.relative_to(ROOT)), text))
    assert len(files) > 30
    _compare(files)


@needs_the_extension
def test_the_specifications_in_the_language_reference() -> None:
    files = []
    for path in sorted((ROOT / "tests" / "spec").rglob("*.md")):
        fences = re.findall(r"^```hie.*?\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        files += [
            (f"{path.relative_to(ROOT)}#{number}", text)
            for number, text in enumerate(fences)
            if _tokens(text, path.name)[1]
        ]
    assert len(files) > 300
    _compare(files)


def test_the_editor_knows_where_specifications_are_coloured() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    (grammar,) = manifest["contributes"]["grammars"]
    assert grammar["scopeName"] == json.loads(GRAMMAR.read_text(encoding="utf-8"))["scopeName"]
    assert (EXTENSION / grammar["path"]).is_file()
    for contributed in (*manifest["contributes"]["snippets"], *manifest["contributes"]["languages"]):
        path = contributed.get("path") or contributed["configuration"]
        assert (EXTENSION / path).is_file()
