"""Regular expressions that always take time in proportion to the text.

Comes in: a pattern in Python's syntax. Goes out: a `LinearRegex`, or what is wrong with the pattern. Specifications
come from anywhere, and `re` can take years on one short name (`(a+)+$`): here all ways to match are followed at once
(Thompson's construction, Communications of the ACM 11:6, 1968), and sets of states that were met are remembered, which
makes a lazy deterministic automaton. What cannot be matched that way (back references, looking ahead or behind, atomic
groups) is refused with a message, never approximated.

Texts are single lines: `^` and `$` stand for their ends, `.` is any character.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hielements.record import Record

MAX_INSTRUCTIONS = 10_000
"""Counted repeats are written out; a pattern that gets longer than this is refused."""

_MAX_REMEMBERED = 20_000
"""Transitions that are remembered before the memory is emptied."""

_START, _WORD, _OTHER, _END = "start", "word", "other", "end"


class RegexProblem(Record):
    message: str
    help: str | None = None


class LinearRegex:
    """A compiled pattern; see the module's docstring. Safe to use from several threads."""

    __slots__ = ("_program", "_steps", "pattern")

    def __init__(self, pattern: str, program: list[tuple[Any, ...]]) -> None:
        self.pattern = pattern
        self._program = program
        self._steps: dict[tuple[frozenset[int], str, str, bool], tuple[frozenset[int], bool]] = {}

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        return self._run(text, whole=True)

    def occurs_in(self, text: str) -> bool:
        """Whether some part of the text matches."""
        return self._run(text, whole=False)

    def _run(self, text: str, whole: bool) -> bool:
        states = frozenset((0,))
        before = _START
        steps = self._steps
        for character in text:
            key = (states, before, character, whole)
            step = steps.get(key)
            if step is None:
                if len(steps) >= _MAX_REMEMBERED:
                    steps.clear()
                step = steps[key] = self._step(states, before, character, whole)
            states, found = step
            if found:
                return True
            if not states:
                return False
            before = _WORD if character.isalnum() or character == "_" else _OTHER
        return self._follow(states, before, _END)[1]

    def _step(self, states: frozenset[int], before: str, character: str, whole: bool) -> tuple[frozenset[int], bool]:
        """The states behind one more character, and whether a match ended before it."""
        after = _WORD if character.isalnum() or character == "_" else _OTHER
        reached, found = self._follow(states, before, after)
        if found and not whole:
            return frozenset(), True
        following = {place + 1 for place in reached if self._program[place][1](character)}
        if not whole:
            following.add(0)
        return frozenset(following), False

    def _follow(self, states: frozenset[int], before: str, after: str) -> tuple[list[int], bool]:
        """The places that wait for a character, reached without reading one; and whether the end was reached."""
        pending = list(states)
        seen = set(pending)
        waiting: list[int] = []
        found = False
        while pending:
            place = pending.pop()
            instruction = self._program[place]
            name = instruction[0]
            if name == "read":
                waiting.append(place)
                continue
            if name == "end":
                found = True
                continue
            if name == "at" and not instruction[1](before, after):
                continue
            for target in (place + 1,) if name == "at" else instruction[1]:
                if target not in seen:
                    seen.add(target)
                    pending.append(target)
        return waiting, found


def compile_regex(pattern: str) -> LinearRegex | RegexProblem:
    """The regular expression in Python's syntax."""
    # The parser of the standard library, without its matcher; it has no public name since Python 3.11.
    import re
    import warnings
    from importlib import import_module

    parser: Any = import_module("re._parser")
    try:
        with warnings.catch_warnings():
            # Python warns of patterns whose meaning may change (`[[a]`); they keep the meaning they have.
            warnings.simplefilter("ignore")
            tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as problem:
        return RegexProblem(f"the regular expression '{pattern}' is wrong: {problem}")
    writer = _Writer()
    try:
        writer.write(tree, int(tree.state.flags))
    except RecursionError:
        return RegexProblem("the regular expression is nested too deeply")
    except _Unsupported as problem:
        return RegexProblem(f"the regular expression '{pattern}' {problem}", problem.help)
    writer.program.append(("end",))
    return LinearRegex(pattern, writer.program)


class _Unsupported(Exception):  # noqa: N818 - ends the translation; `compile_regex` turns it into a value
    def __init__(self, message: str, help_text: str | None = None) -> None:
        super().__init__(message)
        self.help = help_text


_IGNORE_CASE = 2
_ASCII = 256
_LOCALE = 4

_ANCHORS: dict[str, Callable[[str, str], bool]] = {
    "AT_BEGINNING": lambda before, _: before == _START,
    "AT_BEGINNING_STRING": lambda before, _: before == _START,
    "AT_END": lambda _, after: after == _END,
    "AT_END_STRING": lambda _, after: after == _END,
    "AT_BOUNDARY": lambda before, after: (before == _WORD) != (after == _WORD),
    "AT_NON_BOUNDARY": lambda before, after: (before == _WORD) == (after == _WORD),
}

