"""From a name that a specification writes to the files or the symbol that it means.

Comes in: names and paths as written. Goes out: scopes. Raises Undecidable when a name is senseless or ambiguous, or
when what it means could not be read; a name that means nothing gives an empty scope that says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.builtin.library import Undecidable, counted, refuse
from hielements.libraries.builtin.python.codebase import Codebase, normal_path, unlisted
from hielements.libraries.builtin.python.facts import Definition, FileFacts
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue


def select_module(code: Codebase, written: str, kind: str) -> ScopeValue:
    """The scope of a module (`kind` "module") or of a package only ("package"), by dotted name or by path."""
    if "/" in written or written.endswith(".py") or written == ".":
        place = _by_path(code, written)
    elif DOTTED_NAME.match(written):
        place = _by_name(code, written)
    else:
        raise refuse(f"'{written}' is neither a dotted name such as 'shop.db' nor a path such as 'src/shop/db.py'")
    if isinstance(place, str):
        _refuse_unknown(code, written)
        return code.absent(kind, written, place)
    root, folders = place
    if not folders:
        if kind == "package":
            return code.absent(kind, written, f"{root} is a module and not a package; use module_selector")
        return code.scope_of(kind, written, root, (root,))
    for failure in code.missing_files(folders):
        raise Undecidable(failure)
    files = tuple(sorted({path for folder in folders for path in code.modules.below(folder)}))
    return code.scope_of(kind, written, root if len(folders) == 1 else None, files)


def _refuse_unknown(code: Codebase, written: str) -> None:
    """Nothing is absent from a folder that could not be listed."""
    inner = normal_path(written) if "/" in written or written.endswith(".py") else written.replace(".", "/")
    for root in code.modules.roots:
        unknown = code.workspace.why_unknown(f"{root}/{inner}".lstrip("/"))
        if unknown is not None:
            raise Undecidable(unlisted(*unknown))


def _by_path(code: Codebase, written: str) -> tuple[str, tuple[str, ...]] | str:
    """The file or folder of a path and the folders to take files from, or why there is none."""
    path = normal_path(written)
    if path in code.modules.files:
        return path, ()
    if path in code.modules.folders and code.modules.below(path):
        return path, (path,)
    ignored = code.workspace.ignored(path) if path else None
    if ignored:
        return f"'{written}' is ignored ({ignored})"
    kind = code.workspace.kind(path)
    if kind == "folder":
        return f"the folder '{written}' holds no Python file (*.py)"
    if kind == "file":
        return f"'{written}' is no Python file (*.py)"
    from difflib import get_close_matches

    known = [*code.modules.ordered, *sorted(code.modules.folders - {""})]
    return f"there is no file or folder '{written}'{_suggest(get_close_matches(path, known, n=3, cutoff=0.7))}"


def _by_name(code: Codebase, written: str) -> tuple[str, tuple[str, ...]] | str:
    """The same for a dotted name. Regular packages and modules come before folders without `__init__.py`, and roots
    nearer to the workspace before deeper ones."""
    modules = code.modules
    parts = written.split(".")
    if parts[0] == modules.own_name:
        parts = parts[1:]
        if not parts:
            return "", ("",)
    regular: list[tuple[int, str]] = []
    namespaces: list[str] = []
    for root in modules.roots:
        matched, last = modules.locate(root, parts)
        if matched < len(parts):
            continue
        path = "/".join([root, *parts]).lstrip("/")
        if last in (f"{path}/__init__.py", f"{path}.py"):
            regular.append((root.count("/") + 1 if root else 0, last))
        elif modules.below(path):
            namespaces.append(path)
    if regular:
        nearest = sorted({path for depth, path in regular if depth == regular[0][0]})
        if len(nearest) > 1:
            raise refuse(
                f"'{written}' names several modules: {', '.join(nearest)}",
                "write the path of the one you mean, or set `roots` in the table [python] of hielements.toml",
            )
        path = nearest[0]
        if path.endswith("/__init__.py"):
            folder = path.removesuffix("/__init__.py")
            return folder, (folder,)
        return path, ()
    if namespaces:
        return namespaces[0], tuple(dict.fromkeys(namespaces))
    return f"there is no module '{written}'{_suggest(modules.nearest(written))}"


def select_symbol(code: Codebase, scope: ScopeValue | None, name: str, kind: str) -> ScopeValue:
    """The scope of one function or class: its file and its lines."""
    found, failures = find_symbols(code, scope, name, kind)
    if not found:
        if failures:
            raise Undecidable(failures[0])
        return code.absent(kind, name, absence(code, scope, name, kind))
    paths = list(dict.fromkeys(path for path, _ in found))
    if len(paths) > 1:
        raise refuse(
            f"'{name}' is defined in {counted(len(paths), 'file')}: {', '.join(paths[:5])}",
            f"say in which module: {kind}_selector(module, '{name}')",
        )
    path, definition = found[-1]  # of several definitions in one file the last one is in force
    value = code.scope_of(kind, name, path, (path,))
    return value.with_(symbol=definition.name, lines=(definition.first_line, definition.end_line))


def find_symbols(
    code: Codebase, scope: ScopeValue | None, name: str, kind: str
) -> tuple[list[tuple[str, Definition]], tuple[Failure, ...]]:
    """The definitions of a name in a scope, or in the whole workspace, and what could not be read there.

    A name without dots means a function or class of a module itself; `Order.total` means a method. Without a scope,
    a dotted name may start with a module: `shop.api.handler`.
    """
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the name of a {kind}: write 'handler', 'Order.total' or 'shop.api.handler'")
    files, lines, symbol = _searched(code, scope, name)
    found = [
        (path, definition)
        for path in files
        for definition in _definitions(code, path)
        if definition.name == symbol
        and definition.is_class == (kind == "class")
        and (lines is None or lines[0] <= definition.line <= lines[1])
    ]
    # A definition may stand in what could not be listed; where a name says in which module, that was found.
    everywhere = scope is None and files is code.modules.ordered
    return found, (*code.failures(files), *(code.missing_files() if everywhere else ()))


def _searched(code: Codebase, scope: ScopeValue | None, name: str) -> tuple[Iterable[str], tuple[int, int] | None, str]:
    """Where to look, between which lines, and for which qualified name."""
    if scope is not None:
        files = code.python_files(scope)
        if scope.symbol and scope.lines:  # a method by its own name in the scope of its class
            return files, scope.lines, f"{scope.symbol}.{name}"
        return files, None, name
    modules = code.modules
    parts = name.split(".")
    for split in range(len(parts) - 1, 0, -1):
        for root in modules.roots:
            matched, last = modules.locate(root, parts[:split])
            if matched == split and last is not None:
                code.store.load((last,))
                return (last,), None, ".".join(parts[split:])
    code.store.load(modules.ordered)
    return modules.ordered, None, name


def _definitions(code: Codebase, path: str) -> tuple[Definition, ...]:
    facts = code.facts(path)
    return facts.definitions if isinstance(facts, FileFacts) else ()


def absence(code: Codebase, scope: ScopeValue | None, name: str, kind: str) -> str:
    """Why there is no such function or class, with the names that come nearest."""
    from difflib import get_close_matches

    files, lines, symbol = _searched(code, scope, name)
    inside = [
        each
        for path in files
        for each in _definitions(code, path)
        if "<locals>" not in each.name and (lines is None or lines[0] <= each.line <= lines[1])
    ]
    same_kind = [each.name for each in inside if each.is_class == (kind == "class")]
    last = symbol.rpartition(".")[2]
    methods = sorted({each for each in same_kind if each.endswith(f".{last}") and each != symbol})
    close = methods[:3] or get_close_matches(symbol, sorted(set(same_kind)), n=3, cutoff=0.6)
    where = f" in {scope.title}" if scope is not None else ""
    other = "class" if kind == "function" else "function"
    if any(each.name == symbol for each in inside):
        return f"there is no {kind} '{name}'{where}; '{name}' is a {other}"
    return f"there is no {kind} '{name}'{where}{_suggest(close)}"


def _suggest(names: Iterable[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return f"; did you mean {' or '.join(quoted)}?" if quoted else ""
