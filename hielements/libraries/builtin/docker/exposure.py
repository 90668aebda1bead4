"""The ports at which the container of an image or a service can be reached."""

from __future__ import annotations

from hielements.libraries.builtin.docker.image import Image, shorten
from hielements.libraries.builtin.docker.ports import Ports, read_ports
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject
from hielements.libraries.outcomes import Failure
from hielements.record import Entity, Record


class ExposedPorts(Record):
    """Ports and the place that exposes them. `published` says that these are ports of the host."""

    ports: Ports
    text: str
    path: str
    line: int
    published: bool = False


class Exposure(Entity):
    """All ports in the order of the text, and why there may be more."""

    ports: tuple[ExposedPorts, ...]
    failures: tuple[Failure, ...]


def exposure(subject: Subject) -> Exposure:
    """What an image or a service exposes."""
    return _of_service(subject) if isinstance(subject, ServiceSubject) else _of_image(subject)


def _of_image(image: Image) -> Exposure:
    found: list[ExposedPorts] = []
    failures: list[Failure] = []
    for step in image.stage.all("EXPOSE"):
        line = step.instruction.line
        for word in step.words:
            # A variable may hold several ports: `EXPOSE $PORTS`.
            for text in word.text.split() if not word.unknown else [word.text]:
                ports = read_ports(text)
                if ports is not None:
                    found.append(ExposedPorts(ports, text, image.path, line))
                elif word.unknown:
                    names = " and ".join(word.unknown)
                    message = f"{image.path} exposes '{text}', and only the build knows {names}"
                    failures.append(Failure("unsupported", message, image.path, line))
                else:
                    problem = f": {word.problem}" if word.problem else ", which is no port"
                    message = f"{image.path} exposes '{shorten(text, 40)}'{problem}"
                    failures.append(Failure("syntax", message, image.path, line))
    return Exposure(tuple(found), tuple(failures))


def _of_service(subject: ServiceSubject) -> Exposure:
    service = subject.service
    found = [ExposedPorts(each.ports, each.text, each.path, each.line, each.published) for each in service.ports]
    failures = [*service.port_failures]
    if isinstance(subject.image, Failure):
        failures.append(subject.image)
    elif subject.image is not None:
        below = _of_image(subject.image)
        found += below.ports
        failures += below.failures
    return Exposure(tuple(found), tuple(failures))
