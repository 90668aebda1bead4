"""Opens a project for one run, and closes it however that ends.

Comes in: a request. Goes out: everything that the pipeline needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import strftime
from typing import TYPE_CHECKING, TypeVar

from hielements.app.adapters import built_in_names_taken, open_cache, open_catalog, open_workspace, without_plugins
from hielements.app.baseline_files import baseline_of
from hielements.app.requests import CheckRequest
from hielements.app.workspaces import absolute_path, workspace_folder
from hielements.diagnostics.codes.running import NO_SPECIFICATION, UNUSABLE_WORKSPACE
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.pipeline import Inputs, nowhere
from hielements.plan.plan import Minimum
from hielements.project.configuration import Configuration
from hielements.project.loading import load
from hielements.record import Record
from hielements.report.quoting import quoter
from hielements.source.cache import NoCache
from hielements.source.locating import known_specifications, name_in, path_of
from hielements.source.reading import DecodedText, ReadProblem, read_text
from hielements.source.standard_patterns import pattern_files

if TYPE_CHECKING:
    from hielements.source.revisions import Changes

Answer = TypeVar("Answer")

DEFAULT_SPEC = "hielements.hie"
_PATTERNS = "<patterns>/"


class Project(Record):
    """Everything that one run was opened with."""

    root: str
    configuration: Configuration
    inputs: Inputs


def open_project(request: CheckRequest) -> Project:
    """Finds the workspace and opens what the pipeline needs."""
    given = [absolute_path(request, path) for path in request.specs]
    root = workspace_folder(request, given)
    if not os.path.isdir(root):
        return _without_workspace(request, root)
    loaded = load(root)
    configuration: Configuration = loaded.configuration
    withheld: Mapping[str, str] = {}
    if not request.trusted:
        configuration, withheld = without_plugins(configuration)
    if request.cost:
        counted = tuple(setting.with_(counts=True) for setting in configuration.libraries)
        configuration = configuration.with_(libraries=counted)
    diagnostics = [*loaded.diagnostics, *built_in_names_taken(configuration)]
    names = list(dict.fromkeys(name_in(root, path) for path in given or _default_specs(request, root, configuration)))
    if not names and not diagnostics:
        diagnostics.append(_no_specification(root))
    baseline, trouble = baseline_of(request, root, configuration)
    diagnostics += trouble
    changes = None
    if request.since is not None:
        changes, trouble = _changes(root, request.since, names[0] if names else DEFAULT_SPEC)
        diagnostics += trouble
    cache = open_cache(configuration, request.use_cache)
    workspace = open_workspace(root, configuration, request.texts, cache)
    catalog = open_catalog(root, configuration, cache, workspace)
    inputs = Inputs(
        specs=names,
        read=lambda name: read_specification(root, name, request.texts),
        catalog=catalog,
        cache=cache,
        known=lambda: [*known_specifications(workspace), *_standard_patterns()],
        withheld=withheld,
        undeclared_uses=configuration.undeclared_uses == "error",
        minimum=_minimum(configuration),
        workspace=workspace,
        waivers=configuration.waivers,
        baseline=baseline,
        today=strftime("%Y-%m-%d"),
        whole=not given or set(names) >= set(_specs_of_workspace(root, configuration)),
        strict=request.strict or configuration.strict,
        quote=quoter(workspace.read),
        changes=changes,
        since=request.since,
        diagnostics=diagnostics,
    )
    return Project(root, configuration, inputs)


def _changes(root: str, revision: str, spec: str) -> tuple[Changes | None, tuple[Diagnostic, ...]]:
    from hielements.diagnostics.codes.running import UNKNOWN_REVISION
    from hielements.source.revisions import RevisionProblem, changes_since

    try:
        return changes_since(root, revision), ()
    except RevisionProblem as problem:
        return None, (Diagnostic(UNKNOWN_REVISION, str(problem), nowhere(spec)),)


def _minimum(configuration: Configuration) -> Minimum | None:
    percent, place = configuration.min_coverage, configuration.min_coverage_place
    return None if percent is None or place is None else Minimum(percent, place)


def with_project(project: Project, run: Callable[[], Answer]) -> Answer:
    """Runs with the project, and closes it however that ends."""
    try:
        return without_collecting(run)
    finally:
        close_project(project)


def without_collecting(run: Callable[[], Answer]) -> Answer:
    """Runs without the collector of garbage: trees, models and results live until the end of a run, so that looking for
    garbage among them finds none and takes time that grows with their number."""
    import gc

    collecting = gc.isenabled()
    gc.disable()
    try:
        return run()
    finally:
        if collecting:
            gc.enable()


def close_project(project: Project) -> None:
    """Closes the libraries, and keeps the cache within its bounds. A library that fails to end has answered all the
    same: the report stands."""
    with suppress(Exception):
        project.inputs.catalog.close()
    maintain = getattr(project.inputs.cache, "maintain", None)
    if maintain is not None:
        maintain()


def _default_specs(request: CheckRequest, root: str, configuration: Configuration) -> list[str]:
    """What is checked when no specification was named, as absolute paths."""
    if configuration.specs:
        return [path_of(root, name) for name in configuration.specs]
    for folder in (os.path.abspath(request.folder), root):
        path = os.path.join(folder, DEFAULT_SPEC)
        if os.path.isfile(path):
            return [path]
    return []


def _specs_of_workspace(root: str, configuration: Configuration) -> tuple[str, ...]:
    """The names of the specifications that the whole workspace is checked with, wherever the user stands."""
    if configuration.specs:
        return configuration.specs
    return (DEFAULT_SPEC,) if os.path.isfile(os.path.join(root, DEFAULT_SPEC)) else ()


def read_specification(root: str, name: str, texts: Mapping[str, str] | None = None) -> DecodedText | ReadProblem:
    """A specification by the name that the pipeline knows it by: a path, or a module of standard patterns. `texts`
    count instead of what is on disk."""
    if name.startswith(_PATTERNS):
        return _read_pattern(name)
    if texts and name in texts:
        return DecodedText(name, texts[name], path_of(root, name))
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