_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_NOT_DIGIT": lambda character: not character.isdecimal(),
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_SPACE": lambda character: not character.isspace(),
    "CATEGORY_WORD": lambda character: character.isalnum() or character == "_",
    "CATEGORY_NOT_WORD": lambda character: not (character.isalnum() or character == "_"),
}

_UNSUPPORTED = {
    "ASSERT": "looks ahead or behind",
    "ASSERT_NOT": "looks ahead or behind",
    "GROUPREF": "refers back to a group",
    "GROUPREF_EXISTS": "asks whether a group matched",
    "ATOMIC_GROUP": "has an atomic group",
    "POSSESSIVE_REPEAT": "has a possessive repeat",
}


class _Writer:
    """Writes the program for a parsed pattern: `read` a character that fits, `go` to one of several places, be `at` a
    place, `end`."""

    def __init__(self) -> None:
        self.program: list[tuple[Any, ...]] = []

    def write(self, items: Any, flags: int) -> None:
        if flags & (_ASCII | _LOCALE):
            raise _Unsupported("sets the flag 'a' or 'L'", "leave the flag out; classes such as \\w follow Unicode")
        for operation, argument in items:
            self._write_one(str(operation), argument, flags)

    def _write_one(self, name: str, argument: Any, flags: int) -> None:
        if len(self.program) > MAX_INSTRUCTIONS:
            raise _Unsupported("is too large when its repeats are written out", "use smaller counts")
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            self.program.append(("read", _reader(name, argument, flags)))
        elif name == "AT":
            self.program.append(("at", _ANCHORS[str(argument)]))
        elif name == "SUBPATTERN":
            _, added, removed, items = argument
            self.write(items, (flags | added) & ~removed)
        elif name == "BRANCH":
            self._write_branches(argument[1], flags)
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, items = argument
            self._write_repeat(least, most, items, flags)
        else:
            what = _UNSUPPORTED.get(name, f"uses {name.lower()}")
            raise _Unsupported(
                f"{what}, which is not supported", "every supported pattern is matched in linear time; reword it"
            )

    def _write_branches(self, branches: Any, flags: int) -> None:
        fork = self._reserve()
        starts: list[int] = []
        exits: list[int] = []
        for branch in branches:
            starts.append(len(self.program))
            self.write(branch, flags)
            exits.append(self._reserve())
        self.program[fork] = ("go", tuple(starts))
        for place in exits:
            self.program[place] = ("go", (len(self.program),))

    def _write_repeat(self, least: int, most: Any, items: Any, flags: int) -> None:
        for _ in range(least):
            self.write(items, flags)
            if len(self.program) > MAX_INSTRUCTIONS:
                raise _Unsupported("is too large when its repeats are written out", "use smaller counts")
        if str(most) == "MAXREPEAT":
            fork = self._reserve()
            self.write(items, flags)
            self.program.append(("go", (fork,)))
            self.program[fork] = ("go", (fork + 1, len(self.program)))
            return
        forks: list[int] = []
        for _ in range(int(most) - least):
            forks.append(self._reserve())
            self.write(items, flags)
            if len(self.program) > MAX_INSTRUCTIONS:
                raise _Unsupported("is too large when its repeats are written out", "use smaller counts")
        for fork in forks:
            self.program[fork] = ("go", (fork + 1, len(self.program)))

    def _reserve(self) -> int:
        self.program.append(("go", ()))
        return len(self.program) - 1


def _reader(name: str, argument: Any, flags: int) -> Callable[[str], bool]:
    """Whether one character fits. Without case, a character fits if it fits in either case."""
    exact = _exact_reader(name, argument)
    if not flags & _IGNORE_CASE or name == "ANY":
        return exact
    if name == "NOT_LITERAL":
        literal = _exact_reader("LITERAL", argument)
        return lambda character: not (literal(character) or literal(character.lower()) or literal(character.upper()))
    if name == "IN" and argument and str(argument[0][0]) == "NEGATE":
        inner = _exact_reader("IN", argument[1:])
        return lambda character: not (inner(character) or inner(character.lower()) or inner(character.upper()))
    return lambda character: exact(character) or exact(character.lower()) or exact(character.upper())


def _exact_reader(name: str, argument: Any) -> Callable[[str], bool]:
    if name == "LITERAL":
        expected = chr(argument)
        return lambda character: character == expected
    if name == "NOT_LITERAL":
        refused = chr(argument)
        return lambda character: character != refused
    if name == "ANY":
        return lambda _: True
    return _class_reader(argument)


def _class_reader(items: Any) -> Callable[[str], bool]:
    negated = False
    single: set[str] = set()
    ranges: list[tuple[str, str]] = []
    categories: list[Callable[[str], bool]] = []
    for operation, value in items:
        name = str(operation)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            single.add(chr(value))
        elif name == "RANGE":
            ranges.append((chr(value[0]), chr(value[1])))
        else:
            categories.append(_CATEGORIES[str(value)])

    def fits(character: str) -> bool:
        inside = (
            character in single
            or any(first <= character <= last for first, last in ranges)
            or any(category(character) for category in categories)
        )
        return inside != negated

    return fits
