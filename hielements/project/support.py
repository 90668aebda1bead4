"""Settings that the published schema knows and this version does not act on.

A setting that is accepted and ignored would look like a rule that holds. Whoever makes one of them work takes it out
of this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNSUPPORTED: Final[Mapping[tuple[str, ...], str]] = {
    ("check", "min_coverage"): "the coverage of a specification is not measured yet",
}
"""Paths of settings, with the reason. A table stands for everything in it."""
