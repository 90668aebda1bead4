"""The Dockerfiles and compose files of a workspace, each read and parsed at most once in a run.

Comes in: workspace paths. Goes out: what is in the files, or a Failure that says why that is not known. This module
must never know what a check wants to prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from hielements.libraries.builtin.docker.dockerfile.instructions import Problem
from hielements.libraries.builtin.docker.dockerfile.stages import Dockerfile, build
from hielements.libraries.builtin.docker.recognition import Kind, kind_by_name, kind_by_text
from hielements.libraries.outcomes import Failure
from hielements.source.paths import printable
from hielements.source.reading import decode
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.compose.building import Build
    from hielements.libraries.builtin.docker.compose.services import Compose

SIZE_LIMIT: Final = 1_000_000
"""Bytes. Longer files are not parsed: BuildKit refuses a Dockerfile of that size as well."""

_UNTOLD: Final = (".yml", ".yaml", ".docker", ".build", ".image", ".tmpl", ".template")
"""Endings that leave open what a file is. One with another ending is not opened only that it is no such file."""


class DockerFiles:
    """What is in the files of Docker by path. Safe to use from several threads: what is computed twice in a race is
    equal."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._texts: dict[str, str | Failure] = {}
        self._dockerfiles: dict[str, Dockerfile | Failure] = {}
        self._composes: dict[str, Compose | Failure] = {}
        self._composes_by_name: tuple[str, ...] | None = None
        self._builds: dict[str, list[Build]] | None = None

    def text(self, path: str) -> str | Failure:
        """The text of a file."""
        known = self._texts.get(path)
        if known is None:
            known = self._texts[path] = self._read(path)
        return known

    def kind(self, path: str) -> Kind | None:
        """What kind of file stands at the path: by its name, else by its text. None for any other file."""
        kind = kind_by_name(path)
        name = path.rpartition("/")[2]
        if kind is None and "." in name and not name.endswith(_UNTOLD):
            return None
        if kind is None:
            text = self.text(path)
            kind = kind_by_text(path, text) if isinstance(text, str) else None
        return kind

    def dockerfile(self, path: str) -> Dockerfile | Failure:
        """The stages of a Dockerfile."""
        known = self._dockerfiles.get(path)
        if known is None:
            known = self._dockerfiles[path] = self._parse(path)
        return known

    def compose(self, path: str) -> Compose | Failure:
        """The services of a compose file."""
        known = self._composes.get(path)
        if known is None:
            from hielements.libraries.builtin.docker.compose.reading import read_compose

            known = self._composes[path] = read_compose(path, self)
        return known

    def compose_files(self) -> Iterable[str]:
        """The files of the workspace with a customary name of compose files."""
        known = self._composes_by_name
        if known is None:
            files = self.workspace.files()
            known = tuple(path for path in files if path.endswith("ml") and kind_by_name(path) == "compose")
            self._composes_by_name = known
        return known

    def builds_of(self, path: str) -> Sequence[Build]:
        """The builds of a Dockerfile that the compose files of the workspace state. What cannot be read of these is
        told to whoever looks at them."""
        known = self._builds
        if known is None:
            from hielements.libraries.builtin.docker.compose.building import Build, build_of

            known = {}
            for compose_file in self.compose_files():
                compose = self.compose(compose_file)
                for service in () if isinstance(compose, Failure) else compose.services.values():
                    found = build_of(service)
                    if isinstance(found, Build) and found.dockerfile is not None:
                        known.setdefault(found.dockerfile, []).append(found)
            self._builds = known
        return known.get(path, ())

    def _read(self, path: str) -> str | Failure:
        shown = printable(path)
        try:
            size = self.workspace.size(path)
            if size > SIZE_LIMIT:
                return Failure(
                    "limit",
                    f"{shown} has {size:,} bytes; files of Docker above {SIZE_LIMIT:,} bytes are not parsed",
                    path,
                    help="leave it out with `exclude` in the table [files] of hielements.toml",
                )
            decoded = decode(self.workspace.read(path), path)
        except OSError as problem:
            reason = (problem.strerror or str(problem) or type(problem).__name__).lower()
            return Failure("unreadable", f"{shown} cannot be read ({reason})", path)
        if decoded.undecodable:
            place = decoded.undecodable[0]
            line = decoded.text.count("\n", 0, place.start) + 1
            return Failure("unreadable", f"{shown} is not valid UTF-8: byte 0x{place.content[0]:02x}", path, line)
        nul = decoded.text.find("\0")
        if nul >= 0:
            line = decoded.text.count("\n", 0, nul) + 1
            return Failure("unreadable", f"{shown} holds a NUL character: it is no text", path, line)
        return decoded.text

    def _parse(self, path: str) -> Dockerfile | Failure:
        from hielements.libraries.builtin.docker.dockerfile.parsing import parse

        text = self.text(path)
        if isinstance(text, Failure):
            return text
        parsed = parse(text)
        built = parsed if isinstance(parsed, Problem) else build(parsed)
        if isinstance(built, Problem):
            return Failure("syntax", f"{printable(path)} {built.message}", path, built.line)
        return built
