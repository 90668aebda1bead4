"""What can be asked of specifications and their code beside whether they hold.

Comes in: the same as for a run of checks, and a question. Goes out: a report of the answer. Checks are evaluated only
where the question is about them. Must never know where files lie or how an answer is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from hielements.diagnostics.codes.running import NO_CHECKS, NOTHING_SELECTED
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.pipeline import Inputs, nowhere, select_elements, understand
from hielements.plan.plan import Plan, Selection
from hielements.plan.planning import make_plan
from hielements.run.execution import Options, execute
from hielements.source.text import Location

if TYPE_CHECKING:
    from hielements.report.architecture import ArchitectureReport
    from hielements.report.chains import ChainsReport
    from hielements.report.explaining import ExplanationReport
    from hielements.report.json_report import Json
    from hielements.report.listing import ListingReport
    from hielements.report.statistics import StatisticsReport


def architecture(inputs: Inputs, verbose: bool = False, options: Options | None = None) -> ArchitectureReport:
    """Collects the architecture that the code has and the one that the specifications declare. Checks are evaluated
    only with `options`, which say how; dependencies then know those that they violate."""
    from hielements.report.architecture_building import build_architecture
    from hielements.run.architecture import collect

    started = perf_counter()
    understood = understand(inputs)
    trouble = tuple(one for one in understood.diagnostics if one.code is not NO_CHECKS)
    collected = None
    if inputs.workspace is not None and not any(diagnostic.is_error for diagnostic in trouble):
        plan = make_plan(understood.specification, Selection(), inputs.undeclared_uses)
        run = execute(plan, inputs.catalog, options, None, inputs.workspace) if options is not None else None
        collected = collect(plan, inputs.catalog, inputs.workspace, run, verbose)
    return build_architecture(
        specs=inputs.specs, diagnostics=trouble, architecture=collected, seconds=perf_counter() - started
    )


def chains(inputs: Inputs, names: tuple[str, str], limit: int | None = 3, verbose: bool = False) -> ChainsReport:
    """Finds out how the code of one name comes to depend on that of another. No check is evaluated."""
    from hielements.report.chains import build_chains
    from hielements.run.chains import Chains, find_chains

    started = perf_counter()
    understood = understand(inputs)
    trouble = tuple(one for one in understood.diagnostics if one.code is not NO_CHECKS)
    found = None
    if inputs.workspace is not None and not any(diagnostic.is_error for diagnostic in trouble):
        plan = make_plan(understood.specification, Selection(), inputs.undeclared_uses)
        answer = find_chains(plan, inputs.catalog, inputs.workspace, names, limit, verbose)
        if isinstance(answer, Chains):
            found = answer
        else:
            trouble += tuple(_unknown_name(one.name, one.nearest, nowhere(inputs.specs[0])) for one in answer)
    return build_chains(inputs.specs, trouble, names, found, perf_counter() - started)


def permissions(inputs: Inputs, name: str) -> Json:
    """What the code of a name may and may not depend on, as plain data. No check is evaluated."""
    from hielements.report.permissions import permissions_json
    from hielements.run.permissions import Permissions
    from hielements.run.permissions import permissions as find_permissions

    understood = understand(inputs)
    trouble = tuple(one for one in understood.diagnostics if one.code is not NO_CHECKS)
    found = None
    if inputs.workspace is not None and not any(diagnostic.is_error for diagnostic in trouble):
        plan = make_plan(understood.specification, Selection(), inputs.undeclared_uses)
        answer = find_permissions(plan, inputs.catalog, inputs.workspace, name)
        if isinstance(answer, Permissions):
            found = answer
        else:
            trouble += (_unknown_name(answer.name, answer.nearest, nowhere(inputs.specs[0])),)
    return permissions_json(trouble, found)


def listing(inputs: Inputs, elements: Sequence[str] = (), verbose: bool = False) -> ListingReport:
    """Lists what the specifications consist of, and evaluates none of their checks. `elements` are globs over the
    paths of elements: which ones to list."""
    from hielements.report.listing import build_listing
    from hielements.run.listing import list_elements

    understood = understand(inputs)
    trouble = tuple(one for one in understood.diagnostics if one.code is not NO_CHECKS)
    selected, unmatched = select_elements(inputs, understood, elements)
    trouble += unmatched
    listed = None
    if not any(diagnostic.is_error for diagnostic in trouble):
        plan = make_plan(understood.specification, Selection(), inputs.undeclared_uses)
        listed = list_elements(plan, inputs.catalog, selected, verbose)
    return build_listing(inputs.specs, trouble, listed)


def statistics(
    inputs: Inputs, elements: Sequence[str] = (), options: Options | None = None, verbose: bool = False
) -> StatisticsReport:
    """Measures the elements; `elements` are globs over their paths: which ones to tell about. With `options` the checks
    run as well, for what they cost."""
    from hielements.report.statistics import build_statistics
    from hielements.run.architecture import collect
    from hielements.run.statistics import measure_elements

    started = perf_counter()
    understood = understand(inputs)
    trouble = tuple(one for one in understood.diagnostics if one.code is not NO_CHECKS)
    selected, unmatched = select_elements(inputs, understood, elements)
    trouble += unmatched
    if inputs.workspace is None or any(diagnostic.is_error for diagnostic in trouble):
        return build_statistics(inputs.specs, trouble, None, (), None, perf_counter() - started)
    plan = make_plan(understood.specification, Selection(), inputs.undeclared_uses, inputs.minimum)
    results = None if options is None else execute(plan, inputs.catalog, options, None, inputs.workspace)
    collected = collect(plan, inputs.catalog, inputs.workspace, None, verbose)
    measured = measure_elements(collected, inputs.catalog, selected)
    return build_statistics(inputs.specs, trouble, measured, collected.failures, results, perf_counter() - started)


def explain(inputs: Inputs, wanted: str, options: Options) -> ExplanationReport:
    """Runs the checks that a text means, and says what each was decided from."""
    from hielements.report.explaining import build_explanation
    from hielements.run.explaining import explain as run_explanation
    from hielements.run.explaining import select

    understood = understand(inputs)
    trouble = understood.diagnostics
    explained = None
    if not understood.has_errors:
        plan = make_plan(understood.specification, Selection(), inputs.undeclared_uses, inputs.minimum)
        checks = select(plan.checks, wanted)
        if checks:
            run, explained = run_explanation(checks, plan, inputs.catalog, options, inputs.workspace)
            trouble += run.diagnostics
        else:
            trouble += (_no_such_check(wanted, plan, nowhere(inputs.specs[0])),)
    return build_explanation(inputs.specs, trouble, explained, inputs.quote)


def _no_such_check(wanted: str, plan: Plan, place: Location) -> Diagnostic:
    from difflib import get_close_matches

    known = {planned.element.path for planned in plan.checks} | {planned.check.text for planned in plan.checks}
    near = get_close_matches(wanted, sorted(known), n=1)
    return Diagnostic(
        NOTHING_SELECTED,
        f"`{wanted}` is neither a diagnostic nor a check",
        place,
        help=(f"did you mean `{near[0]}`? " if near else "") + "`hielements list` shows all checks",
    )


def _unknown_name(name: str, nearest: Sequence[str], place: Location) -> Diagnostic:
    offers = ", ".join(f"`{one}`" for one in nearest)
    return Diagnostic(
        NOTHING_SELECTED,
        f"`{name}` names no element, file, folder or module, and nothing that the code depends on",
        place,
        help=(f"did you mean {offers}? " if offers else "") + "`hielements list` shows the elements",
    )
