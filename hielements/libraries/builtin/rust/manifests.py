"""The Cargo.toml files of a workspace: packages, targets, declared dependencies.

Comes in: paths of files and a way to read them. Goes out: packages, and the manifests that could not be understood.
Rules: the Cargo Book, "The Manifest Format", "Cargo Targets" (auto-discovery), "Workspaces" (inheritance). Only what
the files say counts: features and platforms are not evaluated, so that an optional dependency is a dependency.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from hielements.libraries.outcomes import Failure
from hielements.record import Entity, Record
from hielements.source.paths import normalise

_TABLES: Final = {"dependencies": "normal", "dev-dependencies": "dev", "build-dependencies": "build"}
_FOLDERS: Final = {"bin": "src/bin", "example": "examples", "test": "tests", "bench": "benches"}


class Target(Record):
    """What cargo compiles as one crate. `kind` is lib, bin, example, test, bench or build; `path` the file of its
    root."""

    kind: str
    name: str
    path: str


class Requirement(Record):
    """A declared dependency. `name` is what code calls it (`-` as `_`), `package` the name of the package, `folder`
    where it lies when it is part of the workspace; `kinds` are normal, dev, build."""

    name: str
    package: str
    folder: str | None
    kinds: frozenset[str]


class Package(Entity):
    """A package. `crate` is the name by which code uses its library."""

    name: str
    folder: str
    manifest: str
    edition: str
    crate: str
    targets: tuple[Target, ...]
    requirements: Mapping[str, Requirement]

    def target_of(self, kind: str) -> Target | None:
        return next((target for target in self.targets if target.kind == kind), None)


class Manifests(Record):
    """All packages, sorted by folder, and what is wrong with some manifests, by folder."""

    packages: tuple[Package, ...]
    failures: Mapping[str, Failure]


def read_manifests(files: Sequence[str], read: Callable[[str], bytes]) -> Manifests:
    """`files` are all files of the workspace."""
    tables: dict[str, dict[str, Any]] = {}
    failures: dict[str, Failure] = {}
    for path in files:
        if path == "Cargo.toml" or path.endswith("/Cargo.toml"):
            folder = path.rpartition("/")[0]
            table = _parse(path, read)
            if isinstance(table, Failure):
                failures[folder] = table
            else:
                tables[folder] = table
    known = frozenset(files)
    ordered = sorted(path for path in files if path.endswith(".rs"))
    packages = []
    for folder, table in sorted(tables.items()):
        described = table.get("package", table.get("project"))
        if isinstance(described, dict) and isinstance(described.get("name"), str):
            root, workspace = _inherited(folder, described, tables)
            patches = _patches(root, tables.get(root, {}))
            packages.append(_package(folder, table, described, (root, workspace, patches), known, ordered))
    return Manifests(tuple(packages), failures)


def _parse(path: str, read: Callable[[str], bytes]) -> dict[str, Any] | Failure:
    import tomli

    try:
        return tomli.loads(read(path).decode("utf-8-sig"))
    except OSError as problem:
        return Failure("unreadable", f"cannot read {path}: {problem.strerror or problem}", path)
    except UnicodeDecodeError:
        return Failure("unreadable", f"{path} is not valid UTF-8", path)
    except (tomli.TOMLDecodeError, RecursionError) as problem:
        line = getattr(problem, "lineno", None)
        return Failure("syntax", f"{path} is not valid TOML: {problem}", path, line)


def _inherited(folder: str, described: Mapping[str, Any], tables: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The folder and the `[workspace]` table that a package inherits from; its own folder and nothing without one."""
    pointed = described.get("workspace")
    if isinstance(pointed, str):
        root = normalise(f"{folder}/{pointed}")
        if root is not None and root in tables:
            return root, _table(tables[root], "workspace")
    above = folder
    while True:
        if above in tables and isinstance(tables[above].get("workspace"), dict):
            return above, _table(tables[above], "workspace")
        if not above:
            return folder, {}
        above = above.rpartition("/")[0]


def _package(
    folder: str,
    table: Mapping[str, Any],
    described: Mapping[str, Any],
    workspace: tuple[str, Mapping[str, Any], Mapping[str, str]],
    known: frozenset[str],
    ordered: list[str],
) -> Package:
    name = described["name"]
    root, inherited, patches = workspace
    edition = described.get("edition", "2015")
    if isinstance(edition, dict):
        edition = _table(inherited, "package").get("edition", "2015")
    library = _table(table, "lib")
    written = library.get("name")
    crate = written if isinstance(written, str) else name
    return Package(
        name,
        folder,
        _join(folder, "Cargo.toml"),
        str(edition),
        crate.replace("-", "_"),
        tuple(_targets(folder, table, described, crate, str(edition), known, ordered)),
        _requirements(folder, table, root, _table(inherited, "dependencies"), patches),
    )


