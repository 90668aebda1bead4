"""The images from outside that files of Docker name.

Comes in: subjects. Goes out: names of images with their places. A name that a stage of the same file has is no image
from outside, and `scratch` is the empty one.
"""

from __future__ import annotations

from collections.abc import Iterator

from hielements.libraries.builtin.docker.build_mounts import build_mounts
from hielements.libraries.builtin.docker.dockerfile.instructions import Instruction
from hielements.libraries.builtin.docker.dockerfile.references import ImageReference, read_reference
from hielements.libraries.builtin.docker.dockerfile.stages import Dockerfile, Stage, Step
from hielements.libraries.builtin.docker.dockerfile.words import Expanded, Lookup, Unknown, expand
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject
from hielements.record import Entity


class UsedImage(Entity):
    """An image by the name that is written somewhere. `reference` is None where the name is none, or has variables
    that nobody knows. `word` is the instruction or key that names it."""

    name: Expanded
    reference: ImageReference | None
    path: str
    line: int
    column: int
    word: str


def used_images(subject: Subject) -> Iterator[UsedImage]:
    """The images that a stage starts from or copies from, or that a service runs; for a service that builds, those of
    the stages up to the one that it builds."""
    if not isinstance(subject, ServiceSubject):
        yield from stage_images(subject.path, subject.dockerfile, subject.stage)
        return
    image = subject.service.image
    # With `build`, `image` is the name that what was built is given.
    if image is not None and subject.image is None:
        yield _used(image.value, image.path, image.line, image.column, "image")
    if isinstance(subject.image, Image):
        built = subject.image
        for stage in built.dockerfile.stages[: built.stage.index + 1]:
            yield from stage_images(built.path, built.dockerfile, stage)


def stage_images(path: str, dockerfile: Dockerfile, stage: Stage) -> Iterator[UsedImage]:
    """The images from outside that one stage names."""
    if stage.parent is None and stage.base.text != "scratch":
        line, column = stage.start.place(0)
        yield _used(stage.base, path, line, column, "FROM")
    lookup = _global_lookup(dockerfile)
    for step in stage.steps:
        for written, line, column in _sources(step):
            name = expand(written, lookup, dockerfile.escape)
            if dockerfile.stage(name.text, stage.index) is None and name.text not in ("scratch", ""):
                yield _used(name, path, line, column, f"{step.instruction.keyword} --from")


def _global_lookup(dockerfile: Dockerfile) -> Lookup:
    values: dict[str, str | Unknown] = {}
    for step in dockerfile.arguments:
        for word in step.words:
            name, given, value = word.text.partition("=")
            values[name] = value if given and not word.unknown else Unknown(name)
    return lambda name: values.get(name, Unknown(name))


def _sources(step: Step) -> Iterator[tuple[str, int, int]]:
    instruction: Instruction = step.instruction
    if instruction.keyword in ("COPY", "ADD"):
        flag = instruction.flag("from")
        if flag is not None:
            yield flag.value, flag.line, flag.column
    for mount in build_mounts(instruction):
        if mount.origin is not None:
            yield mount.origin, mount.flag.line, mount.flag.column


def _used(name: Expanded, path: str, line: int, column: int, word: str) -> UsedImage:
    reference = None if name.unknown or name.problem else read_reference(name.text)
    return UsedImage(name, reference, path, line, column, word)
