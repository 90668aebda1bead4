"""Which language a file is code of, by its name or its extension: for scopes that do not say (docs/language.md).

Names that libraries declare (`Dockerfile`) come before extensions. Any other file is no code (a text, data, a picture)
and has no dependencies.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hielements.libraries.file_names import NO_NAMES, FileNames

EXTENSIONS: Final = {
    "bash": "shell", "c": "c", "cc": "cpp", "cjs": "javascript", "clj": "clojure", "cpp": "cpp", "cs": "csharp",
    "cxx": "cpp", "dart": "dart", "erl": "erlang", "ex": "elixir", "exs": "elixir", "fs": "fsharp", "go": "go",
    "groovy": "groovy", "h": "c", "hh": "cpp", "hpp": "cpp", "hs": "haskell", "java": "java", "jl": "julia",
    "js": "javascript", "jsx": "javascript", "kt": "kotlin", "kts": "kotlin", "lua": "lua", "mjs": "javascript",
    "ml": "ocaml", "php": "php", "pl": "perl", "pm": "perl", "proto": "protobuf", "py": "python", "r": "r",
    "rb": "ruby", "rs": "rust", "scala": "scala", "sh": "shell", "svelte": "svelte", "swift": "swift",
    "tf": "terraform", "ts": "typescript", "tsx": "typescript", "vue": "vue", "zig": "zig",
}  # fmt: skip


def language_of(path: str, names: FileNames = NO_NAMES) -> str | None:
    """The language of a file of code; None for any other file."""
    declared = names.language_of(path)
    if declared is not None:
        return declared
    _, dot, extension = path.rpartition("/")[2].rpartition(".")
    return EXTENSIONS.get(extension.lower()) if dot else None


def by_language(files: Iterable[str], names: FileNames = NO_NAMES) -> dict[str, list[str]]:
    """The files of code, by language in alphabetical order."""
    found: dict[str, list[str]] = {}
    for path in files:
        language = language_of(path, names)
        if language is not None:
            found.setdefault(language, []).append(path)
    return {language: found[language] for language in sorted(found)}
