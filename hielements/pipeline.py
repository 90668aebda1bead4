"""source -> syntax -> model -> plan -> run -> report.

Comes in: the names of specifications, and what reads them, knows libraries and remembers derived data. Goes out: a
Report. It must never know where files lie, which libraries there are or how a report is shown: `app` decides that.

Trouble in a specification, a configuration or a selection means that nothing runs. Several specifications are
checked as one: their elements stand in the order in which the specifications were given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, cast

from hielements.diagnostics.codes.imports import UNKNOWN_LIBRARY
from hielements.diagnostics.codes.running import (
    NO_CHECKS,
    NOT_TEXT,
    NOTHING_SELECTED,
    UNREADABLE_SPECIFICATION,
)
from hielements.diagnostics.diagnostic import Code, Diagnostic
from hielements.libraries.catalog import Catalog
from hielements.libraries.library import PatternLibrary, offered_patterns
from hielements.libraries.outcomes import Violated
from hielements.model.building import Options as ModelOptions
from hielements.model.building import build
from hielements.model.files import SpecificationFiles, imported_files, imported_libraries, library_file
from hielements.model.specification import Specification
from hielements.plan.filters import path_matcher
from hielements.plan.plan import Minimum, Plan, Selection
from hielements.plan.planning import elements_in_order, make_plan
from hielements.record import Entity
from hielements.report.building import build as build_report
from hielements.report.quoting import Quote
from hielements.report.report import Report
from hielements.run.execution import Options, Progress, execute
from hielements.run.once import Once
from hielements.run.results import RunResults, Waived
from hielements.source.cache import Cache
from hielements.source.reading import DecodedText, ReadProblem
from hielements.source.text import Location, SourceText
from hielements.source.workspace import Workspace
from hielements.syntax.parsed import Parsed
from hielements.syntax.tree import FromImport, LibraryImport, Path, SyntaxTree
from hielements.syntax.tree_cache import parse_cached

if TYPE_CHECKING:
    from hielements.project.baseline_file import Baseline
    from hielements.project.configuration import Waiver
    from hielements.report.coverage import CoverageReport
    from hielements.run.accepting import Acceptance
    from hielements.source.revisions import Changes

_SHOWN_PLACES = 10
"""Places that are no UTF-8 and are reported one by one."""

_BINARY = "is not text"


class Inputs(Entity):
    """What a run needs from outside. `specs` are names relative to the workspace; `read` reads a file by such a
    name, and is asked once for each; `known` lists other specifications, for suggestions. `undeclared_uses` asks that
    every dependency between elements is declared, `minimum` that the specifications cover enough of the `workspace`.
    `waivers` and `baseline` say which violations do not count, `today` is the date that waivers expire by, and `strict`
    demands that nothing of all that is stale; `whole` says that `specs` are all that the project has. `diagnostics` are
    those of the configuration."""

    specs: Sequence[str]
    read: Callable[[str], DecodedText | ReadProblem]
    catalog: Catalog
    cache: Cache
    model_options: ModelOptions | None = None
    known: Callable[[], Sequence[str]] = tuple
    undeclared_uses: bool = False
    minimum: Minimum | None = None
    workspace: Workspace | None = None
    waivers: Sequence[Waiver] = ()
    baseline: Baseline | None = None
    today: str = ""
    whole: bool = False
    strict: bool = False
    quote: Quote | None = None
    changes: Changes | None = None
    since: str | None = None
    diagnostics: Sequence[Diagnostic] = ()
    withheld: Mapping[str, str] = {}
    """Libraries that exist and must not be used, each with the reason: those of a workspace that is not trusted."""
    parse: Callable[[SourceText], Parsed] | None = None
    """Parses in place of the cached parser: an editor has parsed most of a text before."""


class Understood(Entity):
    """The specifications as one, and everything there is to say about their text."""

    specification: Specification
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


def check(
    inputs: Inputs,
    selection: Selection,
    options: Options,
    progress: Progress | None = None,
    dry_run: bool = False,
    in_full: bool = False,
    understood: Understood | None = None,
) -> Report:
    """Evaluates the specifications; a dry run stops before the first check. A report `in_full` also has the
    architecture of the code and the coverage of the specifications, which formats that draw them need. `understood` is
    what an earlier run understood, where no specification changed since."""
    started = perf_counter()
    understood = understood or understand(inputs)
    plan = make_plan(understood.specification, selection, inputs.undeclared_uses, inputs.minimum)
    trouble = understood.diagnostics
    if not understood.has_errors:
        trouble += _selection_trouble(inputs.specs, plan, selection)
    runnable = not any(diagnostic.is_error for diagnostic in trouble)
    if runnable and inputs.changes is not None:
        plan = _changed_part(plan, inputs, inputs.changes)
    results: RunResults | None = None
    if runnable and not dry_run:
        results = _run(plan, inputs, options, progress)
    structure, covered = None, None
    if results is not None and in_full and inputs.workspace is not None:
        from hielements.report.architecture_building import report_architecture
        from hielements.report.coverage_building import report_coverage
        from hielements.run.extent import extent_of

        extent = extent_of(plan, inputs.catalog, inputs.workspace, results, options.verbose)
        structure, covered = report_architecture(extent.architecture), report_coverage(extent.coverage)
    return build_report(
        specs=inputs.specs,
        diagnostics=trouble,
        run=results,
        elements=_count_elements(understood.specification),
        seconds=perf_counter() - started,
        quote=inputs.quote,
        planned=plan.checks if runnable and dry_run else None,
        skipped=len(plan.skipped) if runnable and dry_run else 0,
        architecture=structure,
        coverage=covered,
        since=inputs.since,
    )


def _changed_part(plan: Plan, inputs: Inputs, changes: Changes) -> Plan:
    """The plan with the checks that the changes can affect; the others are skipped."""
    from hielements.run.affected import affected

    kept = affected(plan.checks, changes, inputs.catalog)
    numbers = {planned.number for planned in kept}
    left_out = tuple(planned for planned in plan.checks if planned.number not in numbers)
    return Plan(kept, (*plan.skipped, *left_out), plan.unmatched, plan.elements)


def _run(plan: Plan, inputs: Inputs, options: Options, progress: Progress | None) -> RunResults:
    def accept(_: None) -> Acceptance:
        # A run without a violation has no use for it.
        from hielements.run.accepting import Acceptance

        return Acceptance(inputs.waivers, inputs.baseline, inputs.workspace, inputs.today)

    acceptance = Once(accept)
    results = execute(plan, inputs.catalog, options, progress, inputs.workspace, acceptance)
    broken = any(isinstance(result.outcome, Violated | Waived) for result in results.results)
    if not (broken or inputs.waivers or inputs.baseline or inputs.strict):
        return results
    from hielements.run.stale_acceptance import staleness

    stale = staleness(acceptance(None), plan, results.results, whole=inputs.whole, strict=inputs.strict)
    return results.with_(diagnostics=(*results.diagnostics, *stale.diagnostics), baseline=stale.baseline)


def validate(inputs: Inputs) -> Report:
    """Says everything about the specifications that can be said without looking at code."""
    started = perf_counter()
    understood = understand(inputs)
    return build_report(
        specs=inputs.specs,
        diagnostics=understood.diagnostics,
        run=None,
        elements=_count_elements(understood.specification),
        seconds=perf_counter() - started,
        quote=inputs.quote,
        checks=sum(len(element.checks) for element in elements_in_order(understood.specification)),
    )


def coverage(inputs: Inputs, elements: Sequence[str] = (), verbose: bool = False) -> CoverageReport:
    """Measures what the specifications are about, and evaluates none of their checks. `elements` are globs over the
    paths of elements: which ones to tell about."""
    from hielements.report.coverage_building import build_coverage
    from hielements.run.coverage_measuring import measure

    started = perf_counter()
    understood = understand(inputs)
    plan = make_plan(understood.specification, Selection(), inputs.undeclared_uses)
    trouble = tuple(one for one in understood.diagnostics if one.code is not NO_CHECKS)
    selected, unmatched = select_elements(inputs, understood, elements)
    trouble += unmatched
    measured = None
    if inputs.workspace is not None and not any(diagnostic.is_error for diagnostic in trouble):
        measured = measure(plan, inputs.catalog, inputs.workspace, verbose)
    return build_coverage(
        specs=inputs.specs,
        diagnostics=trouble,
        coverage=measured,
        minimum=None if inputs.minimum is None else inputs.minimum.percent,
        selected=selected,
        seconds=perf_counter() - started,
    )


def select_elements(
    inputs: Inputs, understood: Understood, patterns: Sequence[str]
) -> tuple[Callable[[str], bool] | None, tuple[Diagnostic, ...]]:
    """Which paths of elements globs select (None: all), and an error for each that selects none."""
    if not patterns:
        return None, ()
    matchers = [path_matcher(pattern) for pattern in patterns]
    unmatched: tuple[Diagnostic, ...] = ()
    if not understood.has_errors:
        paths = [element.path for element in elements_in_order(understood.specification)]
        unmatched = tuple(
            _unmatched_element(pattern, paths, nowhere(inputs.specs[0]))
            for pattern, matches in zip(patterns, matchers, strict=True)
            if not any(map(matches, paths))
        )
    return lambda path: any(matches(path) for matches in matchers), unmatched


def _unmatched_element(pattern: str, paths: Sequence[str], place: Location) -> Diagnostic:
    from difflib import get_close_matches

    near = get_close_matches(pattern.strip("*.") or pattern, paths, n=1)
    return Diagnostic(
        NOTHING_SELECTED,
        f"the filter `{pattern}` selects no element",
        place,
        help=(f"did you mean `{near[0]}`? " if near else "")
        + "a filter is a glob over element paths (`shop.api`, `shop.*`, `shop.**`)",
    )


def understand(inputs: Inputs) -> Understood:
    """Reads, parses and resolves every specification. Files that several of them import are read and parsed once."""
    reader = Reader(inputs)
    diagnostics = list(inputs.diagnostics)
    specifications = []
    for name in inputs.specs:
        files = reader.load(name)
        if files is None:
            continue
        modelled = build(files, inputs.catalog, inputs.model_options)
        specifications.append(modelled.specification)
        diagnostics += with_withheld(modelled.diagnostics, files, inputs.withheld)
        if not any(element.checks for element in elements_in_order(modelled.specification)):
            diagnostics.append(no_checks(files.trees[name], bool(modelled.specification.elements)))
    # Reading and syntax come first; a file that two specifications import has its diagnostics once.
    together = dict.fromkeys([*reader.diagnostics, *diagnostics])
    if any(diagnostic.is_error for diagnostic in together):
        # Where something is wrong, that nothing is checked as well is no news.
        together = {diagnostic: None for diagnostic in together if diagnostic.code is not NO_CHECKS}
    elements = tuple(element for specification in specifications for element in specification.elements)
    imported = tuple(element for specification in specifications for element in specification.imported)
    return Understood(Specification(elements, imported), tuple(together))


class Reader:
    """Source and syntax of all files of a run."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._trees: dict[str, SyntaxTree] = {}
        self._unreadable: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []

    def load(self, root: str) -> SpecificationFiles | None:
        """The specification and all files that it imports, directly or not; None when the specification itself
        cannot be read, which is then reported. What an imported file lacks, the model reports at the import."""
        if self._tree(root) is None:
            code = NOT_TEXT if self._unreadable[root] == _BINARY else UNREADABLE_SPECIFICATION
            message = f"the specification `{root}` {self._unreadable[root]}"
            self.diagnostics.append(Diagnostic(code, message, nowhere(root), help=self._advice(root, code)))
            return None
        trees: dict[str, SyntaxTree] = {}
        unreadable: dict[str, str] = {}
        waiting = [root]
        while waiting:
            name = waiting.pop()
            if name in trees or name in unreadable:
                continue
            tree = self._tree(name)
            if tree is None:
                unreadable[name] = self._unreadable[name]
                continue
            trees[name] = tree
            waiting += [imported for _, imported in reversed(imported_files(tree))]
            waiting += self._patterns_of_libraries(tree)
        return SpecificationFiles(root, trees, unreadable, self._inputs.known() if unreadable else ())

    def _patterns_of_libraries(self, tree: SyntaxTree) -> list[str]:
        """The names under which the patterns of imported libraries are now among the trees. A library whose patterns
        the text does not mention is not asked for them: most specifications use only functions."""
        found = []
        for library in imported_libraries(tree):
            opened = self._inputs.catalog.get(library)
            if opened is None or not any(name in tree.source.text for name in offered_patterns(opened)):
                continue
            name = library_file(library)
            if name not in self._trees:
                text = cast("PatternLibrary", opened).pattern_text()
                parsed = self._parse(SourceText(name, text))
                self.diagnostics += parsed.diagnostics
                self._trees[name] = parsed.tree
            found.append(name)
        return found

    def _tree(self, name: str) -> SyntaxTree | None:
        if name in self._trees:
            return self._trees[name]
        if name in self._unreadable:
            return None
        source = self._inputs.read(name)
        if isinstance(source, ReadProblem):
            self._unreadable[name] = source.message
            return None
        if source.undecodable and not self._report_bytes(source):
            self._unreadable[name] = _BINARY
            return None
        parsed = self._parse(source)
        self.diagnostics += parsed.diagnostics
        self._trees[name] = parsed.tree
        return parsed.tree

    def _parse(self, source: SourceText) -> Parsed:
        parse = self._inputs.parse
        return parse_cached(source, self._inputs.cache) if parse is None else parse(source)

    def _report_bytes(self, source: DecodedText) -> bool:
        """Reports bytes that are no UTF-8. False when the file is no text at all and not worth parsing."""
        if "\0" in source.text:
            return False
        places = source.undecodable
        for place in places[:_SHOWN_PLACES]:
            shown = place.content[:8].hex(" ").upper() + (" .." if len(place.content) > 8 else "")
            self.diagnostics.append(
                Diagnostic(
                    NOT_TEXT,
                    f"bytes that are not UTF-8: {shown}",
                    Location(source, place.start, place.end),
                    help="save the file with the encoding UTF-8",
                )
            )
        if len(places) > _SHOWN_PLACES:
            rest = places[_SHOWN_PLACES]
            message = f"bytes that are not UTF-8, here and at {len(places) - _SHOWN_PLACES - 1:,} further places"
            self.diagnostics.append(Diagnostic(NOT_TEXT, message, Location(source, rest.start, rest.end)))
        return True

    def _advice(self, name: str, code: Code) -> str | None:
        """What to do instead. A nearby name is of use only to somebody who mistyped one: a file that stands there and
        cannot be used is not helped by another's name."""
        if code is NOT_TEXT:
            return "a specification is a text file, written in UTF-8"
        known = [other for other in self._inputs.known() if other != name and not other.startswith("<")]
        if self._unreadable[name] == "does not exist":
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            return f"did you mean `{near[0]}`?" if near else None
        below = [other for other in known if other.startswith(f"{name}/")]
        return f"name a specification in it, such as `{below[0]}`" if below else None


