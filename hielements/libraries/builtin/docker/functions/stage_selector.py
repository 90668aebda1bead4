"""`docker.stage_selector`: a stage of a Dockerfile."""

from __future__ import annotations

from hielements.libraries.builtin.docker.finding import find_stage
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.selection import absent
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, Value

FUNCTION = Function(
    "stage_selector",
    "selector",
    "Selects one stage of a Dockerfile by its name or its number (the first is '0'): the lines from its FROM to the "
    "next. Case does not count, as for Docker. Where there is no such stage the scope is empty.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "a Dockerfile"),
                Parameter("name", STRING, "the name after `AS`, or a number"),
            ),
            SCOPE,
        ),
    ),
    example="scope build = docker.stage_selector(dockerfile, 'build')",
)


def evaluate(arguments: Arguments, library: Docker) -> Value | Failure:
    name = arguments.text("name")
    scope = arguments.scope("scope")
    if scope.is_empty:
        return absent("stage", name, scope.absence or "there is no Dockerfile")
    path, stage, absence = find_stage(library, scope, name)
    if stage is None:
        return absent("stage", name, absence)
    return ScopeValue(
        "stage",
        name,
        path,
        (path,),
        language="docker",
        library="docker",
        symbol=stage.name or str(stage.index),
        lines=(stage.start.line, stage.end_line),
    )
