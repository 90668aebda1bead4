"""What an import depends on: workspace files, or a package outside of the workspace.

Comes in: an import and the file it stands in. Goes out: its absolute name and its targets. Only paths decide, so
that the checked project need not be installed and nothing of it runs.

- `import a.b.c` depends on the module `a.b.c`, not on the `__init__.py` of its parents.
- `from a import b` depends on the module `a.b` if there is one, else on `a`.
- Where only a part of a name exists in the workspace, the import depends on the module of the longest part that does.
- A namespace package has no file, so importing it alone depends on nothing; a single name that is nothing more than a
  folder is taken for a package outside of the workspace (a folder `docker` next to `import docker`).
- A workspace module comes before one of the standard library when it stands in a root above the importing file, as it
  would on `sys.path`; modules that Python has loaded before any program starts cannot be replaced.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from hielements.libraries.builtin.python.facts import STAR, Import
from hielements.libraries.builtin.python.modules import Modules, holds
from hielements.record import Record

_LOADED_AT_START: Final = frozenset(sys.builtin_module_names) | {
    "abc", "codecs", "encodings", "genericpath", "io", "ntpath", "os", "posixpath", "site", "stat", "zipimport",
}  # fmt: skip

# The checked code may be written for another Python 3 than the one that runs Hielements. `__main__` is the program that
# happens to run, and `_typeshed` exists for type checkers alone.
_OF_OTHER_VERSIONS: Final = frozenset({
    "__main__", "_typeshed", "aifc", "annotationlib", "asynchat", "asyncore", "audioop", "binhex", "cgi", "cgitb",
    "chunk", "compression", "crypt", "distutils", "formatter", "imghdr", "imp", "lib2to3", "macpath", "mailcap",
    "msilib", "nis", "nntplib", "ossaudiodev", "parser", "pipes", "smtpd", "sndhdr", "spwd", "sunau", "symbol",
    "telnetlib", "uu", "xdrlib",
})  # fmt: skip


class Resolved(Record):
    """`name` is absolute and includes an imported name (`shop.db.connect`), except for star imports. `module` is the
    name of the module it was imported from. `external` is the top-level name of something outside of the workspace.
    `member` is the imported name, None when the import is one of a whole module: `import a.b`, or `from a import b`
    where `a.b` is a module of the workspace."""

    name: str
    module: str
    targets: tuple[str, ...]
    external: str | None = None
    member: str | None = None

    @property
    def used_module(self) -> str:
        """The module that the import uses: the one it was imported from, or the imported name itself."""
        return self.module if self.member is not None else self.name


def is_standard(external: str) -> bool:
    """Whether a top-level name belongs to Python's standard library, that of the running version or of another."""
    return external in sys.stdlib_module_names or external in _OF_OTHER_VERSIONS


class _Place(Record):
    """Where a module is, seen from a folder: `last` is the file of the innermost module on the way to it, `package` the
    folder that its names are looked up in. `is_plain` says that nothing but these two matters."""

    last: str | None
    package: str | None
    is_plain: bool


