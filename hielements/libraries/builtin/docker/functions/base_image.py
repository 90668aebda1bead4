"""`docker.base_image`: what an image is built upon, and whether that is a certain image."""

from __future__ import annotations

from hielements.libraries.builtin.docker.checking import Finding, judge_each
from hielements.libraries.builtin.docker.dockerfile.references import matches, read_reference
from hielements.libraries.builtin.docker.dockerfile.words import Expanded
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject, subjects
from hielements.libraries.builtin.library import Arguments, Undecidable, refuse
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of, one_of
from hielements.libraries.values import Value

_SCOPE = Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service")

FUNCTION = Function(
    "base_image",
    "selector",
    "`base_image(scope)` is the name of the image from outside that the image of the scope is built upon, as a String: "
    "through all stages that start from one another. A service that builds nothing has its `image`.\n\n"
    "`base_image(scope, image)` is a check: it holds when every image of the scope is built upon that image, or upon "
    "one of a list. A name without a tag means all tags; `*` and `?` are wildcards: `'python'`, `'python:3.*-slim'`, "
    "`'gcr.io/distroless/*'`. `docker.io/library/python` is `python`.",
    (
        Signature((_SCOPE,), STRING),
        Signature(
            (
                _SCOPE,
                Parameter("image", one_of(STRING, list_of(STRING)), "the name of an image, or several"),
            ),
            BOOL,
            is_check=True,
        ),
    ),
    example="check docker.base_image(dockerfile, 'python:3.*')",
)


def evaluate(arguments: Arguments, library: Docker) -> Value | Failure | Outcome:
    scope = arguments.scope("scope")
    found = subjects(library, scope)
    if "image" not in arguments:
        for failure in found.failures:
            raise Undecidable(failure)
        if len(found.every) != 1:
            raise refuse(f"'{scope.selector}' has {len(found.every)} images, and not one", "select one file or service")
        return _only(found.every[0])
    wanted = arguments.texts("image")
    for each in wanted:
        if each != "scratch" and read_reference(each) is None:
            raise refuse(f"'{each}' is no name of an image", "write 'python', 'python:3.12' or 'registry/team/app:1'")
    return judge_each(found, lambda subject: _judge(subject, wanted))


def _only(subject: Subject) -> Value | Failure:
    found = _base(subject)
    if isinstance(found, Failure):
        return found
    unknown = _unknown(found[0], *found[2:])
    return unknown or found[0].text


def _base(subject: Subject) -> tuple[Expanded, Image | None, str, int] | Failure:
    """The name of the base image, the stage that names it, and the place."""
    if isinstance(subject, ServiceSubject):
        if subject.image is None:
            image = subject.service.image
            if image is None:
                message = f"{subject.title} has neither `image` nor `build`"
                return Failure("argument", message, subject.service.path, subject.service.line)
            return image.value, None, image.path, image.line
        return subject.image if isinstance(subject.image, Failure) else _base(subject.image)
    stage = subject.stage.lineage()[-1]
    return stage.base, Image(subject.path, subject.dockerfile, stage), subject.path, stage.start.line


def _unknown(name: Expanded, path: str, line: int) -> Failure | None:
    if name.problem or name.unknown:
        why = name.problem or f"nothing in the workspace says what {' and '.join(name.unknown)} is"
        return Failure("unsupported", f"{path} uses the image '{name.text}': {why}", path, line, "give a default")
    return None


def _judge(subject: Subject, wanted: tuple[str, ...]) -> list[Finding]:
    found = _base(subject)
    if isinstance(found, Failure):
        return [found]
    name, image = found[0], found[1]
    unknown = _unknown(found[0], *found[2:])
    if unknown is not None:
        return [unknown]
    reference = read_reference(name.text)
    if any(each == name.text or (reference is not None and matches(reference, each)) for each in wanted):
        return []
    listed = " or ".join(f"'{each}'" for each in wanted)
    message = f"is built upon '{name.text}', not upon {listed}"
    return [image.missing(message) if image is not None else subject.missing(f"{subject.title} {message}")]
