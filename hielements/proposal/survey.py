"""What a project is made of: its Python packages and Rust crates with their parts and what these depend on, its tests,
Dockerfiles and compose files.

Comes in: the workspace and the libraries. Goes out: a Survey. It must never know what will be proposed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Dependency, Failure
from hielements.record import Record
from hielements.run.languages import language_of
from hielements.source.workspace import Workspace

_TESTS: Final = frozenset({"tests", "test", "testing"})
_COMPOSE: Final = re.compile(r"(docker-)?compose(\.[\w-]+)?\.ya?ml")
_DOCKERFILE: Final = re.compile(r"(Dockerfile|Containerfile)(\.[\w-]+)?|[\w-]+\.(Dockerfile|dockerfile)")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")


class Part(Record):
    """A module or package directly inside of a package or crate. `name` is its own, `full` with what it is in
    (`shop.web`, `shop::web`). `uses` are the names of the parts beside it that it depends on, each with the first place
    where it does."""

    name: str
    full: str
    files: tuple[str, ...]
    is_package: bool
    uses: Mapping[str, Dependency]


class Package(Record):
    """A package of Python on the top level, or a crate of Rust. `parts` are sorted by name. `external` are the packages
    outside of the project that it uses."""

    language: str
    name: str
    folder: str
    files: tuple[str, ...]
    parts: tuple[Part, ...]
    external: tuple[str, ...]


class Survey(Record):
    """What was found, each sorted by path. `scripts` are Python files on the top level that belong to no package;
    `others` are folders on the top level with code of languages that no library knows, with the language that most of
    it is in. `tests` are folders. `languages` counts files, the most frequent first. `unread` says which files could
    not be read: what they depend on is not known."""

    packages: tuple[Package, ...]
    scripts: tuple[str, ...]
    others: Mapping[str, str]
    tests: tuple[str, ...]
    dockerfiles: tuple[str, ...]
    compose_files: tuple[str, ...]
    languages: Mapping[str, int]
    unread: tuple[Failure, ...]


def survey(workspace: Workspace, catalog: Catalog) -> Survey:
    """Looks at the whole workspace once."""
    files = workspace.files()
    unread: list[Failure] = []
    packages = [*_python_packages(catalog, unread), *_crates(workspace, catalog, unread)]
    languages: dict[str, int] = {}
    for path in files:
        language = language_of(path, catalog.file_names)
        if language is not None:
            languages[language] = languages.get(language, 0) + 1
    return Survey(
        packages=tuple(packages),
        scripts=tuple(path for path in files if "/" not in path and path.endswith(".py") and path != "setup.py"),
        others=_others(files, packages, catalog),
        tests=tuple(sorted({path.partition("/")[0] for path in files if _is_test(path.partition("/")[0])})),
        dockerfiles=tuple(path for path in files if _DOCKERFILE.fullmatch(posixpath.basename(path))),
        compose_files=tuple(path for path in files if _COMPOSE.fullmatch(posixpath.basename(path))),
        languages=dict(sorted(languages.items(), key=lambda each: (-each[1], each[0]))),
        unread=tuple(unread),
    )


def _python_packages(catalog: Catalog, unread: list[Failure]) -> list[Package]:
    """Folders with `__init__.py` in a folder without one, and beside no other name."""
    library: Any = catalog.get("python")
    own = library.own_files()
    folders = {posixpath.dirname(path) for path in own if posixpath.basename(path) == "__init__.py"}
    tops = sorted(
        folder
        for folder in folders
        if folder
        and posixpath.dirname(folder) not in folders
        and _NAME.fullmatch(posixpath.basename(folder))
        and not _is_test(folder)
    )
    found = []
    for folder in tops:
        inside = tuple(path for path in own if path.startswith(f"{folder}/"))
        name = posixpath.basename(folder)
        if set(library.files_named(name)) != set(inside):
            # Another package has that name, or imports do not start from the folder around it.
            continue
        parts = _parts(folder, inside, (".py",), lambda part, name=name: f"{name}.{part}")
        found.append(_package("python", name, folder, inside, parts, library, unread))
    return found


def _crates(workspace: Workspace, catalog: Catalog, unread: list[Failure]) -> list[Package]:
    """Folders with the Cargo.toml of a package and code in `src`."""
    files = workspace.files()
    if not any(path.endswith(".rs") for path in files):
        return []
    library: Any = catalog.get("rust")
    own = library.own_files()
    found = []
    for path in files:
        if posixpath.basename(path) != "Cargo.toml":
            continue
        folder = posixpath.dirname(path)
        source = posixpath.join(folder, "src")
        inside = tuple(each for each in own if each.startswith(f"{source}/"))
        name = _package_name(workspace, path)
        if not inside or name is None:
            continue
        parts = _parts(source, inside, (".rs",), lambda part, name=name: f"{name.replace('-', '_')}::{part}")
        parts = {part: each for part, each in parts.items() if part not in {"lib", "main", "bin"}}
        found.append(_package("rust", name, folder, inside, parts, library, unread))
    return found


def _package_name(workspace: Workspace, path: str) -> str | None:
    """`[package] name` of a Cargo.toml; None for one that has none or cannot be read."""
    import tomli

    try:
        table = tomli.loads(workspace.read(path).decode("utf-8")).get("package")
    except (OSError, ValueError, RecursionError):
        return None
    name = table.get("name") if isinstance(table, dict) else None
    return name if isinstance(name, str) else None


def _others(files: Sequence[str], packages: Sequence[Package], catalog: Catalog) -> dict[str, str]:
    known = {package.folder.partition("/")[0] for package in packages}
    counts: dict[str, dict[str, int]] = {}
    for path in files:
        top, slash, _ = path.partition("/")
        language = language_of(path, catalog.file_names) if slash else None
        if language is not None and top not in known and not _is_test(top):
            of_folder = counts.setdefault(top, {})
            of_folder[language] = of_folder.get(language, 0) + 1
    most = {top: max(sorted(found), key=lambda each: found[each]) for top, found in sorted(counts.items())}
    return {top: language for top, language in most.items() if language not in catalog.names()}


def _parts(
    folder: str, files: Iterable[str], endings: tuple[str, ...], full: Any
) -> dict[str, tuple[str, list[str], bool]]:
    """The modules and packages directly inside of a folder: full name, files, whether it is a package."""
    found: dict[str, tuple[str, list[str], bool]] = {}
    for path in files:
        head, slash, _ = path[len(folder) + 1 :].partition("/")
        name = head if slash else head.removesuffix(endings[0])
        if not _NAME.fullmatch(name) or name in {"__init__", "__main__", "mod"}:
            continue
        known = found.setdefault(name, (full(name), [], bool(slash)))
        known[1].append(path)
        if slash and not known[2]:
            found[name] = (known[0], known[1], True)
    return {name: found[name] for name in sorted(found) if not _is_test(name)}


def _package(
    language: str,
    name: str,
    folder: str,
    files: tuple[str, ...],
    parts: Mapping[str, tuple[str, list[str], bool]],
    library: Any,
    unread: list[Failure],
) -> Package:
    dependencies = library.dependencies(files)
    unread += dependencies.failures
    part_of = {path: part for part, (_, inside, _) in parts.items() for path in inside}
    uses: dict[str, dict[str, Dependency]] = {part: {} for part in parts}
    external: set[str] = set()
    for dependency in dependencies.edges:
        source = part_of.get(dependency.path)
        if dependency.external is not None and not dependency.targets:
            external.add(dependency.external)
        for target in dependency.targets:
            reached = part_of.get(target)
            if source is not None and reached is not None and reached != source:
                uses[source].setdefault(reached, dependency)
    return Package(
        language,
        name,
        folder,
        files,
        tuple(
            Part(part, full, tuple(inside), is_package, uses[part])
            for part, (full, inside, is_package) in parts.items()
        ),
        tuple(sorted(external)),
    )


def _is_test(path: str) -> bool:
    return any(segment in _TESTS for segment in path.split("/"))