def _targets(
    folder: str,
    table: Mapping[str, Any],
    described: Mapping[str, Any],
    crate: str,
    edition: str,
    known: frozenset[str],
    ordered: list[str],
) -> Iterable[Target]:
    library = _table(table, "lib")
    path = _file(folder, library.get("path"), "src/lib.rs")
    if path is not None and path in known and (library or described.get("autolib") is not False):
        yield Target("lib", crate, path)
    for kind in _FOLDERS:
        yield from _of_kind(folder, table, described, kind, edition, known, ordered)
    build = described.get("build", "build.rs")
    path = _file(folder, build, "build.rs")
    if build is not False and path is not None and path in known:
        yield Target("build", "build-script-build", path)


def _of_kind(
    folder: str,
    table: Mapping[str, Any],
    described: Mapping[str, Any],
    kind: str,
    edition: str,
    known: frozenset[str],
    ordered: list[str],
) -> Iterable[Target]:
    found: dict[str, str] = {}
    base = _join(folder, _FOLDERS[kind]) + "/"
    plain = str(described["name"])
    # "0" is the character after "/": what lies below a folder stands together in order.
    for path in ordered[bisect_left(ordered, base) : bisect_left(ordered, f"{base[:-1]}0")]:
        rest = path[len(base) :]
        if "/" not in rest:
            found[rest.removesuffix(".rs")] = path
        elif rest.endswith("/main.rs") and rest.count("/") == 1:
            found.setdefault(rest.removesuffix("/main.rs"), path)
    main = _join(folder, "src/main.rs")
    if kind == "bin" and main in known:
        found[plain] = main
    listed = [each for each in _list(table, kind) if isinstance(each.get("name"), str)]
    automatic = described.get(f"auto{_AUTOMATIC[kind]}")
    # In the edition of 2015, a target that is written down switches discovery off.
    discovered = automatic is not False and (automatic is True or edition != "2015" or not listed)
    targets = dict(found) if discovered else {}
    for each in listed:
        name = each["name"]
        default = found.get(name) or (main if kind == "bin" and len(listed) == 1 and main in known else None)
        place = _file(folder, each.get("path"), "") if isinstance(each.get("path"), str) else default
        if place is not None and place in known:
            targets = {other: there for other, there in targets.items() if there != place}
            targets[name] = place
    for name, path in sorted(targets.items()):
        yield Target(kind, name, path)


_AUTOMATIC: Final = {"bin": "bins", "example": "examples", "test": "tests", "bench": "benches"}


def _requirements(
    folder: str, table: Mapping[str, Any], root: str, inherited: Mapping[str, Any], patches: Mapping[str, str]
) -> Mapping[str, Requirement]:
    found: dict[str, Requirement] = {}
    platforms = [each for each in _table(table, "target").values() if isinstance(each, dict)]
    for holder in (table, *platforms):
        for key, kind in _TABLES.items():
            for name, written in _table(holder, key).items():
                one = _requirement(folder, name, written, root, inherited, kind)
                if one.folder is None and one.package in patches:
                    one = one.with_(folder=patches[one.package])
                before = found.get(one.name)
                kinds = one.kinds | before.kinds if before is not None else one.kinds
                found[one.name] = one.with_(kinds=kinds)
    return found


def _patches(root: str, table: Mapping[str, Any]) -> Mapping[str, str]:
    """The folders that `[patch]` puts in the place of packages from elsewhere, by the name of the package."""
    found = {}
    for source in _table(table, "patch").values():
        for name, details in source.items() if isinstance(source, dict) else ():
            if isinstance(details, dict) and isinstance(details.get("path"), str):
                folder = normalise(_join(root, details["path"]))
                package = details.get("package")
                if folder is not None:
                    found[package if isinstance(package, str) else name] = folder
    return found


def _requirement(
    folder: str, name: str, written: object, root: str, inherited: Mapping[str, Any], kind: str
) -> Requirement:
    details = written if isinstance(written, dict) else {}
    base = folder
    if details.get("workspace") is True:
        shared = inherited.get(name)
        details, base = shared if isinstance(shared, dict) else {}, root
    package = details.get("package")
    place = details.get("path")
    return Requirement(
        name.replace("-", "_"),
        package if isinstance(package, str) else name,
        normalise(_join(base, place)) if isinstance(place, str) else None,
        frozenset((kind,)),
    )


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _list(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = table.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _file(folder: str, written: object, default: str) -> str | None:
    return normalise(_join(folder, written if isinstance(written, str) else default))


def _join(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path
