"""Targets of rules about connections: whether a dependency leads into one.

Comes in: files or the name of a module, and dependencies. Goes out: yes or no. A target that names something of the
specification is its files; any other is a module name of the language.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.outcomes import Dependency, Failure
from hielements.record import Entity


class Target(Entity):
    """A target whose files are known as far as `failures` allow. `module` is a module name, None for files.

    `nothing` says which of its scopes are stated to be nothing: the list `[]`. Allowing nothing is a rule like any
    other; forbidding or requiring it is none.
    """

    text: str
    files: frozenset[str]
    module: str | None
    wildcard: bool
    failures: tuple[Failure, ...]
    nothing: tuple[Failure, ...] = ()

    def takes(self, dependency: Dependency) -> bool:
        """Whether the dependency leads into the target."""
        if self.module is None:
            return not self.files.isdisjoint(dependency.targets)
        return self.takes_name(dependency.name, dependency.targets)

    def takes_name(self, name: str, targets: Iterable[str]) -> bool:
        """Whether a dependency of that name is one on the module. `from a import b` has the name `a.b`, so that one
        more name than the module's may be a thing in it; not when its file shows that it is a module of its own."""
        module = self.module or ""
        if name == module:
            return True
        if not name.startswith(f"{module}."):
            return False
        rest = name[len(module) + 1 :]
        return self.wildcard or ("." not in rest and rest not in map(_module_name, targets))


def _module_name(path: str) -> str:
    """The last name of the module in a file: `db` for `shop/db.py` and for `shop/db/__init__.py`."""
    folder, _, file = path.rpartition("/")
    stem = file.partition(".")[0]
    return folder.rpartition("/")[2] if stem in {"__init__", "index", "mod"} else stem
