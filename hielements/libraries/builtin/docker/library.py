"""The library `docker` itself: its description, the table of its functions, and its dependencies.

Comes in: the environment. Goes out: a `Library`. What the functions mean stands in their own modules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from hielements.libraries.builtin.library import BuiltinLibrary
from hielements.libraries.outcomes import Dependencies

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.store import DockerFiles


class Docker(BuiltinLibrary):
    """Dockerfiles and compose files."""

    NAME: ClassVar[str] = "docker"
    DOC: ClassVar[str] = (
        "Dockerfiles and compose files, from real parsing: stages, build arguments, here-documents, continued lines, "
        "exec and shell forms, anchors, merge keys and variables with defaults. Nothing is built, started or fetched.\n"
        "\n"
        "A check about a scope looks at each file of Docker in it. Of a Dockerfile the image counts that a build "
        "gives: the last stage, with what it has from the stages that it starts from; `docker.stage_selector` selects "
        "another one. Of a compose file each service counts, with what it says itself, and else with the stage that "
        "it builds. What only the build or the run can know (an ARG without a default, the user of an image from "
        "outside) leaves a check undecided that depends on it.\n\n"
        "Files are known by their names: `Dockerfile`, `Dockerfile.*`, `*.dockerfile`, `Containerfile`, "
        "`compose*.yaml`, `docker-compose*.yml`. `docker.file_selector` and `docker.compose_selector` take a file of "
        "any name.\n\n"
        "Dependencies: a service depends on the Dockerfile that it builds, on services named in `depends_on`, `links`, "
        "`volumes_from` and `network_mode`, on files that it mounts or includes; a Dockerfile on its base images, on "
        "the files that it copies or mounts (without those that `.dockerignore` leaves out), and on the script or the "
        "Python module that it runs. So connections hold across languages: from a compose file over the Dockerfile to "
        "code."
    )
    PACKAGE: ClassVar[str] = "hielements.libraries.builtin.docker.functions"
    FUNCTIONS: ClassVar[Mapping[str, str]] = {
        "base_image": "base_image",
        "compose_selector": "compose_selector",
        "depends_on": "depends_on",
        "entry_point": "entry_point",
        "exposed_port": "exposed_ports",
        "exposed_ports": "exposed_ports",
        "exposes_port": "exposes_port",
        "file_selector": "file_selector",
        "has_healthcheck": "has_healthcheck",
        "network_exists": "networks",
        "no_latest": "pinned_images",
        "no_root_user": "no_root_user",
        "no_secrets": "no_secrets",
        "on_network": "networks",
        "pinned_images": "pinned_images",
        "service_exists": "service_exists",
        "service_selector": "service_selector",
        "share_network": "networks",
        "stage_exists": "stage_exists",
        "stage_selector": "stage_selector",
        "volumes": "volumes",
    }
    LANGUAGES: ClassVar[tuple[str, ...]] = ("docker",)
    PATTERNS: ClassVar[tuple[str, ...]] = ("production_image",)
    PATTERN_FILE: ClassVar[str] = "docker/patterns.hie"

    @cached_property
    def files(self) -> DockerFiles:
        """What is in the files of Docker."""
        from hielements.libraries.builtin.docker.store import DockerFiles

        return DockerFiles(self.workspace)

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        """What the given files of Docker depend on; other files are passed over."""
        from hielements.libraries.builtin.docker.dependencies import dependencies

        return dependencies(self.files, files)

    def own_files(self) -> Sequence[str]:
        """The files of the workspace that are files of Docker by their names."""
        from hielements.libraries.builtin.docker.recognition import kind_by_name

        return [path for path in self.workspace.files() if kind_by_name(path) is not None]
