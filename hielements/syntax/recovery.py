"""Goes on after a syntax error: one report for each mistake, and as much of the tree as can be kept.

Comes in: the parser's machine, stopped at a token that fits no rule. Goes out: the machine, able to go on, and
diagnostics. The method is that of bison and its descendants: return to the start of the statement, where the last
checkpoint is, and try to insert, delete or replace one token between there and the error, on a copy of the states
alone. The cheapest change that lets the rest of the statement parse is taken to be what was meant (`repairs.py`).
Where no single change helps, the statement is skipped up to its end; if a block follows it, the block is kept.

An error is not reported when an error is already known on its line, or when nearly nothing was parsed since the last
one: it would only be a consequence.
"""

from __future__ import annotations

from bisect import bisect_left

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.machine import Machine, advance
from hielements.syntax.nesting import COLON, DEDENT, INDENT, LBRACE, RBRACE
from hielements.syntax.repairs import Repair, Speller, best_repair
from hielements.syntax.scanning import END, KIND, NAME, NEWLINE
from hielements.syntax.tables import ACTIONS, NONTERMINALS, TERMINALS

# Repairs are looked for among so many tokens before the error, and at the start of its statement.
_WINDOW = 12
# All searches together may simulate about so many tokens, for each token of the file and at most; after that errors are
# skipped without search, so that a file that is no specification at all takes linear time too.
_BUDGET_AT_ONCE = 20_000
_BUDGET_PER_TOKEN = 40
_BUDGET_AT_MOST = 400_000
_LAYOUT = frozenset([NEWLINE, INDENT, DEDENT])


