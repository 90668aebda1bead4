"""Trouble with what accepts violations: the baseline, waivers in the configuration, comments in code."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

INVALID_BASELINE = Code("HIE0901", "invalid-baseline", "error", "the baseline cannot be read")
STALE_BASELINE = Code("HIE0902", "stale-baseline", "warning", "the baseline lists violations that no longer occur")
EXPIRED_WAIVER = Code("HIE0903", "expired-waiver", "warning", "a waiver has expired and accepts nothing any more")
UNUSED_WAIVER = Code("HIE0904", "unused-waiver", "warning", "a waiver accepts no violation")
UNUSED_ALLOWANCE = Code(
    "HIE0905", "unused-allowance", "warning", "a comment in code allows a violation that is not there"
)
BAD_ALLOWANCE = Code("HIE0906", "bad-allowance", "warning", "a comment in code cannot be read as an allowance")
