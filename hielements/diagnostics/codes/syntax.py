"""What can be wrong with the text of a specification before any name is looked up: HIE01xx."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

UNEXPECTED_TEXT = Code("HIE0101", "unexpected-text", "error", "Text stands where the grammar does not allow it")
MISSING_TEXT = Code("HIE0102", "missing-text", "error", "A mark, a word or an expression is missing")
MISSPELT_KEYWORD = Code("HIE0103", "misspelt-keyword", "error", "A word is almost a keyword")
UNEXPECTED_CHARACTER = Code("HIE0104", "unexpected-character", "error", "A character that has no meaning")
UNTERMINATED_STRING = Code("HIE0105", "unterminated-string", "error", "A string does not end on its line")
UNTERMINATED_COMMENT = Code("HIE0106", "unterminated-comment", "error", "A block comment never ends")
UNCLOSED_BLOCK = Code("HIE0107", "unclosed-block", "error", "A `{` is never closed")
UNCLOSED_BRACKET = Code("HIE0108", "unclosed-bracket", "error", "A `(` or `[` is never closed")
UNMATCHED_CLOSING = Code("HIE0109", "unmatched-closing", "error", "A closing mark closes nothing")
INCONSISTENT_INDENTATION = Code("HIE0110", "inconsistent-indentation", "error", "A line stands in no block's column")
MIXED_INDENTATION = Code(
    "HIE0111", "mixed-indentation", "error", "Tabs and spaces are mixed so that columns are unclear"
)
UNEXPECTED_INDENTATION = Code("HIE0112", "unexpected-indentation", "error", "A line is indented, but no block begins")
EMPTY_BLOCK = Code("HIE0113", "empty-block", "error", "Nothing is indented after a `:`")
STATEMENTS_ON_ONE_LINE = Code("HIE0114", "statements-on-one-line", "error", "Two statements stand on one line")
INVALID_NUMBER = Code("HIE0115", "invalid-number", "error", "A number that cannot be read")
UNKNOWN_ESCAPE = Code("HIE0116", "unknown-escape", "error", "A backslash in a string that escapes nothing")
CHAINED_COMPARISON = Code("HIE0117", "chained-comparison", "error", "A comparison of a comparison without parentheses")
DUPLICATE_ARGUMENT = Code("HIE0118", "duplicate-argument", "error", "An argument is named twice in one call")
POSITIONAL_AFTER_NAMED = Code(
    "HIE0119", "positional-after-named", "error", "A positional argument stands after a named one"
)
MISPLACED_STATEMENT = Code(
    "HIE0120", "misplaced-statement", "error", "A statement stands where its kind has no meaning"
)
MISPLACED_IMPORT = Code("HIE0121", "misplaced-import", "error", "An import stands after a declaration")
NESTING_TOO_DEEP = Code("HIE0122", "nesting-too-deep", "error", "Blocks or expressions are nested too deeply")
MISSING_REF_TYPE = Code("HIE0123", "missing-ref-type", "error", "A ref has no type")
OLD_SPELLING = Code("HIE0130", "old-spelling", "warning", "An older spelling of the language")
REQUIREMENT_IN_ELEMENT = Code(
    "HIE0131", "requirement-in-element", "warning", "A requirement stands in an element instead of a pattern"
)
DANGLING_DOC_COMMENT = Code("HIE0132", "dangling-doc-comment", "hint", "A doc comment that no declaration follows")
