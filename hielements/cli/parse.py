"""`hielements parse`: the syntax tree as JSON."""

from __future__ import annotations

from typing import Final

from hielements.cli.arguments import Arguments, Command, Positional
from hielements.cli.specifications import print_diagnostics, print_problem, read
from hielements.cli.streams import write_result
from hielements.source.reading import ReadProblem

COMMAND: Final = Command(
    "parse",
    "Print the syntax tree of a specification as JSON. Diagnostics go to stderr; any text gives a tree.",
    positional=Positional("SPEC", "A specification, or - for standard input.", least=1),
    details="Exit status: 0 no syntax error, 2 the file has some or cannot be read.",
)


def run(arguments: Arguments) -> int:
    import json

    from hielements.syntax.parsing import parse
    from hielements.syntax.tree_json import to_json

    source = read(arguments.words[0])
    if isinstance(source, ReadProblem):
        print_problem(source)
        return 2
    parsed = parse(source)
    print_diagnostics(parsed.diagnostics)
    tree = json.dumps(to_json(parsed.tree), indent=2, ensure_ascii=False)
    write_result(tree + "\n", encoding="utf-8")
    failed = source.undecodable or any(diagnostic.is_error for diagnostic in parsed.diagnostics)
    if source.undecodable:
        print_problem(ReadProblem(source.name, "has bytes that are not UTF-8"))
    return 2 if failed else 0
