"""`docker.file_selector`: a Dockerfile, or a compose file."""

from __future__ import annotations

from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.selection import select_file
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import Value

FUNCTION = Function(
    "file_selector",
    "selector",
    "Selects one Dockerfile or compose file by its path. The file may have any name: one that is not known by its name "
    "is a compose file when it is YAML with `services`, else a Dockerfile. Where there is no such file the scope is "
    "empty and says what is there instead.",
    (
        Signature(
            (
                Parameter(
                    "path", STRING, "the file, relative to the workspace: `backend/Dockerfile`", default="Dockerfile"
                ),
            ),
            SCOPE,
        ),
    ),
    example="scope dockerfile = docker.file_selector('backend/Dockerfile')",
)


def evaluate(arguments: Arguments, library: Docker) -> Value | Failure:
    return select_file(library, arguments.text("path"), "file")
