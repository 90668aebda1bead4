"""`docker.network_exists`, `docker.on_network` and `docker.share_network`: who can reach whom."""

from __future__ import annotations

from hielements.libraries.builtin.docker.checking import suggest, the_compose, unknown_service
from hielements.libraries.builtin.docker.compose.services import Compose, Service
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.yaml_tree import Mapping, Scalar
from hielements.libraries.outcomes import Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_COMPOSE = Parameter("scope", SCOPE, "a compose file")

FUNCTIONS = (
    Function(
        "network_exists",
        "check",
        "Holds when the compose file has a network of that name under its top-level `networks`. Where there is no "
        "compose file there is no network: the check fails.",
        (Signature((_COMPOSE, Parameter("name", STRING, "the name of the network")), BOOL),),
        example="check docker.network_exists(compose, 'backend')",
        about_existence=True,
    ),
    Function(
        "on_network",
        "check",
        "Holds when the service is on the network. A service without `networks` is on the network `default`, unless "
        "its `network_mode` says otherwise.",
        (
            Signature(
                (
                    _COMPOSE,
                    Parameter("service", STRING, "the name of the service"),
                    Parameter("network", STRING, "the name of the network"),
                ),
                BOOL,
            ),
        ),
        example="check docker.on_network(compose, 'db', 'backend')",
    ),
    Function(
        "share_network",
        "check",
        "Holds when two services are on a network together, or one uses the network of the other, so that they can "
        "reach one another. Networks with the same `name` are one. `not docker.share_network(...)` states that they "
        "are kept apart.",
        (
            Signature(
                (
                    _COMPOSE,
                    Parameter("service", STRING, "the name of a service"),
                    Parameter("other", STRING, "the name of another one"),
                ),
                BOOL,
            ),
        ),
        example="check not docker.share_network(compose, 'web', 'db')",
    ),
)

Place = tuple[str, int]


def evaluate_network_exists(arguments: Arguments, library: Docker) -> Outcome:
    scope, name = arguments.scope("scope"), arguments.text("name")
    if scope.is_empty:
        message = f"there is no network '{name}': {scope.absence or 'there is no compose file'}"
        return verdict(message, [Violation(message)])
    compose = the_compose(library, scope)
    found = compose.networks.get(name)
    if found is not None:
        layer, key, _ = found
        return Passed(f"{layer.path}:{key.line}", layer.path, key.line)
    message = f"there is no network '{name}' in {compose.path}{suggest(name, compose.networks)}"
    return verdict(message, [Violation(message, compose.path)])


def evaluate_on_network(arguments: Arguments, library: Docker) -> Outcome:
    compose = the_compose(library, arguments.scope("scope"))
    service, network = _service(compose, arguments.text("service")), arguments.text("network")
    networks = _networks(compose, service, ())
    place = networks.get(network)
    if place is not None:
        return Passed(f"{place[0]}:{place[1]}", *place)
    listed = ", ".join(f"'{each}'" for each in sorted(networks)) or "no network"
    message = f"service '{service.name}' is not on the network '{network}'; it is on {listed}"
    return verdict(message, [Violation(message, service.path, service.line, service.column)])


def evaluate_share_network(arguments: Arguments, library: Docker) -> Outcome:
    compose = the_compose(library, arguments.scope("scope"))
    first, second = (_service(compose, arguments.text(each)) for each in ("service", "other"))
    networks, others = (
        {_true_name(compose, name): (name, place) for name, place in _networks(compose, each, ()).items()}
        for each in (first, second)
    )
    shared = next((name for name in sorted(networks) if name in others), None)
    if shared is not None:
        name, place = networks[shared]
        return Passed(f"both are on '{name}'", *place)
    message = f"services '{first.name}' and '{second.name}' have no network in common"
    return verdict(message, [Violation(message, first.path, first.line, first.column)])


def _true_name(compose: Compose, key: str) -> tuple[str, str]:
    """What tells a network from others: its `name`, else its key."""
    found = compose.networks.get(key)
    name = found[2].get("name") if found and isinstance(found[2], Mapping) else None
    if found is None or not isinstance(name, Scalar) or name.is_null:
        return "key", key
    return "name", found[0].text(name).text


def _service(compose: Compose, name: str) -> Service:
    service = compose.services.get(name)
    if service is None:
        raise refuse(unknown_service(compose, name))
    return service


def _networks(compose: Compose, service: Service, above: tuple[str, ...]) -> dict[str, Place]:
    """The networks of a service, each with the place that says so. The network of the host is named `(host)`."""
    mode = service.text("network_mode")
    if mode is not None:
        other = mode.text.removeprefix("service:")
        if mode.text.startswith("service:") and other in compose.services and other not in above:
            return _networks(compose, compose.services[other], (*above, service.name))
        return {} if mode.text == "none" else {f"({mode.text})": (mode.path, mode.line)}
    named = service.names("networks")
    if not named:
        return {"default": (service.path, service.line)}
    return {name: (layer.path, key.line) for name, (layer, key, _) in named.items()}
