"""The configuration of a workspace, as data.

Comes in from `loading.py`; goes out to the composition root. Knows neither TOML nor files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from hielements.record import Record
from hielements.source.text import Location

EmptyScope = Literal["undecided", "fail", "pass"]


EVERY_VARIABLE = "*"
"""Among the names of environment variables: all of them."""


class Permissions(Record):
    """What a library may do beyond answering. Everything is denied unless granted. `filesystem` holds `read`, `write`
    and `workspace-only`, which goes without saying; `environment` the names of variables. `clock` and `random` are real
    time and randomness for WebAssembly modules."""

    filesystem: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    clock: bool = False
    random: bool = False


class Limits(Record):
    """What a library may use: megabytes, milliseconds for each request, milliseconds for the start of a process, and
    operations of a WebAssembly module for each request. None is the default of its kind."""

    memory_mb: int | None = None
    time_ms: int | None = None
    start_ms: int | None = None
    fuel: int | None = None


ISOLATIONS = ("none", "environment", "landlock", "bubblewrap")
Isolation = Literal["none", "environment", "landlock", "bubblewrap"]
"""How well a process is kept apart from the rest of the machine, the weakest first."""


class LibrarySetting(Record):
    """An entry of `[libraries]`. Paths are absolute, an executable without a slash is a name to look up in PATH.
    `location` is the entry in the configuration. `isolation` is the strongest level that is used, None for the
    strongest that the machine can do. `options` are settings of the library itself. `counts` has the operations of a
    module counted; whoever runs the program says so, not the configuration."""

    name: str
    kind: Literal["external", "wasm"]
    location: Location
    path: str | None = None
    executable: str | None = None
    args: tuple[str, ...] = ()
    permissions: Permissions = Permissions()
    limits: Limits = Limits()
    isolation: Isolation | None = None
    min_isolation: Isolation = "none"
    replaces_builtin: bool = False
    options: Mapping[str, object] = {}
    counts: bool = False


class Waiver(Record):
    """An entry of `[[waivers]]`: violations that somebody accepted, and why. `element`, `check` and `path` are globs;
    an empty one matches everything. `expires` is the last day (`2026-12-31`) on which it holds, None for ever.
    `location` is the entry in the configuration."""

    element: str
    reason: str
    location: Location
    check: str = ""
    path: str = ""
    owner: str | None = None
    expires: str | None = None


class Configuration(Record):
    """Everything that `hielements.toml` can say, with defaults. `file` is the name of the configuration file, None
    when there is none. `specs` are names relative to the workspace. `jobs` is a number of threads, None leaves the
    choice to the program. `strict` demands that nothing that accepts violations is stale. `baseline` is the name of the
    baseline file, and `baseline_place` where it is set. `ignored_dependencies` are the tags of dependencies that
    `ignore_type_checking` and `ignore_function_level` leave out. `cache_folder` is absolute, None is the user's.
    `options` holds the tables of built-in libraries by name (`[python]`)."""

    file: str | None = None
    specs: tuple[str, ...] = ()
    empty_scope: EmptyScope = "undecided"
    unused_uses: Literal["warning", "error"] = "warning"
    undeclared_uses: Literal["allow", "error"] = "allow"
    ignored_dependencies: frozenset[str] = frozenset()
    min_coverage: float | None = None
    min_coverage_place: Location | None = None
    jobs: int | None = None
    strict: bool = False
    baseline: str | None = None
    baseline_place: Location | None = None
    waivers: tuple[Waiver, ...] = ()
    exclude: tuple[str, ...] = ()
    gitignore: bool = True
    cache_folder: str | None = None
    cache_enabled: bool = True
    libraries: tuple[LibrarySetting, ...] = ()
    options: Mapping[str, Mapping[str, object]] = {}
