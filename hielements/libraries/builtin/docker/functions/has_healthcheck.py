"""`docker.has_healthcheck`: Docker is told how to find out whether a container works."""

from __future__ import annotations

from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject, subjects
from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "has_healthcheck",
    "check",
    "Holds when every Dockerfile of the scope has a HEALTHCHECK in force in its last stage (or in a stage that it "
    "starts from), and every service of a compose file has a `healthcheck`, or builds a stage that has one. "
    "`HEALTHCHECK NONE`, `disable: true` and an ONBUILD trigger are none. What the base image may bring along does not "
    "count: it is not in the workspace.",
    (Signature((Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service"),), BOOL),),
    example="check docker.has_healthcheck(dockerfile)",
)


def evaluate(arguments: Arguments, library: Docker) -> Outcome:
    found = subjects(library, arguments.scope("scope"))
    violations: list[Violation] = []
    failures = list(found.failures)
    for subject in found.every:
        answer = _judge(subject)
        if isinstance(answer, Violation):
            violations.append(answer)
        elif isinstance(answer, Failure):
            failures.append(answer)
    message = "; ".join(each.message for each in violations[:3])
    return verdict(message, violations, failures, counted(len(found.every), "health check"))


def _judge(subject: Subject) -> Violation | Failure | None:
    if isinstance(subject, ServiceSubject):
        return _judge_service(subject)
    last = subject.stage.last("HEALTHCHECK")
    if last is None:
        return subject.missing(f"{subject.title} has no HEALTHCHECK")
    stage, step = last
    if step.instruction.arguments.strip().upper() == "NONE":
        return Image(subject.path, subject.dockerfile, stage).at(
            step.instruction, f"{subject.title} switches its health check off"
        )
    return None


def _judge_service(subject: ServiceSubject) -> Violation | Failure | None:
    own = subject.service.healthcheck
    if own == "disabled":
        return subject.missing(f"{subject.title} switches its health check off")
    if own == "test":
        return None
    if subject.image is None:
        return subject.missing(f"{subject.title} has no healthcheck")
    if isinstance(subject.image, Failure):
        return subject.image
    if _judge(subject.image) is None:
        return None
    where = f"{subject.image.path} that it builds"
    return subject.missing(f"{subject.title} has no healthcheck, and {where} has none either")
