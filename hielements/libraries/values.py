"""The values that specifications compute with.

Scalars are Python's own: None, bool, int, float, str; a list is a tuple. Scopes and connection points are the two
types of the
domain. Wire forms (tagged JSON) are converted in `process` and `wasm` and never reach this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hielements.record import Record
from hielements.source.text import Location


class ScopeValue(Record):
    """A part of the checked project, as a selector found it.

    `kind` says what was selected: `file`, `folder`, `glob`, `module`, `package`, `function`, `class` or a plugin's
    own word. `selector` is what the
    specification asked for, for messages. `root` is the file or folder that relative paths start from ("" is the
    workspace), None when nothing was found or
    there is no single one. `files` are the selected files relative to the workspace, sorted; it may be any
    read-only sequence. `symbol` and `lines`
    narrow a scope to a part of its one file: the qualified name and the first and last line.
    """

    kind: str
    selector: str
    root: str | None
    files: Sequence[str]
    language: str | None = None
    library: str = ""
    symbol: str | None = None
    lines: tuple[int, int] | None = None
    declared: Location | None = None
    absence: str | None = None
    """Why nothing was found (`there is no folder src/app; did you mean src/apps?`): shown wherever the empty scope
    matters."""
    gaps: tuple[ScopeValue, ...] = ()
    """The empty scopes among those that a union was made of: it proves as little as they do."""
    wording: str = ""
    """How messages call a union: `packages 'shop.domain' and 'shop.db'`."""

    @property
    def title(self) -> str:
        """How messages call the scope: `module 'shop.db'`."""
        return self.wording or f"{self.kind} '{self.selector}'"

    @property
    def is_empty(self) -> bool:
        return not self.files


class ConnectionPoint(Record):
    """A point where elements meet: a function, a class, a port. `type` is the nominal type of the ref that
    declared it, when known.

    Members are its data: `endpoint.port` is `data["port"]`. `path` and `line` say where it stands in the code.
    """

    name: str
    kind: str
    data: Mapping[str, Value]
    path: str | None = None
    line: int | None = None
    type: str | None = None

    def __hash__(self) -> int:
        return hash((self.name, self.kind, self.path, self.line))


class Origin(Record):
    """Where a number or a text was written. One that is `secret` must be neither shown nor quoted."""

    path: str
    line: int
    secret: bool = False


class PlacedText(str):
    """A text that knows where it was written. To everything else it is the text."""

    origin: Origin


class PlacedInteger(int):
    """An integer that knows where it was written."""

    origin: Origin


class PlacedFloat(float):
    """A float that knows where it was written."""

    origin: Origin


def placed(value: str | float | bool, origin: Origin) -> Value:
    """The value with its origin. There is but one `true` and one `false`, so these cannot know theirs."""
    if isinstance(value, bool):
        return value
    kind = PlacedText if isinstance(value, str) else PlacedInteger if isinstance(value, int) else PlacedFloat
    result = kind(value)
    result.origin = origin
    return result


def origin_of(value: Value) -> Origin | None:
    """Where the value was written, when it knows: that of a list is the first of its items, and secret when one is."""
    if isinstance(value, PlacedText | PlacedInteger | PlacedFloat):
        return value.origin
    if isinstance(value, tuple):
        origins = [found for item in value if (found := origin_of(item)) is not None]
        return origins[0].with_(secret=any(each.secret for each in origins)) if origins else None
    return None


Value = None | bool | int | float | str | tuple["Value", ...] | ScopeValue | ConnectionPoint


def describe(value: Value) -> str:
    """The value as users would write it, for messages."""
    if value is None:
        return "null"
    if isinstance(value, PlacedText | PlacedInteger | PlacedFloat) and value.origin.secret:
        return "a secret"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, tuple):
        return f"[{', '.join(describe(item) for item in value)}]"
    if isinstance(value, ScopeValue):
        return value.title
    if isinstance(value, ConnectionPoint):
        return f"{value.kind} '{value.name}'"
    return str(value)


_MOST_TITLES = 4


def union_wording(scopes: Sequence[ScopeValue]) -> str:
    """How messages call several scopes together: `packages 'a' and 'b'`, `module 'a' and class 'B'`. Many are counted
    and not listed."""
    kinds = {scope.kind for scope in scopes}
    if len(kinds) == 1 and not any(scope.wording for scope in scopes):
        kind = kinds.pop()
        before = f"{kind}es " if kind.endswith(("s", "x", "ch")) else f"{kind}s "
        titles = [f"'{scope.selector}'" for scope in scopes]
    else:
        before = ""
        titles = [scope.title for scope in scopes]
    titles = list(dict.fromkeys(titles))
    if len(titles) > _MOST_TITLES + 1:
        titles = [*titles[:_MOST_TITLES], f"{len(titles) - _MOST_TITLES} more"]
    return before + " and ".join(part for part in (", ".join(titles[:-1]), titles[-1] if titles else "") if part)
