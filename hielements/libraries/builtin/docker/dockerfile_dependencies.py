"""What a Dockerfile depends on: images, stages, and files of the workspace that it copies, mounts or runs.

Comes in: the path of a Dockerfile. Goes out: dependencies, and why some are not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from hielements.libraries.builtin.docker.build_mounts import build_mounts
from hielements.libraries.builtin.docker.commands import Command, command_of
from hielements.libraries.builtin.docker.contexts import contexts_of, copied, mounted, named_contexts
from hielements.libraries.builtin.docker.dockerfile.instructions import Flag, Word
from hielements.libraries.builtin.docker.dockerfile.stages import Dockerfile, Stage, Step
from hielements.libraries.builtin.docker.ignore import DockerIgnore
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.images import UsedImage, stage_images
from hielements.libraries.builtin.docker.programs import programs_of
from hielements.libraries.builtin.docker.store import DockerFiles
from hielements.libraries.builtin.docker.subjects import ServiceSubject
from hielements.libraries.outcomes import Dependency, Failure

Found = Dependency | Failure


def of_dockerfile(files: DockerFiles, path: str) -> Iterator[Found]:
    """All dependencies of a Dockerfile."""
    dockerfile = files.dockerfile(path)
    if isinstance(dockerfile, Failure):
        yield dockerfile
        return
    for stage in dockerfile.stages:
        yield from _stage_links(files, path, dockerfile, stage)
    yield from _copies(files, path, dockerfile)
    for stage in dockerfile.stages:
        image = Image(path, dockerfile, stage)
        command = command_of(image)
        # What a stage has from the one below is told there.
        if isinstance(command, Command) and any(
            each.instruction.keyword in ("CMD", "ENTRYPOINT") for each in stage.steps
        ):
            yield from runs(files, image, command, path)


def _stage_links(files: DockerFiles, path: str, dockerfile: Dockerfile, stage: Stage) -> Iterator[Found]:
    line, column = stage.start.place(0)
    if stage.parent is not None:
        name = stage.parent.name or str(stage.parent.index)
        yield Dependency(path, line, column, name, (path,), member=name, verb="is built upon")
    for step in stage.steps:
        flag = step.instruction.flag("from")
        named = [(flag.value, flag, "copies from")] if flag is not None else []
        named += [(each.origin, each.flag, "mounts from") for each in build_mounts(step.instruction) if each.origin]
        for origin, at, verb in named:
            other = dockerfile.stage(origin, stage.index)
            if other is not None:
                name = other.name or str(other.index)
                yield Dependency(path, at.line, at.column, name, (path,), member=name, verb=verb)
    contexts = named_contexts(files, path)
    for image in stage_images(path, dockerfile, stage):
        if not contexts.get(image.name.text, "docker-image://").startswith("docker-image://"):
            continue  # a folder or a service, on which whoever names it depends
        verb = {"FROM": "is built upon", "RUN --from": "mounts from"}.get(image.word, "copies from")
        yield external(image, verb)


def external(image: UsedImage, verb: str) -> Found:
    """The dependency on an image from outside."""
    if image.name.unknown or image.name.problem or image.reference is None:
        why = image.name.problem or (
            f"nothing in the workspace says what {' and '.join(image.name.unknown)} is"
            if image.name.unknown
            else "that is no name of an image"
        )
        return Failure(
            "unsupported", f"{image.path} names the image '{image.name.text}': {why}", image.path, image.line
        )
    repository = image.reference.repository
    return Dependency(
        image.path, image.line, image.column, image.name.text, (), repository, module=repository, verb=verb
    )


def _copies(files: DockerFiles, path: str, dockerfile: Dockerfile) -> Iterator[Found]:
    sources = [
        (step, word, verb) for stage in dockerfile.stages for step in stage.steps
        for words, verb in ((copied(step), "copies"), (mounted(step), "mounts")) for word in words
    ]  # fmt: skip
    if not sources:
        return
    contexts = contexts_of(files, path, dockerfile)
    for context in contexts:
        if context.failure is not None:
            yield context.failure
    for step, word, verb in sources:
        place: Word | Flag = next(
            (each for each in step.instruction.words() if each.text == word.text),
            step.instruction.words()[0],
        )
        if verb == "mounts":
            place = next(each.flag for each in build_mounts(step.instruction) if each.source == word.text)
        if word.unknown or word.problem:
            why = word.problem or f"only the build knows {' and '.join(word.unknown)}"
            yield Failure("unsupported", f"{path} {verb} '{word.text}': {why}", path, place.line, "give it a default")
            continue
        targets: dict[str, None] = {}
        for context in contexts:
            for found, is_folder in context.find(word.text):
                inner = context.below(found) if is_folder else [found]
                targets.update(dict.fromkeys(each for each in inner if not _is_excluded(step, found, each)))
        targets.pop(path, None)
        # What is not there is made before the build: no file of the workspace, and no module either.
        yield Dependency(path, place.line, place.column, word.text, tuple(sorted(targets)), verb=verb)


def _is_excluded(step: Step, source: str, path: str) -> bool:
    """Whether `--exclude` leaves a file of a source out. Its patterns start from the source."""
    patterns = [each.value for each in step.instruction.flags if each.name == "exclude"]
    inner = path.removeprefix(source).lstrip("/") or path.rpartition("/")[2]
    return bool(patterns) and DockerIgnore("\n".join(patterns)).leaves_out(inner)


def runs(files: DockerFiles, subject: Image | ServiceSubject, command: Command, path: str) -> Iterator[Found]:
    """The dependencies on the programs of a command that stand in a file."""
    for program in programs_of(files, subject, command):
        part = program.part
        if part.path == path:
            module = program.module or ""
            yield Dependency(path, part.line, part.column, program.name, program.targets, module=module, verb="runs")
