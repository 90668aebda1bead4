"""`docker.exposed_ports` and `docker.exposed_port`: the ports of a container, as values."""

from __future__ import annotations

from hielements.libraries.builtin.docker.exposure import exposure
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.ports import numbers
from hielements.libraries.builtin.docker.subjects import Subjects, subjects
from hielements.libraries.builtin.library import Arguments, Undecidable, refuse
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import INT, SCOPE, Function, Parameter, Signature, list_of
from hielements.libraries.values import Value

_SCOPE = Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service")

FUNCTIONS = (
    Function(
        "exposed_ports",
        "selector",
        "All ports of the containers of a scope, in the order of the text, each once: what EXPOSE says, and for a "
        "service the container's side of `ports` and `expose`. Protocols are left out.",
        (Signature((_SCOPE,), list_of(INT)),),
        example="check 8080 in docker.exposed_ports(dockerfile)",
    ),
    Function(
        "exposed_port",
        "selector",
        "The one port of the containers of a scope, as an Int. Where there is none or there are several, what depends "
        "on the value is undecided; `docker.exposed_ports` gives all of them.",
        (Signature((_SCOPE,), INT),),
        example="ref port: integer = docker.exposed_port(dockerfile)",
    ),
)


def evaluate_exposed_ports(arguments: Arguments, library: Docker) -> Value | Failure:
    return _numbers(subjects(library, arguments.scope("scope")))


def evaluate_exposed_port(arguments: Arguments, library: Docker) -> Value | Failure:
    scope = arguments.scope("scope")
    found = _numbers(subjects(library, scope))
    if len(found) == 1:
        return found[0]
    if not found:
        raise refuse(f"'{scope.selector}' exposes no port", "write EXPOSE into the Dockerfile")
    listed = ", ".join(map(str, found[:10]))
    raise refuse(f"'{scope.selector}' exposes {len(found)} ports: {listed}", "use docker.exposed_ports for all of them")


def _numbers(found: Subjects) -> tuple[int, ...]:
    exposed = [exposure(subject) for subject in found.every]
    failures = [*found.failures, *(failure for each in exposed for failure in each.failures)]
    if failures:
        raise Undecidable(failures[0])
    return tuple(numbers([port.ports for each in exposed for port in each.ports if not port.published]))
