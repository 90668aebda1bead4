"""The choice of a repair: which one token to insert, delete or replace so that a statement parses.

Comes in: the tokens around an error, with the parser's states before each of them. Goes out: the most plausible
repair, or none, and how to say it. Plausibility is a cost: closing a bracket is more likely than dropping a name,
and the place where the parser stopped is more likely than one before it.
"""

from __future__ import annotations

from functools import lru_cache

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix
from hielements.diagnostics.spelling import edit_distance
from hielements.record import Record
from hielements.source.text import Location, SourceText
from hielements.syntax.machine import advance
from hielements.syntax.nesting import DEDENT, INDENT, LBRACE, MISSING, RBRACE, LaidOut
from hielements.syntax.scanning import END, KIND, NAME, NEWLINE, STRING
from hielements.syntax.tables import ACTIONS, MARKS, TERMINALS, WORDS

TEXTS = {kind: text for text, kind in (WORDS | MARKS).items()}
_BALANCED = frozenset([INDENT, DEDENT, LBRACE, RBRACE, END])
_WORD_KINDS = frozenset(WORDS.values())
_STATEMENT_WORDS = frozenset(
    WORDS[word]
    for word in [
        "import",
        "from",
        "language",
        "pattern",
        "element",
        "scope",
        "ref",
        "check",
        "requires",
        "allows",
        "forbids",
        "connection_check",
    ]
)
_OLD_WORDS = frozenset(kind for word, kind in WORDS.items() if word in ("template", "connection_point") or "s_" in word)
# What a human leaves out, and how readily. Other terminals are never made up.
_INSERTIONS = {
    KIND["RPAR"]: 9,
    KIND["RSQB"]: 9,
    KIND["MORETHAN"]: 9,
    KIND["LPAR"]: 10,
    KIND["LSQB"]: 10,
    KIND["LESSTHAN"]: 10,
    KIND["COMMA"]: 10,
    KIND["COLON"]: 10,
    KIND["EQUAL"]: 10,
    KIND["DOT"]: 11,
    NEWLINE: 12,
    NAME: 14,
    MISSING: 13,
    KIND["CHECK"]: 13,
    KIND["ELEMENT"]: 15,
    KIND["SCOPE"]: 15,
    KIND["REF"]: 15,
    KIND["IMPLEMENTS"]: 15,
    KIND["USES"]: 16,
    KIND["IMPORT"]: 15,
    KIND["FROM"]: 15,
    KIND["TO"]: 12,
    KIND["CONNECTION"]: 13,
    KIND["BINDS"]: 15,
    KIND["AS"]: 16,
    KIND["PATTERN"]: 15,
    KIND["REQUIRES"]: 15,
    KIND["LANGUAGE"]: 16,
    KIND["CONNECTION_CHECK"]: 16,
}
_NEVER_REPLACING = frozenset([END, NEWLINE, INDENT, DEDENT, LBRACE, RBRACE, STRING, KIND["INTEGER"], KIND["FLOAT"]])


class Repair(Record):
    """Before the token `index`, insert one of `kind` (None: nothing); with `deletes`, drop the token itself."""

    index: int
    kind: int | None
    deletes: bool


def best_repair(
    tokens: LaidOut, size: int, stacks: dict[int, list[int]], start: int, error: int, text: str
) -> tuple[Repair | None, int]:
    """The cheapest repair that lets the statement parse, and how many tokens were tried to find it."""
    kinds = tokens.kinds
    goal = _goal(kinds, size, error)
    found: tuple[int, int, int] | None = None
    best: Repair | None = None
    work = 0
    for index, stack in stacks.items():
        kind = kinds[index]
        spelled = text[tokens.starts[index] : tokens.ends[index]]
        for repair, price in _candidates(tokens, stack, index, start, spelled):
            cost = price + (error - index)
            if found is not None and found[0] == 0 and found[1] <= cost:
                continue
            states = stack[:]
            if repair.kind is not None and not advance(states, repair.kind):
                continue
            reached = index + repair.deletes
            while reached < goal and advance(states, kinds[reached]):
                reached += 1
            work += reached - index + 1
            if reached < goal and reached < error + 4:
                continue
            rank = (goal - reached, cost, error - index)
            if found is None or rank < found:
                found, best = rank, repair
        del kind
    return best, work


