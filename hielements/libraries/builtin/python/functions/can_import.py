"""`can_import`: an import of one scope by another would work."""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.python.checking import title
from hielements.libraries.builtin.python.codebase import Codebase, Edge
from hielements.libraries.builtin.python.facts import FUNCTION as IN_FUNCTION
from hielements.libraries.builtin.python.facts import TYPE_CHECKING, Import
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.manifests import gaps, manifests_above
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Failure, Hop, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import (
    BOOL,
    CONNECTION_POINT,
    SCOPE,
    STRING,
    Function,
    Parameter,
    Signature,
    one_of,
)
from hielements.libraries.values import ConnectionPoint, ScopeValue

_SOURCE = Parameter("source", SCOPE, "the code that would import")

FUNCTION = Function(
    "can_import",
    "check",
    "Holds when every file of the first scope could import the second, whether it does or not: its modules are found "
    "by their names from where the imports of the first start, no other module of that name comes before them, and the "
    "import would close no circle, because nothing of the second imports the first, directly or through other modules. "
    "Imports inside functions and under `if TYPE_CHECKING:` close no circle when modules are loaded and do not count. "
    "In the place of the second scope a connection point may stand, for its file.\n\n"
    "A module may also be named: it can be imported when it is one of the workspace, of the standard library, or of a "
    "package that the project declares to depend on. Where not all of that can be read, the check is undecided; see "
    "`declared_dependencies`.",
    (
        Signature((_SOURCE, Parameter("module", STRING, "the dotted name of a module")), BOOL),
        Signature(
            (_SOURCE, Parameter("target", one_of(SCOPE, CONNECTION_POINT), "the code that would be imported")), BOOL
        ),
    ),
    example="check python.can_import(orders, payments)",
    governs="between",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, source = library.code, arguments.scope("source")
    files = code.python_files(source)
    if "module" in arguments:
        return _named(library, source, arguments.text("module"))
    target = _target(arguments, code)
    wanted = code.python_files(target)
    sources = frozenset(files).difference(wanted)
    if not sources:
        raise refuse(f"all of {title(source)} is part of {title(target)}, so that nothing is left to import it")
    hidden = _hidden(code, sources, wanted)
    if hidden:
        return verdict(f"{title(source)} does not find all of {title(target)}", hidden)
    return _circle(code, source, sources, target, wanted)


def _named(library: Python, source: ScopeValue, name: str) -> Outcome:
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the dotted name of a module, such as 'shop.db'")
    if library.knows_module(name):
        return Passed()
    unread = _unread(library, source) if library.could_be_external(name) else ()
    if unread:
        return Undecided(unread)
    from difflib import get_close_matches

    near = get_close_matches(name, library.module_names(), n=1)
    help_text = f"did you mean '{near[0]}'?" if near else "declare it in pyproject.toml or a file of requirements"
    message = f"'{name}' is no module of the workspace or the standard library, and of no declared package"
    return Violated(message, (Violation(f"{title(source)} cannot import '{name}'", source.root, help=help_text),))


def _unread(library: Python, source: ScopeValue) -> tuple[Failure, ...]:
    """Why a package that no file is known to declare may be declared all the same."""
    folders = dict.fromkeys(path.rpartition("/")[0] for path in source.files)
    found = [each for folder in folders for each in gaps(manifests_above(library.manifests, folder), ("*",))]
    return tuple(dict.fromkeys(found))


def _target(arguments: Arguments, code: Codebase) -> ScopeValue:
    value = arguments.value("target")
    if not isinstance(value, ConnectionPoint):
        return arguments.scope("target")
    if value.path is None:
        raise refuse(f"'{value.name}' stands in no single file, so that it cannot be imported as one")
    return code.scope_of("module", code.modules.name(value.path), value.path, (value.path,))


def _hidden(code: Codebase, sources: Iterable[str], wanted: Iterable[str]) -> list[Violation]:
    """Modules that are not found, or others in their place: one look for each importing folder and each outermost
    package or module."""
    outermost: dict[tuple[str, str], tuple[str, str]] = {}
    for path in wanted:
        name = code.modules.name(path)
        key = (path.removesuffix(f"{name.replace('.', '/')}.py"), name.partition(".")[0])
        outermost.setdefault(key, (path, name))
    found = []
    folders = {path.rpartition("/")[0]: path for path in sorted(sources, reverse=True)}
    for importer in folders.values():
        for path, name in outermost.values():
            resolved = code.resolver.resolve(importer, Import(1, 1, 0, name, None, None, 0))
            if path not in resolved.targets:
                what = (
                    f"finds {resolved.targets[0]} under the name {name}" if resolved.targets else f"cannot find {name}"
                )
                found.append(Violation(f"{what}, and not {path}", importer))
    return found


def _circle(
    code: Codebase, source: ScopeValue, sources: frozenset[str], target: ScopeValue, wanted: Iterable[str]
) -> Outcome:
    """Follows imports from the target breadth first, so that the first way found is a shortest one."""
    came: dict[str, Edge | None] = dict.fromkeys(wanted)
    queue = list(came)
    for path in queue:
        for edge in code.edges(path):
            if edge.source.tags & (IN_FUNCTION | TYPE_CHECKING):
                continue
            for reached in edge.dependency.targets:
                if reached in sources:
                    return _closed(code, source, target, [*_way(came, path), edge])
                if reached not in came:
                    came[reached] = edge
                    queue.append(reached)
    failures: tuple[Failure, ...] = code.import_failures(queue)
    return verdict("", (), failures, f"{len(queue):,} modules behind {title(target)}")


def _way(came: dict[str, Edge | None], path: str) -> list[Edge]:
    way = []
    edge = came[path]
    while edge is not None:
        way.append(edge)
        edge = came[edge.dependency.path]
    return way[::-1]


def _closed(code: Codebase, source: ScopeValue, target: ScopeValue, way: list[Edge]) -> Outcome:
    first = way[0].dependency
    hops = tuple(
        Hop(each.dependency.path, each.dependency.line, each.dependency.column, each.dependency.name) for each in way
    )
    last = code.modules.name(way[-1].dependency.targets[0])
    text = f"imports {first.name}" + ("" if len(way) == 1 else f", which leads to {last}")
    message = f"an import of {title(target)} by {title(source)} would close a circle"
    found = Violation(text, first.path, first.line, first.column, evidence=way[0].source.text,
                      chain=hops if len(hops) > 1 else ())  # fmt: skip
    return Violated(message, (found,))
