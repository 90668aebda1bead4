"""What a run found out: the output of the run stage."""

from __future__ import annotations

from typing import Literal

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.library import PluginUse
from hielements.libraries.outcomes import Outcome, Violation
from hielements.plan.plan import PlannedCheck
from hielements.record import Entity, Record
from hielements.source.text import Location


class Accepted(Record):
    """A violation that does not count, and what accepts it: an entry of the baseline, a waiver of the configuration, a
    comment in the code. `place` is the waiver, the comment, or the line of the baseline; `owner` and `expires` are
    those of a waiver."""

    violation: Violation
    by: Literal["baseline", "waiver", "comment"]
    place: Location
    reason: str | None = None
    owner: str | None = None
    expires: str | None = None


class Waived(Record):
    """The check does not hold, and every violation of it is accepted. `message` is the reason in one line."""

    message: str


CheckOutcome = Outcome | Waived


class PluginCost(Record):
    """What a plugin did for one check. `operations` are those of WebAssembly, None where they are not counted."""

    plugin: str
    requests: int
    operations: int | None


class CheckResult(Entity):
    """One evaluated check. `seconds` is the time its evaluation took, scopes it was the first to need included.
    `accepted` are its violations that do not count; those of the outcome do. `costs` are those of the plugins that were
    asked, in the order of their names, None where nobody wanted to know."""

    planned: PlannedCheck
    outcome: CheckOutcome
    seconds: float
    accepted: tuple[Accepted, ...] = ()
    costs: tuple[PluginCost, ...] | None = None


class BaselineState(Record):
    """What a run says of the baseline. `file` is its name; `known` how many of its violations are still there, `stale`
    how many are not and `unseen` how many belong to checks that were not decided. `first` and `since` are its oldest
    milestone: how many violations it listed on that day. `gone` has the line of each entry that lists stale violations,
    and how many of them."""

    file: str
    known: int
    stale: int
    unseen: int
    first: int | None = None
    since: str | None = None
    gone: tuple[tuple[int, int], ...] = ()


class RunResults(Entity):
    """Results in the order of the plan. `skipped` counts checks that filters, limits or `--fail-fast` left out.
    `diagnostics` came up while running. `baseline` is None where there is no baseline. `plugins` are all that were
    opened, in the order of their names."""

    results: tuple[CheckResult, ...]
    skipped: int
    seconds: float
    diagnostics: tuple[Diagnostic, ...] = ()
    baseline: BaselineState | None = None
    plugins: tuple[PluginUse, ...] = ()