class Recovery:
    """Recovery for one parse."""

    def __init__(self, source: SourceText, machine: Machine, earlier: list[Diagnostic]) -> None:
        self.source = source
        self.machine = machine
        self.tokens = machine.tokens
        self.size = len(machine.tokens.kinds)
        self.diagnostics: list[Diagnostic] = []
        self.lines = {d.location.line for d in earlier if d.is_error}
        self.budget = min(_BUDGET_AT_ONCE + _BUDGET_PER_TOKEN * self.size, _BUDGET_AT_MOST)
        self.last_error = -10
        self.last_repair = -1
        self.furthest = -1
        self.stuck = 0
        self.speller = Speller(source, machine.tokens, self.size)

    def recover(self, error: int) -> int:
        """Mends the machine at the token with this index; gives the index to go on with."""
        if self._is_stuck(error):
            return self._force(error)
        height = self._checkpoint()
        start = self._statement_start(height, error)
        # The tokens before an earlier repair of the same statement stay as they were mended.
        rolls_back = start > self.last_repair
        repair = None
        if self.budget > 0:
            repair = self._search(height, start, error) if rolls_back else self._search(None, error, error)
        if repair is None:
            self._report_unexpected(error, self.machine.states)
            self.last_error = error
            return self._skip_statement(height, start, error)
        self._report(self.speller.describe(repair, self.machine.states), error)
        self.last_error = error
        return self._apply(repair, height if rolls_back else None, start)

    def _is_stuck(self, error: int) -> bool:
        """Whether recovery has come back to where it was before: a proof that parsing ends."""
        if error > self.furthest:
            self.furthest = error
            self.stuck = 0
        self.stuck += 1
        return self.stuck > 4

    def _force(self, error: int) -> int:
        """Leaves out all tokens so far, and at the end of the file every block that is still open."""
        self._report_unexpected(error, None)
        machine = self.machine
        if self.furthest < self.size - 1:
            return self.furthest + 1
        if len(machine.values) > 1 and isinstance(machine.values[0], list):
            del machine.states[2:]
            del machine.values[1:]
        else:
            self._restart()
        return self.size - 1

    # The checkpoint

    def _checkpoint(self) -> int:
        """The height of the stack at the start of the innermost statement."""
        states = self.machine.states
        height = len(states) - 1
        while height > 0 and _ACCESSING.get(states[height]) != _STATEMENTS:
            height -= 1
        return height

    def _statement_start(self, height: int, error: int) -> int:
        """The index of the first token of the statement above the checkpoint."""
        values = self.machine.values
        if len(values) <= height:
            return error
        first = values[height]
        while isinstance(first, list) and first:
            first = first[0]
        if isinstance(first, int):
            if first < self.size:
                return first
            offset = self.tokens.starts[first]
        elif isinstance(first, tree.Node):
            offset = first.start
        else:
            return error
        index = bisect_left(self.tokens.starts, offset, 0, self.size)
        while index < error and self.tokens.kinds[index] in _LAYOUT:
            index += 1
        return min(index, error)

    # Repairs

    def _search(self, height: int | None, start: int, error: int) -> Repair | None:
        kinds = self.tokens.kinds
        states = self.machine.states[:] if height is None else self.machine.states[: height + 1]
        stacks = {}
        for index in range(start, error + 1):
            if index == start or error - index <= _WINDOW:
                stacks[index] = states[:]
            if index < error and not advance(states, kinds[index]):
                break
        self.budget -= error - start
        repair, work = best_repair(self.tokens, self.size, stacks, start, error, self.source.text)
        self.budget -= work
        return repair

    def _apply(self, repair: Repair, height: int | None, start: int) -> int:
        machine, tokens = self.machine, self.tokens
        if height is not None:
            del machine.states[height + 1 :]
            del machine.values[height:]
            for index in range(start, repair.index):
                machine.feed(index)
        following = repair.index
        if repair.kind is not None:
            if repair.deletes:
                place, end = tokens.starts[following], tokens.ends[following]
            else:
                place = end = self.speller.gap(following)
            tokens.kinds.append(repair.kind)
            tokens.starts.append(place)
            tokens.ends.append(end)
            machine.feed(len(tokens.kinds) - 1)
        self.last_repair = following
        return following + repair.deletes

    # Skipping

    def _skip_statement(self, height: int, start: int, error: int) -> int:
        """Leaves out the statement that cannot be mended; gives the index to go on with."""
        machine, tokens = self.machine, self.tokens
        kinds = tokens.kinds
        if not machine.values or _ACCESSING.get(machine.states[height]) != _STATEMENTS:
            height, start = self._restart()
        del machine.states[height + 1 :]
        del machine.values[height:]
        self.last_repair = error
        depth = 0
        index = start
        rescues = kinds[start] != KIND["CONNECTION_CHECK"]
        while index < self.size - 1:
            kind = kinds[index]
            if kind in (INDENT, LBRACE):
                if depth == 0 and rescues and index >= error:
                    return self._keep_block(start, index)
                depth += 1
            elif kind in (DEDENT, RBRACE):
                if depth == 0:
                    break
                depth -= 1
                if depth == 0 and kind == DEDENT and index >= error:
                    index += 1
                    break
            elif kind == NEWLINE and depth == 0 and index >= error:
                index += 1
                break
            index += 1
        if index == start and index == error and kinds[index] != END:
            # The token can neither be part of a statement nor end one: it is passed over alone.
            index += 1
        first, last = tokens.starts[start], tokens.ends[max(start, index - 1)]
        if last > first:
            machine.values[-1].append(tree.Invalid(first, last, machine.builder.doc(first)))
        return index

    def _restart(self) -> tuple[int, int]:
        """The error stands before the first statement of the file: begins its list."""
        machine = self.machine
        del machine.states[1:]
        machine.values[:] = [[]]
        machine.states.append(ACTIONS[machine.states[0]][_STATEMENTS] - 1)
        return 1, 0

    def _keep_block(self, start: int, opening: int) -> int:
        """A block follows the words that make no sense: reads them as the header of an element without a name."""
        tokens = self.tokens
        place, end = tokens.starts[start], self.speller.gap(opening)
        for kind, first, last in ((KIND["ELEMENT"], place, place), (NAME, end, end)):
            tokens.kinds.append(kind)
            tokens.starts.append(first)
            tokens.ends.append(last)
            self.machine.feed(len(tokens.kinds) - 1)
        if tokens.kinds[opening] == INDENT and tokens.kinds[opening - 1] != COLON:
            tokens.kinds.append(COLON)
            tokens.starts.append(end)
            tokens.ends.append(end)
            self.machine.feed(len(tokens.kinds) - 1)
            return opening
        return opening - 1 if tokens.kinds[opening] == INDENT else opening

    # Reports

    def _report(self, diagnostic: Diagnostic, error: int) -> None:
        if not self._is_known(diagnostic.location.line, error):
            self.diagnostics.append(diagnostic)

    def _report_unexpected(self, error: int, states: list[int] | None) -> None:
        # What could stand here instead takes long to find out, and most errors of a broken line are consequences.
        line = self.source.position(self.speller.place(error)[0])[0]
        if not self._is_known(line, error):
            self.diagnostics.append(self.speller.unexpected(error, states))

    def _is_known(self, line: int, error: int) -> bool:
        """Whether an error on this line was reported before; from now on it is."""
        follows = self.source.position(self.tokens.starts[error])[0]
        known = line in self.lines or follows in self.lines or 0 <= error - self.last_error < 3
        self.lines.add(line)
        return known


_STATEMENTS = len(TERMINALS) + NONTERMINALS.index("statements")
_ACCESSING = {target - 1: symbol for row in ACTIONS for symbol, target in row.items() if target > 0}
