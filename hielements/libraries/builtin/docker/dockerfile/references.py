"""Names of images: `registry/repository:tag@digest`.

Comes in: the name as written. Goes out: its parts. Docker Hub's own prefixes (`docker.io/`, `library/`) are left out,
so that `docker.io/library/python:3.12` and `python:3.12` are the same image.
"""

from __future__ import annotations

import re
from fnmatch import translate
from typing import Final

from hielements.record import Record

_REFERENCE = re.compile(
    r"(?P<repository>[^:@\s]*?(?::\d+/[^:@\s]+)?)(?::(?P<tag>[^:@/\s]*))?(?:@(?P<digest>[\w+.-]+:[0-9a-fA-F]{32,}))?\Z"
)

MOVING_TAGS: Final = frozenset(
    (
        "latest",
        "stable",
        "edge",
        "nightly",
        "main",
        "master",
        "trunk",
        "head",
        "dev",
        "devel",
        "develop",
        "development",
        "canary",
        "beta",
        "alpha",
        "rc",
        "next",
        "rolling",
        "mainline",
        "current",
        "lts",
        "unstable",
        "testing",
        "snapshot",
        "prod",
        "production",
        "staging",
        "alpine",
        "slim",
    )
)
"""Tags that name a line of images and not one of them: what they lead to changes by itself."""

_FLAVOURS: Final = frozenset(("alpine", "slim"))
"""Words that say how an image is made. Behind a release they move no more than it does: `bookworm-slim`."""


class ImageReference(Record):
    """An image by name. `tag` and `digest` are None where the name has none."""

    text: str
    repository: str
    tag: str | None
    digest: str | None


def read_reference(text: str) -> ImageReference | None:
    """The parts of an image's name; None when it is none."""
    match = _REFERENCE.match(text)
    if match is None or not match["repository"] or match["tag"] == "":
        return None
    return ImageReference(text, _short(match["repository"]), match["tag"], match["digest"])


def says_nonroot(image: ImageReference) -> bool:
    """Whether an image says of itself that it does not run as root. The name of a registry says nothing."""
    first, slash, rest = image.repository.partition("/")
    is_registry = bool(slash) and (any(each in first for each in ".:") or first == "localhost")
    return "nonroot" in f"{rest if is_registry else image.repository}:{image.tag or ''}"


def moves(tag: str) -> bool:
    """Whether a tag names a line of images: `latest`, or words without a version among which is such a tag, as in
    `lts-alpine` and `slim-bookworm`."""
    words = re.split(r"[-_.]", tag.lower())
    if any(character.isdigit() for character in tag):
        return False
    return words[0] in MOVING_TAGS or not (MOVING_TAGS - _FLAVOURS).isdisjoint(words)


def matches(image: ImageReference, wanted: str) -> bool:
    """Whether the image is one that `wanted` names: by repository alone, or also by tag and digest. `*` and `?` are
    wildcards; case counts."""
    read = read_reference(wanted)
    if read is None:
        return False
    return (
        _fits(image.repository, read.repository)
        and (read.tag is None or _fits(image.tag or "latest", read.tag))
        and (read.digest is None or image.digest == read.digest)
    )


def _fits(text: str, pattern: str) -> bool:
    return re.match(translate(pattern), text) is not None


def _short(repository: str) -> str:
    for prefix in ("index.docker.io/", "docker.io/"):
        repository = repository.removeprefix(prefix)
    rest = repository.removeprefix("library/")
    return rest if "/" not in rest else repository