class Resolver:
    """Resolves imports; remembers the answer for each folder and name."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._places: dict[tuple[str, str], _Place] = {}
        self._known: dict[tuple[str, int, str, str | None], Resolved] = {}

    def resolve(self, importer: str, each: Import) -> Resolved:
        folder = importer.rpartition("/")[0]
        name = None if each.tags & STAR else each.name
        found = self.seen_from(folder, each.level, each.module, name)
        if found.targets == (importer,) and not each.level and not importer.endswith("__init__.py"):
            # A lone module that imports its own name means another one: `redis.py` with `import redis`.
            return self._resolve(folder, each.level, each.module, name, importer)
        return found

    def targets(self, folder: str, imported: Sequence[tuple[int, str, str | None]]) -> set[str]:
        """The workspace files that a statement in a folder leads to: the targets of `seen_from` for the level, the
        module and each of the names, without their names. Nothing is remembered but the places of modules."""
        found: set[str] = set()
        for level, module, name in imported:
            place = self._place_from(folder, level, module)
            if place is None or not place.is_plain:
                found.update(self._resolve(folder, level, module, name).targets)
                continue
            target = place.last
            if name is not None and place.package is not None:
                inner = f"{place.package}/{name}"
                if inner in self._modules.packages:
                    target = f"{inner}/__init__.py"
                elif f"{inner}.py" in self._modules.files:
                    target = f"{inner}.py"
            if target is not None:
                found.add(target)
        return found

    def targets_of_all_names(self, folder: str, level: int, module: str) -> tuple[str, ...] | None:
        """Where an import from a module leads to, whatever is imported from it; None when that depends on the name."""
        place = self._place_from(folder, level, module)
        if place is None or not place.is_plain or place.package is not None:
            return None
        return (place.last,) if place.last is not None else ()

    def _place_from(self, folder: str, level: int, module: str) -> _Place | None:
        """The place of a module as it is seen from a folder; None when it takes more than a place to tell."""
        modules = self._modules
        if modules.own_name is not None:
            return None
        if level:
            base = folder
            for _ in range(level - 1):
                if not base:
                    return None
                base = base.rpartition("/")[0]
            return self._place(base, module) if base else None
        place = _NOWHERE
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names:
            replaced = any(self._may_replace_standard(base, folder, top) for base in modules.search_path(folder))
            return None if replaced else place
        for base in modules.search_path(folder):
            place = self._place(base, module)
            if place.last is not None or not place.is_plain:
                break
        return place

    def _place(self, base: str, module: str) -> _Place:
        place = self._places.get((base, module))
        if place is None:
            modules = self._modules
            parts = module.split(".") if module else []
            matched, last = modules.locate(base, parts)
            inner = "/".join(filter(None, [base, *parts]))
            if matched < len(parts):
                # Relative imports of what is not there lead to the package itself, which takes more to tell.
                place = _Place(last, None, last is not None or base not in modules.packages)
            elif inner in modules.packages:
                place = _Place(f"{inner}/__init__.py", inner, True)
            else:
                place = _Place(last, None, last == f"{inner}.py")
            self._places[base, module] = place
        return place

    def seen_from(self, folder: str, level: int, module: str, name: str | None) -> Resolved:
        """The same for any file in a folder but one that would import itself."""
        key = (folder, level, module, name)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._resolve(folder, level, module, name)
        return found

    def _resolve(
        self,
        folder: str,
        level: int,
        module: str,
        name: str | None,
        not_this: str | None = None,
    ) -> Resolved:
        parts = module.split(".") if module else []
        if level:
            return self._relative(folder, level, parts, name)
        wanted = [*parts, name] if name is not None else parts
        full = ".".join(wanted)
        top = parts[0]
        standard = top in sys.stdlib_module_names
        for base in self._modules.search_path(folder):
            if standard and not self._may_replace_standard(base, folder, top):
                continue
            found = self._in(base, wanted)
            if found is not None and found[0] != (not_this,):
                return Resolved(full, module, found[0], None, None if found[1] else name)
        return Resolved(full, module, (), top, name)

    def _may_replace_standard(self, base: str, folder: str, top: str) -> bool:
        modules = self._modules
        if top in _LOADED_AT_START or base not in modules.roots or not holds(base, folder):
            return False
        inner = f"{base}/{top}" if base else top
        return inner in modules.packages or f"{inner}.py" in modules.files

    def _in(self, base: str, wanted: list[str]) -> tuple[tuple[str, ...], bool] | None:
        """The targets of an absolute name as seen from one root, and whether the whole of the name is a module; None
        when it is not there."""
        matched, last = self._modules.locate(base, wanted)
        whole = matched == len(wanted)
        if last is not None:
            return (last,), whole
        return ((), True) if whole and matched > 1 else None

    def _relative(self, folder: str, level: int, parts: list[str], name: str | None) -> Resolved:
        modules = self._modules
        base = folder
        for _ in range(level - 1):
            if not base:
                written = "." * level + ".".join(parts)
                full = f"{written}{'.' if parts else ''}{name}" if name is not None else written
                return Resolved(full, written, (), None, name)
            base = base.rpartition("/")[0]
        wanted = [*parts, name] if name is not None else parts
        matched, last = modules.locate(base, wanted)
        if last is None and f"{base}/__init__.py".lstrip("/") in modules.files:
            last = f"{base}/__init__.py".lstrip("/")
        prefix = modules.name(base) if base else ""
        module = ".".join(filter(None, [prefix, *parts]))
        full = f"{module}.{name}" if name is not None and module else module or name or ""
        member = name if matched < len(wanted) else None
        return Resolved(full, module, (last,) if last is not None else (), None, member)


_NOWHERE: Final = _Place(None, None, True)
