"""Codes of the type checker: arguments, values, operators."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

MISSING_ARGUMENT = Code("HIE0301", "missing-argument", "error", "a call lacks an argument that the function needs")
UNEXPECTED_ARGUMENT = Code("HIE0302", "unexpected-argument", "error", "the function takes no such argument")
WRONG_ARGUMENT_TYPE = Code("HIE0303", "wrong-argument-type", "error", "an argument has a type the function refuses")
REPEATED_ARGUMENT = Code("HIE0304", "repeated-argument", "error", "a parameter gets two arguments")
NO_MATCHING_FORM = Code("HIE0305", "no-matching-form", "error", "no form of the function takes these arguments")
NOT_A_CHECK = Code("HIE0306", "not-a-check", "error", "the expression is neither true nor false")
CHECK_AS_VALUE = Code("HIE0307", "check-as-value", "error", "a check stands where a value is needed")
WRONG_VALUE_TYPE = Code("HIE0308", "wrong-value-type", "error", "the value does not have the declared type")
LANGUAGE_MISMATCH = Code("HIE0309", "language-mismatch", "error", "the selector's library speaks another language")
INCOMPARABLE = Code("HIE0310", "incomparable", "error", "the two sides of a comparison can never be compared")
CONSTANT_CHECK = Code("HIE0311", "constant-check", "error", "a check looks at nothing")
MISSING_VALUE = Code("HIE0312", "missing-value", "error", "a scope or ref outside of a pattern has no value")
BAD_CONNECTION_CHECK = Code("HIE0313", "bad-connection-check", "error", "a connection check has unusable parameters")
