"""The names of rules: what a waiver or a comment in code may call a check.

Comes in: a pattern that somebody wrote, the kind and the text of a check. Goes out: whether it is meant.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hielements.plan.filters import Matcher, text_matcher

_CALLED = re.compile(r"[A-Za-z_][\w.]*(?=\s*\()")


def is_named(pattern: str, kind: str, text: str) -> bool:
    """Whether the pattern means the check: a glob over its whole text (`*no_import(api*`), the name of a function that
    it calls, with what stands before it or without (`python.no_import`, `no_import`), or its kind (`connection`). The
    empty pattern means every check."""
    if not pattern or pattern == kind:
        return True
    matches = _matcher(pattern)
    if matches(text):
        return True
    return any(matches(name) or matches(name.rpartition(".")[2]) for name in _CALLED.findall(text))


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Matcher:
    return text_matcher(pattern)
