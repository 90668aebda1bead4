"""Which files are Dockerfiles and which are compose files.

Comes in: names of files, and for files with other names their text. Goes out: a kind. The names are those that Docker
itself looks for and those that projects with several files use by custom.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

Kind = Literal["dockerfile", "compose"]

DOCKERFILE_NAMES: Final = (
    "Dockerfile", "dockerfile", "Dockerfile[._-]*", "*.[Dd]ockerfile", "Containerfile", "Containerfile[._-]*",
)  # fmt: skip
COMPOSE_NAMES: Final = (
    "compose.y*ml", "compose[._-]*.y*ml", "docker-compose.y*ml", "docker-compose[._-]*.y*ml",
)  # fmt: skip
LANGUAGE_FILES: Final[Mapping[str, tuple[str, ...]]] = {"docker": (*DOCKERFILE_NAMES, *COMPOSE_NAMES)}
"""The names of the files of each language that the library reports dependencies of."""

_DOCKERFILE = re.compile(
    r"(?:[Dd]ockerfile|(?:Dockerfile|Containerfile)[._-](?!dockerignore\Z).*|.+\.[Dd]ockerfile|Containerfile)\Z"
)
_COMPOSE = re.compile(r"(?:docker-)?compose(?:[._-].*)?\.ya?ml\Z")
_FIRST_INSTRUCTION = re.compile(r"(?:\s*(?:#[^\n]*)?\n)*\s*(?:FROM|ARG)\s+\S", re.IGNORECASE)
_SERVICES = re.compile(r"^[\"']?services[\"']?\s*:", re.MULTILINE)


def kind_by_name(path: str) -> Kind | None:
    """The kind of a file with one of the customary names; None for any other name."""
    name = path.rpartition("/")[2]
    if _COMPOSE.match(name):
        return "compose"
    if _DOCKERFILE.match(name) and not name.endswith(".dockerignore"):
        return "dockerfile"
    return None


def kind_by_text(path: str, text: str) -> Kind | None:
    """The kind of a file by what is in it: a YAML file with services, or text that starts as a Dockerfile does."""
    if path.endswith((".yml", ".yaml")):
        return "compose" if _SERVICES.search(text) else None
    return "dockerfile" if _FIRST_INSTRUCTION.match(text) else None
