"""The variables that a compose file may use: those of the `.env` file next to it.

Comes in: the text of a `.env` file. Goes out: names and values. The environment of whoever runs the check is not looked
at: the same specification means the same everywhere.
"""

from __future__ import annotations

import re

from hielements.libraries.builtin.docker.dockerfile.words import Unknown, interpolate

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*(?:[=:]\s?(.*))?\Z", re.DOTALL)


def read_environment(text: str) -> dict[str, str | Unknown]:
    """The variables of a `.env` file. Values in single quotes are literal; others may use earlier variables."""
    values: dict[str, str | Unknown] = {}
    for line in text.split("\n"):
        match = _LINE.match(line.rstrip("\r"))
        if match is None or line.lstrip().startswith("#"):
            continue
        name, value = match[1], match[2]
        if value is None:
            values[name] = Unknown(name)
            continue
        quote = value[:1]
        if quote in ("'", '"') and (end := value.find(quote, 1)) > 0:
            value = value[1:end]
        else:
            value = re.split(r"\s+#", value, maxsplit=1)[0].strip()
        if quote == "'":
            values[name] = value
            continue
        known = dict(values)
        expanded = interpolate(value, known.get)
        values[name] = Unknown(name) if expanded.unknown or expanded.problem else expanded.text
    return values
