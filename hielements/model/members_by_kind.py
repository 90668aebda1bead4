"""Members that are called by their kind: `api.scope` where the element `api` has one scope, and that has a name.

Comes in: the name that was written, and the members there are. Goes out: what is to be said, and the fix. Such a name
is never accepted: a second scope would silently change what it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hielements.diagnostics.diagnostic import Edit, Fix
from hielements.model.declarations import Body, Slot
from hielements.model.specification import Ref, Scope
from hielements.source.text import Location
from hielements.syntax.tree import Name

_KINDS: Final[Mapping[str, type[Scope | Ref]]] = {"scope": Scope, "ref": Ref}


def called_by_kind(body: Body, name: Name, members: Mapping[str, object]) -> tuple[str, Fix] | None:
    """Help and a fix for a name that is the kind of exactly one member; None for every other name."""
    kind = _KINDS.get(name.text)
    if kind is None:
        return None
    found = [
        each for each, what in members.items() if isinstance(what.abstract if isinstance(what, Slot) else what, kind)
    ]
    if len(found) != 1:
        return None
    place = Location(body.file.tree.source, name.start, name.end)
    fix = Fix(f"change `{name.text}` to `{found[0]}`", (Edit(place, found[0]),))
    return f"the {name.text} there is called `{found[0]}`, and members are called by their names", fix
