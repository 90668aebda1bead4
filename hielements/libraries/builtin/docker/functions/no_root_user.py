"""`docker.no_root_user`: containers do not run as root."""

from __future__ import annotations

from hielements.libraries.builtin.docker.checking import Finding, judge_each
from hielements.libraries.builtin.docker.dockerfile.references import read_reference, says_nonroot
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject, subjects
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_root_user",
    "check",
    "Holds when every image of the scope says with USER that it runs as somebody else than root (`root`, `0`, "
    "`ContainerAdministrator`), in its last stage or in a stage that it starts from. Without USER an image runs as "
    "root, unless its base image says otherwise: that is believed of a base image with `nonroot` in its name or tag, "
    "and of no other. A service's own `user` counts before the image that it builds; a service that only names an "
    "image from outside and has no `user` leaves the check undecided.",
    (Signature((Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service"),), BOOL),),
    example="check docker.no_root_user(dockerfile)",
)

_ROOT = frozenset(("root", "0", "containeradministrator"))


def evaluate(arguments: Arguments, library: Docker) -> Outcome:
    return judge_each(subjects(library, arguments.scope("scope")), _judge)


def _judge(subject: Subject) -> list[Finding]:
    return _judge_service(subject) if isinstance(subject, ServiceSubject) else _judge_image(subject)


def _judge_image(image: Image) -> list[Finding]:
    last = image.stage.last("USER")
    if last is None:
        base = image.stage.lineage()[-1].base
        reference = read_reference(base.text)
        if reference is not None and says_nonroot(reference):
            return []
        if base.unknown:
            message = f"{image.title} has no USER, and its base image '{base.text}' is not known"
            return [Failure("unsupported", message, image.path, image.stage.start.line)]
        return [image.missing(f"{image.title} has no USER, and so runs as root", "add `USER` behind the last RUN")]
    stage, step = last
    user = step.words[0]
    if user.unknown or user.problem:
        why = user.problem or f"only the build knows {' and '.join(user.unknown)}"
        message = f"{image.path} runs as '{user.text}': {why}"
        return [Failure("unsupported", message, image.path, step.instruction.line)]
    if _is_root(user.text):
        shown = Image(image.path, image.dockerfile, stage)
        return [shown.at(step.instruction, f"{image.title} runs as root: USER {user.text}")]
    return []


def _judge_service(subject: ServiceSubject) -> list[Finding]:
    user = subject.service.text("user")
    # An empty text is that of the image, as for Docker.
    if user is not None and user.text.strip():
        if user.value.unknown or user.value.problem:
            message = f"{subject.title} runs as '{user.text}', and nothing in the workspace says who that is"
            return [Failure("unsupported", message, user.path, user.line)]
        if _is_root(user.text):
            message = f"{subject.title} runs as root: user {user.text}"
            return [Violation(message, user.path, user.line, user.column, evidence=user.text)]
        return []
    if isinstance(subject.image, Failure):
        return [subject.image]
    if subject.image is not None:
        return _judge_image(subject.image)
    service = subject.service
    image = service.image
    named = f"the image '{image.text}'" if image else "its image"
    reference = read_reference(image.text) if image else None
    if reference is not None and says_nonroot(reference):
        return []
    message = f"{subject.title} has no `user`, and whom {named} runs as is not in the workspace"
    return [Failure("unsupported", message, service.path, service.line, 'say it: `user: "1000"`')]


def _is_root(user: str) -> bool:
    name = user.partition(":")[0].strip().lower()
    return name in _ROOT or (name.isdecimal() and int(name[:20]) == 0) or not name
