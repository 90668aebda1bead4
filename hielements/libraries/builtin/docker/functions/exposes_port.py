"""`docker.exposes_port`: a container can be reached at a port."""

from __future__ import annotations

from hielements.libraries.builtin.docker.exposure import exposure
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.subjects import subjects
from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.outcomes import Failure, Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, INT, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "exposes_port",
    "check",
    "Holds when at least one image or service of the scope exposes the port. An image exposes what EXPOSE says in the "
    "last stage and in the stages that it starts from, ranges such as `8000-8010` included. A service exposes what "
    "`ports` and `expose` say, and what the Dockerfile that it builds exposes; of `8080:80` both the port of the "
    "container (80) and that of the host (8080) count. Variables are replaced by their defaults; one that only the "
    "build knows leaves the check undecided, unless the port is found elsewhere.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service"),
                Parameter("port", INT, "the port, from 1 to 65535"),
                Parameter("protocol", STRING, "`tcp`, `udp` or `sctp`", default="tcp"),
            ),
            BOOL,
        ),
    ),
    example="check docker.exposes_port(dockerfile, 8080)",
)


def evaluate(arguments: Arguments, library: Docker) -> Outcome:
    port, protocol = arguments.integer("port"), arguments.text("protocol").lower()
    if not 1 <= port <= 65535:
        raise refuse(f"{port} is no port: ports are numbers from 1 to 65535")
    if protocol not in ("tcp", "udp", "sctp"):
        raise refuse(f"'{protocol}' is no protocol of ports", "write 'tcp', 'udp' or 'sctp'")
    found = subjects(library, arguments.scope("scope"))
    failures: list[Failure] = list(found.failures)
    violations: list[Violation] = []
    shown = f"{port}/{protocol}" if protocol != "tcp" else str(port)
    for subject in found.every:
        exposed = exposure(subject)
        hit = next((each for each in exposed.ports if each.ports.has(port, protocol)), None)
        if hit is not None:
            return Passed(f"{hit.path}:{hit.line}", hit.path, hit.line)
        failures += exposed.failures
        others = ", ".join(dict.fromkeys(each.text for each in exposed.ports))
        detail = f"it exposes {others}" if others else "it exposes no port"
        violations.append(subject.missing(f"{subject.title} does not expose port {shown}; {detail}"))
    if failures:
        return verdict("", (), tuple(dict.fromkeys(failures)))
    return verdict("; ".join(each.message for each in violations[:3]), violations)
