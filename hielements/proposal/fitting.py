"""Fits a standard pattern to a package: which part plays which role.

Comes in: the pattern as `syntax/pattern_documentation.py` describes it, a package, what the user says. Goes out: the
bindings, or the roles that nobody plays. Parts are told by their names: `views` and `handlers` are presentation, `db`
and `repositories` are data. What a name does not tell, the user says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hielements.proposal.survey import Package
from hielements.record import Record

_WORDS: Final[Mapping[str, str]] = {
    "presentation": "api app cli commands controllers endpoints forms frontend gui handlers http pages presentation "
    "rest routers routes rpc serializers templates ui urls views web",
    "logic": "application business core domain features logic rules service services usecases use_cases workflows",
    "data": "adapters dao data database datastore db infra infrastructure models orm persistence repositories "
    "repository sql storage store tables",
    "shared": "common config constants errors exceptions kernel lib logging misc settings shared support typing util "
    "utils",
    "domain": "core domain entities model models",
}
_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "presentation": ("presentation",),
    "user_interface": ("presentation",),
    "driving": ("presentation",),
    "interface_adapters": ("presentation",),
    "view": ("presentation",),
    "routers": ("presentation",),
    "views": ("presentation",),
    "logic": ("logic",),
    "application": ("logic",),
    "services": ("logic",),
    "use_cases": ("logic",),
    "domain": ("domain",),
    "entities": ("domain",),
    "model": ("domain",),
    "data": ("data",),
    "driven": ("data",),
    "infrastructure": ("data",),
    "frameworks": ("data",),
    "repositories": ("data",),
    "shared": ("shared",),
    "kernel": ("shared",),
}
"""Families of words for roles of the standard patterns; the name of the role itself always counts, and first."""


class Role(Record):
    """A scope or ref of a pattern. `path` is absolute (`layered.logic.code`), `name` what people call it (`logic`),
    `required` says that the pattern has no default for it."""

    path: str
    name: str
    kind: str
    doc: str
    required: bool


class Fit(Record):
    """`bound` are full names of parts by role, in the order of the pattern. `open` are required roles that nobody
    plays, `unknown` are names that the user gave to no role or part."""

    bound: Mapping[Role, tuple[str, ...]]
    open: tuple[Role, ...]
    unknown: tuple[str, ...]


def roles(pattern: Mapping[str, Any]) -> tuple[Role, ...]:
    """The roles of a pattern and of its child elements."""
    return tuple(_roles(pattern))


def _roles(body: Mapping[str, Any]) -> Iterator[Role]:
    for each in body["participants"]:
        path = str(each["path"])
        # `layered.logic.code` is what people call the logic, and what its element says of itself tells more.
        of_child = each["name"] == "code" and path.count(".") > 1
        name = path.split(".")[-2] if of_child else str(each["name"])
        doc = str(body["doc"] if of_child and body["doc"] else each["doc"])
        yield Role(path, name, str(each["kind"]), doc, each["default"] is None)
    for child in body["children"]:
        yield from _roles(child)


def fit(pattern_roles: Sequence[Role], package: Package, said: Mapping[str, Sequence[str]]) -> Fit:
    """Gives each part to at most one role: what the user said, then equal names, then words of the same family."""
    parts = {part.name: part.full for part in package.parts}
    by_name = {role.name: role for role in pattern_roles} | {role.path: role for role in pattern_roles}
    full_names = {**parts, **{full: full for full in parts.values()}, package.name: package.name}
    unknown = [name for name in said if name not in by_name]
    unknown += [part for wanted in said.values() for part in wanted if part not in full_names]
    bound: dict[Role, list[str]] = {
        by_name[name]: [full_names[part] for part in wanted if part in full_names]
        for name, wanted in said.items()
        if name in by_name
    }
    taken = {full for found in bound.values() for full in found}
    scopes = [role for role in pattern_roles if role.kind == "scope"]
    for rank in (_is_name, _is_family):
        for role in scopes:
            if role.name in said or role.path in said:
                continue
            for name, full in parts.items():
                if full not in taken and rank(role, name):
                    bound.setdefault(role, []).append(full)
                    taken.add(full)
    return Fit(
        {role: tuple(sorted(bound[role])) for role in pattern_roles if bound.get(role)},
        tuple(role for role in pattern_roles if role.required and not bound.get(role)),
        tuple(unknown),
    )


def _is_name(role: Role, part: str) -> bool:
    return part.lower().rstrip("s") == role.name.lower().rstrip("s")


def _is_family(role: Role, part: str) -> bool:
    return any(part.lower() in _WORDS[family].split() for family in _ROLES.get(role.name, ()))
