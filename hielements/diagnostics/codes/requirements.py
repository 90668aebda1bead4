"""Codes of requirements, connection rules and `uses`."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

MEANINGLESS_ALLOWS = Code("HIE0501", "meaningless-allows", "error", "`allows` has no meaning for this subject")
TARGET_WITHOUT_SCOPES = Code("HIE0502", "target-without-scopes", "error", "the target of a connection has no code")
UNSUPPORTED_REQUIREMENT = Code("HIE0503", "unsupported-requirement", "error", "a requirement cannot ask for this")
