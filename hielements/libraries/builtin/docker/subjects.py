"""What the checks of the library look at: the stages and the services of a scope.

Comes in: a scope. Goes out: subjects, and why some of the scope is not known. This module must never know what a check
wants to prove.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.libraries.builtin.docker.dockerfile.stages import Stage
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.recognition import Kind
from hielements.libraries.builtin.library import Undecidable
from hielements.libraries.outcomes import Failure, Violation
from hielements.libraries.values import ScopeValue
from hielements.record import Entity
from hielements.source.paths import printable

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.compose.services import Service
    from hielements.libraries.builtin.docker.library import Docker


class ServiceSubject(Entity):
    """A service of a compose file. `image` is the stage that it builds, a Failure when that cannot be known, None when
    it builds nothing."""

    path: str
    service: Service
    image: Image | Failure | None

    @property
    def title(self) -> str:
        return f"service '{self.service.name}'"

    def missing(self, message: str, help_text: str | None = None) -> Violation:
        """The violation of something that the service should have: it stands at the service's name."""
        service = self.service
        return Violation(
            message, service.path, service.line, service.column, evidence=f"{service.name}:", help=help_text
        )


Subject = Image | ServiceSubject


class Subjects(Entity):
    """The subjects of a scope in the order of files and lines, and why there may be more."""

    every: tuple[Subject, ...]
    failures: tuple[Failure, ...]

    @property
    def images(self) -> tuple[Image, ...]:
        return tuple(each for each in self.every if isinstance(each, Image))


def docker_files(library: Docker, scope: ScopeValue) -> list[tuple[str, Kind]]:
    """The files of Docker in a scope. Raises Undecidable when there is none: a check that saw nothing did not pass."""
    if scope.is_empty:
        raise Undecidable(Failure("empty-scope", scope.absence or f"'{printable(scope.selector)}' selects nothing"))
    found: list[tuple[str, Kind]] = []
    for path in scope.files:
        kind: Kind | None = "compose" if scope.kind in ("compose", "service") else library.files.kind(path)
        if kind is None and scope.library == library.NAME and len(scope.files) == 1:
            kind = "dockerfile"  # whoever selects one file by `docker.file_selector` says what it is
        if kind is not None:
            found.append((path, kind))
    if not found:
        message = f"'{printable(scope.selector)}' holds no Dockerfile and no compose file"
        raise Undecidable(Failure("empty-scope", message, path=scope.root or None))
    return found


def subjects(library: Docker, scope: ScopeValue) -> Subjects:
    """The images and services of a scope: of a Dockerfile the last stage, unless the scope is another one."""
    every: list[Subject] = []
    failures: list[Failure] = []
    for path, kind in docker_files(library, scope):
        found = _images(library, scope, path) if kind == "dockerfile" else _services(library, scope, path)
        if isinstance(found, Failure):
            failures.append(found)
        else:
            every += found
    if not every and not failures:
        # A check that saw nothing did not pass.
        paths = ", ".join(dict.fromkeys(printable(path) for path in scope.files))
        failures.append(Failure("empty-scope", f"there is no service in {paths}", scope.files[0]))
    return Subjects(tuple(every), tuple(failures))


def every_stage(library: Docker, scope: ScopeValue) -> Subjects:
    """The same with all stages of each Dockerfile: for rules about everything that is used on the way."""
    found = subjects(library, scope)
    if scope.kind == "stage":
        return found
    every: list[Subject] = []
    for subject in found.every:
        if isinstance(subject, Image):
            every += (Image(subject.path, subject.dockerfile, stage) for stage in subject.dockerfile.stages)
        else:
            every.append(subject)
    return Subjects(tuple(every), found.failures)


def _images(library: Docker, scope: ScopeValue, path: str) -> list[Subject] | Failure:
    dockerfile = library.files.dockerfile(path)
    if isinstance(dockerfile, Failure):
        return dockerfile
    stage: Stage | None = dockerfile.final
    if scope.kind == "stage" and scope.symbol is not None:
        stage = dockerfile.stage(scope.symbol)
        if stage is None:
            return Failure("argument", f"{printable(path)} has no stage '{scope.symbol}'", path)
    assert stage is not None
    return [Image(path, dockerfile, stage)]


def _services(library: Docker, scope: ScopeValue, path: str) -> list[Subject] | Failure:
    wanted = scope.symbol if scope.kind == "service" else None
    compose = library.files.compose(scope.root if wanted and scope.root else path)
    if isinstance(compose, Failure):
        return compose
    return [
        ServiceSubject(path, service, built_image(library, service))
        for service in compose.services.values()
        if wanted is None or service.name == wanted
    ]


def built_image(library: Docker, service: Service) -> Image | Failure | None:
    """The stage that a service builds."""
    from hielements.libraries.builtin.docker.compose.building import stage_of

    return stage_of(library.files, service)
