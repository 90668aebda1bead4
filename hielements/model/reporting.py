"""Collects the diagnostics of the model, and finds names that look like a misspelt one.

Comes in: codes, places, messages. Goes out: diagnostics, each once. Never decides what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from os.path import commonprefix
from typing import Protocol

from hielements.diagnostics.codes.patterns import UNFIT_BINDING
from hielements.diagnostics.diagnostic import Code, Diagnostic, Fix, Label
from hielements.diagnostics.spelling import edit_distance
from hielements.record import Record
from hielements.source.text import Location, SourceText

_MOST_COMPARED = 2000
_MOST_MEASURED = 200
_MOST_SUGGESTIONS = 30


class Spanned(Protocol):
    """A place in a text: a node, a location, or anything else between two offsets."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Implementation(Record):
    """Where an element implements a pattern: what a pattern's text is blamed on when it is wrong only there."""

    source: SourceText
    node: Spanned
    element: str
    pattern: str


class Reporter:
    """Diagnostics in the order in which they were found. The same code at the same place is reported once.

    While `through` is set, the text that is looked at is a pattern's, seen by an element that implements it. What is
    wrong with the pattern as such was reported before; anything else is wrong only for this element, and is
    reported where the element implements the pattern.
    """

    __slots__ = ("_seen", "diagnostics", "through", "unsettled")

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.through: Implementation | None = None
        self._seen: set[tuple[str, str, int, int]] = set()
        self.unsettled = 0
        """Counts what the next build has to look at again even where no text has changed: whatever was to be reported,
        and what depends on names anywhere in the specification."""

    def suggestible(self, names: Iterable[str]) -> list[str]:
        """The names to look for near spellings in: none once so much is wrong that the search would cost more than
        it helps."""
        return [] if len(self.diagnostics) > _MOST_SUGGESTIONS else list(names)

    def report(
        self,
        code: Code,
        source: SourceText,
        node: Spanned,
        message: str,
        label: str = "",
        secondary: Iterable[Label] = (),
        help: str | None = None,  # noqa: A002
        fix: Fix | None = None,
    ) -> None:
        self.unsettled += 1
        key = (code.id, source.name, node.start, node.end)
        if key in self._seen:
            return
        place = Location(source, node.start, node.end)
        through = self.through
        if through is not None:
            key = (code.id + place.text, through.source.name, through.node.start, node.start)
            if key in self._seen:
                return
            secondary = [Label(place, label or "in the pattern"), *secondary]
            message = f"the pattern `{through.pattern}` does not fit `{through.element}`: {message}"
            code, fix, label = UNFIT_BINDING, None, "implemented here"
            place = Location(through.source, through.node.start, through.node.end)
        self._seen.add(key)
        self.diagnostics.append(Diagnostic(code, message, place, label, tuple(secondary), help, fix))


class Span:
    """A place that is no node: what is between two offsets."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names that look like `name`, the most similar first, at most `limit`.

    A name looks like another when their edit distance is at most a third of the longer one, when they differ only
    in case, underscores or hyphens, or when one contains the other as a whole word. Of more than 2,000 names the rest
    is passed over, and the distance is measured to the 200 that begin like it, so that a mistake in a huge
    specification costs little more than one in a small one.
    """
    plain = _plain(name)
    ranked: list[tuple[float, str]] = []
    others = [other for other in islice(known, _MOST_COMPARED) if other and other != name]
    if len(others) > _MOST_MEASURED:
        others.sort(key=lambda other: -len(commonprefix((name, other))))  # noqa: RUF071 - letters are meant
    for count, other in enumerate(others):
        bare = _plain(other)
        if bare == plain:
            ranked.append((0, other))
            continue
        bound = max(len(plain), len(bare)) // 3 or (1 if min(len(plain), len(bare)) > 1 else 0)
        if abs(len(plain) - len(bare)) <= bound and count < _MOST_MEASURED:
            distance = edit_distance(plain, bare, bound)
            if distance <= bound:
                ranked.append((distance, other))
                continue
        if len(plain) > 2 and len(bare) > 2 and (plain in _words(other) or bare in _words(name)):
            ranked.append((bound + 1, other))
    return [other for _, other in sorted(ranked)[:limit]]


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Help that offers the nearest spellings, or None when nothing is near."""
    near = nearest(name, known)
    return f"did you mean {either(near)}?" if near else None


def either(names: Iterable[str]) -> str:
    """`a`, `b` or `c`."""
    return listed(names, "or")


def listed(names: Iterable[str], word: str = "and") -> str:
    """`a`, `b` and `c`."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}" if quoted else ""


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").casefold()


def _words(name: str) -> list[str]:
    return name.casefold().replace("-", "_").split("_")
