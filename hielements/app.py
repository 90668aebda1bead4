"""The composition root: picks what stands behind every interface, and runs the pipeline with it.

Comes in: a request in the words of a user: paths, filters, numbers. Goes out: a Report, or what else a command needs.
This is the only module that names adapters: the disk, the built-in libraries, the cache. It must never know how
arguments were spelled or how a report is shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from hielements.diagnostics.codes.running import NO_SPECIFICATION, UNUSABLE_WORKSPACE
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Environment, Library
from hielements.pipeline import Inputs, nowhere
from hielements.pipeline import check as run_pipeline
from hielements.pipeline import validate as run_validation
from hielements.plan.plan import Minimum, Selection
from hielements.project.configuration import Configuration
from hielements.project.loading import load
from hielements.record import Record
from hielements.report.quoting import quoter
from hielements.report.report import Report
from hielements.run.execution import Options, Progress
from hielements.source.cache import Cache, NoCache
from hielements.source.disk import DiskWorkspace
from hielements.source.locating import known_specifications, name_in, path_of, workspace_above
from hielements.source.reading import DecodedText, ReadProblem, read_text
from hielements.source.standard_patterns import pattern_files

if TYPE_CHECKING:
    from hielements.report.coverage import CoverageReport

Answer = TypeVar("Answer")

DEFAULT_SPEC = "hielements.hie"
_PATTERNS = "<patterns>/"


class CheckRequest(Record):
    """What to check, in the words of a user.

    `specs` are paths, relative to `folder` (the current folder when empty); none means what the configuration names,
    else `hielements.hie`. `workspace` is a folder, None to find it. `filters` and `limit` select checks
    (`plan/filters.py`). `jobs` is a number of threads, None for the configuration's.
    """

    specs: tuple[str, ...] = ()
    workspace: str | None = None
    filters: tuple[str, ...] = ()
    limit: int | None = None
    jobs: int | None = None
    fail_fast: bool = False
    dry_run: bool = False
    verbose: bool = False
    use_cache: bool = True
    progress: Progress | None = None
    folder: str = ""


def check(request: CheckRequest) -> Report:
    """Runs the specifications. Raises KeyboardInterrupt when the user stops the run: there is no report then."""
    project = _open(request)
    configuration = project.configuration
    options = Options(
        jobs=max(1, request.jobs or configuration.jobs or 1),
        fail_fast=request.fail_fast,
        empty_scope=configuration.empty_scope,
        verbose=request.verbose,
        unused_uses_fail=configuration.unused_uses == "error",
    )
    selection = Selection(request.filters, request.limit)
    return _with_project(
        project, lambda: run_pipeline(project.inputs, selection, options, request.progress, request.dry_run)
    )


def validate(request: CheckRequest) -> Report:
    """Everything that can be said about the specifications without looking at code."""
    project = _open(request)
    return _with_project(project, lambda: run_validation(project.inputs))


def coverage(request: CheckRequest) -> CoverageReport:
    """What the specifications are about, and what they leave out; `filters` are globs over element paths."""
    from hielements.pipeline import coverage as run_coverage

    project = _open(request)
    return _with_project(project, lambda: run_coverage(project.inputs, request.filters, request.verbose))


def read_specification(path: str, request: CheckRequest | None = None) -> DecodedText | ReadProblem:
    """The text of one specification under the name that reports give it."""
    request = request or CheckRequest(specs=(path,))
    absolute = _absolute(request, path)
    return read_text(absolute, name_in(_workspace_folder(request, [absolute]), absolute))


def open_cache(configuration: Configuration, use_cache: bool = True) -> Cache:
    """Where derived data is kept between runs."""
    folder = _cache_folder(configuration) if use_cache else None
    if folder is None:
        return NoCache()
    from hielements.source.disk_cache import DiskCache

    return DiskCache(folder)


def open_catalog(
    root: str, configuration: Configuration, cache: Cache, workspace: DiskWorkspace | None = None
) -> Catalog:
    """The libraries that specifications in this workspace may import."""
    checked = workspace or _open_workspace(root, configuration)

    def environment_of(name: str) -> Environment:
        return Environment(checked, configuration.options.get(name, {}), cache)

    return Catalog(_BUILT_IN, environment_of, _file_names)


def library_catalog(folder: str = "") -> Catalog:
    """The catalog of the workspace that a folder (the current one when empty) lies in, for documentation."""
    request = CheckRequest(folder=folder)
    root = _workspace_folder(request, [])
    return open_catalog(root, load(root).configuration, NoCache())


def cache_folder(folder: str = "") -> str | None:
    """Where derived data of the workspace that a folder (the current one when empty) lies in is kept; None when it is
    switched off or has no place."""
    return _cache_folder(load(_workspace_folder(CheckRequest(folder=folder), [])).configuration)


def specifications_in(folder: str) -> list[str]:
    """The paths of all specifications below a folder that the workspace does not ignore, sorted."""
    absolute = os.path.abspath(folder)
    root = workspace_above(absolute) or absolute
    workspace = _open_workspace(root, load(root).configuration)
    below = "" if absolute == root else name_in(root, absolute)
    return [
        os.path.relpath(path_of(root, name)) if not os.path.isabs(folder) else path_of(root, name)
        for name in workspace.files(below)
        if name.endswith(".hie")
    ]


class Project(Record):
    """Everything that one run was opened with."""

    root: str
    configuration: Configuration
    inputs: Inputs


def _open(request: CheckRequest) -> Project:
    """Finds the workspace and opens what the pipeline needs."""
    given = [_absolute(request, path) for path in request.specs]
    root = _workspace_folder(request, given)
    if not os.path.isdir(root):
        return _without_workspace(request, root)
    loaded = load(root)
    configuration: Configuration = loaded.configuration
    diagnostics = list(loaded.diagnostics)
    names = list(dict.fromkeys(name_in(root, path) for path in given or _default_specs(request, root, configuration)))
    if not names and not diagnostics:
        diagnostics.append(_no_specification(root))
    workspace = _open_workspace(root, configuration)
    cache = open_cache(configuration, request.use_cache)
    catalog = open_catalog(root, configuration, cache, workspace)
    inputs = Inputs(
        specs=names,
        read=lambda name: _read(root, name),
        catalog=catalog,
        cache=cache,
        known=lambda: [*known_specifications(workspace), *_standard_patterns()],
        unavailable=_unavailable(configuration),
        undeclared_uses=configuration.undeclared_uses == "error",
        minimum=_minimum(configuration),
        workspace=workspace,
        quote=quoter(workspace.read),
        diagnostics=diagnostics,
    )
    return Project(root, configuration, inputs)


def _minimum(configuration: Configuration) -> Minimum | None:
    percent, place = configuration.min_coverage, configuration.min_coverage_place
    return None if percent is None or place is None else Minimum(percent, place)


def _with_project(project: Project, run: Callable[[], Answer]) -> Answer:
    """Runs with the project, and closes it however that ends."""
    import gc

    # Trees, models and results live until the end of the run, so that looking for garbage among them finds none and
    # takes time that grows with their number.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return run()
    finally:
        if collecting:
            gc.enable()
        _close(project.inputs.catalog)
        maintain = getattr(project.inputs.cache, "maintain", None)
        if maintain is not None:
            maintain()


def _close(catalog: Catalog) -> None:
    """Closes the libraries. One that fails to end has answered all the same: the report stands."""
    try:
        catalog.close()
    except Exception:
        return


def _cache_folder(configuration: Configuration) -> str | None:
    if not configuration.cache_enabled:
        return None
    from hielements.source.disk_cache import default_folder

    return configuration.cache_folder or default_folder()


def _open_workspace(root: str, configuration: Configuration) -> DiskWorkspace:
    return DiskWorkspace(root, configuration.exclude, configuration.gitignore)


# Places


def _absolute(request: CheckRequest, path: str) -> str:
    return os.path.abspath(os.path.join(request.folder, os.path.expanduser(path)))


def _workspace_folder(request: CheckRequest, specs: Sequence[str]) -> str:
    """The folder that paths are relative to. Several specifications are checked in the workspace of the first."""
    if request.workspace is not None:
        return _absolute(request, request.workspace)
    start = os.path.dirname(specs[0]) if specs else os.path.abspath(request.folder)
    return workspace_above(start) or start


def _default_specs(request: CheckRequest, root: str, configuration: Configuration) -> list[str]:
    """What is checked when no specification was named, as absolute paths."""
    if configuration.specs:
        return [path_of(root, name) for name in configuration.specs]
    for folder in (os.path.abspath(request.folder), root):
        path = os.path.join(folder, DEFAULT_SPEC)
        if os.path.isfile(path):
            return [path]
    return []


def _read(root: str, name: str) -> DecodedText | ReadProblem:
    if name.startswith(_PATTERNS):
        return _read_pattern(name)
    return read_text(path_of(root, name), name)


def _read_pattern(name: str) -> DecodedText | ReadProblem:
    """A pattern module of the standard library: directly in `lib/patterns`, or in one of its groups."""
    module = name.removeprefix(_PATTERNS).removesuffix(".hie")
    for file in pattern_files():
        if module in (file.name, f"{file.group}/{file.name}"):
            return read_text(file.path, name)
    return ReadProblem(name, "is no pattern module of the standard library")


def _standard_patterns() -> list[str]:
    return [f"{_PATTERNS}{file.name}.hie" for file in pattern_files()]


# Trouble before the pipeline


def _no_specification(root: str) -> Diagnostic:
    return Diagnostic(
        NO_SPECIFICATION,
        f"there is no `{DEFAULT_SPEC}` in `{root}`, and no specification was named",
        nowhere(DEFAULT_SPEC),
        help="name a specification (`hielements check shop.hie`), or list those of the project in `hielements.toml`: "
        '`[check]` `specs = ["shop.hie"]`',
    )


def _without_workspace(request: CheckRequest, root: str) -> Project:
    what = "is not a folder" if os.path.lexists(root) else "does not exist"
    given = request.workspace if request.workspace is not None else root
    problem = Diagnostic(UNUSABLE_WORKSPACE, f"the workspace `{given}` {what}", nowhere(given.replace(os.sep, "/")))
    configuration = Configuration()
    inputs = Inputs(
        specs=(),
        read=lambda name: ReadProblem(name, "has no workspace"),
        catalog=open_catalog(root, configuration, NoCache()),
        cache=NoCache(),
        diagnostics=(problem,),
    )
    return Project(root, configuration, inputs)


def _unavailable(configuration: Configuration) -> Mapping[str, str]:
    words = {"wasm": "is a WebAssembly module", "external": "is an external process"}
    return {
        setting.name: f"{words[setting.kind]}, and this version cannot run it"
        for setting in configuration.libraries
        if setting.name not in _BUILT_IN
    }


# Adapters. Each library is imported when a specification first imports it.


def _files(environment: Environment) -> Library:
    from hielements.libraries.builtin.files.library import FilesLibrary

    return FilesLibrary(environment)


def _python(environment: Environment) -> Library:
    from hielements.libraries.builtin.python.library import Python

    return Python(environment)


def _rust(environment: Environment) -> Library:
    from hielements.libraries.builtin.rust.library import Rust

    return Rust(environment)


def _docker(environment: Environment) -> Library:
    from hielements.libraries.builtin.docker.library import Docker

    return Docker(environment)


def _scopes(environment: Environment) -> Library:
    from hielements.libraries.builtin.scopes.library import Scopes

    return Scopes(environment)


def _file_names() -> Mapping[str, Sequence[str]]:
    """The names of files that are code of a language of the built-in libraries, beyond extensions."""
    from hielements.libraries.builtin.docker.recognition import LANGUAGE_FILES

    return LANGUAGE_FILES


_BUILT_IN: Mapping[str, Callable[[Environment], Library]] = {
    "docker": _docker,
    "files": _files,
    "python": _python,
    "rust": _rust,
    "scopes": _scopes,
}
