"""The text of doc comments: what is left of `## ...` lines and `### ... ###` blocks without the marks."""

from __future__ import annotations

import re

from hielements.syntax.tree import Comment


def doc_text(text: str, comments: list[Comment]) -> str:
    """The documentation that consecutive doc comments make together, one line each.

    A blank line in the source between two of them is a blank line in the result: they are two paragraphs.
    """
    parts: list[str] = []
    previous_end = None
    for comment in comments:
        if comment.kind == "doc":
            line = text[comment.start + 2 : comment.end].rstrip()
            content = line.removeprefix(" ")
        else:
            content = _block(text[comment.start : comment.end])
        if previous_end is not None and _blank_line.search(text, previous_end, comment.start):
            parts.append("")
        parts.append(content)
        previous_end = comment.end
    return "\n".join(parts)


_blank_line = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t\f]*[\r\n]")


def _block(comment: str) -> str:
    content = comment[3:]
    content = content.removesuffix("###")
    lines = re.split(r"\r\n|\r|\n", content)
    first = lines[0].strip()
    rest = [line.rstrip() for line in lines[1:]]
    margin = min((len(line) - len(line.lstrip()) for line in rest if line), default=0)
    lines = [first, *(line[margin:] for line in rest)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)
