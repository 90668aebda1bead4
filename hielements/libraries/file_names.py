"""Files that are code of a language by their names: what libraries declare beyond extensions.

Comes in: globs over names, by language. Goes out: the language of a file. A `Dockerfile` has no extension, and a
`compose.yaml` one that says nothing: only the library of the language knows these names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final


class FileNames:
    """The declared names. Globs are over the last segment of a path; the first language that fits is taken."""

    __slots__ = ("_expression", "_languages")

    def __init__(self, globs: Mapping[str, Sequence[str]]) -> None:
        self._languages = tuple(globs)
        self._expression = None
        if globs:
            import re
            from fnmatch import translate

            groups = ("|".join(map(translate, each)) for each in globs.values())
            self._expression = re.compile("|".join(f"({group})" for group in groups))

    def language_of(self, path: str) -> str | None:
        """The language that declares the name of the file; None when none does."""
        if self._expression is None:
            return None
        match = self._expression.match(path.rpartition("/")[2])
        return self._languages[(match.lastindex or 1) - 1] if match else None


NO_NAMES: Final = FileNames({})
