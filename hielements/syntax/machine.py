"""The LALR(1) machine: a stack of states and a stack of values.

Comes in: laid-out tokens and the builder whose methods are the actions of the grammar. Goes out: the value of the whole
file, or the index of the token that no rule admits. It knows nothing of the language beyond the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hielements.syntax.building import Builder
from hielements.syntax.nesting import LaidOut
from hielements.syntax.tables import ACTIONS, END, PRODUCTIONS, START

LEFT = tuple(production[0] for production in PRODUCTIONS)
SIZE = tuple(production[1] for production in PRODUCTIONS)
LABEL = tuple(production[2] for production in PRODUCTIONS)
PLACES = tuple(production[3] for production in PRODUCTIONS)


class Machine:
    """A parse under way. `states` has one entry more than `values`."""

    def __init__(self, tokens: LaidOut, builder: Builder) -> None:
        self.tokens = tokens
        self.builder = builder
        self.states = [START]
        self.values: list[Any] = []
        self.actions: list[Callable[..., Any] | None] = [getattr(builder, label) if label else None for label in LABEL]

    def run(self, index: int) -> int | None:
        """Parses from a token on; gives the index of the first token that does not fit, or None at the end."""
        kinds = self.tokens.kinds
        states, values = self.states, self.values
        table, left, size, places, actions = ACTIONS, LEFT, SIZE, PLACES, self.actions
        push_state, push_value, pop_state = states.append, values.append, states.pop
        kind = kinds[index]
        while True:
            action = table[states[-1]].get(kind, 0)
            if action > 0:
                push_state(action - 1)
                push_value(index)
                index += 1
                kind = kinds[index]
                continue
            if action == 0:
                return None if states[-1] == END else index
            production = -1 - action
            function = actions[production]
            if function is None:
                pop_state()
                push_state(table[states[-1]][left[production]] - 1)
                continue
            length = size[production]
            if length:
                arguments = values[-length:]
                del values[-length:]
                del states[-length:]
                template = places[production]
                if template is not None:
                    arguments = [arguments[place] if place >= 0 else None for place in template]
                push_value(function(*arguments))
            else:
                push_value(function())
            push_state(table[states[-1]][left[production]] - 1)

    def feed(self, index: int) -> bool:
        """Parses one token; False when it does not fit."""
        kind = self.tokens.kinds[index]
        while True:
            action = ACTIONS[self.states[-1]].get(kind, 0)
            if action == 0:
                return False
            if action > 0:
                self.states.append(action - 1)
                self.values.append(index)
                return True
            self._reduce(-1 - action)

    def _reduce(self, production: int) -> None:
        length = SIZE[production]
        arguments = self.values[len(self.values) - length :]
        del self.values[len(self.values) - length :]
        del self.states[len(self.states) - length :]
        function = self.actions[production]
        template = PLACES[production]
        if template is not None:
            arguments = [arguments[place] if place >= 0 else None for place in template]
        self.values.append(function(*arguments) if function else arguments[0])
        self.states.append(ACTIONS[self.states[-1]][LEFT[production]] - 1)

    def result(self) -> Any:
        """The value of the whole file, once `run` has given None."""
        return self.values[0]


def advance(states: list[int], kind: int) -> bool:
    """Moves a stack of states, without values, over one token; False when it does not fit."""
    while True:
        action = ACTIONS[states[-1]].get(kind, 0)
        if action > 0:
            states.append(action - 1)
            return True
        if action == 0:
            return kind == 0 and states[-1] == END
        production = -1 - action
        length = SIZE[production]
        if length:
            del states[-length:]
        states.append(ACTIONS[states[-1]][LEFT[production]] - 1)
