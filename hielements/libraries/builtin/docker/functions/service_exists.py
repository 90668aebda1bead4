"""`docker.service_exists`: a compose file has a service."""

from __future__ import annotations

from hielements.libraries.builtin.docker.checking import the_compose, unknown_service
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.outcomes import Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "service_exists",
    "check",
    "Holds when the compose file, or a file that it includes, has a service of that name. Where there is no compose "
    "file there is no service: the check fails.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "a compose file"),
                Parameter("name", STRING, "the name of the service"),
            ),
            BOOL,
        ),
    ),
    example="check docker.service_exists(compose, 'api')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: Docker) -> Outcome:
    scope, name = arguments.scope("scope"), arguments.text("name")
    if scope.is_empty:
        message = f"there is no service '{name}': {scope.absence or 'there is no compose file'}"
        return verdict(message, [Violation(message)])
    compose = the_compose(library, scope)
    service = compose.services.get(name)
    if service is not None:
        return Passed(f"{service.path}:{service.line}", service.path, service.line)
    message = unknown_service(compose, name)
    return verdict(message, [Violation(message, compose.path)])
