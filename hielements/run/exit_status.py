"""The exit status of a run (docs/cli.md), decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Undecided, Violated
from hielements.run.results import CheckOutcome

HOLDS: Final = 0
"""Every check passed or was waived."""
VIOLATED: Final = 1
"""At least one violation, also when other checks are undecided."""
UNDECIDED: Final = 2
"""The specification, the configuration or the command line is wrong; or, with no violation, a check is undecided."""
BROKEN: Final = 3
"""The tool itself failed."""
INTERRUPTED: Final = 130
"""The user stopped the run (128 + SIGINT, as shells report it)."""


def exit_status(outcomes: Iterable[CheckOutcome], diagnostics: Iterable[Diagnostic]) -> int:
    """0, 1 or 2. Diagnostics below `error` (warnings, hints) never change it."""
    status = UNDECIDED if any(diagnostic.is_error for diagnostic in diagnostics) else HOLDS
    for outcome in outcomes:
        if isinstance(outcome, Violated):
            return VIOLATED
        if isinstance(outcome, Undecided):
            status = UNDECIDED
    return status
