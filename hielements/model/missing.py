"""Says which scopes and refs of a pattern an element leaves unbound, and writes the lines that bind them.

Comes in: an element, a pattern, the slots that nothing binds. Goes out: one diagnostic with a fix.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.codes.patterns import MISSING_BINDING
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.libraries.signatures import SCOPE, STRING
from hielements.model.context import Context
from hielements.model.declarations import Body, Slot
from hielements.model.importing import library_name
from hielements.model.reporting import listed
from hielements.model.specification import Ref, Scope
from hielements.source.text import Location
from hielements.syntax.tree import ElementDeclaration, Path

_PLACEHOLDERS = {"string": "''", "integer": "0", "float": "0.0", "boolean": "false"}
_MOST_LISTED = 8


def report_missing(context: Context, body: Body, path: Path, slots: Sequence[Slot]) -> None:
    """One diagnostic where the element says that it implements the pattern."""
    paths = [slot.path for slot in slots]
    shown = listed(paths[:_MOST_LISTED]) + (
        f" and {len(paths) - _MOST_LISTED} more" if len(paths) > _MOST_LISTED else ""
    )
    lines = [_line(context, slot) for slot in slots]
    context.reporter.report(
        MISSING_BINDING,
        body.file.tree.source,
        path,
        f"`{body.element.name}` implements `{path.text}` and does not bind {shown}",
        "not bound" if len(slots) > 1 else f"`{paths[0]}` is not bound",
        [Label(slot.abstract.location, f"`{slot.path}` is declared here") for slot in slots[:_MOST_LISTED]],
        help=_help(body, slots[0]),
        fix=_fix(body, lines),
    )


def _help(body: Body, slot: Slot) -> str:
    same = body.names.get(slot.abstract.name)
    if slot.body.pattern is not None and isinstance(same, Scope | Ref) and type(same) is type(slot.abstract):
        what = "scope" if isinstance(same, Scope) else "ref"
        return f"the element has a {what} of that name: `{what} {same.name} binds {slot.path} = ...` would bind it"
    return f"bind each with `PATH = ...`, as in `{slot.path} = ...`, or with `binds {slot.path}`"


def _line(context: Context, slot: Slot) -> str:
    abstract = slot.abstract
    if isinstance(abstract, Ref):
        value = _PLACEHOLDERS.get(abstract.type_name, "''")
    else:
        value = _selector(context, abstract.language)
    return f"{slot.path} = {value}"


def _selector(context: Context, language: str | None) -> str:
    """A call that selects something: of the language's library where that is known."""
    library = library_name(context, language) if language else None
    if library is not None and library.library is not None:
        for name in ("module_selector", *library.library.function_names()):
            function = library.library.function(name)
            if function is None or function.kind != "selector":
                continue
            for signature in function.signatures:
                needed = [each for each in signature.parameters if each.is_required]
                if [each.type for each in needed] == [STRING] and signature.returns == SCOPE:
                    return f"{library.name}.{name}('')"
    return "files.folder_selector('')"


def _fix(body: Body, lines: Sequence[str]) -> Fix:
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
    at = Location(source, block.start + 1, block.start + 1)
    text = "".join(f"\n{margin}    {line}" for line in lines)
    return Fix(title, (Edit(at, text + (f"\n{margin}" if block.style == "brace" else "")),))
