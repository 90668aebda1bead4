"""Where the files of an image come from: paths in a container as paths in the workspace.

Comes in: a stage and a build context. Goes out: the workspace file that COPY puts at a path. What RUN makes is not
known.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from hielements.libraries.builtin.docker.contexts import Context, copied
from hielements.libraries.builtin.docker.dockerfile.stages import Dockerfile, Stage, Step
from hielements.source.paths import join

if TYPE_CHECKING:
    from hielements.source.workspace import Workspace


class ContainerFiles:
    """The files of the stages of one Dockerfile, built with one context."""

    def __init__(self, workspace: Workspace, dockerfile: Dockerfile, context: Context) -> None:
        self._workspace = workspace
        self._dockerfile = dockerfile
        self._context = context

    def locate(self, stage: Stage, path: str, depth: int = 0) -> str | None:
        """The workspace file at an absolute path of a stage; None when COPY put none there."""
        if depth > len(self._dockerfile.stages):
            return None
        for each in stage.lineage():
            folder = working_folder(each.parent) if each.parent else "/"
            copies: list[tuple[Step, str]] = []
            for step in each.steps:
                if step.instruction.keyword == "WORKDIR":
                    folder = posixpath.join(folder, step.words[0].text)
                elif step.instruction.keyword in ("COPY", "ADD") and len(step.words) > 1:
                    copies.append((step, folder))
            for step, at in reversed(copies):
                found = self._copied(each, step, at, path, depth)
                if found is not None:
                    return found
        return None

    def _copied(self, stage: Stage, step: Step, folder: str, path: str, depth: int) -> str | None:
        written = step.words[-1].text
        goal = posixpath.normpath(posixpath.join(folder, written))
        if path != goal and not path.startswith(goal.rstrip("/") + "/"):
            return None
        inner = path[len(goal) :].lstrip("/") if path != goal else ""
        source_stage = step.instruction.flag("from")
        if source_stage is not None:
            other = self._dockerfile.stage(source_stage.value, stage.index)
            if other is None:
                return None
            for word in step.words[:-1]:
                start = posixpath.normpath(posixpath.join("/", word.text))
                base = posixpath.basename(start)
                for candidate in (
                    posixpath.join(start, inner) if inner else start,
                    *([start] if inner == base else []),
                ):
                    found = self.locate(other, candidate, depth + 1)
                    if found is not None:
                        return found
            return None
        for word in reversed(copied(step)):
            for source, is_folder in reversed(self._context.find(word.text)):
                if is_folder:
                    candidate = join(source, inner) if inner else source
                    if inner and self._workspace.kind(candidate) == "file" and self._context.has(candidate):
                        return candidate
                elif (not inner and not written.endswith("/")) or inner == source.rpartition("/")[2]:
                    return source
        return None


def working_folder(stage: Stage | None) -> str:
    """The working folder at the end of a stage."""
    folder = "/"
    for step in stage.all("WORKDIR") if stage else ():
        folder = posixpath.normpath(posixpath.join(folder, step.words[0].text))
    return folder
