"""What plugins may ask of the host: the parsed view of the code, files, dependencies, their options.

    host.facts         {"paths"}            {"files": [{"path", "language", "imports", "symbols", "docstring"}]}
    host.read_file     {"path"}             {"path", "text"} or {"path", "base64"}
    host.dependencies  {"paths"}            {"dependencies": [..], "failures": [..]}
    host.scope_paths   {"handle", "offset", "limit"}   {"paths": [..], "next"}
    host.config        {}                   {"options", "permissions", "limits"}
    host.log           {"level", "message"} null

Comes in: methods and parameters that a plugin sent. Goes out: results, or a HostError that names what was wrong. A
plugin sees the files of the workspace and nothing else, and only when its permissions have `filesystem = ["read"]`;
facts are those of the libraries of the languages, so that no file is parsed a second time. Must never know how the
plugin runs.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hielements.libraries.library import Library
from hielements.libraries.outcomes import Dependencies, Failure
from hielements.libraries.protocol.dependencies import dependencies_to_wire, failure_to_wire
from hielements.libraries.protocol.handles import ScopeHandles
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.messages import DENIED, INVALID_PARAMS, METHOD_NOT_FOUND, UNREADABLE
from hielements.libraries.protocol.negotiation import Grants
from hielements.libraries.protocol.trouble import WireError, excerpt, kind_of
from hielements.record import Record
from hielements.source.workspace import Workspace

SERVICES: Final = (
    "host.config",
    "host.dependencies",
    "host.facts",
    "host.log",
    "host.read_file",
    "host.scope_paths",
)
"""All methods."""
NEED_READ: Final = frozenset({"host.facts", "host.read_file", "host.dependencies"})
"""Those that tell what is in files, and need `filesystem = ["read"]`."""
MOST_READ: Final = 16 * 1024 * 1024
"""Bytes of one file that a plugin is given."""
MOST_PATHS: Final = 10_000
"""Paths of one answer."""
MOST_NOTES: Final = 100

LanguageOf = Callable[[str], str | None]
LibraryOf = Callable[[str], Library | None]


class HostError(Record):
    """Why the host does not answer: a JSON-RPC error."""

    code: int
    message: str


class HostServices:
    """The host as one plugin sees it. Safe to use from several threads."""

    def __init__(
        self,
        workspace: Workspace,
        mapping: PathMapping,
        grants: Grants,
        handles: ScopeHandles,
        options: Mapping[str, object],
        language_of: LanguageOf,
        library_of: LibraryOf,
    ) -> None:
        """`language_of` tells the language of a file, `library_of` the library that knows the code of a language."""
        self._workspace = workspace
        self._mapping = mapping
        self._grants = grants
        self._handles = handles
        self._options = options
        self._language_of = language_of
        self._library_of = library_of
        self._notes: list[str] = []
        self._methods: Mapping[str, Callable[[Mapping[str, object]], object | HostError]] = {
            "host.config": self._config,
            "host.dependencies": self._dependencies,
            "host.facts": self._facts,
            "host.log": self._log,
            "host.read_file": self._read_file,
            "host.scope_paths": self._scope_paths,
        }

    @property
    def mapping(self) -> PathMapping:
        """How the plugin sees the workspace."""
        return self._mapping

    def granted(self) -> Sequence[str]:
        """The methods that this plugin may call."""
        reads = self._may_read()
        return [name for name in SERVICES if reads or name not in NEED_READ]

    def notes(self) -> Sequence[str]:
        """What the plugin logged."""
        return tuple(self._notes)

    def handle(self, method: str, params: Mapping[str, object]) -> object | HostError:
        """The result of a method, as plain values."""
        answer = self._methods.get(method)
        if answer is None:
            return HostError(METHOD_NOT_FOUND, f"the host has no method `{excerpt(method)}`")
        if method in NEED_READ and not self._may_read():
            return HostError(DENIED, f'`{method}` needs the permission `filesystem = ["read"]`')
        try:
            return answer(params)
        except WireError as problem:
            return HostError(INVALID_PARAMS, f"`{method}` was {str(problem).replace('answered', 'asked', 1)}")

    def _may_read(self) -> bool:
        return bool({"read", "write"} & set(self._grants.filesystem))

    def _config(self, params: Mapping[str, object]) -> object:
        grants = self._grants
        return {
            "options": dict(self._options),
            "permissions": {"filesystem": list(grants.filesystem), "environment": list(grants.environment)},
            "limits": {"time_ms": grants.time_ms, "memory_mb": grants.memory_mb},
        }

    def _log(self, params: Mapping[str, object]) -> object:
        if len(self._notes) < MOST_NOTES:
            level = params.get("level")
            word = f"{level}: " if isinstance(level, str) else ""
            self._notes.append(excerpt(f"{word}{params.get('message', '')}"))
        return None

    def _read_file(self, params: Mapping[str, object]) -> object | HostError:
        path = self._file(params.get("path"))
        if isinstance(path, HostError):
            return path
        try:
            if self._workspace.size(path) > MOST_READ:
                return HostError(UNREADABLE, f"{path} has more than {MOST_READ:,} bytes")
            content = self._workspace.read(path)
        except OSError as problem:
            return HostError(UNREADABLE, f"{path} cannot be read ({(problem.strerror or str(problem)).lower()})")
        named = {"path": self._mapping.outgoing(path)}
        try:
            return {**named, "text": content.decode("utf-8")}
        except UnicodeDecodeError:
            return {**named, "base64": b64encode(content).decode("ascii")}

    def _scope_paths(self, params: Mapping[str, object]) -> object | HostError:
        handle = params.get("handle")
        files = self._handles.files(handle) if isinstance(handle, str) else None
        if files is None:
            return HostError(INVALID_PARAMS, f"there is no scope with the handle {kind_of(handle)}")
        offset, limit = params.get("offset", 0), params.get("limit", MOST_PATHS)
        if type(offset) is not int or type(limit) is not int or offset < 0 or limit < 1:
            return HostError(INVALID_PARAMS, "`offset` counts from 0 and `limit` from 1")
        end = min(offset + min(limit, MOST_PATHS), len(files))
        paths = [self._mapping.outgoing(path) for path in files[offset:end]]
        return {"paths": paths, "next": end if end < len(files) else None}

    def _facts(self, params: Mapping[str, object]) -> object | HostError:
        paths = self._paths(params)
        return paths if isinstance(paths, HostError) else {"files": [self._file_facts(path) for path in paths]}

    def _file_facts(self, path: str) -> Mapping[str, object]:
        named = {"path": self._mapping.outgoing(path)}
        language = self._language_of(path)
        library: Any = self._library_of(language) if language is not None else None
        if not hasattr(library, "file_facts"):
            return {
                **named,
                "language": language,
                "error": f"the host knows no facts of {language or 'this kind of file'}",
            }
        facts: Mapping[str, object] | Failure = library.file_facts(path)
        if isinstance(facts, Failure):
            problem = failure_to_wire(facts, self._mapping)
            return {**named, "language": language, "error": facts.message, "line": problem.get("line")}
        return {**named, **facts}

    def _dependencies(self, params: Mapping[str, object]) -> object | HostError:
        paths = self._paths(params)
        if isinstance(paths, HostError):
            return paths
        by_language: dict[str, list[str]] = {}
        for path in paths:
            language = self._language_of(path)
            if language is not None:
                by_language.setdefault(language, []).append(path)
        found: list[Dependencies] = []
        for language, files in sorted(by_language.items()):
            library = self._library_of(language)
            if library is None:
                message = f"no library reports what {language} code depends on"
                found.append(Dependencies((), (Failure("unsupported", message),)))
            else:
                found.append(library.dependencies(files))
        edges = tuple(edge for each in found for edge in each.edges)
        failures = tuple(problem for each in found for problem in each.failures)
        return dependencies_to_wire(Dependencies(edges, failures), self._mapping)

    def _paths(self, params: Mapping[str, object]) -> Sequence[str] | HostError:
        """The files that `paths` or a `handle` mean. One that is no file of the workspace ends the whole question."""
        handle = params.get("handle")
        if handle is not None:
            files = self._handles.files(handle) if isinstance(handle, str) else None
            return (
                HostError(INVALID_PARAMS, f"there is no scope with the handle {kind_of(handle)}")
                if files is None
                else files
            )
        listed = params.get("paths")
        if not isinstance(listed, list):
            return HostError(INVALID_PARAMS, f"`paths` is {kind_of(listed)}; it must be a list")
        if len(listed) > MOST_PATHS:
            return HostError(INVALID_PARAMS, f"{len(listed):,} paths at once; at most {MOST_PATHS:,} are answered")
        found: list[str] = []
        for item in listed:
            path = self._file(item)
            if isinstance(path, HostError):
                return path
            found.append(path)
        return found

    def _file(self, json: object) -> str | HostError:
        """The workspace path of a file that the plugin named. What the workspace does not list (ignored files, links
        that lead out, devices) is not there for plugins either."""
        path = self._mapping.incoming(json)
        if self._workspace.kind(path) == "file":
            return path
        reason = self._workspace.ignored(path)
        return HostError(
            UNREADABLE, f"{excerpt(path) or '.'} is no file of the workspace" + (f": {reason}" if reason else "")
        )
