"""`docker.stage_exists`: a Dockerfile has a stage."""

from __future__ import annotations

from hielements.libraries.builtin.docker.finding import find_stage
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.outcomes import Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "stage_exists",
    "check",
    "Holds when the Dockerfile has a stage of that name (`FROM image AS name`; case does not count), or of that "
    "number. Where there is no Dockerfile there is no stage: the check fails.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "a Dockerfile"),
                Parameter("name", STRING, "the name after `AS`, or a number"),
            ),
            BOOL,
        ),
    ),
    example="check docker.stage_exists(dockerfile, 'build')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: Docker) -> Outcome:
    scope, name = arguments.scope("scope"), arguments.text("name")
    if scope.is_empty:
        message = f"there is no stage '{name}': {scope.absence or 'there is no Dockerfile'}"
        return verdict(message, [Violation(message)])
    path, stage, absence = find_stage(library, scope, name)
    if stage is not None:
        return Passed(f"{path}:{stage.start.line}", path, stage.start.line)
    return verdict(absence, [Violation(absence, path)])
