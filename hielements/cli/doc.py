"""`hielements doc`: the catalogue of libraries and of standard patterns, from their own descriptions, and the language
reference."""

from __future__ import annotations

from typing import Final

from hielements.app.workspaces import library_catalog
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.streams import write_result
from hielements.libraries.catalog import Catalog
from hielements.libraries.documentation import function_data, function_markdown, library_data, library_markdown
from hielements.libraries.library import Library

COMMAND: Final = Command(
    "doc",
    "Show what libraries, standard patterns and the language offer: checks, rules, examples.",
    (
        Option(("--format",), "The form of the output.", "FORMAT", ("markdown", "json")),
        Option(("--patterns",), "Show standard patterns: NAME is one of them (hexagonal) or a group of them."),
        Option(("--language",), "Show the language reference: NAME is part of the title of a chapter."),
    ),
    Positional(
        "NAME",
        "A library (files), one function of it (files.exists), `patterns`, or one of these (patterns.hexagonal). "
        "Without it: all libraries.",
    ),
    examples=(
        ("hielements doc python", "everything the library `python` offers"),
        ("hielements doc python.no_import", "one function"),
        ("hielements doc patterns", "the catalogue of standard patterns"),
        ("hielements doc patterns.hexagonal", "one of them: what to bind, what it demands, an example"),
        ("hielements doc --language connections", "what the language reference says about connections"),
    ),
)


_PATTERNS = "patterns"


def run(arguments: Arguments) -> int:
    name = arguments.words[0] if arguments.words else ""
    data: object
    if arguments.flag("language"):
        from hielements.cli.doc_language import documentation as language_documentation

        text, data = language_documentation(name)
    elif arguments.flag("patterns") or name.partition(".")[0] == _PATTERNS:
        from hielements.cli.doc_patterns import documentation

        text, data = documentation(name.removeprefix(_PATTERNS).removeprefix("."))
    else:
        catalog = library_catalog()
        try:
            text, data = _documentation(name, catalog)
        finally:
            catalog.close()
    if arguments.text("format") == "json":
        import json

        write_result(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        write_result(text + "\n")
    return 0


def _documentation(name: str, catalog: Catalog) -> tuple[str, object]:
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
        raise UsageError(
            f"the library `{library_name}` has no function `{function_name}`",
            _nearest(function_name, library.function_names()) or f"it has: {', '.join(library.function_names())}",
        )
    return function_markdown(library_name, function), function_data(function)


def _library(name: str, catalog: Catalog) -> Library:
    library = catalog.get(name)
    if library is None:
        names = catalog.names()
        raise UsageError(f"there is no library `{name}`", _nearest(name, names) or f"possible: {', '.join(names)}")
    return library


def _nearest(name: str, known: object) -> str:
    from collections.abc import Iterable
    from difflib import get_close_matches

    assert isinstance(known, Iterable)
    near = get_close_matches(name, list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else ""
