"""How much of the project a specification is about: its files, and the dependencies between them.

Comes in: a plan, facts about code, the libraries, the workspace. Goes out: a Coverage, or the outcome of
`[check] min_coverage`. Must never know how coverage is shown.

A *file of code* is one of a language whose dependencies some library reports. It is *governed* when a scope of an
element selects the whole of it and it can be read. What could not be read is never counted as governed.

A *dependency* is one that leads from a file of code to another file of the workspace. It is governed
- when it stays inside: both ends are code of one element, or it leads from an element to one of its own parts;
- or when a rule looks at it (`run/coverage_rules.py` says which rules look at what).
Dependencies of files that could not be read are not known, and not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hielements.libraries.catalog import Catalog
from hielements.libraries.file_names import FileNames
from hielements.libraries.library import Library
from hielements.libraries.outcomes import Dependency, Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.model.specification import CoverageGoal, Element
from hielements.plan.plan import PlannedCheck
from hielements.record import Entity, Record
from hielements.run.areas import Section
from hielements.run.facts import Facts, languages_of, scopes_of, subtree
from hielements.run.failures import broken_library
from hielements.run.languages import EXTENSIONS, language_of
from hielements.source.workspace import Workspace


class LeftOut(Record):
    """A number of files that are not considered. `language` is None for files that are no code."""

    language: str | None
    reason: str
    files: int


class PartOfFile(Record):
    """A function or class that belongs to an element whose file does not."""

    element: str
    symbol: str | None
    first_line: int
    last_line: int


class FileCoverage(Entity):
    """`considered` are all files of code, sorted, and `governed` those of them that are. `partly` are files of which
    only parts belong to elements: they do not count as governed. `unread` could not be read, with the reason.
    `unknown` says what else could not be found out: scopes, folders, libraries."""

    considered: tuple[str, ...]
    governed: frozenset[str]
    partly: dict[str, tuple[PartOfFile, ...]]
    unread: dict[str, Failure]
    unknown: tuple[Failure, ...]
    left_out: tuple[LeftOut, ...]
    dependencies: tuple[Dependency, ...] = ()
    """Of the files that were read, when they were asked for."""

    @property
    def ungoverned(self) -> list[str]:
        return [path for path in self.considered if path not in self.governed]


class UngovernedDependency(Entity):
    """A dependency that no rule looks at, with the file it leads to and the elements at its ends, if any."""

    dependency: Dependency
    target: str
    source_element: Element | None
    target_element: Element | None


class ElementCoverage(Entity):
    """The own code of one element: its number of files, its dependencies that stay inside, leave and enter it, how many
    of those that leave or enter nothing governs, and how many rules look at its code. A file belongs to the innermost
    element that selects it."""

    element: Element
    files: int
    inside: int
    leaving: int
    entering: int
    ungoverned: int
    rules: int


class RuleCoverage(Entity):
    """How many files a rule looks at, and how many of the dependencies that lead from one element to another, or
    to no element."""

    planned: PlannedCheck
    files: int
    dependencies: int


class Coverage(Entity):
    """`inside` and `ruled` dependencies are governed, `ungoverned` ones are not. `external` counts dependencies on
    modules outside of the workspace, which are in none of these numbers."""

    files: FileCoverage
    inside: int
    ruled: int
    ungoverned: tuple[UngovernedDependency, ...]
    external: int
    elements: tuple[ElementCoverage, ...]
    rules: tuple[RuleCoverage, ...]

    @property
    def dependencies(self) -> int:
        return self.inside + self.ruled + len(self.ungoverned)


def reached(goal: CoverageGoal, facts: Facts, catalog: Catalog, workspace: Workspace | None) -> Outcome:
    """Whether enough files are governed. Where what could not be read decides, the answer is open."""
    if workspace is None:
        return Undecided((Failure("unsupported", "the files of the project are not known"),))
    return minimum_reached(file_coverage(goal.elements, facts, catalog, workspace, everything=False), goal.percent)


def minimum_reached(files: FileCoverage, percent: float) -> Outcome:
    """The outcome of `[check] min_coverage`."""
    total = len(files.considered)
    if not total:
        message = "there are no files of code whose coverage could be measured"
        return Undecided(files.unknown or (Failure("empty-scope", message),))
    governed = len(files.governed)
    said = f"{percentage(governed, total)} of the files are governed ({governed:,} of {total:,})"
    if governed * 100 >= percent * total and not files.unknown:
        return Passed(said)
    open_files = total if files.unknown else governed + len(files.unread)
    if open_files * 100 >= percent * total:
        return Undecided(tuple(dict.fromkeys((*files.unknown, *files.unread.values()))))
    violations = tuple(Violation(_why(path, files), path) for path in files.ungoverned)
    return Violated(f"{said}, and {percent:g} % must be", violations)


def percentage(part: int, whole: int) -> str:
    """`66.6 %`: rounded down, so that only all of something is 100 %."""
    tenths = part * 1000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def _why(path: str, files: FileCoverage) -> str:
    if path in files.unread:
        return f"could not be read: {files.unread[path].message}"
    parts = files.partly.get(path)
    if parts:
        listed = ", ".join(f"`{part.symbol or f'lines {part.first_line} to {part.last_line}'}`" for part in parts)
        return f"belongs to no element as a whole, only {listed}"
    return "belongs to no element"


def file_coverage(
    roots: Sequence[Element], facts: Facts, catalog: Catalog, workspace: Workspace, *, everything: bool
) -> FileCoverage:
    """The files of the project. With `everything` all of them are read, and their dependencies kept; otherwise only
    those that elements select."""
    unknown: list[Failure] = []
    for path, reason in workspace.unreadable():
        unknown.append(Failure("unreadable", f"cannot list the folder '{path}': {reason}", path))
    for root in roots:
        # A scope that selects nothing is known: it governs nothing.
        failures = facts.code(scopes_of(subtree(root))).failures
        unknown += [failure for failure in failures if failure.reason != "empty-scope"]
    claimed = facts.whole_files()
    considered: dict[str, None] = {}
    unread: dict[str, Failure] = {}
    edges: list[Dependency] = []
    known_languages: set[str] = set()
    for library, languages in _language_libraries(catalog, unknown):
        files = [
            path for path in _files_of(library, languages, workspace, catalog.file_names) if path not in considered
        ]
        considered.update(dict.fromkeys(files))
        known_languages |= languages
        wanted = files if everything else [path for path in files if path in claimed]
        try:
            found = library.dependencies(wanted)
        except Exception as problem:
            unknown.append(broken_library(", ".join(sorted(languages)), "`dependencies`", problem, False))
            unread.update(dict.fromkeys(wanted, unknown[-1]))
            continue
        edges += found.edges
        for failure in found.failures:
            if failure.path in considered:
                unread.setdefault(failure.path, failure)
            else:
                unknown.append(failure)
    partly = {
        path: tuple(PartOfFile(element.path, part.symbol, part.first, part.last) for part, element in parts)
        for path, parts in _parts(facts, considered)
        if path not in claimed
    }
    return FileCoverage(
        tuple(sorted(considered)),
        frozenset(path for path in considered if path in claimed and path not in unread),
        partly,
        {path: unread[path] for path in sorted(unread)},
        tuple(dict.fromkeys(unknown)),
        _left_out(workspace.files(), considered, known_languages),
        tuple(edges) if everything else (),
    )


def _parts(facts: Facts, paths: Iterable[str]) -> Iterable[tuple[str, Sequence[tuple[Section, Element]]]]:
    for path in sorted(facts.partial_files()):
        if path in paths:
            yield path, facts.parts(path)


def _language_libraries(catalog: Catalog, unknown: list[Failure]) -> list[tuple[Library, set[str]]]:
    """The libraries that report dependencies, each with the languages that no library before it reports them of."""
    found: list[tuple[Library, set[str]]] = []
    taken: set[str] = set()
    for name in catalog.names():
        try:
            library = catalog.get(name)
            languages = set(languages_of(library)) - taken if library is not None else set()
        except Exception as problem:
            unknown.append(broken_library(name, "describing itself", problem, False))
            continue
        if library is not None and languages:
            taken |= languages
            found.append((library, languages))
    return found


def _files_of(library: Library, languages: set[str], workspace: Workspace, names: FileNames) -> Sequence[str]:
    own = getattr(library, "own_files", None)
    if own is not None:
        return list(own())
    return [path for path in workspace.files() if language_of(path, names) in languages]


def _left_out(files: Iterable[str], considered: dict[str, None], known: set[str]) -> tuple[LeftOut, ...]:
    counts: dict[str | None, int] = {}
    for path in files:
        if path not in considered:
            language = language_of(path)
            counts[language] = counts.get(language, 0) + 1
    found = []
    for language in sorted(EXTENSIONS_LANGUAGES & {name for name in counts if name is not None}):
        reason = (
            "installed packages, and not the project's own"
            if language in known
            else f"no library reports what {language} code depends on"
        )
        found.append(LeftOut(language, reason, counts[language]))
    if None in counts:
        found.append(LeftOut(None, "not code of a known language", counts[None]))
    return tuple(found)


EXTENSIONS_LANGUAGES = frozenset(EXTENSIONS.values())