def _goal(kinds: list[int], size: int, error: int) -> int:
    """How far a repair must lead: beyond the end of the statement or the opening of its block."""
    index = error
    limit = min(size - 1, error + 24)
    while index < limit and kinds[index] not in (NEWLINE, LBRACE, INDENT):
        index += 1
    return min(index + 2, size)


def _candidates(tokens: LaidOut, stack: list[int], index: int, start: int, spelled: str) -> list[tuple[Repair, int]]:
    kinds = tokens.kinds
    kind = kinds[index]
    found = []
    row = ACTIONS[stack[-1]]
    for terminal, price in _INSERTIONS.items():
        if terminal in row:
            found.append((Repair(index, terminal, False), price + _misfit(kinds, index, start, terminal)))
    if kind in _BALANCED:
        return found
    previous = kinds[index - 1] if index > 0 else -1
    doubled = kind == previous or kind == kinds[index + 1]
    deletion = (
        6 if doubled else 17 if kind == NEWLINE else 12 if kind in _WORD_KINDS else 15 if kind in (NAME, STRING) else 11
    )
    found.append((Repair(index, None, True), deletion))
    if kind == NEWLINE:
        return found
    for terminal in row:
        if terminal >= len(TERMINALS) or terminal == kind or terminal in _NEVER_REPLACING:
            continue
        found_price = _replacement(kind, terminal, spelled, index == start)
        if found_price is not None:
            found.append((Repair(index, terminal, True), found_price))
    return found


def _misfit(kinds: list[int], index: int, start: int, terminal: int) -> int:
    """What makes an insertion less likely at this place."""
    if terminal == NEWLINE:
        return 0 if kinds[index] in _STATEMENT_WORDS or kinds[index] == NAME else 6
    if terminal in _WORD_KINDS and index != start and terminal in _STATEMENT_WORDS:
        return 4
    return 0


def _replacement(kind: int, terminal: int, spelled: str, at_start: bool) -> int | None:
    if terminal in _WORD_KINDS:
        if kind not in _WORD_KINDS and kind != NAME:
            return None
        if similar(spelled, TEXTS[terminal]):
            return 3 if terminal not in _OLD_WORDS else 5
        if terminal in (KIND["TRUE"], KIND["FALSE"], KIND["NULL"], KIND["NOT"]):
            return None
        return 24 if not at_start else 20
    if terminal == NAME:
        return 15
    if terminal == MISSING:
        return 16
    if kind == KIND["EQUAL"] and terminal == KIND["EQUAL_TO"]:
        return 8
    if terminal in (KIND["AT_MOST"], KIND["AT_LEAST"], KIND["UNEQUAL_TO"], KIND["STAR"]):
        return None
    return 11 if kind not in _WORD_KINDS and kind not in (NAME, STRING) else 18


@lru_cache(maxsize=4096)
def similar(word: str, keyword: str) -> bool:
    """Whether a word is one or two slips away from a keyword."""
    if word == keyword or abs(len(word) - len(keyword)) > 2 or not word[:1].isalpha():
        return False
    slips = 1 if len(keyword) < 5 else 2
    return edit_distance(word.lower(), keyword, slips) <= slips


