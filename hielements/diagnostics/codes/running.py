"""Trouble with what to check, found around a run: specifications that cannot be had, selections that select nothing."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Code

UNREADABLE_SPECIFICATION = Code(
    "HIE0801", "unreadable-specification", "error", "a specification to check does not exist or cannot be read"
)
NOT_TEXT = Code("HIE0802", "not-text", "error", "a specification is not UTF-8 text")
NO_SPECIFICATION = Code("HIE0803", "no-specification", "error", "no specification was named and none was found")
UNUSABLE_WORKSPACE = Code("HIE0804", "unusable-workspace", "error", "the workspace is not a folder that can be read")
NOTHING_SELECTED = Code(
    "HIE0805", "nothing-selected", "error", "a filter, a limit or a name on the command line selects nothing"
)
NO_CHECKS = Code("HIE0806", "no-checks", "warning", "a specification states nothing that could be checked")
UNKNOWN_REVISION = Code("HIE0810", "unknown-revision", "error", "git cannot tell what changed since a revision")
UNUSED_USES = Code("HIE0808", "unused-uses", "warning", "the code does not have a dependency that `uses` declares")
UNKNOWN_TARGET = Code(
    "HIE0809", "unknown-target", "warning", "a rule about dependencies names a module that nothing knows"
)
