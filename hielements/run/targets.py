"""Targets of rules about connections: whether a dependency leads into one.

Comes in: code or the name of a module, and dependencies. Goes out: yes or no. A target that names something of the
specification is its code; any other is a module name of the language.
"""

from __future__ import annotations

from collections.abc import Mapping

from hielements.libraries.outcomes import Dependency, Failure
from hielements.record import Entity
from hielements.run.areas import Area, Section


class Target(Entity):
    """A target whose code is known as far as `failures` allow: whole `files`, and `sections` of others. `module` is a
    module name, None for code.

    `nothing` says which of its scopes are stated to be nothing: the list `[]`. Nothing depends on that, so that it
    may be allowed and forbidden; to require it cannot be meant.
    """

    text: str
    files: frozenset[str]
    module: str | None
    wildcard: bool
    failures: tuple[Failure, ...]
    nothing: tuple[Failure, ...] = ()
    sections: Mapping[str, tuple[Section, ...]] = {}

    @property
    def area(self) -> Area:
        return Area(self.files, self.sections)

    def takes(self, dependency: Dependency) -> bool:
        """Whether the dependency leads into the target. One on a whole file leads into every part of the file."""
        if self.module is not None:
            return self._takes_module(dependency)
        if not self.sections:
            return not self.files.isdisjoint(dependency.targets)
        area = self.area
        return any(area.touches(path, dependency) for path in dependency.targets)

    def takes_all_of(self, dependency: Dependency) -> bool:
        """Whether everything that the dependency depends on is in the target."""
        if self.module is not None:
            return self._takes_module(dependency)
        if not self.sections:
            return not self.files.isdisjoint(dependency.targets)
        area = self.area
        return any(area.contains(path, dependency) for path in dependency.targets)

    def _takes_module(self, dependency: Dependency) -> bool:
        """Whether the dependency is one on the module, or with `.*` on one below it. `from logging import handlers`
        takes something from `logging`, whatever it is; `import logging.handlers` is a dependency on that module."""
        return any(self._takes_name(name, module, dependency) for name, module in _spellings(dependency))

    def _takes_name(self, name: str, used: str, dependency: Dependency) -> bool:
        module = self.module or ""
        if name == module:
            return True
        if self.wildcard:
            return name.startswith(f"{module}.") or used == module
        if used:
            return used == module
        # A library that does not tell modules from what is in them: one more name than the module's may be a thing in
        # it, unless its file shows that it is a module of its own.
        if not name.startswith(f"{module}."):
            return False
        rest = name[len(module) + 1 :]
        return "." not in rest and rest not in map(_module_name, dependency.targets)


def _spellings(dependency: Dependency) -> tuple[tuple[str, str], ...]:
    """The name and the module of a dependency as a target may write them: with dots. In languages with crates, names
    from the root of the own crate (`crate::db`) are also written without it, and with its name (`shop.db`)."""
    if "::" not in dependency.name and "::" not in dependency.module:
        return ((dependency.name, dependency.module),)
    name, module = dependency.name.replace("::", "."), dependency.module.replace("::", ".")
    found = [(name, module)]
    if module:
        absolute = f"{module}.{dependency.member}" if dependency.member else module
        found.append((absolute, module))
        found.append((absolute.partition(".")[2], module.partition(".")[2]))
    if name.startswith("crate."):
        found.append((name.removeprefix("crate."), ""))
    return tuple(one for one in found if one[0])


def _module_name(path: str) -> str:
    """The last name of the module in a file: `db` for `shop/db.py` and for `shop/db/__init__.py`."""
    folder, _, file = path.rpartition("/")
    stem = file.partition(".")[0]
    return folder.rpartition("/")[2] if stem in {"__init__", "index", "mod"} else stem
