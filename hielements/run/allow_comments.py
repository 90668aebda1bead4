"""Comments in checked code that accept a violation: `# hielements: allow(the importer moves in May)`.

Comes in: the texts of files. Goes out: the comments in them, with their places. Knows no violation and no rule.

A comment names the reason, and may name the rule that it is about: `allow[no_dependency](reason)`. It is written in the
comment syntax of its file, which is known by the file's name. Python is taken apart by its own tokenizer, so that no
string is taken for a comment; in other languages one line is looked at on its own, quotes are passed over, and a string
that spans lines and holds a line of this very form is taken for a comment. A file without comments (JSON) allows
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from hielements.record import Record
from hielements.source.reading import decode
from hielements.source.text import SourceText
from hielements.source.workspace import Workspace

MARK: Final = b"hielements:"
_LARGEST: Final = 32 * 1024 * 1024
_HASH, _SPACED_HASH, _LINE_HASH = "#", " #", "^#"
_SLASHES, _BLOCK, _DASHES, _SEMICOLON, _MARKUP, _PERCENT = "//", "/*", "--", ";", "<!--", "%"
_EXTENSIONS: Final = {
    "py pyi pyw hie toml rb pl pm r jl nim cmake ex exs gd tf hcl nix bzl star": (_HASH,),
    "yaml yml sh bash zsh fish ps1 mk cfg conf properties env gitignore dockerignore txt": (_SPACED_HASH,),
    "dockerfile containerfile": (_LINE_HASH,),
    "rs c h cc cpp cxx hpp hh cs java kt kts scala go js jsx mjs cjs ts tsx mts cts swift dart proto": (
        _SLASHES,
        _BLOCK,
    ),
    "groovy gradle zig m mm sol jsonc json5 less scss php": (_SLASHES, _BLOCK),
    "css": (_BLOCK,),
    "sql lua hs elm adb ads vhd": (_DASHES,),
    "ini": (_SEMICOLON, _SPACED_HASH),
    "lisp clj cljs cljc el scm rkt": (_SEMICOLON,),
    "html htm xml xhtml svg md vue svelte xsd xsl": (_MARKUP,),
    "tex erl hrl": (_PERCENT,),
}
_SYNTAX: Final = {name: syntax for names, syntax in _EXTENSIONS.items() for name in names.split()}
_NAMES: Final = {"makefile": (_SPACED_HASH,), "gnumakefile": (_SPACED_HASH,), "jenkinsfile": (_SLASHES, _BLOCK)}
_ENDS: Final = {_BLOCK: "*/", _MARKUP: "-->"}
_ALLOWANCE: Final = re.compile(r"\s*hielements:\s*allow\b\s*(?:\[([^\]]*)\])?\s*(?:\((.*)\))?", re.DOTALL)


class AllowComment(Record):
    """One comment. `rule` is what it names, empty for every rule; `reason` is empty when it gives none. `stands_alone`
    says that nothing but the comment is on its line, so that it speaks of the line below."""

    path: str
    line: int
    column: int
    end_column: int
    rule: str
    reason: str
    stands_alone: bool


class FileComments(Record):
    """The comments of one file, in order."""

    source: SourceText
    comments: tuple[AllowComment, ...]

    def about(self, first: int, last: int) -> Sequence[AllowComment]:
        """The comments that speak of something on these lines: beside it, or alone on the lines directly above it,
        the nearest first."""
        by_line = {comment.line: comment for comment in self.comments}
        found = [by_line[line] for line in dict.fromkeys((first, last)) if line in by_line]
        above = first - 1
        while above in by_line and by_line[above].stands_alone:
            found.append(by_line[above])
            above -= 1
        return found


def syntax_of(path: str) -> tuple[str, ...]:
    """How comments begin in a file of this name; nothing where there are none."""
    name = path.rpartition("/")[2].lower()
    if name.startswith(("dockerfile", "containerfile")):
        return (_LINE_HASH,)
    if name.startswith(".env"):
        return (_SPACED_HASH,)
    return _NAMES.get(name) or _SYNTAX.get(name.rpartition(".")[2], ())


def comments_in(path: str, workspace: Workspace) -> FileComments | None:
    """The comments of a file of the workspace; None when it has none, or cannot be read: whoever depended on the file
    has said so."""
    syntax = syntax_of(path)
    if not syntax:
        return None
    try:
        if workspace.size(path) > _LARGEST:
            return None
        content = workspace.read(path)
    except OSError:
        return None
    if MARK not in content:
        return None
    source = decode(content, path)
    read = _of_python if path.endswith((".py", ".pyi", ".pyw")) else _of_lines
    # Where the tokenizer of Python gives up, lines that it has seen are looked at once more.
    found = {each.line: comment for each in read(source, syntax) if (comment := _allowance(source, each)) is not None}
    return FileComments(source, tuple(found[line] for line in sorted(found))) if found else None


class _Comment(Record):
    """Any comment: its place, its text without marks, and what follows it on its line."""

    line: int
    column: int
    text: str
    rest: str = ""


def _allowance(source: SourceText, comment: _Comment) -> AllowComment | None:
    """What the comment allows; None for a comment of another kind."""
    match = _ALLOWANCE.match(comment.text)
    if match is None:
        return None
    line = source.line(comment.line)
    reason = " ".join((match[2] or "").split())
    alone = not line[: comment.column - 1].strip() and not comment.rest.strip()
    end = len(line.rstrip()) + 1
    return AllowComment(source.name, comment.line, comment.column, end, (match[1] or "").strip(), reason, alone)


def _of_python(source: SourceText, syntax: Sequence[str]) -> Iterable[_Comment]:
    from io import StringIO
    from tokenize import COMMENT, TokenError, generate_tokens

    try:
        for token in generate_tokens(StringIO(source.text).readline):
            if token.type == COMMENT:
                yield _Comment(token.start[0], token.start[1] + 1, token.string.lstrip("#"))
    except (TokenError, SyntaxError):
        # Python that this Python cannot read: what was found before the trouble stands, the rest is looked at in lines.
        yield from _of_lines(source, syntax)


def _of_lines(source: SourceText, syntax: Sequence[str]) -> Iterable[_Comment]:
    for number in range(1, source.line_count + 1):
        line = source.line(number)
        if "hielements:" not in line:
            continue
        start = _comment_start(line, syntax)
        if start is not None:
            position, mark = start
            text = line[position + len(mark) :].lstrip(mark[-1])
            end = _ENDS.get(mark)
            text, _, rest = text.partition(end) if end else (text, "", "")
            yield _Comment(number, position + 1, text, rest)


def _comment_start(line: str, syntax: Sequence[str]) -> tuple[int, str] | None:
    """The first place of a line at which a comment begins, outside of quotes."""
    if syntax == (_LINE_HASH,):
        position = len(line) - len(line.lstrip())
        return (position, "#") if line.startswith("#", position) else None
    marks = [(mark.strip(), mark.startswith(" ")) for mark in syntax]
    position = 0
    while position < len(line):
        for mark, spaced in marks:
            if line.startswith(mark, position) and (not spaced or position == 0 or line[position - 1].isspace()):
                return position, mark
        if line[position] in "\"'`" and (end := _quote_end(line, position)) is not None:
            position = end
        else:
            position += 1
    return None


def _quote_end(line: str, start: int) -> int | None:
    """The position behind the quoted text that begins there; None when the quote does not end on the line (an
    apostrophe, a lifetime of Rust, a string that spans lines)."""
    quote = line[start]
    position = start + 1
    while position < len(line):
        if line[position] == "\\":
            position += 2
            continue
        if line[position] == quote:
            return position + 1
        position += 1
    return None
