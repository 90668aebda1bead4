"""`hielements fmt`: formats specifications."""

from __future__ import annotations

import os
import sys
from typing import Final

from hielements.app.workspaces import specifications_in
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.specifications import STANDARD_INPUT, print_diagnostics, print_problem, read
from hielements.cli.streams import style_for, write_note, write_result
from hielements.report.display import plural
from hielements.source.reading import DecodedText, ReadProblem

COMMAND: Final = Command(
    "fmt",
    "Format specifications. Comments stay, the meaning never changes.",
    (
        Option(("--check",), "Change nothing; exit with status 1 when a file would change."),
        Option(("--diff",), "Change nothing; show what would change."),
        Option(("--upgrade",), "Replace old spellings by the current ones as well."),
    ),
    Positional(
        "PATH",
        "Specifications, folders with specifications, or - for standard input. Without one: the current folder.",
        most=None,
    ),
    details="Exit status: 0 done, 1 with --check or --diff when something would change, 2 a file has syntax errors or "
    "cannot be read.",
)


def run(arguments: Arguments) -> int:
    paths = arguments.words or ["."]
    if STANDARD_INPUT in paths and len(paths) > 1:
        raise UsageError("standard input cannot be formatted together with files")
    changed = failed = 0
    files = _files(paths)
    for path in files:
        outcome = _format(path, arguments)
        changed += outcome == "changed"
        failed += outcome == "failed"
    preview = arguments.flag("check") or arguments.flag("diff")
    if paths != [STANDARD_INPUT]:
        _sum_up(len(files), changed, failed, preview)
    if failed:
        return 2
    return 1 if changed and preview else 0


def _files(paths: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for path in paths:
        found.update(dict.fromkeys(specifications_in(path) if os.path.isdir(path) else [path]))
    return list(found)


def _sum_up(files: int, changed: int, failed: int, preview: bool) -> None:
    if not files:
        write_note("no specifications here\n")
        return
    word = "would change" if preview else "formatted"
    parts = [f"{plural(changed, 'file')} {word}", f"{files - changed - failed:,} unchanged"]
    if failed:
        parts.append(f"{failed:,} failed")
    write_note(", ".join(parts) + "\n")


def _format(path: str, arguments: Arguments) -> str:
    """`changed`, `unchanged` or `failed`."""
    from hielements.syntax.formatting import format_text

    source = read(path)
    if isinstance(source, DecodedText) and source.undecodable:
        source = ReadProblem(source.name, "has bytes that are not UTF-8")
    if isinstance(source, ReadProblem):
        print_problem(source)
        return "failed"
    formatted = format_text(source, upgrade=arguments.flag("upgrade"))
    errors = [diagnostic for diagnostic in formatted.diagnostics if diagnostic.is_error]
    if errors:
        print_diagnostics(errors)
        return "failed"
    changed = formatted.text != source.text or source.marked
    preview = arguments.flag("check") or arguments.flag("diff")
    if arguments.flag("diff") and changed:
        _show_difference(source, formatted.text)
    elif arguments.flag("check") and changed:
        write_note(f"would change: {source.name}\n")
    elif path == STANDARD_INPUT and not preview:
        write_result(formatted.text, encoding="utf-8")
    elif changed and not preview:
        from hielements.cli.writing import write_file

        try:
            write_file(path, formatted.text.encode("utf-8"))
        except OSError as problem:
            print_problem(ReadProblem(source.name, f"cannot be written: {(problem.strerror or str(problem)).lower()}"))
            return "failed"
    return "changed" if changed else "unchanged"


def _show_difference(source: DecodedText, text: str) -> None:
    from difflib import unified_diff

    style = style_for(sys.stdout)
    roles = {"+": "success", "-": "error", "@": "help"}
    lines = []
    before = ("\ufeff" * source.marked + source.text).split("\n")
    after = text.split("\n")
    for line in unified_diff(before, after, source.name, f"{source.name} (formatted)", lineterm=""):
        shown = style.visible(line)
        lines.append(style.paint(roles[line[0]], shown) if line[:1] in roles else shown)
    write_result("\n".join(lines) + "\n")
