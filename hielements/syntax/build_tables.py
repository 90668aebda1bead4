"""Turns `grammar/hielements.lark` into `tables.py`: run `python -m hielements.syntax.build_tables` after a change.

Comes in: the grammar. Goes out: Python source with the LALR(1) tables, the patterns of the terminals, the keywords and
the marks. Importing Lark costs more than checking a small specification, so the program itself never does: only this
module does, and no module of the program imports it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from hielements import resources


def read_grammar() -> str:
    """The text of the grammar, with `\\n` as its line ends, so that its hash does not depend on the checkout."""
    with open(resources.grammar_file(), encoding="utf-8", newline=None) as file:
        return file.read()


def analyse(grammar: str) -> Any:
    """The grammar as Lark has analysed it. Raises `lark.exceptions.GrammarError` for a conflict of any kind."""
    import lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Our own tokenizer feeds the tables; Lark asks for some lexer all the same."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexer_state: object, parser_state: object) -> Any:
            raise NotImplementedError

    return lark.Lark(
        grammar,
        parser="lalr",
        lexer=NoLexer,
        start="file",
        strict=True,
        keep_all_tokens=True,
        maybe_placeholders=True,
    )


def render_tables(grammar: str) -> str:
    """The source of `tables.py` for a grammar; the same text for the same grammar."""
    analysed = analyse(grammar)
    table = analysed.parser.parser._parse_table
    terminals = ["$END", *(terminal.name for terminal in analysed.terminals)]
    terminals += sorted({s.name for r in analysed.rules for s in r.expansion if s.is_term} - set(terminals))
    nonterminals = list(dict.fromkeys(rule.origin.name.__str__() for rule in analysed.rules))
    symbols = {name: number for number, name in enumerate([*terminals, *nonterminals])}
    rules = {rule: number for number, rule in enumerate(analysed.rules)}

    # Lark numbers states in an order that may vary; number them by their first appearance from the start instead.
    order = _states_in_order(table, symbols)
    numbers = {state: number for number, state in enumerate(order)}
    rows = []
    for state in order:
        row = {}
        for symbol, (action, argument) in table.states[state].items():
            if symbol in symbols:
                shifts = action.name == "Shift"
                row[symbols[symbol]] = numbers[argument] + 1 if shifts else -1 - rules[argument]
        rows.append(dict(sorted(row.items())))

    patterns = {t.name: t.pattern.value for t in analysed.terminals if type(t.pattern).__name__ == "PatternRE"}
    fixed = {t.pattern.value: symbols[t.name] for t in analysed.terminals if t.name not in patterns}
    words = {text: kind for text, kind in sorted(fixed.items()) if text.isidentifier()}
    marks = {text: kind for text, kind in sorted(fixed.items()) if not text.isidentifier()}

    lines = [
        '"""The tables of the parser, made from the grammar by `python -m hielements.syntax.build_tables`.',
        "",
        "Do not edit. A symbol is a number: terminals first, then the rules. In a row of ACTIONS, a positive number n",
        "shifts (or goes) to state n - 1 and a negative number -1 - r reduces by production r. A production is (rule,",
        "number of symbols, label of its action or None where it stands for its only symbol, and where symbols were",
        'left out, the place of each argument of the action, -1 for None)."""',
        "",
        "# fmt: off",
        "# ruff: noqa",
        "",
        "from __future__ import annotations",
        "",
        f"GRAMMAR_HASH = {hashlib.sha256(grammar.encode()).hexdigest()!r}",
        f"START = {numbers[table.start_states['file']]}",
        f"END = {numbers[table.end_states['file']]}",
        _display("TERMINALS: tuple[str, ...]", [repr(name) for name in terminals], "(", ")"),
        _display("NONTERMINALS: tuple[str, ...]", [repr(name) for name in nonterminals], "(", ")"),
        _display("PATTERNS: dict[str, str]", [f"{name!r}: {patterns[name]!r}" for name in patterns], "{", "}"),
        _display("WORDS: dict[str, int]", [f"{text!r}: {kind}" for text, kind in words.items()], "{", "}"),
        _display("MARKS: dict[str, int]", [f"{text!r}: {kind}" for text, kind in marks.items()], "{", "}"),
        _display(
            "PRODUCTIONS: tuple[tuple[int, int, str | None, tuple[int, ...] | None], ...]",
            [repr(_production(rule, symbols)) for rule in analysed.rules],
            "(",
            ")",
        ),
        _display("ACTIONS: tuple[dict[int, int], ...]", [repr(row) for row in rows], "(", ")"),
        "",
    ]
    return "\n".join(lines)


def _states_in_order(table: Any, symbols: dict[str, int]) -> list[Any]:
    order = [table.start_states["file"]]
    known = set(order)
    for state in order:
        for symbol, (action, argument) in sorted(
            (item for item in table.states[state].items() if item[0] in symbols), key=lambda item: symbols[item[0]]
        ):
            del symbol
            if action.name == "Shift" and argument not in known:
                known.add(argument)
                order.append(argument)
    return order


def _production(rule: Any, symbols: dict[str, int]) -> tuple[int, int, str | None, tuple[int, ...] | None]:
    name = str(rule.origin.name)
    size = len(rule.expansion)
    stands_for_itself = rule.options.expand1 and rule.alias is None and size == 1
    label = None if stands_for_itself else str(rule.alias or name)
    places = None
    if any(rule.options.empty_indices):
        present = iter(range(size))
        places = tuple(-1 if left_out else next(present) for left_out in rule.options.empty_indices)
    return symbols[name], size, label, places


def _display(target: str, entries: list[str], opening: str, closing: str) -> str:
    return "\n".join([f"{target} = {opening}", *(f"    {entry}," for entry in entries), closing])


def tables_file() -> str:
    """The absolute path of the generated module."""
    return resources.package_file("syntax", "tables.py")


def main() -> None:
    text = render_tables(read_grammar())
    with open(tables_file(), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main()
