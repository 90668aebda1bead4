"""Conventions: rules about files of any language. The same plugin exists in every language that has a kit."""

import re
from collections.abc import Iterator

from hielements.sdk import Host, Library, Scope, Undecided, Violation

library = Library(
    "conventions",
    "0.1.0",
    "Rules about files of any language: how they start, how long they are, what they are called.",
)


def lines(text: str) -> list[str]:
    """A text as lines, without their ends."""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []


@library.selector
def sources(host: Host, folder: str, suffix: str = "") -> Scope:
    """Every file below a folder, without hidden ones.

    Args:
        folder: The folder, relative to the workspace.
        suffix: Only files whose names end with it.
    Example: scope src = conventions.sources('src', '.py')
    """
    return Scope([path for path in host.files_below(folder) if path.endswith(suffix)], folder)


@library.selector
def count(files: Scope) -> int:
    """How many files there are.

    Args:
        files: The files to count.
    Example: check conventions.count(src) <= 40
    """
    return len(files.paths)


@library.check
def comments(
    host: Host,
    files: Scope,
    share: float = 0.1,
    marks: list[str] = ["#", "//"],  # noqa: B006 - nobody changes it
) -> Iterator[Violation]:
    """At least a share of the lines that are not blank are comments.

    Args:
        files: The files to look at.
        share: The least share, from 0 to 1.
        marks: What comments start with.
    Example: check conventions.comments(src, 0.2, ['--'])
    """
    for path in files.paths:
        filled = [line.lstrip(" \t") for line in lines(host.read_file(path)) if line.strip(" \t")]
        found = sum(line.startswith(tuple(marks)) for line in filled)
        if found < share * len(filled):
            yield Violation(f"{found} of {len(filled)} lines are comments", path)


@library.check
def starts_with(host: Host, files: Scope, text: str) -> Iterator[Violation]:
    """Each file starts with a text, such as a licence line.

    Args:
        files: The files to look at.
        text: What the first line starts with.
    Example: check conventions.starts_with(src, '# Copyright')
    """
    for path in files.paths:
        first = next(iter(lines(host.read_file(path))), "")
        if not first.startswith(text):
            yield Violation(f"does not start with `{text}`", path, 1, 1, evidence=first)


@library.check
def max_lines(host: Host, files: Scope, limit: int = 300) -> Iterator[Violation]:
    """No file has more lines than allowed.

    Args:
        files: The files to look at.
        limit: The most lines a file may have.
    Example: check conventions.max_lines(src, 400)
    """
    for path in files.paths:
        count = len(lines(host.read_file(path)))
        if count > limit:
            yield Violation(f"{count} lines, allowed are {limit}", path, max(limit + 1, 1))


@library.check
def no_text(host: Host, files: Scope, text: str) -> Iterator[Violation]:
    """No line of any file has a text, such as a forbidden word.

    Args:
        files: The files to look at.
        text: The text to look for.
    Example: check conventions.no_text(src, 'FIXME')
    """
    if not text:
        raise Undecided("the text to look for is empty")
    for path in files.paths:
        for number, line in enumerate(lines(host.read_file(path)), start=1):
            if text in line:
                yield Violation(f"has `{text}`", path, number, line.index(text) + 1, evidence=line)


STYLES = {"snake_case": re.compile(r"[a-z0-9_]*(\.|$)"), "kebab-case": re.compile(r"[a-z0-9-]*(\.|$)")}


@library.check
def file_names(files: Scope, style: str = "snake_case") -> Iterator[Violation]:
    """Files are named in one style. Needs no access to files.

    Args:
        files: The files to look at.
        style: `snake_case` or `kebab-case`.
    Example: check conventions.file_names(src, 'kebab-case')
    """
    if style not in STYLES:
        raise Undecided(f"there is no style `{style}`")
    for path in files.paths:
        name = path.rsplit("/", 1)[-1]
        if not STYLES[style].match(name):
            yield Violation(f"`{name}` is not {style}", path)


if __name__ == "__main__":
    library.serve()
