"""Says which scopes and refs of a pattern an element leaves unbound, and writes the lines that bind them.

Comes in: an element, a pattern, the slots that nothing binds. Goes out: one diagnostic with a fix.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.codes.patterns import MISSING_BINDING
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.libraries.signatures import SCOPE, STRING
from hielements.model.context import Context
from hielements.model.declarations import Body, LibraryName, Slot
from hielements.model.files import PATTERNS
from hielements.model.importing import library_name
from hielements.model.reporting import listed
from hielements.model.specification import Ref, Scope
from hielements.source.text import Location
from hielements.syntax.tree import ElementDeclaration, Path, RefDeclaration, ScopeDeclaration

_PLACEHOLDERS = {"string": "''", "integer": "0", "float": "0.0", "boolean": "false"}
_MOST_LISTED = 8
_FILES = "files"


def report_missing(context: Context, body: Body, path: Path, slots: Sequence[Slot]) -> None:
    """One diagnostic where the element says that it implements the pattern."""
    paths = [slot.path for slot in slots]
    shown = listed(paths[:_MOST_LISTED]) + (
        f" and {len(paths) - _MOST_LISTED} more" if len(paths) > _MOST_LISTED else ""
    )
    lines = [_line(context, body, slot) for slot in slots]
    context.reporter.report(
        MISSING_BINDING,
        body.file.tree.source,
        path,
        f"`{body.element.name}` implements `{path.text}` and does not bind {shown}",
        "not bound" if len(slots) > 1 else f"`{paths[0]}` is not bound",
        [Label(slot.abstract.location, _meaning(slot)) for slot in slots[:_MOST_LISTED]],
        help=_help(body, slots[0]),
        fix=_fix(body, lines, _import(context, body, slots)),
    )


def _meaning(slot: Slot) -> str:
    doc = _doc(slot)
    return f"`{slot.path}`: {doc}" if doc else f"`{slot.path}` is declared here"


def _doc(slot: Slot) -> str:
    """The first sentence of what the pattern says of the scope or ref: whoever binds it must know what it is for."""
    for statement in slot.body.statements:
        if isinstance(statement, ScopeDeclaration | RefDeclaration) and statement.name.text == slot.abstract.name:
            text = " ".join((statement.doc or "").split())
            return text.partition(". ")[0].rstrip(".")
    return ""


def _help(body: Body, slot: Slot) -> str:
    same = body.names.get(slot.abstract.name)
    if slot.body.pattern is not None and isinstance(same, Scope | Ref) and type(same) is type(slot.abstract):
        what = "scope" if isinstance(same, Scope) else "ref"
        return f"the element has a {what} of that name: `{what} {same.name} binds {slot.path} = ...` would bind it"
    how = f"bind each with `PATH = ...`, as in `{slot.path} = ...`, or with `binds {slot.path}`"
    file = slot.abstract.location.source.name
    if not file.startswith(f"<{PATTERNS}>/"):
        return how
    return f"{how}; `hielements doc {PATTERNS}.{file[len(PATTERNS) + 3 : -len('.hie')]}` shows an example"


def _line(context: Context, body: Body, slot: Slot) -> str:
    abstract = slot.abstract
    if isinstance(abstract, Ref):
        value = _PLACEHOLDERS.get(abstract.type_name, "''")
    else:
        value = _selector(context, body, abstract.language)
    doc = _doc(slot)
    return f"{slot.path} = {value}" + (f" # {doc}" if doc else "")


def _selector(context: Context, body: Body, language: str | None) -> str:
    """A call that selects something: of the library of the language, else of one that the file imports."""
    imported = {name: entry.what for name, entry in body.file.imports.items() if isinstance(entry.what, LibraryName)}
    choices = [(name, library) for name, library in imported.items() if language in (None, library.name)]
    # Code is bound more often than folders.
    choices.sort(key=lambda choice: choice[1].name == _FILES)
    if not choices and language:
        known = library_name(context, language)
        choices = [(known.name, known)] if known is not None else []
    for name, library in choices:
        selector = _selector_of(library)
        if selector:
            return f"{name}.{selector}('')"
    return f"{_FILES}.folder_selector('')"


def _selector_of(library: LibraryName) -> str | None:
    """The name of a function that selects something by its name or path."""
    if library.library is None:
        return None
    for name in ("module_selector", "folder_selector", *library.library.function_names()):
        function = library.library.function(name)
        if function is None or function.kind != "selector":
            continue
        for signature in function.signatures:
            needed = [each for each in signature.parameters if each.is_required]
            if [each.type for each in needed] == [STRING] and signature.returns == SCOPE:
                return name
    return None


def _import(context: Context, body: Body, slots: Sequence[Slot]) -> list[Edit]:
    """The imports that the missing lines need and the file lacks."""
    needed = {
        _selector(context, body, slot.abstract.language).partition(".")[0]
        for slot in slots
        if isinstance(slot.abstract, Scope)
    }
    missing = sorted(name for name in needed if name not in body.file.imports and name not in body.file.languages)
    if not missing:
        return []
    source = body.file.tree.source
    first = next((each for each in body.file.tree.statements if "Import" in type(each).__name__), None)
    start = source.line_starts[source.position(first.start)[0] - 1] if first is not None else 0
    return [Edit(Location(source, start, start), "".join(f"import {name}\n" for name in missing))]


def _fix(body: Body, lines: Sequence[str], imports: Sequence[Edit]) -> Fix:
    fix = _lines_fix(body, lines)
    return Fix(fix.title, (*imports, *fix.edits))


def _lines_fix(body: Body, lines: Sequence[str]) -> Fix:
    source = body.file.tree.source
    node = body.node
    assert isinstance(node, ElementDeclaration)
    title = "write the missing lines" if len(lines) > 1 else "write the missing line"
    margin = " " * (source.position(node.start)[1] - 1)
    block = node.body
    if block is None:
        end = Location(source, node.end, node.end)
        text = "".join(f"\n{margin}    {line}" for line in lines)
        row = source.position(node.end)[0]
        line_end = source.line_starts[row - 1] + len(source.line(row))
        if source.text[node.end : line_end].strip().startswith("#"):
            return Fix(title, (Edit(end, ":"), Edit(Location(source, line_end, line_end), text)))
        return Fix(title, (Edit(end, ":" + text),))
    if block.statements:
        first, last = block.statements[0], block.statements[-1]
        row, column = source.position(first.start)
        line_start = source.line_starts[row - 1]
        space = source.text[line_start : line_start + column - 1]
        if space.strip():
            space = f"{margin}    "
        row = source.position(last.end)[0]
        line_end = source.line_starts[row - 1] + len(source.line(row))
        rest = source.text[last.end : line_end].strip()
        text = "".join(f"\n{space}{line}" for line in lines)
        if not rest or rest.startswith("#"):
            return Fix(title, (Edit(Location(source, line_end, line_end), text),))
        # `{ scope a = f() }` on one line: what follows the statement moves to a line of its own.
        return Fix(title, (Edit(Location(source, last.end, last.end), f"{text}\n{margin}"),))
    text = "".join(f"\n{margin}    {line}" for line in lines)
    row = source.position(block.start)[0]
    line_end = source.line_starts[row - 1] + len(source.line(row))
    rest = source.text[block.start + 1 : line_end].strip()
    if not rest or rest.startswith("#"):
        return Fix(title, (Edit(Location(source, line_end, line_end), text),))
    at = Location(source, block.start + 1, block.start + 1)
    return Fix(title, (Edit(at, text + (f"\n{margin}" if block.style == "brace" else "")),))
