"""Starts a project: proposes a specification, tries it, and writes it with the files that other tools need.

Comes in: a request and what is wished for. Goes out: what was found and done. Nothing that is there is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hielements.app.adapters import open_cache, open_catalog, open_workspace
from hielements.app.projects import DEFAULT_SPEC, read_specification
from hielements.app.requests import CheckRequest
from hielements.app.workspaces import workspace_folder
from hielements.pipeline import Inputs
from hielements.pipeline import check as run_pipeline
from hielements.plan.plan import Selection
from hielements.project.loading import load
from hielements.record import Record
from hielements.run.execution import Options
from hielements.source.reading import DecodedText, ReadProblem, read_text
from hielements.source.standard_patterns import pattern_files
from hielements.source.text import SourceText

if TYPE_CHECKING:
    from hielements.libraries.catalog import Catalog
    from hielements.proposal.drafting import Draft, Rule
    from hielements.proposal.survey import Survey
    from hielements.report.report import Report
    from hielements.source.cache import Cache
    from hielements.source.workspace import Workspace


_NOTHING: Mapping[str, Sequence[str]] = {}


class Proposal(Record):
    """A specification that was proposed and tried. `broken` are the rules that do not hold, each with the reason;
    `report` is that of the check of the text as it would be written. `problem` says why there is no proposal."""

    folder: str
    survey: Survey | None
    text: str
    broken: Mapping[Rule, str]
    report: Report | None
    problem: str = ""


def propose(
    request: CheckRequest, pattern: str = "", package: str = "", said: Mapping[str, Sequence[str]] = _NOTHING
) -> Proposal:
    """Looks at the project and proposes a specification that holds today; or one that holds a `package` (its only one
    when empty) to a standard pattern, with the parts that play a role as far as the user has `said`."""
    from hielements.proposal.drafting import draft
    from hielements.proposal.survey import survey

    root = workspace_folder(request, [])
    if not os.path.isdir(root):
        return Proposal(root, None, "", {}, None, f"`{root}` is not a folder")
    loaded = load(root)
    if loaded.has_errors:
        return Proposal(root, None, "", {}, None, "the configuration is wrong: `hielements check` says where")
    workspace = open_workspace(root, loaded.configuration)
    cache = open_cache(loaded.configuration, request.use_cache)
    catalog = open_catalog(root, loaded.configuration, cache, workspace)
    try:
        found = survey(workspace, catalog)
        if pattern:
            proposed = _fitted(found, pattern, package, said)
            if isinstance(proposed, str):
                return Proposal(root, found, "", {}, None, proposed)
        else:
            proposed = draft(found)
        if not any(line for line in proposed.lines):
            return Proposal(root, found, "", {}, None, f"there is no code in `{root}` that an element could be made of")
        return _tried(root, found, proposed, _Trial(root, workspace, catalog, cache))
    finally:
        catalog.close()


def propose_element(request: CheckRequest, name: str) -> tuple[str, str]:
    """Specification text for one package, crate or folder, tried as a whole proposal is; or why there is none."""
    from hielements.proposal.drafting import draft
    from hielements.proposal.survey import survey

    root = workspace_folder(request, [])
    loaded = load(root)
    if loaded.has_errors:
        return "", "the configuration is wrong: `hielements check` says where"
    workspace = open_workspace(root, loaded.configuration)
    cache = open_cache(loaded.configuration, request.use_cache)
    catalog = open_catalog(root, loaded.configuration, cache, workspace)
    try:
        found = survey(workspace, catalog)
        folder = name.strip("/")
        chosen = tuple(each for each in found.packages if name == each.name or folder == each.folder)
        if not chosen and workspace.kind(folder) != "folder":
            known = ", ".join(f"`{each.name}`" for each in found.packages)
            return "", f"there is no package, crate or folder `{name}`; packages and crates are {known or 'none'}"
        others = {} if chosen else {folder: found.others.get(folder, "")}
        part = found.with_(packages=chosen, scripts=(), others=others, tests=(), dockerfiles=(), compose_files=())
        return _tried(root, part, draft(part), _Trial(root, workspace, catalog, cache)).text, ""
    finally:
        catalog.close()


def _fitted(found: Survey, name: str, package_name: str, said: Mapping[str, Sequence[str]]) -> Draft | str:
    """The draft of a package that is held to a standard pattern, or why there is none."""
    from hielements.proposal.drafting import pattern_draft
    from hielements.proposal.fitting import fit, roles

    described = _pattern(name)
    if isinstance(described, str):
        return described
    module, pattern = described
    packages = [each for each in found.packages if each.language == "python"]
    chosen = [each for each in packages if not package_name or each.name == package_name]
    known = ", ".join(f"`{each.name}`" for each in packages)
    if not packages:
        return "there is no Python package here that a pattern could be fitted to"
    if not chosen:
        return f"there is no package `{package_name}`; there is {known}"
    if len(chosen) > 1:
        return f"there are several packages: say which with `--package`: {known}"
    package = chosen[0]
    parts = ", ".join(part.name for part in package.parts) or "none"
    fitted = fit(roles(pattern), package, said)
    if fitted.unknown:
        names = ", ".join(f"`{each}`" for each in fitted.unknown)
        wanted = ", ".join(role.name for role in roles(pattern))
        return f"{names}: no such role or part; the roles are {wanted}, the parts of `{package.name}` are {parts}"
    if fitted.open:
        lines = [f"nothing in `{package.name}` plays these roles of `{name}` by its name:"]
        lines += [f"  --bind {role.name}=PART  {' '.join(role.doc.split())}" for role in fitted.open]
        return "\n".join([*lines, f"  the parts are {parts}"])
    return pattern_draft(package, module, f"{module}.{pattern['name']}", fitted.bound)


def _pattern(name: str) -> tuple[str, Mapping[str, Any]] | str:
    """The module of a standard pattern and its description, or why there is none: `layered`, `pipeline.stage`."""
    from hielements.syntax.parsing import parse
    from hielements.syntax.pattern_documentation import module_data

    module, _, inner = name.removeprefix("patterns.").partition(".")
    file = next((each for each in pattern_files() if each.name == module), None)
    if file is None:
        return f"there is no standard pattern `{name}`: `hielements doc patterns` lists them"
    source = read_text(file.path, f"{file.name}.hie")
    if isinstance(source, ReadProblem):
        return f"the standard pattern `{name}` {source.message}"
    patterns: list[dict[str, Any]] = module_data(file.group, file.name, parse(source).tree, "")["patterns"]  # type: ignore[assignment]
    wanted = inner or module
    chosen = next((each for each in patterns if each["name"] == wanted), None if inner else patterns[0])
    if chosen is None:
        return f"`patterns.{module}` has no pattern `{inner}`"
    return module, chosen


class _Trial:
    """Checks specification text that stands in no file."""

    def __init__(self, root: str, workspace: Workspace, catalog: Catalog, cache: Cache) -> None:
        self._root = root
        self._workspace, self._catalog, self._cache = workspace, catalog, cache

    def check(self, text: str) -> Report:
        def read(name: str) -> DecodedText | ReadProblem:
            return DecodedText(name, text) if name == DEFAULT_SPEC else read_specification(self._root, name)

        inputs = Inputs(
            specs=(DEFAULT_SPEC,), read=read, catalog=self._catalog, cache=self._cache, workspace=self._workspace
        )
        return run_pipeline(inputs, Selection(), Options())


def _tried(root: str, found: Survey, proposed: Draft, trial: _Trial) -> Proposal:
    """The draft without the rules that do not pass. What is left is checked again, since it is what users get."""
    broken: dict[Rule, str] = {}
    while True:
        written = proposed.written(broken)
        report = trial.check(written.text)
        more = {}
        for result in report.results:
            if result.status != "pass" and result.place.file == DEFAULT_SPEC:
                rule = written.rules.get(result.place.line)
                # Others are obligations of a pattern: they were asked for, and the report says what breaks them.
                if rule is not None:
                    more[rule] = _reason(result.message, len(result.violations), result.status)
        if not more:
            from hielements.syntax.formatting import format_text

            # A hook of `hielements fmt`, which `init` writes as well, must find nothing to change.
            text = format_text(SourceText(DEFAULT_SPEC, written.text)).text
            return Proposal(root, found, text, broken, report)
        broken |= more


def _reason(message: str | None, violations: int, status: str) -> str:
    text = " ".join((message or "it could not be decided").split())
    if status == "error":
        return f"{text}."
    return f"{text} ({violations:,} {'place' if violations == 1 else 'places'})."
