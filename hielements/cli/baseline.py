"""`hielements baseline`: the violations that a project knows and has not mended yet."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.progress import progress_for
from hielements.cli.reporting import BASELINE, COLOR, VERBOSE, WORKSPACE
from hielements.cli.streams import write_note, write_result
from hielements.report.display import plural, visible

if TYPE_CHECKING:
    from hielements.app.baselines import NewBaseline, Shown
    from hielements.project.baseline_file import Baseline, Entry
    from hielements.report.report import Report

_ACTIONS: Final = ("create", "update", "show")
_BAR: Final = 40

COMMAND: Final = Command(
    "baseline",
    "List the violations that are known, so that only new ones fail; take out what is mended.",
    (
        WORKSPACE,
        BASELINE,
        Option(("--force",), "create: replace the file that is there."),
        Option(("--accept-new",), "update: add the violations that are not in the file yet."),
        Option(("-j", "--jobs"), "Run this many checks at the same time.", "N"),
        VERBOSE.with_(help="show: list every violation."),
        COLOR,
        Option(("--no-cache",), "Neither read nor write what is kept between runs."),
    ),
    Positional(
        "ACTION",
        "`create` writes the file, `update` takes out of it what is mended, `show` tells what is in it. Specifications "
        "may follow; without one: those of the project, as for `check`.",
        least=1,
        most=None,
    ),
    details="A violation is known by its rule, its file and what it must not lead to, and not by its line: code may "
    "move. `hielements check` then fails on other violations alone, warns of entries that no longer occur, and with "
    "--strict fails on them. Checks that could not be decided are never part of a baseline. Exit status: 0 done, 2 the "
    "specification or the configuration is wrong, there is (or is not) a baseline, or a check could not be decided, "
    "3 hielements itself failed.",
    examples=(
        ("hielements baseline create", "accepts all violations of today"),
        ("hielements baseline update", "takes out what is mended since; adds nothing"),
        ("hielements check --strict", "fails on new violations and on mended ones that are still listed"),
    ),
)


def run(arguments: Arguments) -> int:
    action, *specs = arguments.words
    if action not in _ACTIONS:
        raise UsageError(f"`hielements baseline` has no action `{action}`", f"possible: {', '.join(_ACTIONS)}")
    for flag, owner in ("force", "create"), ("accept_new", "update"):
        if arguments.flag(flag) and action != owner:
            raise UsageError(f"--{flag.replace('_', '-')} goes with `baseline {owner}` alone")
    progress = progress_for(sys.stderr) if action != "show" else None
    request = CheckRequest(
        specs=tuple(specs),
        workspace=arguments.text("workspace"),
        jobs=arguments.number("jobs", 1),
        use_cache=not arguments.flag("no_cache"),
        progress=progress,
        baseline=arguments.text("baseline"),
    )
    from hielements.app.baselines import BaselineExists, NoBaseline, create, show, update

    try:
        if action == "show":
            return _show(show(request), arguments)
        if action == "create":
            new = create(request, arguments.flag("force"))
        else:
            new = update(request, arguments.flag("accept_new"))
    except BaselineExists as exists:
        raise UsageError(
            f"there is a baseline already: `{exists}`",
            "`hielements baseline update` takes out what is mended; `baseline create --force` replaces it",
        ) from None
    except NoBaseline as missing:
        raise UsageError(f"there is no baseline `{missing}`", "`hielements baseline create` writes it") from None
    finally:
        if progress is not None:
            progress.clear()
    return _write(new, action, arguments)


def _write(new: NewBaseline, action: str, arguments: Arguments) -> int:
    from hielements.cli.writing import write_file

    if new.violations is None:
        return _invalid(new.report, arguments)
    if new.text is not None:
        try:
            write_file(new.path, new.text.encode("utf-8", "backslashreplace"))
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise UsageError(f"the baseline cannot be written to `{new.file}`: {reason}") from None
    lists = f"lists {plural(new.violations, 'violation')} in {plural(new.entries, 'line')}"
    if action == "create":
        text = f"{new.file} {lists}.\n"
    else:
        changes = [f"{new.removed:,} mended"] + ([f"{new.added:,} added"] if new.added else [])
        text = f"{new.file} {lists}: {', '.join(changes)}.\n"
    if new.left:
        text += f"{plural(new.left, 'new violation')} not added: mend them, or accept them with --accept-new.\n"
    write_result("".join(f"{visible(line)}\n" for line in text.splitlines()))
    undecided = new.report.summary.errors
    if undecided:
        write_note(
            f"{plural(undecided, 'check')} could not be decided, so the violations of "
            f"{'it are' if undecided == 1 else 'them are'} unknown. `hielements check` says why.\n"
        )
        return 2
    return 0


def _invalid(report: Report, arguments: Arguments) -> int:
    """The run could not be made: its report says why."""
    from hielements.cli.streams import style_for
    from hielements.report.terminal import render

    style = style_for(sys.stderr, arguments.text("color"), None, False, False)
    write_note(render(report, style))
    return report.exit_code or 2


def _show(shown: Shown, arguments: Arguments) -> int:
    baseline = shown.baseline
    if baseline is None:
        from hielements.cli.streams import style_for
        from hielements.report.building import report_diagnostics
        from hielements.report.terminal import render_diagnostics

        style = style_for(sys.stderr, arguments.text("color"), None, False, False)
        write_note(render_diagnostics(report_diagnostics(shown.diagnostics), style))
        return 2
    number, entries = plural(baseline.violations, "violation"), plural(len(baseline.entries), "line")
    lines = [f"{baseline.source.name}: {number} in {entries}", ""]
    lines += _by_rule(baseline.entries, arguments.flag("verbose"))
    if baseline.history:
        lines += ["", *_history(baseline)]
    write_result("".join(f"{visible(line)}\n" for line in lines))
    return 0


def _by_rule(entries: tuple[Entry, ...], verbose: bool) -> list[str]:
    """The rules with their numbers of violations, the most broken first; each with its entries when verbose."""
    numbers: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        numbers[entry.key.element, entry.key.check] += entry.count
    lines = []
    for (element, check), number in sorted(numbers.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"{number:>7,}  {element}: {check}")
        if verbose:
            for entry in entries:
                key = entry.key
                if (key.element, key.check) == (element, check):
                    times = f" ({entry.count:,} times)" if entry.count > 1 else ""
                    lines.append(f"           {key.path or '(no file)'}: {key.target}{times}")
    return lines


def _history(baseline: Baseline) -> list[str]:
    """A bar for each day on which the number changed, and for now."""
    rows = [*((each.date, each.violations) for each in baseline.history), ("now", baseline.violations)]
    most = max(number for _, number in rows) or 1
    return [f"{day:<10}  {number:>7,}  {'#' * round(_BAR * number / most)}".rstrip() for day, number in rows]
