"""Older spellings of the language: each one warns and says how to write it today.

Comes in: where the parser met one. Goes out: warnings, each with a fix that a machine can apply. The tree is the same as
for the current spelling.
"""

from __future__ import annotations

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label
from hielements.source.text import Location, SourceText
from hielements.syntax import tree


class OldSpellings:
    """Collects the older spellings of one file."""

    def __init__(self, source: SourceText, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.elements: list[tree.ElementDeclaration] = []

    def word(self, old: str, new: str, start: int, end: int) -> None:
        """A keyword that has another form today."""
        place = Location(self.source, start, end)
        if place.text == old:
            self._warn(f"`{old}` is written `{new}` today", place, Edit(place, new), f"write `{new}`")

    def language(self, colon: int, name: tree.Name, text: str) -> None:
        """`scope x : lang`."""
        before = colon
        while before > 0 and text[before - 1] in " \t":
            before -= 1
        place = Location(self.source, before, name.end)
        self._warn(
            f"the language of a scope is written `<{name.text}>` today",
            Location(self.source, colon, name.end),
            Edit(place, f"<{name.text}>"),
            f"write `<{name.text}>`",
        )

    def typed_element(self, name: tree.Name, colon: int, kind: tree.Path, implements: list[tree.Path] | None) -> None:
        """`requires element e: T`."""
        end = implements[0].start if implements else kind.end
        separator = ", " if implements else ""
        self._warn(
            f"`: {kind.text}` after an element is written `implements {kind.text}` today",
            Location(self.source, colon, kind.end),
            Edit(Location(self.source, name.end, end), f" implements {kind.text}{separator}"),
            f"write `implements {kind.text}`",
        )

    def _warn(self, message: str, place: Location, edit: Edit, title: str) -> None:
        self.diagnostics.append(
            Diagnostic(codes.OLD_SPELLING, message, place, help=title, fix=Fix(title, (edit,)))
        )

    # Requirements in elements

    def element(self, element: tree.ElementDeclaration) -> None:
        """Remembers an element with requirements of its own."""
        if element.body is not None and any(isinstance(s, tree.Requirement) for s in element.body.statements):
            self.elements.append(element)

    def forget_elements(self, start: int) -> None:
        """A pattern that starts here has ended: its elements may have requirements."""
        while self.elements and self.elements[-1].start > start:
            self.elements.pop()

    def finish(self, statements: list[tree.Statement]) -> None:
        """Warns of the requirements that stand in elements. A fix that would touch what another one moves is left out."""
        if not self.elements:
            return
        taken = {s.name.text for s in statements if isinstance(s, (tree.PatternDeclaration, tree.ElementDeclaration))}
        for element in sorted(self.elements, key=lambda each: each.start):
            top = next(s for s in statements if s.start <= element.start < s.end)
            self._requirements(element, top, taken)

    def _requirements(self, element: tree.ElementDeclaration, top: tree.Statement, taken: set[str]) -> None:
        body = element.body
        assert body is not None
        requirements = [s for s in body.statements if isinstance(s, tree.Requirement)]
        name = f"{element.name.text}_rules"
        while name in taken:
            name += "_"
        taken.add(name)
        first, *others = (Location(self.source, s.start, s.end) for s in requirements)
        self.diagnostics.append(
            Diagnostic(
                codes.REQUIREMENT_IN_ELEMENT,
                f"requirements stand in a pattern, and `{element.name.text}` is an element",
                first,
                secondary=tuple(Label(other, "this one too") for other in others),
                help=f"move them to a pattern that `{element.name.text}` implements",
                fix=self._move(element, body, requirements, top, name),
            )
        )

    def _move(
        self, element: tree.ElementDeclaration, body: tree.Block, requirements: list[tree.Requirement],
        top: tree.Statement, name: str,
    ) -> Fix:
        regions = [self._region(requirement) for requirement in requirements]
        moved = []
        for (start, _), requirement in zip(regions, requirements, strict=True):
            margin = self._margin(requirement.start)
            lines = self.source.text[start : requirement.end].replace("\r\n", "\n").split("\n")
            moved += [f"    {line[len(margin) :] if line.startswith(margin) else line.lstrip()}".rstrip() for line in lines]
        opening, closing = (" {", "}\n") if body.style == "brace" else (":", "")
        pattern = "\n".join([f"pattern {name}{opening}", *moved, closing]) + "\n"
        header = element.implements[-1].end if element.implements else element.name.end
        place = self._before_docs(top.start)
        edits = [
            Edit(Location(self.source, place, place), pattern),
            Edit(
                Location(self.source, header, header),
                f", {name}" if element.implements else f" implements {name}",
            ),
        ]
        if body.style == "indent" and len(requirements) == len(body.statements):
            edits.append(Edit(Location(self.source, body.start, body.start + 1), ""))
        edits += [Edit(Location(self.source, start, end), "") for start, end in regions]
        return Fix(f"move them to a pattern `{name}`", tuple(edits))

    def _margin(self, offset: int) -> str:
        line_start = self.source.line_starts[self.source.position(offset)[0] - 1]
        return self.source.text[line_start:offset]

    def _region(self, requirement: tree.Requirement) -> tuple[int, int]:
        """What moves: the whole lines with the comments directly above, or else the bare statement."""
        text = self.source.text
        start, end = requirement.start, requirement.end
        rest = end
        while rest < len(text) and text[rest] in " \t":
            rest += 1
        if self._margin(start).strip() or text[rest : rest + 1] not in ("\n", "\r", ""):
            return start, end
        rest += 2 if text.startswith("\r\n", rest) else 1 if rest < len(text) else 0
        return self._before_docs(start), rest

    def _before_docs(self, offset: int) -> int:
        """The start of the line of a statement, or of the comment lines directly above it."""
        line = self.source.position(offset)[0]
        if self._margin(offset).strip():
            return offset
        while line > 1 and self.source.line(line - 1).lstrip().startswith("#"):
            line -= 1
        return self.source.line_starts[line - 1]
