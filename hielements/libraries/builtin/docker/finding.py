"""Finds a stage of the one Dockerfile of a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.libraries.builtin.docker.checking import suggest
from hielements.libraries.builtin.docker.dockerfile.stages import Stage
from hielements.libraries.builtin.docker.subjects import docker_files
from hielements.libraries.builtin.library import Undecidable, refuse
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue
from hielements.source.paths import printable

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.library import Docker


def find_stage(library: Docker, scope: ScopeValue, name: str) -> tuple[str, Stage | None, str]:
    """The path of the Dockerfile, the stage, and where there is none, why. Raises Undecidable for a scope that is not
    one Dockerfile."""
    paths = [path for path, kind in docker_files(library, scope) if kind == "dockerfile"]
    if len(paths) != 1:
        what = "no Dockerfile" if not paths else f"several Dockerfiles: {', '.join(paths[:5])}"
        raise refuse(f"'{printable(scope.selector)}' holds {what}", "give one: docker.file_selector('Dockerfile')")
    dockerfile = library.files.dockerfile(paths[0])
    if isinstance(dockerfile, Failure):
        raise Undecidable(dockerfile)
    stage = dockerfile.stage(name)
    names = [each.name for each in dockerfile.stages if each.name]
    absence = f"there is no stage '{name}' in {printable(paths[0])}{suggest(name.lower(), names)}"
    return paths[0], stage, absence
