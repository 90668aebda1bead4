"""The image that a build of a stage gives, with the places of what is wrong in it."""

from __future__ import annotations

from hielements.libraries.builtin.docker.dockerfile.instructions import Instruction
from hielements.libraries.builtin.docker.dockerfile.stages import Dockerfile, Stage
from hielements.libraries.outcomes import Violation
from hielements.record import Entity


class Image(Entity):
    """A stage of a Dockerfile: what a build gives."""

    path: str
    dockerfile: Dockerfile
    stage: Stage

    @property
    def title(self) -> str:
        return self.stage.title if len(self.dockerfile.stages) > 1 else "the image"

    def missing(self, message: str, help_text: str | None = None) -> Violation:
        """The violation of something that the stage should have: it stands at the FROM that starts the stage."""
        return self.at(self.stage.start, message, help_text)

    def at(self, instruction: Instruction, message: str, help_text: str | None = None) -> Violation:
        """A violation at an instruction."""
        return Violation(
            message,
            self.path,
            instruction.line,
            instruction.column,
            evidence=shorten(f"{instruction.keyword} {instruction.arguments}"),
            help=help_text,
        )


def shorten(text: str, limit: int = 120) -> str:
    """The text on one line, cut when it is long."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
