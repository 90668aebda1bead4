"""From a name that a specification writes to the files or the part of a file that it means.

Comes in: names and paths as written. Goes out: scopes. Raises Undecidable when a name is senseless or ambiguous, or
when what it means could not be read; a name that means nothing gives an empty scope that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from hielements.libraries.builtin.library import Undecidable, counted, refuse
from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.builtin.rust.crates import Crate, Node
from hielements.libraries.builtin.rust.facts import FileFacts, Item
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue
from hielements.record import Record
from hielements.source.paths import normalise

RUST_PATH: Final = re.compile(r"(?:r#)?[^\W\d]\w*(?:::(?:r#)?[^\W\d]\w*)*\Z")
_MAIN_KINDS: Final = ("lib", "bin", "files")


class Found(Record):
    """An item and the file that defines it."""

    path: str
    item: Item


def title(scope: ScopeValue) -> str:
    """`module 'db::pool'`, for messages."""
    return scope.title


def suggest(names: Iterable[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return f"; did you mean {' or '.join(quoted)}?" if quoted else ""


def near(name: str, known: Iterable[str], last: bool = True) -> list[str]:
    """The names that come nearest; those that end in the same segment first."""
    from difflib import get_close_matches

    names = sorted(set(known))
    end = name.rpartition("::")[2]
    ending = [each for each in names if last and each.endswith(f"::{end}")][:3]
    return ending or get_close_matches(name, names, n=3, cutoff=0.6)


def clean_name(name: str, what: str) -> str:
    """A path of Rust in its plain form; a name with dots is taken as one with `::`."""
    plain = name.replace(".", "::") if "::" not in name else name
    if not RUST_PATH.match(plain):
        raise refuse(f"'{name}' is not the name of a {what}")
    return plain.replace("r#", "")


# Modules


def select_module(code: Codebase, written: str) -> ScopeValue:
    """A module with all that lies below it, by path of modules or by path of a file or folder."""
    if "/" in written or written.endswith(".rs") or written == ".":
        return _by_file(code, written, "module")
    nodes, absence = find_modules(code, written)
    if not nodes:
        if code.manifests.failures:
            raise Undecidable(next(iter(code.manifests.failures.values())))
        return code.absent("module", written, absence)
    return _module_scope(code, written, nodes)


def find_modules(code: Codebase, written: str) -> tuple[list[Node], str]:
    """The modules of a name, or why there is none. Raises Undecidable where it names several."""
    plain = clean_name(written, "module, such as 'db::pool', nor a path, such as 'src/db/pool.rs'")
    segments = tuple(plain.split("::"))
    if segments[0] in ("crate", "self"):
        segments = segments[1:]
    found = [node for crate in code.crates.all for node in _in_crate(crate, segments)]
    # Examples, tests and benches have modules of their own; those of libraries and programs come first.
    found = [node for node in found if node.crate.kind in _MAIN_KINDS] or found
    found = [node for node in found if node.is_declared] or found
    files = {(node.file, node.inside) for node in found}
    if len(files) > 1 and not _share_files(found):
        names = sorted({f"{node.file or node.crate.base}" for node in found})
        raise refuse(
            f"'{written}' names several modules: {', '.join(names[:5])}",
            "write the name of the crate before it (`orders::api`), or the path of the one you mean",
        )
    if found:
        return found, ""
    known = ["::".join(path) for crate in code.crates.all for path in crate.modules if path]
    return [], f"there is no module '{written}'{suggest(near(plain, known))}"


def _in_crate(crate: Crate, segments: tuple[str, ...]) -> Iterable[Node]:
    if not segments:
        if crate.root is not None:
            yield crate.modules[()]
        return
    yield from crate.variants_of(segments)
    if crate.name == segments[0]:
        yield from crate.variants_of(segments[1:])
    if len(segments) == 1 and crate.root is not None and crate.root.rpartition("/")[2] == f"{segments[0]}.rs":
        yield crate.modules[()]


def _share_files(nodes: Sequence[Node]) -> bool:
    """Whether all are the library and the programs of one package, or variants of one module, so that they are one
    thing under one name."""
    if len({(node.crate, node.path) for node in nodes}) == 1:
        return True
    packages = {node.crate.package for node in nodes}
    return len(packages) == 1 and None not in packages and len({node.path for node in nodes}) == 1


def _module_scope(code: Codebase, written: str, nodes: Sequence[Node]) -> ScopeValue:
    node = nodes[0]
    stem = written.rpartition("::")[2]
    if node.path == () and stem in ("main", "lib") and node.file is not None and node.crate.name != stem:
        return code.scope_of("module", written, node.file, (node.file,))
    below = [each for one in nodes for each in one.crate.nodes if each.path[: len(one.path)] == one.path]
    own = {each.file for each in nodes}
    files = tuple(sorted({each.file for each in below if each.file is not None}))
    if not files:
        reason = f"the module '{written}' is declared, and there is no file for it"
        return code.absent("module", written, reason)
    root = node.file if len(own) == 1 and node.file is not None else None
    value = code.scope_of("module", written, root, files)
    if len(files) == 1 and all(each.inside for each in nodes) and node.lines is not None:
        return value.with_(symbol=node.inside.replace("::", "."), lines=node.lines)
    if len(files) > 1 and root is not None:
        # The folder of the module: what `files.exists(module, ..)` looks from.
        folder = root.rpartition("/")[0]
        stem = root.rpartition("/")[2].removesuffix(".rs")
        base = folder if stem in ("mod", "lib", "main") else f"{folder}/{stem}".lstrip("/")
        return value.with_(root=base)
    return value


def _by_file(code: Codebase, written: str, kind: str) -> ScopeValue:
    path = normalise(written)
    if path is None or "\\" in written:
        raise refuse(f"'{written}' must be a path in the workspace, with forward slashes")
    if path in code.rust_files:
        return code.scope_of(kind, written, path, (path,))
    below = tuple(each for each in code.rust_files if not path or each.startswith(f"{path}/"))
    if below:
        return code.scope_of(kind, written, path, below)
    from hielements.libraries.builtin.absence import why_absent

    if code.workspace.kind(path) is not None:
        return code.absent(kind, written, f"'{written}' holds no Rust file (*.rs)")
    reason = why_absent(code.workspace, path)
    if isinstance(reason, Failure):
        raise Undecidable(reason)
    return code.absent(kind, written, reason)


# Crates and packages


def select_crate(code: Codebase, written: str, whole_package: bool) -> ScopeValue:
    """The library and the programs of a package, or (`whole_package`) all its Rust files."""
    kind = "package" if whole_package else "crate"
    if "/" in written or written == ".":
        path = normalise(written)
        package = next((each for each in code.manifests.packages if each.folder == path), None)
        if package is None:
            if path is not None and path in code.manifests.failures:
                raise Undecidable(code.manifests.failures[path])
            return code.absent(
                kind, written, f"there is no package in '{written}': it holds no Cargo.toml with [package]"
            )
    wanted = written.replace("-", "_")
    packages = [
        each
        for each in code.manifests.packages
        if each.name.replace("-", "_") == wanted
        or each.crate == wanted
        or ("/" in written and each.folder == normalise(written))
        or (written == "." and not each.folder)
    ]
    if len(packages) > 1:
        raise refuse(
            f"'{written}' names several packages: {', '.join(each.folder or '.' for each in packages)}",
            "write the folder of the one you mean",
        )
    crates = [crate for crate in code.crates.all if crate.name == wanted]
    if packages:
        package = packages[0]
        crates = list(code.crates.of_package(package))
    else:
        if code.manifests.failures and not crates:
            raise Undecidable(next(iter(code.manifests.failures.values())))
        if len(crates) > 1 and len({crate.base for crate in crates}) > 1:
            raise refuse(f"'{written}' names several crates: {', '.join(str(crate.root) for crate in crates)}")
        if not crates:
            known = [each.name for each in code.manifests.packages]
            known += [crate.name for crate in code.crates.all if crate.name and crate.package is None]
            return code.absent(kind, written, f"there is no {kind} '{written}'{suggest(near(written, known))}")
        package = None
    if whole_package:
        folder = package.folder if package is not None else crates[0].base
        inner = [each.folder for each in code.manifests.packages if _inside(each.folder, folder)]
        files = [
            path
            for path in code.rust_files
            if (not folder or path.startswith(f"{folder}/")) and not any(path.startswith(f"{each}/") for each in inner)
        ]
        return code.scope_of(kind, written, folder, tuple(files))
    chosen = [crate for crate in crates if crate.kind in _MAIN_KINDS]
    files = sorted({node.file for crate in chosen for node in crate.nodes if node.file is not None})
    if not files:
        return code.absent(kind, written, f"the {kind} '{written}' has neither a library nor a program")
    root = package.folder if package is not None else crates[0].base
    return code.scope_of(kind, written, root, tuple(files))


def _inside(path: str, folder: str) -> bool:
    return path != folder and (not folder or path.startswith(f"{folder}/"))


# Items


def items_in(code: Codebase, scope: ScopeValue | None) -> tuple[list[Found], tuple[Failure, ...]]:
    """All items of a scope, or of the workspace, and what could not be read there."""
    if scope is None:
        files: Sequence[str] = code.rust_files
        code.store.load(files)
    else:
        files = code.files_of(scope)
    found = []
    for path in files:
        facts = code.facts_or_none(path)
        if facts is not None:
            found += [
                Found(path, item)
                for item in facts.items
                if scope is None or scope.lines is None or scope.lines[0] <= item.line <= scope.lines[1]
            ]
    return found, code.failures(files)


def find_items(
    code: Codebase, scope: ScopeValue | None, name: str, kinds: Sequence[str]
) -> tuple[list[Found], tuple[Failure, ...]]:
    """The definitions of a name. `Lexer::new` is a function of a type; `lexer::Lexer` is something in a module; a
    plain name is something free, or where there is none, something of a type or trait."""
    plain = clean_name(name, kinds[0])
    every, failures = items_in(code, scope)
    *before, last = plain.split("::")
    named = [found for found in every if found.item.name == last and found.item.kind in kinds]
    if not before:
        return [found for found in named if not found.item.owner] or named, failures
    return [found for found in named if _fits(code, found, before)], failures


def _fits(code: Codebase, found: Found, before: list[str]) -> bool:
    """Whether what stands before a name is the type it belongs to, or the module, or both."""
    owner = [found.item.owner] if found.item.owner else []
    if before == owner:
        return True
    wanted = before[1:] if before[0] in ("crate", "self") else before
    inside = found.item.inside.split("::") if found.item.inside else []
    for node in code.places(found.path):
        # A node of a file; inline modules follow.
        full = [node.crate.name or "crate", *node.path, *inside]
        for tail in (owner, []):
            ending = [*full, *tail]
            if wanted == ending[-len(wanted) :] if wanted else True:
                return True
    return False


def select_item(code: Codebase, scope: ScopeValue | None, name: str, kinds: Sequence[str]) -> ScopeValue:
    """The scope of one item: its file and its lines, attributes and documentation included."""
    found = one_item(code, scope, name, kinds)
    if isinstance(found, str):
        return code.absent(kinds[0], name, found)
    value = code.scope_of(kinds[0], name, found.path, (found.path,))
    return value.with_(symbol=found.item.symbol, lines=(found.item.first_line, found.item.end_line))


def one_item(code: Codebase, scope: ScopeValue | None, name: str, kinds: Sequence[str]) -> Found | str:
    """The one item of a name, or why there is none. Raises Undecidable for several."""
    found, failures = find_items(code, scope, name, kinds)
    if not found:
        if failures:
            raise Undecidable(failures[0])
        return absence(code, scope, name, kinds)
    from hielements.libraries.builtin.rust.facts import TEST

    # One definition for tests beside another is no ambiguity; nor are definitions for several platforms.
    found = [each for each in found if not each.item.tags & TEST] or found
    if len({each.path for each in found}) > 1 or len({each.item.qualified for each in found}) > 1:
        places = [f"{each.path}:{each.item.line}" for each in found]
        raise refuse(
            f"'{name}' is defined in {counted(len(found), 'place')}: {', '.join(places[:5])}",
            f"say in which module: {kinds[0]}_selector(module, '{name}')"
            + (f", or of which type: '{found[0].item.qualified}'" if found[0].item.owner else ""),
        )
    return found[-1]


def absence(code: Codebase, scope: ScopeValue | None, name: str, kinds: Sequence[str]) -> str:
    """Why there is no such item, with the names that come nearest."""
    every, _ = items_in(code, scope)
    kind = kinds[0]
    where = f" in {title(scope)}" if scope is not None else ""
    other = next((each.item.kind for each in every if name in (each.item.name, each.item.qualified)), None)
    if other is not None:
        return f"there is no {kind} '{name}'{where}; '{name}' is {'an' if other[0] in 'aeiou' else 'a'} {other}"
    known = [each.item.qualified for each in every if each.item.kind in kinds]
    return f"there is no {kind} '{name}'{where}{suggest(near(name, known))}"


def inline_path(code: Codebase, scope: ScopeValue) -> str | None:
    """The path, within its file, of the inline module that a scope is; None for any other scope."""
    if scope.kind != "module" or scope.lines is None:
        return None
    for crate in code.crates.all:
        for node in crate.nodes:
            if node.inside and node.file in scope.files and node.lines == scope.lines:
                return node.inside
    return None


def facts_of(code: Codebase, files: Iterable[str]) -> list[tuple[str, FileFacts]]:
    """The facts of those files that have some."""
    pairs = [(path, code.facts_or_none(path)) for path in files]
    return [(path, facts) for path, facts in pairs if facts is not None]
