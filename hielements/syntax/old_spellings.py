"""Older spellings of the language: each one warns and says how to write it today.

Comes in: where the parser met one. Goes out: warnings, each with a fix that a machine can apply. The tree is the
same as for the current spelling.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label
from hielements.source.text import Location, SourceText
from hielements.syntax import tree

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class OldSpellings:
    """Collects the older spellings of one file."""

    def __init__(self, source: SourceText, diagnostics: list[Diagnostic], comments: list[tree.Comment]) -> None:
        self.source = source
        self.comments = comments
        self.diagnostics = diagnostics
        self.elements: list[tree.ElementDeclaration] = []

    def word(self, old: str, new: str, start: int, end: int) -> None:
        """A keyword that has another form today."""
        place = Location(self.source, start, end)
        if place.text == old:
            self._warn(f"`{old}` is written `{new}` today", place, f"write `{new}`", Edit(place, new))

    def language(self, colon: int, name: tree.Name) -> None:
        """`scope x : lang`."""
        self._warn(
            f"the language of a scope is written `<{name.text}>` today",
            Location(self.source, colon, name.end),
            f"write `<{name.text}>`",
            Edit(self._with_blanks(colon, colon + 1, name.start), "<"),
            Edit(Location(self.source, name.end, name.end), ">"),
        )

    def typed_element(self, colon: int, kind: tree.Path, keyword: Location | None) -> None:
        """`requires element e: T`, perhaps with an `implements` of its own behind it."""
        edits = [Edit(self._with_blanks(colon, colon + 1, kind.start), " implements ")]
        if keyword is not None:
            edits.append(Edit(self._with_blanks(keyword.start, keyword.end, keyword.end), ","))
        self._warn(
            f"`: {kind.text}` after an element is written `implements {kind.text}` today",
            Location(self.source, colon, kind.end),
            f"write `implements {kind.text}`",
            *edits,
        )

    def _with_blanks(self, start: int, end: int, limit: int) -> Location:
        """A place with the blanks around it, up to a limit: what an edit replaces. Comments there stay."""
        text = self.source.text
        while start > 0 and text[start - 1] in " \t":
            start -= 1
        while end < limit and text[end] in " \t":
            end += 1
        return Location(self.source, start, end)

    def _warn(self, message: str, place: Location, title: str, *edits: Edit) -> None:
        self.diagnostics.append(Diagnostic(codes.OLD_SPELLING, message, place, help=title, fix=Fix(title, edits)))

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
        """Warns of the requirements that stand in elements. A fix that would touch what another one moves is left
        out."""
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
        self,
        element: tree.ElementDeclaration,
        body: tree.Block,
        requirements: list[tree.Requirement],
        top: tree.Statement,
        name: str,
    ) -> Fix:
        regions: list[tuple[int, int]] = []
        for requirement in requirements:
            start, end = self._region(requirement)
            # A comment between two of them moves once.
            regions.append((max(start, regions[-1][1]) if regions else start, end))
        moved = [
            line
            for (start, end), requirement in zip(regions, requirements, strict=True)
            for line in self._moved_lines(start, end, self._margin(requirement.start))
        ]
        opening, closing = (" {", "}\n") if body.style == "brace" else (":", "")
        pattern = "\n".join([f"pattern {name}{opening}", *moved, closing]) + "\n"
        header = element.implements[-1].end if element.implements else element.name.end
        place = self._before_comments(top.start)
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
        """What moves: the whole lines with the comments directly above and behind, or else the bare statement."""
        text = self.source.text
        start, end = requirement.start, requirement.end
        rest = self._skip_blanks(end)
        number = self._comment_from(rest)
        while number < len(self.comments) and self.comments[number].start == rest:
            rest = self._skip_blanks(self.comments[number].end)
            number += 1
        if self._margin(start).strip() or not self._ends_line(rest):
            return start, end
        subject = requirement.subject
        block = subject.body if isinstance(subject, tree.ElementDeclaration) else None
        if block is not None and block.style == "indent":
            rest = self._behind_inner_comments(rest, number, len(self._margin(start)), not block.statements)
        rest += 2 if text.startswith("\r\n", rest) else 1 if rest < len(text) else 0
        return self._before_comments(start), rest

    def _behind_inner_comments(self, end: int, number: int, margin: int, empty: bool) -> int:
        """The end of the comments that an indented block ends with; of an empty block they are all it has."""
        while number < len(self.comments):
            comment = self.comments[number]
            deeper = len(self._margin(comment.start)) > margin or empty
            if not deeper or self.source.text[end : comment.start].strip() or not self._ends_line(comment.end):
                break
            empty = False
            end = self._skip_blanks(comment.end)
            number += 1
        return end

    def _ends_line(self, offset: int) -> bool:
        """Whether nothing but blanks stands behind an offset on its line."""
        offset = self._skip_blanks(offset)
        return self.source.text[offset : offset + 1] in ("\n", "\r", "")

    def _moved_lines(self, start: int, end: int, margin: str) -> list[str]:
        """The lines of a region as they stand in the pattern. What stands inside comments stays as it is."""
        lines = []
        position = start
        for line in _LINES.findall(self.source.text[start:end]):
            number = self._comment_from(position) - 1
            content = line.rstrip("\r\n")
            if number < 0 or self.comments[number].end <= position:
                content = f"    {content[len(margin) :] if content.startswith(margin) else content.lstrip()}".rstrip()
            lines.append(content)
            position += len(line)
        return lines

    def _skip_blanks(self, offset: int) -> int:
        text = self.source.text
        while offset < len(text) and text[offset] in " \t":
            offset += 1
        return offset

    def _comment_from(self, offset: int) -> int:
        """The index of the first comment that starts at an offset or behind it."""
        return bisect_left(self.comments, offset, key=lambda comment: comment.start)

    def _before_comments(self, offset: int) -> int:
        """The start of the line of a statement, or of the comments on the lines directly above it. Deeper ones belong
        to the block above."""
        margin = self._margin(offset)
        if margin.strip():
            return offset
        number = self._comment_from(offset) - 1
        line = self.source.position(offset)[0]
        while number >= 0:
            comment = self.comments[number]
            above = self.source.position(comment.end)[0] == line - 1
            before = self._margin(comment.start)
            shared = self.source.text[comment.end : self.source.line_starts[line - 1]] + before
            if not above or shared.strip() or len(before) > len(margin):
                break
            line = self.source.position(comment.start)[0]
            number -= 1
        return self.source.line_starts[line - 1]
