"""`docker.depends_on`: a service of a compose file needs another one."""

from __future__ import annotations

from hielements.libraries.builtin.docker.checking import the_compose, unknown_service
from hielements.libraries.builtin.docker.compose.services import Compose
from hielements.libraries.builtin.docker.dependencies import named_services
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.outcomes import Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "depends_on",
    "check",
    "Holds when one service of a compose file names the other in `depends_on`, `links`, `volumes_from` or "
    "`network_mode: service:...`. With `indirect=true` a chain of such services is enough. A service that does not "
    "exist leaves the check undecided.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "a compose file"),
                Parameter("service", STRING, "the service that depends"),
                Parameter("other", STRING, "the service that it depends on"),
                Parameter("indirect", BOOL, "whether chains of services count as well", default=False),
            ),
            BOOL,
        ),
    ),
    example="check docker.depends_on(compose, 'api', 'db')",
)


def evaluate(arguments: Arguments, library: Docker) -> Outcome:
    compose = the_compose(library, arguments.scope("scope"))
    name, other = arguments.text("service"), arguments.text("other")
    for each in (name, other):
        if each not in compose.services:
            raise refuse(unknown_service(compose, each))
    found = _search(compose, name, other, arguments.flag("indirect"))
    if found is not None:
        return Passed(f"{found[0]}:{found[1]}", *found)
    service = compose.services[name]
    message = f"service '{name}' does not depend on '{other}'"
    return verdict(message, [Violation(message, service.path, service.line, service.column, evidence=f"{name}:")])


def _search(compose: Compose, name: str, other: str, indirect: bool) -> tuple[str, int] | None:
    """The place of the first step of a way from one service to another."""
    waiting: list[tuple[str, tuple[str, int] | None]] = [(name, None)]
    seen = {name}
    while waiting:
        current, first = waiting.pop(0)
        service = compose.services.get(current)
        if service is None:
            continue
        for following, line, _, _ in named_services(service):
            place = first or (service.path, line)
            if following == other:
                return place
            if indirect and following not in seen:
                seen.add(following)
                waiting.append((following, place))
    return None
