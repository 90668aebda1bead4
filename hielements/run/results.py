"""What a run found out: the output of the run stage."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Outcome
from hielements.plan.plan import PlannedCheck
from hielements.record import Entity


class CheckResult(Entity):
    """One evaluated check. `seconds` is the time its evaluation took, scopes it was the first to need included."""

    planned: PlannedCheck
    outcome: Outcome
    seconds: float


class RunResults(Entity):
    """Results in the order of the plan. `skipped` counts checks that filters, limits or `--fail-fast` left out.
    `diagnostics` came up while running."""

    results: tuple[CheckResult, ...]
    skipped: int
    seconds: float
    diagnostics: tuple[Diagnostic, ...] = ()
