"""Codes of imports: libraries, files, names taken from them."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

UNKNOWN_LIBRARY = Code("HIE0601", "unknown-library", "error", "there is no library of that name")
MISSING_FILE = Code("HIE0602", "missing-file", "error", "the imported file is not there or cannot be read")
UNUSED_IMPORT = Code("HIE0603", "unused-import", "hint", "nothing uses what is imported")
REPEATED_IMPORT = Code("HIE0604", "repeated-import", "warning", "the same thing is imported twice")
UNKNOWN_IMPORTED_NAME = Code("HIE0605", "unknown-imported-name", "error", "what is imported from has no such name")
UNNAMED_IMPORT = Code("HIE0606", "unnamed-import", "error", "the imported file's name is no name of the language")
