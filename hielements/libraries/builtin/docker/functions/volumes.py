"""`docker.volumes`: where a container keeps data."""

from __future__ import annotations

from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.mounts import mounts_of
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject, subjects
from hielements.libraries.builtin.library import Arguments, Undecidable
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature, list_of
from hielements.libraries.values import Value

FUNCTION = Function(
    "volumes",
    "selector",
    "The paths in the containers of a scope at which volumes lie, in the order of the text, each once: what VOLUME "
    "says, and for a service the container's side of `volumes` (`./data:/var/lib/data` is `/var/lib/data`).",
    (
        Signature(
            (Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service"),), list_of(STRING)
        ),
    ),
    example="check '/var/lib/data' in docker.volumes(dockerfile)",
)  # fmt: skip


def evaluate(arguments: Arguments, library: Docker) -> Value | Failure:
    found = subjects(library, arguments.scope("scope"))
    paths: list[str] = []
    failures = list(found.failures)
    for subject in found.every:
        _collect(subject, paths, failures)
    if failures:
        raise Undecidable(failures[0])
    return tuple(dict.fromkeys(paths))


def _collect(subject: Subject, paths: list[str], failures: list[Failure]) -> None:
    image = subject.image if isinstance(subject, ServiceSubject) else subject
    if isinstance(image, Failure):
        failures.append(image)
    if isinstance(image, Image):
        for step in image.stage.all("VOLUME"):
            for word in step.words:
                if word.unknown or word.problem:
                    message = f"{image.path} has the volume '{word.text}', which only the build knows"
                    failures.append(Failure("unsupported", message, image.path, step.instruction.line))
                else:
                    paths.append(word.text)
    if isinstance(subject, ServiceSubject):
        for mount in mounts_of(subject.service):
            if mount.unknown:
                names = " and ".join(mount.unknown)
                message = f"{mount.place.path} has the volume '{mount.target}', and nothing says what {names} is"
                failures.append(Failure("unsupported", message, mount.place.path, mount.place.line))
            else:
                paths.append(mount.target)
