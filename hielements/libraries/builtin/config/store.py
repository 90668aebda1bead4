"""The configuration files of a workspace, each read and parsed at most once in a run.

Comes in: workspace paths. Goes out: documents, or a Failure that says why nothing is known. This module must never know
what a check wants to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from hielements.libraries.builtin.config.formats import KNOWN, NAMES, Format, format_of, is_customary
from hielements.libraries.builtin.config.tree import Documents, Problem
from hielements.libraries.outcomes import Failure
from hielements.source.paths import printable
from hielements.source.reading import decode
from hielements.source.text import SourceText
from hielements.source.workspace import Workspace

SIZE_LIMIT: Final = 10_000_000
"""Bytes. Longer files are data, not configuration, and are not parsed."""


class ConfigFiles:
    """What is in configuration files by path. Safe to use from several threads: what is computed twice in a race is
    equal."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._documents: dict[str, Documents | Failure] = {}
        self._customary: tuple[str, ...] | None = None

    def documents(self, path: str) -> Documents | Failure:
        """The documents of a file."""
        known = self._documents.get(path)
        if known is None:
            known = self._documents[path] = self._read(path)
        return known

    def customary(self) -> Sequence[str]:
        """The files of the workspace that projects keep their configuration in, by name or folder."""
        if self._customary is None:
            self._customary = tuple(path for path in self.workspace.files() if is_customary(path))
        return self._customary

    def _read(self, path: str) -> Documents | Failure:
        shown = printable(path)
        kind = format_of(path)
        if kind is None:
            return Failure(
                "unsupported", f"the format of {shown} is not known by its name", path, help=f"known are {KNOWN}"
            )
        try:
            size = self.workspace.size(path)
            if size > SIZE_LIMIT:
                message = f"{shown} has {size:,} bytes; configuration above {SIZE_LIMIT:,} bytes is not parsed"
                return Failure("limit", message, path)
            source = decode(self.workspace.read(path), path)
        except OSError as problem:
            reason = (problem.strerror or str(problem) or type(problem).__name__).lower()
            return Failure("unreadable", f"{shown} cannot be read ({reason})", path)
        if source.undecodable:
            place = source.undecodable[0]
            line = source.position(place.start)[0]
            return Failure("unreadable", f"{shown} is not valid UTF-8: byte 0x{place.content[0]:02x}", path, line)
        nul = source.text.find("\0")
        if nul >= 0:
            line = source.position(nul)[0]
            return Failure("unreadable", f"{shown} holds a NUL character: it is no text", path, line)
        read = _reader(kind)(source)
        if isinstance(read, Problem):
            message = f"{shown} is not valid {NAMES[kind]}: {read.message}"
            return Failure("limit" if read.is_limit else "syntax", message, path, read.line)
        return read


def _reader(kind: Format) -> Callable[[SourceText], Documents | Problem]:
    # Each reader brings a parser with it, which is imported when the first file of its format is read.
    if kind == "toml":
        from hielements.libraries.builtin.config.toml_format import read_toml

        return read_toml
    if kind == "yaml":
        from hielements.libraries.builtin.config.yaml_format import read_yaml

        return read_yaml
    if kind == "json":
        from hielements.libraries.builtin.config.json_format import read_json

        return read_json
    if kind == "ini":
        from hielements.libraries.builtin.config.ini_format import read_ini

        return read_ini
    if kind == "properties":
        from hielements.libraries.builtin.config.properties_format import read_properties

        return read_properties
    from hielements.libraries.builtin.config.env_format import read_env

    return read_env
