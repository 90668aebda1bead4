"""Build contexts: the folder that COPY starts from, and what of it is sent to the builder.

Comes in: a Dockerfile's path, its stages, the workspace. Goes out: the context and the files in it. A Dockerfile does
not say its context. Where compose files of the workspace build it, they do; otherwise it is the nearest folder at or
above the Dockerfile in which there is what the Dockerfile copies.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hielements.libraries.builtin.docker.build_mounts import build_mounts
from hielements.libraries.builtin.docker.dockerfile.stages import Dockerfile, Step
from hielements.libraries.builtin.docker.dockerfile.words import Expanded
from hielements.libraries.builtin.docker.ignore import DockerIgnore
from hielements.libraries.builtin.docker.recognition import kind_by_name
from hielements.libraries.outcomes import Failure
from hielements.source.globs import GlobProblem, compile_glob
from hielements.source.paths import join, parent

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.store import DockerFiles


class Context:
    """A build context."""

    def __init__(self, files: DockerFiles, folder: str, dockerfile: str | None) -> None:
        self.folder = folder
        self._workspace = files.workspace
        self._ignore: DockerIgnore | None = None
        self.failure: Failure | None = None
        for path in (f"{dockerfile}.dockerignore" if dockerfile else "", join(folder, ".dockerignore")):
            if path and files.workspace.kind(path) == "file":
                text = files.text(path)
                if isinstance(text, Failure):
                    self.failure = text
                else:
                    self._ignore = DockerIgnore(text)
                break

    def has(self, path: str) -> bool:
        """Whether a workspace file is part of the context."""
        if self.folder and not path.startswith(f"{self.folder}/"):
            return False
        inner = path[len(self.folder) + 1 :] if self.folder else path
        return self._ignore is None or not self._ignore.leaves_out(inner)

    def below(self, folder: str) -> list[str]:
        """The files of the context below a workspace folder."""
        return [path for path in self._workspace.files(folder) if self.has(path)]

    def find(self, source: str) -> list[tuple[str, bool]]:
        """The workspace paths that a source of COPY means, each with whether it is a folder."""
        inner = _inner(source)
        path = join(self.folder, inner)
        kind = self._workspace.kind(path) if path else "folder"
        if kind is not None:
            return [(path, kind == "folder")] if kind == "folder" or self.has(path) else []
        if not any(each in inner for each in "*?["):
            return []
        glob = compile_glob(inner.replace("{", "\\{"))
        if isinstance(glob, GlobProblem):
            return []
        start = len(self.folder) + 1 if self.folder else 0
        base = join(self.folder, parent(inner.partition("*")[0].partition("?")[0].partition("[")[0]))
        depth = inner.count("/")
        files = [
            path
            for path in self._workspace.files(base)
            if ("**" in inner or path.count("/", start) == depth) and glob.matches(path[start:]) and self.has(path)
        ]
        folders = [path for path in self._workspace.folders(base) if glob.matches(path[start:])]
        return [*((path, False) for path in files), *((path, True) for path in folders)]


def _inner(source: str) -> str:
    """The path of a source from the context on. Nothing leads out of a context: `../x` is `x`."""
    return posixpath.normpath(f"/{source}").lstrip("/")


def mounted(step: Step) -> Sequence[Expanded]:
    """The sources of the mounts of a RUN that lie in the build context."""
    return [
        Expanded(each.source, (each.source,) if "$" in each.source else ())
        for each in build_mounts(step.instruction)
        if each.origin is None
    ]


def copied(step: Step) -> Sequence[Expanded]:
    """The sources of a COPY or ADD that lie in the build context."""
    instruction = step.instruction
    if instruction.keyword not in ("COPY", "ADD") or instruction.flag("from") is not None:
        return ()
    return [word for word in step.words[:-1] if not _is_elsewhere(word.text)]


def _is_elsewhere(source: str) -> bool:
    """Whether a source is a here-document or an address on the network."""
    return source.startswith(("<<", "git@", "http://", "https://", "git://", "ssh://")) or source.endswith(".git")


def contexts_of(files: DockerFiles, path: str, dockerfile: Dockerfile) -> list[Context]:
    """The contexts that a Dockerfile is built with, at least one."""
    stated = list(dict.fromkeys(build.context for build in files.builds_of(path)))
    return [Context(files, folder, path) for folder in stated or [_likely(files, path, dockerfile)]]


def named_contexts(files: DockerFiles, path: str) -> dict[str, str]:
    """The further contexts that compose files give to the builds of a Dockerfile, by name. What FROM and `--from` call
    by such a name is no image of that name."""
    return {name: text.text for build in files.builds_of(path) for name, text in build.contexts.items()}


def _likely(files: DockerFiles, path: str, dockerfile: Dockerfile) -> str:
    sources = [word.text for stage in dockerfile.stages for step in stage.steps
               for word in (*copied(step), *mounted(step)) if not word.unknown and not word.problem]  # fmt: skip
    folder = parent(path)
    best, most = folder, 0
    while True:
        context = Context(files, folder, path)
        found = sum(1 for source in sources if _has_something(files, context, source))
        if found > most:
            best, most = folder, found
        if not folder or most == len(sources):
            return best
        folder = parent(folder)


def _has_something(files: DockerFiles, context: Context, source: str) -> bool:
    if _inner(source):
        return bool(context.find(source))
    # `COPY . .` in a folder that holds nothing but Dockerfiles means a folder above.
    names = files.workspace.names_in(context.folder)
    return any(not name.startswith(".") and kind_by_name(name) is None and "ocker" not in name for name in names)
