"""The variables of modules and classes by name: what `variable_selector` and `const_selector` share.

Comes in: names. Goes out: where they are assigned. Raises Undecidable when a name means nothing, or several things.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.builtin.library import Arguments, Undecidable, refuse
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.definitions import is_inside
from hielements.libraries.builtin.python.details import FileDetails, Variable
from hielements.libraries.builtin.python.facts import STAR
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.builtin.python.offered_names import OfferedNames
from hielements.libraries.outcomes import Failure


def assignments(arguments: Arguments, code: Codebase) -> tuple[str, list[Variable]]:
    """The one file that assigns to the variable of the arguments, and its assignments in the order of the text."""
    name = arguments.text("name")
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the name of a variable, such as 'PORT', 'Settings.PORT' or 'shop.config.PORT'")
    scope = arguments.scope("scope") if "scope" in arguments else None
    symbol = name
    if scope is not None:
        files: Iterable[str] = code.python_files(scope)
        if scope.symbol is not None:
            symbol = f"{scope.symbol}.{name}"
        where = f" in {scope.kind} '{scope.selector}'"
    else:
        files, symbol, where = *_files_of(code, name), ""
    code.store.load_details(files)
    found: dict[str, list[Variable]] = {}
    known: set[str] = set()
    for path in files:
        details = code.details(path)
        for each in details.variables if isinstance(details, FileDetails) else ():
            if scope is None or is_inside(scope, each.line):
                known.add(each.name)
                if each.name == symbol:
                    found.setdefault(path, []).append(each)
    failures = (*code.failures(files), *(code.missing_files() if scope is None else ()))
    if len(found) > 1:
        raise refuse(
            f"'{name}' is assigned in several files: {', '.join(sorted(found)[:5])}",
            "say in which module, by a scope or as 'shop.config.PORT'",
        )
    if not found:
        if failures:
            raise Undecidable(failures[0])
        from difflib import get_close_matches

        near = [f"'{each}'" for each in get_close_matches(symbol, sorted(known), n=3, cutoff=0.6)]
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise Undecidable(Failure("argument", f"there is no variable '{name}'{where}{hint}"))
    path, assigned = found.popitem()
    _refuse_star_imports(code, path, assigned[-1])
    return path, assigned


def _refuse_star_imports(code: Codebase, path: str, last: Variable) -> None:
    """A star import below the last assignment may bind the name anew, as the local settings of a project do."""
    for edge in code.edges(path):
        if not edge.source.tags & STAR or edge.dependency.line < last.line or "." in last.name:
            continue
        offered = OfferedNames(code)
        brought = [offered.brought_by_star(target) for target in edge.dependency.targets if target != path]
        if not brought or any(last.name in each.names or not each.is_whole for each in brought):
            message = f"`{edge.source.text}` in line {edge.dependency.line} of {path} may set '{last.name}' anew"
            raise Undecidable(Failure("argument", message, path, edge.dependency.line))


def _files_of(code: Codebase, name: str) -> tuple[Iterable[str], str]:
    """The files to search for a name that may start with a module, and the name in them."""
    parts = name.split(".")
    for split in range(len(parts) - 1, 0, -1):
        for root in code.modules.roots:
            matched, last = code.modules.locate(root, parts[:split])
            if matched == split and last is not None:
                return (last,), ".".join(parts[split:])
    return code.modules.ordered, name
