"""Codes of patterns: what implements them and what is bound."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

NOT_A_PATTERN = Code("HIE0401", "not-a-pattern", "error", "what an element implements is no pattern")
REPEATED_PATTERN = Code("HIE0402", "repeated-pattern", "error", "an element implements a pattern twice")
MISSING_BINDING = Code("HIE0403", "missing-binding", "error", "an unbound scope or ref of a pattern is not bound")
UNKNOWN_BINDING = Code("HIE0404", "unknown-binding", "error", "a binding names nothing in the pattern")
BINDING_LANGUAGE = Code("HIE0405", "binding-language", "error", "what is bound has another language")
BINDING_TYPE = Code("HIE0406", "binding-type", "error", "what is bound has another type")
REPEATED_BINDING = Code("HIE0407", "repeated-binding", "error", "a path of a pattern is bound twice")
PATTERN_NOT_IMPLEMENTED = Code(
    "HIE0408", "pattern-not-implemented", "error", "no element around implements the pattern"
)
CYCLIC_PATTERN = Code("HIE0409", "cyclic-pattern", "error", "a pattern contains itself")
UNFIT_BINDING = Code("HIE0410", "unfit-binding", "error", "a pattern's check does not fit what was bound")
OVERSIZED_PATTERN = Code("HIE0411", "oversized-pattern", "error", "patterns within patterns become too many")
