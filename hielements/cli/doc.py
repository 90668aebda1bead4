"""`hielements doc`: the catalogue of libraries and of standard patterns, from their own descriptions, and the language
reference."""

from __future__ import annotations

from typing import Final

from hielements.app.documentation import (
    NotDocumented,
    language_documentation,
    library_documentation,
    pattern_documentation,
)
from hielements.app.workspaces import library_catalog
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.streams import write_result

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
    try:
        text, data = _documentation(name, arguments)
    except NotDocumented as problem:
        raise UsageError(str(problem), problem.advice) from None
    if arguments.text("format") == "json":
        import json

        write_result(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        write_result(text + "\n")
    return 0


def _documentation(name: str, arguments: Arguments) -> tuple[str, object]:
    if arguments.flag("language"):
        return language_documentation(name)
    if arguments.flag("patterns") or name.partition(".")[0] == _PATTERNS:
        return pattern_documentation(name.removeprefix(_PATTERNS).removeprefix("."))
    catalog = library_catalog()
    try:
        return library_documentation(name, catalog)
    finally:
        catalog.close()
