"""Codes of name resolution: what a name means, or why it means nothing."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

DUPLICATE_NAME = Code("HIE0201", "duplicate-name", "error", "two declarations of one body have the same name")
UNDEFINED_MEMBER = Code("HIE0202", "undefined-member", "error", "what stands before the dot has no such member")
UNDEFINED_NAME = Code("HIE0203", "undefined-name", "error", "nothing of that name is visible here")
UNDEFINED_FUNCTION = Code("HIE0204", "undefined-function", "error", "the library has no such function")
SHADOWED_LIBRARY = Code("HIE0205", "shadowed-library", "warning", "a declaration hides an imported library")
UNUSED_SCOPE = Code("HIE0206", "unused-scope", "hint", "no check and no declaration uses the scope")
CYCLIC_DEFINITION = Code("HIE0207", "cyclic-definition", "error", "a scope or ref is defined by itself")
WRONG_KIND = Code("HIE0208", "wrong-kind", "error", "the name means something that cannot stand here")
UNKNOWN_LANGUAGE = Code("HIE0209", "unknown-language", "warning", "no library knows the language")
AMBIGUOUS_RECEIVER = Code("HIE0210", "ambiguous-receiver", "error", "an element with several scopes stands for none")
