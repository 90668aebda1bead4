"""`.env` files with places. Comes in: text. Goes out: one document, or the first problem.

They are read as python-dotenv reads them, which is what most programs do: `export`, quotes, escapes, comments behind a
blank, values that span lines. `${NAME}` and `${NAME:-default}` take variables from further up in the file, unless the
value stands in single quotes; a variable that only the environment could give leaves a value unknown. Values are texts;
a name without `=` has null.
"""

from __future__ import annotations

from io import StringIO

from hielements.libraries.builtin.config.tree import Documents, Entry, Leaf, Problem, Table
from hielements.source.text import SourceText


def read_env(source: SourceText) -> Documents | Problem:
    # The package itself imports what sets variables; the two modules that are needed have neither.
    from dotenv.parser import parse_stream
    from dotenv.variables import Variable, parse_variables

    entries: dict[str, Entry] = {}
    for binding in parse_stream(StringIO(source.text)):
        text = binding.original.string
        line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
        if binding.error:
            return Problem("is neither a name with a value nor a comment", line)
        if binding.key is None:
            continue
        value = binding.value
        unknown = None
        if value is not None and not _is_literal(text):
            parts = []
            for atom in parse_variables(value):
                if not isinstance(atom, Variable):
                    parts.append(atom.resolve({}))
                    continue
                known = entries.get(atom.name)
                if known is not None and isinstance(known.node, Leaf) and known.node.unknown is None:
                    parts.append(known.node.value if isinstance(known.node.value, str) else "")
                elif atom.default is not None:
                    parts.append(atom.default)
                else:
                    unknown = f"it depends on the variable '{atom.name}' of the environment"
            value = "".join(parts)
        column = len(source.line(line)) - len(source.line(line).lstrip()) + 1
        # Of a name that stands there twice the last counts.
        entries[binding.key] = Entry(Leaf(value, line, column, unknown, is_text=True), line, column)
    return (Table(entries, 1, 1),)


def _is_literal(binding: str) -> bool:
    return binding.partition("=")[2].lstrip().startswith("'")
