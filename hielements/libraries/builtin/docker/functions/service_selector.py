"""`docker.service_selector`: a service of a compose file."""

from __future__ import annotations

from hielements.libraries.builtin.docker.checking import the_compose, unknown_service
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.selection import absent
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, Value

FUNCTION = Function(
    "service_selector",
    "selector",
    "Selects one service of a compose file: the lines from its name to its end. Rules about connections count what "
    "stands in these lines, and a service that others name in `depends_on` is what they depend on. Where there is no "
    "such service the scope is empty.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "a compose file"),
                Parameter("name", STRING, "the name of the service"),
            ),
            SCOPE,
        ),
    ),
    example="scope api = docker.service_selector(compose, 'api')",
)


def evaluate(arguments: Arguments, library: Docker) -> Value | Failure:
    name = arguments.text("name")
    if arguments.scope("scope").is_empty:
        return absent("service", name, arguments.scope("scope").absence or "there is no compose file")
    compose = the_compose(library, arguments.scope("scope"))
    service = compose.services.get(name)
    if service is None:
        return absent("service", name, unknown_service(compose, name))
    return ScopeValue(
        "service",
        name,
        # What includes the file of the service may add to it: the whole is known from there.
        compose.path,
        (service.path,),
        language="docker",
        library="docker",
        symbol=name,
        lines=(service.line, service.end_line),
    )
