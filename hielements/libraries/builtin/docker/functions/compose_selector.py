"""`docker.compose_selector`: a compose file."""

from __future__ import annotations

from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.selection import absent, select_file
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import Value

_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The order in which Docker looks for them."""

FUNCTION = Function(
    "compose_selector",
    "selector",
    "Selects one compose file, of whatever name. Without a path it is the one that `docker compose` takes in the "
    "workspace: `compose.yaml`, `compose.yml`, `docker-compose.yaml` or `docker-compose.yml`. An override file "
    "(`compose.override.yaml`) is a file of its own and not part of the scope.",
    (
        Signature((Parameter("path", STRING, "the file, relative to the workspace", default=""),), SCOPE),
    ),
    example="scope compose = docker.compose_selector('deploy/compose.yaml')",
)  # fmt: skip


def evaluate(arguments: Arguments, library: Docker) -> Value | Failure:
    path = arguments.text("path")
    if path:
        return select_file(library, path, "compose")
    for name in _NAMES:
        if library.workspace.kind(name) == "file":
            return select_file(library, name, "compose")
    return absent("compose", "compose.yaml", f"there is none of {', '.join(_NAMES)} in the workspace")
