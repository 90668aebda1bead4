"""What a container runs when it starts.

Comes in: a stage, or a service with the stage that it builds. Goes out: the command with its place. Rules: the table
"Understand how CMD and ENTRYPOINT interact" of the Dockerfile reference, and the Compose Specification: a service's
`entrypoint` takes the place of ENTRYPOINT and of CMD, its `command` that of CMD alone.
"""

from __future__ import annotations

from hielements.libraries.builtin.docker.compose.services import Layer, Service
from hielements.libraries.builtin.docker.dockerfile.instructions import Instruction
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.shell import inline_commands, shell_commands, shell_words
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject
from hielements.libraries.builtin.yaml_tree import Node, Scalar, Sequence
from hielements.libraries.outcomes import Failure
from hielements.record import Entity


class Part(Entity):
    """ENTRYPOINT or CMD. `words` are those of the exec form, or of the shell form as far as they can be told: of
    several commands the last one, which the container stays for. `earlier` are those before it."""

    words: tuple[str, ...]
    is_shell: bool
    path: str
    line: int
    column: int
    text: str
    earlier: tuple[tuple[str, ...], ...] = ()
    unknown: tuple[str, ...] = ()
    """Variables of a compose file in it that nothing in the workspace sets."""


class Command(Entity):
    """What runs: ENTRYPOINT, and CMD behind it. At least one of them is there."""

    entry: Part | None
    arguments: Part | None

    @property
    def words(self) -> tuple[str, ...]:
        entry = self.entry.words if self.entry else ()
        if self.entry is not None and self.entry.is_shell:
            return entry  # a shell ignores what comes behind
        return (*entry, *(self.arguments.words if self.arguments else ()))

    @property
    def every(self) -> list[tuple[str, ...]]:
        """All commands that are run: those before the last one of a shell come first, those of `sh -c '...'` behind
        the shell."""
        found: list[tuple[str, ...]] = []
        for words in (*self.place.earlier, self.words):
            found += (words, *map(tuple, inline_commands(words)))
        return found

    @property
    def unknown(self) -> tuple[str, ...]:
        """Variables in it that nothing in the workspace sets."""
        parts = [part for part in (self.entry, self.arguments) if part is not None]
        return tuple(dict.fromkeys(name for part in parts for name in part.unknown))

    @property
    def place(self) -> Part:
        """The part that names what is run."""
        part = self.entry or self.arguments
        assert part is not None
        return part

    @property
    def is_shell(self) -> bool:
        return self.place.is_shell


def command_of(subject: Subject) -> Command | Failure | None:
    """What a container of an image or a service runs; None when the workspace does not say so."""
    if isinstance(subject, Image):
        return _of_image(subject)
    service = subject.service
    entry, arguments = _of_service(service, "entrypoint"), _of_service(service, "command")
    if service.node("entrypoint") is not None:
        # `entrypoint: []` takes away that of the image, and CMD with it.
        return _command(entry, arguments)
    below = _of_image(subject.image) if isinstance(subject.image, Image) else subject.image
    if isinstance(below, Failure):
        # Without the image nobody knows whether `command` is run or given to an entry point.
        return Command(None, arguments) if arguments else below
    if service.node("command") is None:
        return below
    return _command(below.entry if below else None, arguments)


def _of_image(image: Image) -> Command | None:
    entry, arguments = image.stage.last("ENTRYPOINT"), image.stage.last("CMD")
    if entry and arguments and entry[0].index > arguments[0].index:
        arguments = None  # a new ENTRYPOINT forgets the CMD of the image below
    parts = [_part(image, each[1].instruction) if each else None for each in (entry, arguments)]
    parts = [part if part and part.words else None for part in parts]
    return _command(parts[0], parts[1])


def _command(entry: Part | None, arguments: Part | None) -> Command | None:
    return Command(entry, arguments) if entry or arguments else None


def _part(image: Image, instruction: Instruction) -> Part:
    items = instruction.items
    text = " ".join(instruction.arguments.split())
    place = (image.path, instruction.line, instruction.column)
    if items is not None:
        return Part(items, False, *place, text)
    commands = [tuple(each) for each in shell_commands(instruction.arguments)] or [tuple(text.split())]
    return Part(commands[-1], True, *place, text, tuple(commands[:-1]))


def _of_service(service: Service, key: str) -> Part | None:
    found = service.node(key)
    if found is None:
        return None
    layer, node = found
    words, unknown = _words(layer, node)
    place = (layer.path, node.line, node.column)
    return Part(words, False, *place, " ".join(words), (), unknown) if words else None


def _words(layer: Layer, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A list is taken as it is; a text is split as a shell splits it, and run without a shell. With the variables in it
    that nobody knows."""
    items = node.items if isinstance(node, Sequence) else (node,)
    texts = [layer.text(item) for item in items if isinstance(item, Scalar)]
    unknown = tuple(name for text in texts for name in text.value.unknown)
    if isinstance(node, Sequence):
        return tuple(text.text for text in texts), unknown
    return tuple(word for text in texts for word in shell_words(text.text) or ()), unknown


def nothing_runs(subject: Subject) -> str:
    """Why there is no command."""
    if isinstance(subject, ServiceSubject):
        return f"{subject.title} has neither `command` nor `entrypoint`, and builds no image that has one"
    return f"{subject.title} has neither ENTRYPOINT nor CMD"
