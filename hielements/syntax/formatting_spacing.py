"""Where a blank stands between two words of a line, and where the expression of a line begins.

Comes in: the kinds of the words of one logical line, in a text without syntax errors. Goes out: places in it. Nothing
here knows comments, widths or line breaks.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.syntax.nesting import CLOSING, COLON, DOT, NOT, OPENING, RBRACE
from hielements.syntax.scanning import KIND, NAME
from hielements.syntax.tables import WORDS

AND, OR, IN = KIND["AND"], KIND["OR"], KIND["IN"]
EQUAL, COMMA, STAR = KIND["EQUAL"], KIND["COMMA"], KIND["STAR"]
_LPAR, _LSQB, _LESS, _MORE = KIND["LPAR"], KIND["LSQB"], KIND["LESSTHAN"], KIND["MORETHAN"]
_SCOPE, _CHECK, _DESCENDANT, _CONNECTION_CHECK = (
    KIND[name] for name in ("SCOPE", "CHECK", "DESCENDANT", "CONNECTION_CHECK")
)
_ACTIONS = frozenset(KIND[name] for name in ("REQUIRES", "ALLOWS", "FORBIDS", "REQUIRES_DESCENDANT"))
_NAMES = frozenset([NAME, *WORDS.values()])
_OPERATORS = frozenset([AND, OR, NOT, IN])
_NEVER_BEFORE = frozenset([COMMA, DOT, COLON, RBRACE, *CLOSING])
_NEVER_AFTER = frozenset([DOT, *OPENING])


def spaces(kinds: Sequence[int]) -> list[bool]:
    """For each word whether a blank stands before it."""
    subject = _subject(kinds)
    marks = _language_mark(kinds, subject)
    parameters = kinds[0] == _CONNECTION_CHECK and kinds[1:2] not in ([DOT], [EQUAL])
    result = [False]
    depth = 0
    for index in range(1, len(kinds)):
        before, kind = kinds[index - 1], kinds[index]
        if before in OPENING:
            depth += 1
        elif before in CLOSING:
            depth -= 1
        elif before == COLON and depth == 0:
            parameters = False
        if kind in _NEVER_BEFORE or before in _NEVER_AFTER:
            space = False
        elif depth and EQUAL in (kind, before):
            space = False  # it names an argument
        elif kind == _LPAR:
            space = not (parameters and depth == 0) and not _is_callee(kinds, index - 1, subject)
        elif kind == _LSQB:
            space = not parameters
        else:
            space = not (index in marks or (index - 1 in marks and before == _LESS))
        result.append(space)
    return result


def expression_start(kinds: Sequence[int]) -> int | None:
    """The index of the first word of the line's expression, if it has one."""
    subject = _subject(kinds)
    if kinds[subject] == _CHECK and kinds[subject + 1 : subject + 2] not in ([DOT], [EQUAL]):
        return subject + 1
    depth = 0
    wanted = COLON if kinds[0] == _CONNECTION_CHECK and kinds[1:2] not in ([DOT], [EQUAL]) else EQUAL
    for index, kind in enumerate(kinds):
        if kind in OPENING:
            depth += 1
        elif kind in CLOSING:
            depth -= 1
        elif kind == wanted and depth == 0:
            return index + 1
    return None


def _subject(kinds: Sequence[int]) -> int:
    """Where the keyword of the statement stands: behind `requires descendant` and the like."""
    if kinds[0] not in _ACTIONS or kinds[1:2] in ([], [DOT], [EQUAL]):
        return 0
    return 2 if kinds[1] == _DESCENDANT and len(kinds) > 2 else 1


def _language_mark(kinds: Sequence[int], subject: int) -> tuple[int, ...]:
    """The places of `<` and `>` in `scope x<lang>`."""
    if kinds[subject] == _SCOPE and kinds[subject + 2 : subject + 3] == [_LESS]:
        return subject + 2, subject + 4
    return ()


def _is_callee(kinds: Sequence[int], index: int, subject: int) -> bool:
    """Whether a call's `(` may follow this word: a name, and no operator or keyword."""
    if kinds[index] not in _NAMES:
        return False
    if kinds[index] in _OPERATORS:
        return index > 0 and kinds[index - 1] == DOT
    return not (index == subject and kinds[index] == _CHECK)
