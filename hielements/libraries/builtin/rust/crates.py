"""The modules of all crates: which file is which module of which crate.

Comes in: packages, files, and the facts of files, asked one by one. Goes out: crates with their modules. Rules: the
Rust Reference, "Modules" (module source filenames, the `path` attribute).

A crate starts at the root of a target that Cargo.toml has; without Cargo.toml at a `lib.rs` or `main.rs`. From there
`mod` declarations lead to files. A file that no declaration leads to is placed by where it lies (`src/db/pool.rs` is
`db::pool`), so that it can be named; so are all files where there is no crate root at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from hielements.libraries.builtin.rust.facts import TEST, FileFacts, Module
from hielements.libraries.builtin.rust.manifests import Manifests, Package
from hielements.record import Entity

Path = tuple[str, ...]


class Node(Entity):
    """A module of a crate. `file` is None for a folder that only other modules make a module. `inside` is the path of
    an inline module within its file, "" for the file itself. `declared` is its `mod` declaration and the file that
    holds it."""

    crate: Crate
    path: Path
    file: str | None
    inside: str
    tags: int
    declared: tuple[str, Module] | None
    is_declared: bool

    @property
    def lines(self) -> tuple[int, int] | None:
        """The lines of an inline module."""
        return (self.declared[1].line, self.declared[1].end_line) if self.inside and self.declared else None


class Crate:
    """One crate. `name` is how other crates call it, or None where nothing says so."""

    def __init__(self, name: str | None, kind: str, root: str | None, base: str, package: Package | None) -> None:
        self.name = name
        self.kind = kind
        self.root = root
        self.base = base
        self.package = package
        self.modules: dict[Path, Node] = {}
        self.variants: dict[Path, list[Node]] = {}
        """What a module is as well, besides the one in `modules`: for other platforms or features."""

    @property
    def nodes(self) -> Iterator[Node]:
        """All modules, with all their variants."""
        for path, node in self.modules.items():
            yield node
            yield from self.variants.get(path, ())

    def variants_of(self, path: Path) -> tuple[Node, ...]:
        """The modules of a path: one for each file that it is under some condition. Most often it is one."""
        node = self.modules.get(path)
        return () if node is None else (node, *self.variants.get(path, ()))

    @property
    def edition(self) -> str:
        return self.package.edition if self.package is not None else "2021"


class Crates:
    """All crates of a workspace. `places[file]` are the modules that a file is."""

    def __init__(self, files: Sequence[str], manifests: Manifests, facts: Callable[[str], FileFacts | None]) -> None:
        self._files = frozenset(files)
        self._facts = facts
        self.all: list[Crate] = []
        self.places: dict[str, list[Node]] = {}
        self.libraries: dict[str, Crate] = {}
        """The library of each package, by the folder of the package."""
        for package in manifests.packages:
            for target in package.targets:
                name = package.crate if target.kind == "lib" else target.name.replace("-", "_")
                base = target.path.rpartition("/")[0]
                crate = self._open(Crate(name, target.kind, target.path, base, package))
                if target.kind == "lib":
                    self.libraries[package.folder] = crate
        self._without_manifest(manifests, files)
        self._by_location(manifests, files)

    def _open(self, crate: Crate) -> Crate:
        self.all.append(crate)
        if crate.root is not None:
            self._add(crate, (), crate.root, "", TEST if crate.kind == "test" else 0, None, True)
            self._follow(crate, (), crate.root)
        return crate

    def _add(
        self,
        crate: Crate,
        path: Path,
        file: str | None,
        inside: str,
        tags: int,
        declared: tuple[str, Module] | None,
        is_declared: bool,
    ) -> None:
        node = Node(crate, path, file, inside, tags, declared, is_declared)
        known = crate.modules.get(path)
        if known is None or known.file is None:
            # What was a folder, or a declaration without a file, is known better now.
            crate.modules[path] = node
        else:
            crate.variants.setdefault(path, []).append(node)
        if file is not None and not inside:
            self.places.setdefault(file, []).append(node)

    def _follow(self, crate: Crate, start: Path, file: str) -> None:
        """All modules below a file, breadth first; a file that leads back to itself is left alone."""
        pending = [node for node in crate.variants_of(start) if node.file == file and not node.inside]
        while pending:
            above = pending.pop(0)
            facts = self._facts(above.file) if above.file is not None else None
            if above.file is None or facts is None:
                continue
            tags = above.tags | facts.tags
            for module in facts.modules:
                inner = tuple(module.inside.split("::")) if module.inside else ()
                below = (*above.path, *inner, module.name)
                declared = (above.file, module)
                if module.is_inline:
                    inside = f"{module.inside}::{module.name}" if module.inside else module.name
                    if not _is_known(crate, below, above.file, inside):
                        self._add(crate, below, above.file, inside, tags | module.tags, declared, True)
                    continue
                targets = [
                    each for each in self._targets(above, module, inner) if not self._is_loop(crate, below, each)
                ]
                if not targets and below not in crate.modules:
                    self._add(crate, below, None, "", tags | module.tags, declared, True)
                for target in targets:
                    # Declared twice, for two platforms: it may be either, and both count.
                    if not _is_known(crate, below, target, ""):
                        self._add(crate, below, target, "", tags | module.tags, declared, True)
                        pending.append(crate.variants_of(below)[-1])

    def _is_loop(self, crate: Crate, below: Path, target: str) -> bool:
        """Whether a file is a module above: `#[path]` can make circles, which the compiler refuses."""
        return any(
            node.crate is crate and node.path != below and below[: len(node.path)] == node.path
            for node in self.places.get(target, ())
        )

    def _targets(self, above: Node, module: Module, inner: Path) -> list[str]:
        """The files of `mod name;`: more than one where a condition decides."""
        file = above.file or ""
        folder, _, name = file.rpartition("/")
        stem = name.removesuffix(".rs")
        # Files that own their folder: the crate root, mod.rs, and files that `#[path]` named in the place of one.
        owns = file == above.crate.root or stem == "mod" or self._is_by_path(above)
        own = folder if owns else _join(folder, stem)
        found = []
        for written in module.paths or ("",):
            if written:
                start = _join(own, *inner) if inner else folder
                candidates = [_normal(_join(start, written.replace("\\", "/")))]
            else:
                base = _join(own, *inner, module.name)
                candidates = [f"{base}.rs", f"{base}/mod.rs"]
            found += [each for each in candidates if each in self._files][:1]
        return found

    def _is_by_path(self, node: Node) -> bool:
        """Whether a `#[path]` led to the file of a module, and not where it usually lies."""
        if node.declared is None or not node.declared[1].paths:
            return False
        name = node.path[-1]
        return "" not in node.declared[1].paths or not (node.file or "").endswith((f"/{name}.rs", f"/{name}/mod.rs"))

    def _without_manifest(self, manifests: Manifests, files: Sequence[str]) -> None:
        owned = [package.folder for package in manifests.packages]
        for name in ("lib.rs", "main.rs"):
            for file in files:
                if file.rpartition("/")[2] != name or file in self.places:
                    continue
                if any(_below(file, folder) for folder in owned):
                    continue
                base = file.rpartition("/")[0]
                called = base.removesuffix("/src").rpartition("/")[2] if base not in ("", "src") else ""
                kind = "lib" if name == "lib.rs" else "bin"
                self._open(Crate(called.replace("-", "_") or None, kind, file, base, None))

    def _by_location(self, manifests: Manifests, files: Sequence[str]) -> None:
        """Places the files that no `mod` declaration leads to."""
        opened: dict[str, Crate] = {}
        # Nearer files first: their declarations say more than where deeper files lie.
        for file in sorted(files, key=lambda path: path.count("/")):
            if not file.endswith(".rs") or file in self.places:
                continue
            crate = self._nearest(file) or self._opened(opened, file, manifests)
            rest = file[len(crate.base) + 1 if crate.base else 0 :].removesuffix(".rs").split("/")
            if rest[-1] in ("mod", "lib", "main") and len(rest) > 1:
                rest.pop()
            path = tuple(rest)
            known = crate.modules.get(path)
            if known is not None and known.file is not None:
                # A second file for a module that has one: it is nowhere in the crate.
                self.places.setdefault(file, []).append(Node(crate, path, file, "", 0, None, False))
                continue
            for length in range(len(path)):
                if path[:length] not in crate.modules:
                    self._add(crate, path[:length], None, "", 0, None, False)
            self._add(crate, path, file, "", 0, None, False)
            self._follow(crate, path, file)

    def _nearest(self, file: str) -> Crate | None:
        """The library or program whose folder a file lies in; the innermost."""
        candidates = [
            crate
            for crate in self.all
            if crate.kind in ("lib", "bin", "files") and _below(file, crate.base) and crate.root is not None
        ]
        return max(candidates, key=lambda crate: (len(crate.base), crate.kind == "lib"), default=None)

    def _opened(self, opened: dict[str, Crate], file: str, manifests: Manifests) -> Crate:
        parts = file.split("/")[:-1]
        if "src" in parts:
            end = len(parts) - parts[::-1].index("src")
            base = "/".join(parts[:end])
            name = parts[end - 2] if end > 1 else ""
        else:
            holders = [package.folder for package in manifests.packages if _below(file, package.folder)]
            base = max(holders, key=len, default="")
            name = ""
        crate = opened.get(base)
        if crate is None:
            crate = opened[base] = Crate(name.replace("-", "_") or None, "files", None, base, None)
            self.all.append(crate)
            self._add(crate, (), None, "", 0, None, False)
        return crate

    def of_package(self, package: Package) -> Iterable[Crate]:
        return (crate for crate in self.all if crate.package is package)


def _is_known(crate: Crate, path: Path, file: str, inside: str) -> bool:
    return any(node.file == file and node.inside == inside for node in crate.variants_of(path))


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _join(folder: str, *parts: str) -> str:
    return "/".join(part for part in (folder, *parts) if part)


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