class Speller:
    """Says in words what is wrong."""

    def __init__(self, source: SourceText, tokens: LaidOut, size: int) -> None:
        self.source = source
        self.tokens = tokens
        self.size = size

    def gap(self, index: int) -> int:
        """The offset directly behind the token before this one."""
        return self.tokens.ends[index - 1] if index > 0 else self.tokens.starts[index]

    def place(self, index: int) -> tuple[int, int]:
        """Where an error at this token is shown: tokens without text stand behind the one before."""
        start, end = self.tokens.starts[index], self.tokens.ends[index]
        return (start, end) if start != end else (self.gap(index), self.gap(index))

    def describe(self, repair: Repair, states: list[int]) -> Diagnostic:
        if repair.kind is None:
            return self.unexpected(repair.index, None)
        if repair.deletes:
            return self._replaced(repair.index, repair.kind)
        return self._inserted(repair.index, repair.kind)

    def _inserted(self, index: int, kind: int) -> Diagnostic:
        start, end = self.tokens.starts[index], self.tokens.ends[index]
        gap = self.gap(index)
        if kind == NEWLINE:
            line_start = self.source.line_starts[self.source.position(start)[0] - 1]
            line = self.source.text[line_start:start]
            margin = line[: len(line) - len(line.lstrip())]
            return Diagnostic(
                codes.STATEMENTS_ON_ONE_LINE,
                f"the statement before {self._found(index)} has not ended",
                Location(self.source, start, end),
                help="each statement stands on a line of its own",
                fix=Fix("start a new line", (Edit(Location(self.source, gap, start), f"\n{margin}"),)),
            )
        missing = _described(kind)
        behind = f" after {self._found(index - 1)}" if index > 0 and self.source.text[:gap].strip() else ""
        if kind in _STATEMENT_WORDS and self.source.text[start:end].strip():
            behind = f" before {self._found(index)}"
            gap = start
        fix = None
        if kind in TEXTS:
            inserted = TEXTS[kind]
            if kind in _WORD_KINDS:
                inserted = f"{inserted} " if gap == start else f" {inserted}"
            elif kind == KIND["EQUAL"]:
                inserted = " ="
            fix = Fix(f"insert {missing}", (Edit(Location(self.source, gap, gap), inserted),))
        place = Location(self.source, gap, gap)
        return Diagnostic(
            codes.MISSING_TEXT, f"{missing} is missing{behind}", place, help=f"write {missing} here", fix=fix
        )

    def _replaced(self, index: int, kind: int) -> Diagnostic:
        place = Location(self.source, self.tokens.starts[index], self.tokens.ends[index])
        wanted = _described(kind)
        if kind in _WORD_KINDS and similar(place.text, TEXTS[kind]):
            return Diagnostic(
                codes.MISSPELT_KEYWORD,
                f"`{place.text}` is no keyword; did you mean {wanted}?",
                place,
                help=f"write {wanted}",
                fix=Fix(f"write {wanted}", (Edit(place, TEXTS[kind]),)),
            )
        fix = Fix(f"write {wanted} instead", (Edit(place, TEXTS[kind]),)) if kind in TEXTS else None
        return Diagnostic(
            codes.UNEXPECTED_TEXT,
            f"{wanted} must stand here, not {self._found(index)}",
            place,
            help=f"write {wanted} instead",
            fix=fix,
        )

    def unexpected(self, index: int, states: list[int] | None) -> Diagnostic:
        """The token fits nowhere here; with the parser's states, says what would."""
        start, end = self.place(index)
        expected = _expected(states) if states is not None else ""
        helping = f"here can stand {expected}" if expected else "remove it"
        return Diagnostic(
            codes.UNEXPECTED_TEXT,
            f"{self._found(index)} cannot stand here",
            Location(self.source, start, end),
            help=helping,
        )

    def _found(self, index: int) -> str:
        kind = self.tokens.kinds[index]
        if kind in (NEWLINE, DEDENT):
            return "the end of the line"
        if kind == INDENT:
            return "an indented block"
        if kind == END:
            return "the end of the file"
        text = self.source.text[self.tokens.starts[index] : self.tokens.ends[index]]
        if not text:
            return _described(kind)
        return f"`{text if len(text) <= 40 else text[:37] + '...'}`"


def _described(kind: int) -> str:
    if kind in TEXTS:
        return f"`{TEXTS[kind]}`"
    return {NAME: "a name", MISSING: "an expression", STRING: "a string", NEWLINE: "a new line"}.get(
        kind, "something else"
    )


def _expected(states: list[int]) -> str:
    """What may follow, in words; empty when it would be a long list."""
    fitting = {kind for kind in ACTIONS[states[-1]] if kind < len(TERMINALS) and advance(states[:], kind)}
    words = []
    if MISSING in fitting:
        words.append("an expression")
        fitting -= _WORD_KINDS | {NAME, STRING, MISSING, *(KIND[k] for k in ("INTEGER", "FLOAT", "LPAR", "LSQB"))}
    elif NAME in fitting and len(fitting & _WORD_KINDS) > 20:
        if fitting >= _STATEMENT_WORDS and NEWLINE not in fitting and KIND["IN"] not in fitting:
            return "a statement, such as `element`, `scope` or `check`"
        words.append("a name")
        fitting -= _WORD_KINDS | {NAME}
    words += sorted(f"`{TEXTS[kind]}`" for kind in fitting - _OLD_WORDS if kind in TEXTS)
    if NEWLINE in fitting:
        words.append("the end of the line")
    if not words or len(words) > 6:
        return ""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
