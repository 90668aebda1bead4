"""What the names in a file mean: dotted paths as they are written, made absolute.

Comes in: a file and names as decorators, bases, annotations and calls spell them. Goes out: absolute dotted names
(`Repo` becomes `shop.db.Repository` where the file says `from .db import Repository as Repo`). Nothing is executed:
what a variable holds is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.details import BUILTIN, OWN, UNBOUND, CallSite, Origin
from hielements.libraries.builtin.python.facts import STAR, FileFacts, Import


class AbsoluteNames:
    """The names of one file."""

    def __init__(self, code: Codebase, path: str) -> None:
        self._code = code
        self._path = path
        self._module = code.modules.name(path)
        facts = code.facts(path)
        self._facts = facts if isinstance(facts, FileFacts) else None
        self._imported: dict[str, list[str]] = {}
        self._stars: list[str] = []
        self._own: set[str] = set()
        if self._facts is not None:
            for each in self._facts.imports:
                self._note(each)
            self._own = {each.name for each in self._facts.definitions if "." not in each.name}

    def _note(self, each: Import) -> None:
        resolved = self._code.resolver.resolve(self._path, each)
        if each.tags & STAR:
            self._stars.append(resolved.module)
        elif each.name is None and each.alias is None:
            top = each.module.partition(".")[0]
            if top:
                self._imported.setdefault(top, []).append(top)
        else:
            bound = each.alias or each.name or ""
            self._imported.setdefault(bound, []).append(resolved.name)

    def of(self, written: str) -> tuple[str, ...]:
        """What a dotted path at the level of the module may mean; as it is written when its first name is bound by
        neither an import nor a definition."""
        head, _, rest = written.partition(".")
        tail = f".{rest}" if rest else ""
        own = (f"{self._module}.{written}",) if head in self._own else ()
        if head in self._imported:  # beside a definition of its own where an import may fail
            return (*dict.fromkeys(f"{name}{tail}" for name in self._imported[head]), *own)
        return own or (written, *(f"{module}.{written}" for module in self._stars if self._defines(module, head)))

    def of_call(self, call: CallSite) -> tuple[str, ...]:
        """What a call calls: absolute where its first name is imported, defined in the module or built in, else as it
        is written."""
        if not call.origins:
            return (call.written,)
        rest = call.written.partition(".")[2]
        tail = f".{rest}" if rest else ""
        return tuple(dict.fromkeys(f"{name}{tail}" for origin in call.origins for name in self._of_origin(origin)))

    def _of_origin(self, origin: Origin) -> Sequence[str]:
        level, module, name = origin
        if level == OWN:
            return (f"{self._module}.{name}",)
        if level == BUILTIN:
            return (f"builtins.{name}",)
        if level == UNBOUND:
            found = [f"{star}.{name}" for star in self._stars if self._defines(star, name or "")]
            return found or (name or "",)
        return (self._code.resolver.resolve(self._path, Import(0, 0, level, module, name, None, 0)).name,)

    def _defines(self, module: str, name: str) -> bool:
        """Whether a module of the workspace binds a name."""
        for root in self._code.modules.roots:
            parts = module.split(".")
            matched, last = self._code.modules.locate(root, parts)
            if matched == len(parts) and last is not None:
                facts = self._code.facts(last)
                return isinstance(facts, FileFacts) and (
                    any(each.name == name for each in facts.definitions)
                    or any((each.alias or each.name) == name for each in facts.imports)
                )
        return False


def ends_with(name: str, wanted: str) -> bool:
    """Whether a dotted name is the wanted one or ends in it, by whole parts."""
    return name == wanted or name.endswith(f".{wanted}")


def any_ends_with(names: Iterable[str], wanted: str) -> bool:
    return any(ends_with(name, wanted) for name in names)
