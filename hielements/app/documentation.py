"""What the documentation of libraries, standard patterns and the language says.

Comes in: a name, or nothing. Goes out: Markdown and plain data. What is not documented raises NotDocumented. The
language reference is generated from the cases that the tests execute (scripts/generate_docs.py); libraries and patterns
describe themselves.
"""

from __future__ import annotations

import re

from hielements import resources
from hielements.libraries.catalog import Catalog
from hielements.libraries.documentation import function_data, function_markdown, library_data, library_markdown
from hielements.libraries.library import Library
from hielements.source.reading import ReadProblem, read_text
from hielements.source.standard_patterns import PatternFile, pattern_files
from hielements.syntax.parsing import parse
from hielements.syntax.pattern_documentation import Json, module_data, module_markdown


class NotDocumented(Exception):  # noqa: N818 - the user asked for what there is not
    """There is nothing of that name; `advice` says what there is."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


def library_documentation(name: str, catalog: Catalog) -> tuple[str, object]:
    """Markdown and data of one library, of one function of it, or, without a name, of all libraries."""
    if not name:
        descriptions = [_library(known, catalog).describe() for known in catalog.names()]
        text = "\n\n".join(library_markdown(description) for description in descriptions)
        return text, {"libraries": [library_data(description) for description in descriptions]}
    library_name, _, function_name = name.partition(".")
    library = _library(library_name, catalog)
    if not function_name:
        description = library.describe()
        return library_markdown(description), library_data(description)
    function = library.function(function_name)
    if function is None:
        raise NotDocumented(
            f"the library `{library_name}` has no function `{function_name}`",
            _nearest(function_name, library.function_names()) or f"it has: {', '.join(library.function_names())}",
        )
    return function_markdown(library_name, function), function_data(function)


def _library(name: str, catalog: Catalog) -> Library:
    library = catalog.get(name)
    if library is None:
        names = catalog.names()
        raise NotDocumented(f"there is no library `{name}`", _nearest(name, names) or f"possible: {', '.join(names)}")
    return library


def _nearest(name: str, known: object) -> str:
    from collections.abc import Iterable
    from difflib import get_close_matches

    assert isinstance(known, Iterable)
    near = get_close_matches(name, list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else ""


def pattern_documentation(name: str) -> tuple[str, Json]:
    """Markdown and data of one module, of all modules of a group, or, without a name, of all."""
    files = pattern_files()
    chosen = [file for file in files if name in ("", file.name, file.group, f"{file.group}.{file.name}")]
    if not chosen:
        from difflib import get_close_matches

        known = [file.name for file in files]
        near = get_close_matches(name, known, n=1)
        advice = f"did you mean `{near[0]}`?" if near else f"possible: {', '.join(known)}"
        raise NotDocumented(f"there are no standard patterns `{name}`", advice)
    modules = [_module(file) for file in chosen]
    if len(modules) == 1 and name != chosen[0].group:
        return module_markdown(modules[0]), modules[0]
    text = "\n\n".join(module_markdown(module) for module in modules)
    return text, {"modules": modules}


def _module(file: PatternFile) -> Json:
    source = read_text(file.path, f"{file.name}.hie")
    if isinstance(source, ReadProblem):
        raise NotDocumented(f"the standard patterns `{file.name}` {source.message}")
    page = read_text(file.page, f"{file.name}.md")
    examples = "" if isinstance(page, ReadProblem) else page.text
    return module_data(file.group, file.name, parse(source).tree, examples)


_FENCE = re.compile(r"`{3,}")


def language_documentation(name: str) -> tuple[str, object]:
    """The reference, or the chapters whose titles contain the words, as Markdown and as data."""
    try:
        with open(resources.reference_file(), encoding="utf-8") as file:
            text = file.read()
    except OSError as problem:
        raise NotDocumented(f"the language reference cannot be read: {problem.strerror or problem}") from None
    chapters = _chapters(text)
    if name:
        wanted = name.lower()
        chosen = [chapter for chapter in chapters if wanted in chapter[0].lower()]
        if not chosen:
            raise NotDocumented(
                f"the language reference has no chapter `{name}`",
                "it has: " + ", ".join(f"`{title}`" for title, _ in chapters),
            )
        chapters, text = chosen, "\n\n".join(body.strip() for _, body in chosen)
    return text.rstrip("\n"), {"chapters": [{"title": title, "text": body.strip()} for title, body in chapters]}


def _chapters(text: str) -> list[tuple[str, str]]:
    """The titles and texts of the second-level headings outside of fences."""
    found: list[tuple[str, list[str]]] = []
    fence = None
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and fence in (None, line.rstrip()):
            fence = None if fence else mark[0]
        if fence is None and line.startswith("## "):
            found.append((line[3:].strip(), []))
        if found:
            found[-1][1].append(line)
    return [(title, "\n".join(lines)) for title, lines in found]
