"""Random specifications without syntax errors, in random layouts, with comments at odd places.

A specification is made as tokens with places where something may stand between them; then a layout is chosen for it.
Both come from one Hypothesis draw, so that failures shrink.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

# Contextual keywords are names too, wherever the grammar can tell.
PLAIN = ("a", "b", "shop", "längliches_wort", "to", "binds", "uses", "connection", "descendant", "implements", "as")
HEADS = (*PLAIN, "scope", "ref", "check", "element", "pattern", "language", "requires", "import", "template", "from")
# `element and` at the end of a line reads as if it went on: operators are names only where something follows.
ENDS = (*HEADS, "true", "null")
NAMES = (*ENDS, "in", "and", "not", "or")
STRINGS = ("'x'", '"x"', '"it\'s"', "'a \"b\"'", '"\\n"', "'#'", "''", '""', "'src/long/path/to/some/module.py'")


class Specification:
    """Draws one specification. `modern` leaves older spellings out."""

    def __init__(self, draw: Draw, modern: bool = False) -> None:
        self.draw = draw
        self.modern = modern
        self.margin = ""
        self.braces = 0

    def pick(self, *choices: str) -> str:
        return str(self.draw(st.sampled_from(choices)))

    def chance(self, one_in: int) -> bool:
        return self.number(one_in) == 0

    def number(self, below: int) -> int:
        return int(self.draw(st.integers(0, below - 1)))

    # Layout

    def gap(self) -> str:
        """Between two words that must not touch."""
        return self.pick(" ", " ", " ", " ", "  ", "\t", " ### c ### ", " ### c #c # ###  ")

    def touch(self) -> str:
        """Between a word and a mark."""
        return self.pick("", "", "", "", " ", "### c ###")

    def line_end(self) -> str:
        return self.pick("\n", "\n", "\n", "\r\n", "  \n", "\r")

    def comment(self) -> str:
        return self.pick(
            "# c",
            "## doc",
            "##doc  ",
            "#",
            "#### c",
            "# 'c",
            "### one ###",
            "### a\n      b # \n###",
            "###\n  a  \n b###",
        )

    def line_comments(self) -> str:
        """Line ends and comments where a line break means nothing."""
        return "".join(
            self.pick("", " ") + self.pick("", self.comment()) + self.line_end() + " " * self.number(9)
            for _ in range(1 + self.number(2))
        )

    def loose(self) -> str:
        """Between words in brackets: anything may stand there."""
        return self.line_comments() if self.chance(6) else self.gap()

    # Expressions

    def path(self, heads: tuple[str, ...] = PLAIN) -> str:
        members = [self.pick(*NAMES) for _ in range(self.number(3))]
        return ".".join([self.pick(*heads), *members])

    def expression(self, depth: int, loose: bool) -> str:
        kind = self.number(12)
        blank = self.loose if loose else self.gap
        if depth <= 0 or kind < 3:
            return self.pick(self.path(HEADS), *STRINGS[:3], "0", "-5", "1.5e3", "true", "null", self.pick(*STRINGS))
        if kind < 7:
            return self.path(HEADS) + self.touch_call() + self.bracket("(", ")", depth, True)
        if kind == 7:
            return self.bracket("[", "]", depth, False)
        if kind == 8:
            inner = self.expression(depth - 1, True)
            return "(" + self.inside() + inner + self.inside() + ")"
        if kind == 9:
            operator = self.pick("==", "!=", "<", "<=", ">", ">=", "in")
            left, right = (self.operand(depth, loose) for _ in range(2))
            return left + blank() + operator + self.after_operator(loose) + right
        if kind == 10:
            return "not" + blank() + self.operand(depth, loose)
        word = self.pick("and", "or")
        parts = [self.operand(depth, loose) for _ in range(2 + self.number(3))]
        return "".join(part + blank() + word + self.after_operator(loose) for part in parts[:-1]) + parts[-1]

    def operand(self, depth: int, loose: bool) -> str:
        if self.chance(3):
            return "(" + self.inside() + self.expression(depth - 1, True) + self.inside() + ")"
        if self.chance(2):
            return self.path(HEADS) + self.bracket("(", ")", depth, True)
        return self.path(HEADS)

    def after_operator(self, loose: bool) -> str:
        return self.line_comments() if self.chance(8) else self.gap()

    def touch_call(self) -> str:
        return self.pick("", "", "", " ")

    def inside(self) -> str:
        return self.line_comments() if self.chance(8) else self.touch()

    def bracket(self, opening: str, closing: str, depth: int, named: bool) -> str:
        count = self.pick("0", "1", "2", "2", "3", "6")
        items = []
        for number in range(int(count)):
            value = self.expression(depth - 1, True)
            if named and number >= int(count) - 1 and self.chance(2):
                value = self.pick(*NAMES) + self.touch() + "=" + self.touch() + value
            items.append(self.inside() + value + self.inside())
        comma = "," + self.inside() if items and self.chance(4) else ""
        return opening + (",".join(items) + comma if items else self.inside()) + closing

    def value(self) -> str:
        return self.touch() + "=" + self.after_operator(False) + self.expression(3, False)

    # Statements

    def statement(self, depth: int) -> str:
        """A statement without its line end."""
        kind = self.number(10)
        if kind == 0:
            return "check" + self.gap() + self.expression(3, False)
        if kind in (1, 2):
            return self.scope(True)
        if kind == 3:
            word = self.pick("ref") if self.modern else self.pick("ref", "connection_point")
            return word + self.ref()
        if kind == 4:
            return self.pick(*PLAIN) + self.gap() + "uses" + self.gap() + self.path()
        if kind == 5:
            return self.path() + self.value()
        if kind in (6, 7) or depth <= 0:
            return self.requirement(depth)
        return self.element(depth)

    def scope(self, bound: bool) -> str:
        language = ["", f"<{self.touch()}python{self.touch()}>"]
        if not self.modern:
            language.append(f"{self.touch()}:{self.gap()}rust")
        binds = self.gap() + "binds" + self.gap() + self.path() if self.chance(3) else ""
        value = self.value() if self.chance(2) else ""
        return "scope" + self.gap() + self.pick(*ENDS) + self.pick(*language) + binds + value

    def ref(self) -> str:
        binds = self.gap() + "binds" + self.gap() + self.path() if self.chance(3) else ""
        value = self.value() if self.chance(2) else ""
        return self.gap() + self.pick(*NAMES) + self.touch() + ":" + self.gap() + self.pick(*ENDS) + binds + value

    def requirement(self, depth: int) -> str:
        action = self.pick("requires", "allows", "forbids") + self.gap()
        action += "descendant" + self.gap() if self.chance(3) else ""
        if not self.modern and self.chance(4):
            if self.chance(2):
                return (
                    f"{self.pick('allows', 'forbids', 'requires')}_connection{self.gap()}to{self.gap()}{self.path()}.*"
                )
            action = "requires_descendant" + self.gap()
        kind = self.number(6)
        if kind == 0:
            return action + "connection" + self.gap() + "to" + self.gap() + self.path() + self.pick("", ".*", " . *")
        if kind == 1:
            return action + "language" + self.gap() + self.pick(*ENDS)
        if kind == 2:
            return action + "implements" + self.gap() + self.path()
        if kind == 3:
            return action + self.scope(True)
        if kind == 4 and not action.startswith("allows"):
            return action + "check" + self.gap() + self.expression(2, False)
        return action + self.element(depth)

    def element(self, depth: int) -> str:
        head = "element" + self.gap() + self.pick(*ENDS)
        if self.chance(3):
            paths = [self.path() for _ in range(1 + self.number(3))]
            head += self.gap() + "implements" + self.gap() + ("," + self.after_operator(False)).join(paths)
        return head + self.body(depth - 1, self.statement) if depth > 0 and not self.chance(4) else head

    # Blocks

    def body(self, depth: int, statement: Callable[[int], str]) -> str:
        outer, braces = self.margin, self.braces
        self.margin = outer + self.pick("  ", "    ", "   ")
        try:
            if self.chance(2):
                return self.brace(depth, statement, outer)
            self.braces = 0
            text = self.lines(depth, statement, self.number(3))
            if not text:
                text = self.margin + self.comment() + "\n"
            # Comments behind a comment-only block are the block's.
            return ":" + self.pick("", "  # t", " ### t ###") + self.line_end() + text.rstrip("\r\n")
        finally:
            self.margin, self.braces = outer, braces

    def brace(self, depth: int, statement: Callable[[int], str], outer: str) -> str:
        self.braces += 1
        before = self.pick(" ", " ", "", "\n" + outer, "  # c\n")
        if self.chance(4):
            inner = self.pick("", " ", "\n", " # c\n", "\n## c\n", " ### c ###")
            return before + "{" + inner + self.pick("", " ") + "}"
        if self.chance(5):
            self.margin = ""
            one = self.statement_line(statement, 0)
            return (
                before + "{ " + one + self.pick(" ", "") + "}" if "#" not in one.rsplit("\n", 1)[-1] else before + "{}"
            )
        text = self.lines(depth, statement, 1 + self.number(3))
        return before + "{" + self.pick("", " # t", " ## t") + self.line_end() + text + outer + "}"

    def statement_line(self, statement: Callable[[int], str], depth: int) -> str:
        return statement(depth)

    def lines(self, depth: int, statement: Callable[[int], str], count: int) -> str:
        margin = self.margin
        text = ""
        for _ in range(count):
            text += self.comment_lines(margin)
            text += margin + statement(depth) + self.pick("", "", " # t", "  ## t", " ### t ###", " ### t ### # u")
            text += self.line_end() + self.pick("", "", "\n", "  \n\n\n")
        return text + (self.comment_lines(margin) if count else "")

    def comment_lines(self, margin: str) -> str:
        return "".join(
            margin + self.comment() + self.line_end() + self.pick("", "", "\n")
            for _ in range(max(0, self.number(5) - 2))
        )

    # Files

    def connection_check(self, _depth: int) -> str:
        parameters = [
            self.pick(*NAMES) + self.touch() + ":" + self.gap() + "scope" + self.pick("[]", "", " [ ]")
            for _ in range(self.number(3))
        ]
        head = "connection_check" + self.gap() + self.pick(*NAMES) + "(" + ("," + self.inside()).join(parameters) + ")"
        if self.braces or self.chance(2):
            return head + ":" + self.gap() + self.expression(2, False)
        return head + ":\n" + self.margin + "  " + self.expression(2, False)

    def imported(self) -> str:
        kind = self.number(3)
        alias = self.gap() + "as" + self.gap() + self.pick(*ENDS) if self.chance(2) else ""
        if kind == 0:
            return "import" + self.gap() + self.path() + alias
        if kind == 1:
            return "import" + self.gap() + self.pick("'./x.hie'", '"./x.hie"') + alias
        names = [self.pick(*ENDS) + (" as " + self.pick(*ENDS) if self.chance(3) else "") for _ in range(12)]
        wanted = names[: self.pick_count()]
        return "from" + self.gap() + self.pick("python", "'./x.hie'") + " import " + ("," + self.gap()).join(wanted)

    def pick_count(self) -> int:
        return int(self.draw(st.sampled_from([1, 2, 3, 12])))

    def declaration(self) -> str:
        kind = self.number(6)
        if kind == 0:
            return "language" + self.gap() + self.pick(*ENDS) + self.body(1, self.connection_check)
        if kind in (1, 2):
            word = "pattern" if self.modern else self.pick("pattern", "template")
            return word + self.gap() + self.pick(*NAMES) + self.body(2, self.statement)
        return self.element(3)

    def file(self) -> str:
        text = self.pick("", "", "\ufeff", "\n\n", "\t\n")
        for _ in range(self.number(3)):
            text += self.comment_lines("") + self.imported() + self.pick("", " # t") + self.line_end()
        for _ in range(self.number(4)):
            text += self.comment_lines("") + self.declaration() + self.pick("", " # t", " ### t ###") + self.line_end()
            text += self.pick("", "\n", "\n\n\n", "  \n")
        text += self.comment_lines("")
        return text if self.chance(2) else text.rstrip("\r\n")


@st.composite
def specifications(draw: Draw, modern: bool = False) -> str:
    return Specification(draw, modern).file()
