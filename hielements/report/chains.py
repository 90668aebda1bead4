"""Chains of dependencies as renderers see them, and how they are made from a run's.

Comes in: diagnostics and the chains that were found. Goes out: a ChainsReport. Must never know how it will be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.record import Record
from hielements.report.architecture import ReportedStatement, ReportedUse
from hielements.report.architecture_building import report_architecture, report_use
from hielements.report.building import report_diagnostics
from hielements.report.report import ReportedDiagnostic, ReportedFailure
from hielements.run.chains import Chains
from hielements.run.exit_status import HOLDS, UNDECIDED, VIOLATED

ReportedChain = tuple[ReportedUse, ...]


class ChainsReport(Record):
    """`source` and `target` are in words (`element 'shop.web'`). `chains` is None when something is wrong: the
    diagnostics say what. `backward` is the shortest chain the other way, when there is none forward. `statements` are
    what `declared` of a dependency counts in. `failures` say what could not be read: chains may be missing for it.
    `exit_code` is 0 when there is a chain, 1 when there is none, 2 when that could not be found out."""

    specs: tuple[str, ...]
    exit_code: int
    diagnostics: tuple[ReportedDiagnostic, ...]
    source: str
    target: str
    chains: tuple[ReportedChain, ...] | None
    backward: ReportedChain | None
    statements: tuple[ReportedStatement, ...]
    failures: tuple[ReportedFailure, ...]
    seconds: float


def build_chains(
    specs: Sequence[str],
    diagnostics: Sequence[Diagnostic],
    names: tuple[str, str],
    found: Chains | None,
    seconds: float,
) -> ChainsReport:
    """The report; `found` is None when the names or the specification are wrong."""
    if found is None:
        return ChainsReport(
            tuple(specs), UNDECIDED, report_diagnostics(diagnostics), *names, None, None, (), (), seconds
        )
    architecture = report_architecture(found.architecture)
    none_is_sure = not architecture.failures
    return ChainsReport(
        specs=tuple(specs),
        exit_code=HOLDS if found.chains else VIOLATED if none_is_sure else UNDECIDED,
        diagnostics=report_diagnostics(diagnostics),
        source=str(found.source),
        target=str(found.target),
        chains=tuple(tuple(map(report_use, chain)) for chain in found.chains),
        backward=None if found.backward is None else tuple(map(report_use, found.backward)),
        statements=architecture.statements,
        failures=architecture.failures,
        seconds=seconds,
    )