def nowhere(name: str) -> Location:
    """The place of what is to be said of a file as a whole, or of one that cannot be read."""
    return Location(SourceText(name, ""), 0, 0)


def with_withheld(
    diagnostics: Sequence[Diagnostic], files: SpecificationFiles, withheld: Mapping[str, str]
) -> list[Diagnostic]:
    """The model knows only libraries that may run; to it, one that is configured and withheld is unknown. Here the user
    learns the reason instead."""
    if not withheld:
        return list(diagnostics)
    found = []
    for tree in files.trees.values():
        for statement in tree.statements:
            path = None
            if isinstance(statement, LibraryImport):
                path = statement.path
            elif isinstance(statement, FromImport) and isinstance(statement.module, Path):
                path = statement.module
            if path is not None and path.text in withheld:
                message = f"the library `{path.text}` {withheld[path.text]}"
                found.append(Diagnostic(UNKNOWN_LIBRARY, message, Location(tree.source, path.start, path.end)))
    places = {(one.location.source.name, one.location.line) for one in found}
    rest = [
        one
        for one in diagnostics
        if one.code is not UNKNOWN_LIBRARY or (one.location.source.name, one.location.line) not in places
    ]
    return found + rest


def no_checks(tree: SyntaxTree, has_elements: bool) -> Diagnostic:
    what = "states no checks" if has_elements else "declares no elements"
    return Diagnostic(
        NO_CHECKS,
        f"`{tree.source.name}` {what}: checking it proves nothing",
        Location(tree.source, 0, 0),
        help="state what must hold with `check`, or implement a pattern that does",
    )


def _selection_trouble(specs: Sequence[str], plan: Plan, selection: Selection) -> tuple[Diagnostic, ...]:
    """A filter that matches nothing would give a run without checks, which looks like a proof."""
    everything = (*plan.checks, *plan.skipped)
    place = nowhere(specs[0])
    trouble = []
    for pattern in plan.unmatched:
        from difflib import get_close_matches

        paths = list(dict.fromkeys(planned.element.path for planned in everything))
        near = get_close_matches(pattern.strip("*.") or pattern, paths, n=1)
        trouble.append(
            Diagnostic(
                NOTHING_SELECTED,
                f"the filter `{pattern}` selects no check",
                place,
                help=(f"did you mean `{near[0]}`? " if near else "")
                + "a filter is a glob over element paths (`shop.api`, `shop.*`, `shop.**`) "
                "or over whole check texts (`*no_import*`)",
            )
        )
    if not trouble and everything and not plan.checks:
        trouble.append(Diagnostic(NOTHING_SELECTED, f"the limit of {selection.limit} leaves no check", place))
    return tuple(trouble)


def _count_elements(specification: Specification) -> int:
    return sum(1 for _ in elements_in_order(specification))
