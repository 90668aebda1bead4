"""What a RUN mounts while it runs: `--mount=type=bind,from=build,source=/app,target=/app`.

Comes in: instructions. Goes out: mounts of files, from the build context, a stage or an image. Rules: the section
"RUN --mount" of the Dockerfile reference. Secrets and sockets are no files of the workspace, and are left out.
"""

from __future__ import annotations

from hielements.libraries.builtin.docker.dockerfile.instructions import Flag, Instruction
from hielements.record import Record


class BuildMount(Record):
    """A mount. `origin` is the stage or image that it comes from, None for the build context; `source` the path there,
    `.` for all of it."""

    source: str
    origin: str | None
    flag: Flag


def build_mounts(instruction: Instruction) -> list[BuildMount]:
    """The mounts of an instruction that show files of something else."""
    found: list[BuildMount] = []
    for flag in instruction.flags if instruction.keyword == "RUN" else ():
        if flag.name != "mount":
            continue
        values = {
            key.strip().lower(): value for key, _, value in (each.partition("=") for each in flag.value.split(","))
        }
        kind, origin = values.get("type", "bind"), values.get("from")
        # A cache starts from what `from` names; without it there is nothing in it at first.
        if kind == "bind" or (kind == "cache" and origin):
            found.append(BuildMount(values.get("source", values.get("src", ".")) or ".", origin or None, flag))
    return found
