"""The baseline: the violations that a project knows and has not mended yet, and the format of the file that lists them.

Comes in: the text of the file, or entries. Goes out: entries, or diagnostics with places; the text of the file. Knows
neither disks nor runs.

The file is JSON Lines, one object on each line, sorted: two branches that add or remove different entries merge without
a conflict wherever their lines do not touch, and with `merge=union` in `.gitattributes` always. Order and repeated
lines mean nothing when it is read, so that a merged file is as good as a written one. Three kinds of lines:

    {"hielements-baseline": 1}
    {"date": "2026-11-28", "violations": 12}
    {"spec": "shop.hie", "element": "shop.web", "check": "python.no_dependency(web, db)", "path": "web/views.py",
     "target": "db.models", "count": 2}

(the last one on one line): the version of the format, how many violations were known on a day, and a known violation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeGuard

from hielements.diagnostics.codes.accepting import INVALID_BASELINE
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.record import Record
from hielements.source.text import Location, SourceText

DEFAULT_BASELINE: Final = "hielements-baseline.jsonl"
VERSION: Final = 1
_VERSION_KEY: Final = "hielements-baseline"
_CONFLICTS: Final = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_MOST_REPORTED: Final = 20


class Key(Record):
    """What a violation is known by: the rule (the specification, the element, the text of the check with white space
    collapsed), the file that breaks it (None when no file is to blame), and what it must not lead to. No line is part
    of it."""

    spec: str
    element: str
    check: str
    path: str | None
    target: str


class Entry(Record):
    """`count` violations with the same key are known. `line` is where the file says so, 0 for a new entry."""

    key: Key
    count: int
    line: int = 0


class Milestone(Record):
    """How many violations were known at the end of a day (`2026-11-28`)."""

    date: str
    violations: int


class Baseline(Record):
    """A whole file. `entries` have different keys; `history` is sorted by date, with at most one milestone a day."""

    source: SourceText
    entries: tuple[Entry, ...]
    history: tuple[Milestone, ...]

    @property
    def violations(self) -> int:
        return sum(entry.count for entry in self.entries)


def read_baseline(source: SourceText) -> Baseline | tuple[Diagnostic, ...]:
    """The baseline that the text says, or everything that is wrong with it."""
    entries: dict[Key, Entry] = {}
    history: dict[str, int] = {}
    problems: list[Diagnostic] = []
    versioned = False
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip():
            continue
        if len(problems) == _MOST_REPORTED:
            break
        value = _object(line)
        problem = _CONFLICT if line.startswith(_CONFLICTS) else value if isinstance(value, str) else None
        if problem is None and isinstance(value, dict):
            if _VERSION_KEY in value:
                versioned = True
                if value[_VERSION_KEY] != VERSION:
                    problem = f"this version of hielements reads version {VERSION} of the format"
            elif "date" in value:
                problem = _add_milestone(value, history)
            else:
                problem = _add_entry(value, number, entries)
        if problem is not None:
            problems.append(_diagnostic(source, number, problem))
    if not versioned and not problems:
        problems.append(_diagnostic(source, 1, f'the line `{{"{_VERSION_KEY}": {VERSION}}}` is missing'))
    if problems:
        return tuple(problems)
    return Baseline(
        source,
        tuple(sorted(entries.values(), key=lambda entry: _order(entry.key))),
        tuple(Milestone(date, history[date]) for date in sorted(history)),
    )


def baseline_text(entries: Iterable[Entry], history: Sequence[Milestone]) -> str:
    """The text of the file."""
    lines = [json.dumps({_VERSION_KEY: VERSION})]
    lines += [json.dumps({"date": each.date, "violations": each.violations}) for each in history]
    for entry in sorted(entries, key=lambda entry: _order(entry.key)):
        key = entry.key
        fields: dict[str, object] = {
            "spec": key.spec,
            "element": key.element,
            "check": key.check,
            "path": key.path,
            "target": key.target,
        }
        if entry.count != 1:
            fields["count"] = entry.count
        text = json.dumps(fields, ensure_ascii=False)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:  # a file name that is no UTF-8
            text = json.dumps(fields)
        lines.append(text)
    return "\n".join(lines) + "\n"


_CONFLICT = "the file holds the marks of a merge conflict"


def _order(key: Key) -> tuple[str, ...]:
    return key.spec, key.element, key.check, key.path or "", key.target


def _object(line: str) -> dict[str, Any] | str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return "the line is not valid JSON"
    return value if isinstance(value, dict) else "the line is no JSON object"


def _add_milestone(value: Mapping[str, Any], history: dict[str, int]) -> str | None:
    date: object = value.get("date")
    violations: object = value.get("violations")
    if not isinstance(date, str) or not _is_number(violations, 0) or len(value) != 2:
        return 'a day is written {"date": "2026-11-28", "violations": 12}'
    # Of two branches that wrote the same day, nobody knows the sum; the larger number claims no progress that is none.
    history[date] = max(violations, history.get(date, 0))
    return None


def _add_entry(value: Mapping[str, Any], number: int, entries: dict[Key, Entry]) -> str | None:
    for name in "spec", "element", "check", "target":
        if not isinstance(value.get(name), str):
            return f"the line has no `{name}`" if name not in value else f"`{name}` must be a string"
    path, count = value.get("path"), value.get("count", 1)
    if path is not None and not isinstance(path, str):
        return "`path` must be a string or null"
    if not _is_number(count, 1):
        return "`count` must be a whole number from 1"
    unknown = sorted(set(value) - {"spec", "element", "check", "path", "target", "count"})
    if unknown:
        return f"there is no field `{unknown[0]}`"
    key = Key(value["spec"], value["element"], value["check"], path, value["target"])
    known = entries.get(key)
    if known is None or known.count < count:
        entries[key] = Entry(key, count, number)
    return None


def _is_number(value: object, least: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _diagnostic(source: SourceText, line: int, message: str) -> Diagnostic:
    start = source.offset(line, 1)
    help_ = (
        "keep the lines of both sides and remove the marks: order and repeated lines do not matter"
        if message == _CONFLICT
        else "`hielements baseline create --force` writes the file anew"
    )
    return Diagnostic(INVALID_BASELINE, message, Location(source, start, start + len(source.line(line))), help=help_)
