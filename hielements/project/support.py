"""Settings that the published schema knows and this version does not act on.

A setting that is accepted and ignored would look like a rule that holds. Whoever makes one of them work takes it out
of this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNSUPPORTED: Final[Mapping[tuple[str, ...], str]] = {
    ("check", "min_coverage"): "the coverage of a specification is not measured yet",
    ("check", "undeclared_uses"): "dependencies between elements are not yet compared with what `uses` declares",
    ("check", "unused_uses"): "a declared `uses` that the code does not have is always a warning yet",
}
"""Paths of settings, with the reason. A table stands for everything in it."""
