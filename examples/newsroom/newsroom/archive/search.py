"""Finds revisions by a word."""

from __future__ import annotations

import os

from newsroom.platform.files import read


def search(folder: str, word: str) -> list[str]:
    paths = (os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    return sorted(path for path in paths if word.lower() in read(path).lower())
