"""`hielements graph`: draws the architecture: what the code has, what the specification declares, or the difference."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from hielements.app.architecture import architecture
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.printing import NO_CACHE
from hielements.cli.reporting import WORKSPACE, deliver
from hielements.cli.streams import style_for, write_note
from hielements.plan.filters import path_matcher
from hielements.report.architecture import ArchitectureReport, ReportedArchitecture
from hielements.report.graphs.drawings import DRAWINGS
from hielements.report.graphs.graph import View

_VIEWS: Final[tuple[View, ...]] = ("actual", "declared", "difference")

COMMAND: Final = Command(
    "graph",
    "Draw the elements and their dependencies.",
    (
        WORKSPACE,
        Option(
            ("--format",),
            "The form of the drawing; dsm is a dependency structure matrix. Default: mermaid.",
            "FORMAT",
            DRAWINGS,
        ),
        Option(
            ("--view",),
            "What to draw: the dependencies that the code has (actual, the default), what the specification declares "
            "with uses and connections (declared), or where the two differ (difference).",
            "VIEW",
            _VIEWS,
        ),
        Option(
            ("--depth",),
            "Draw at most this many levels of elements: from the top, or below each --element.",
            "N",
        ),
        Option(
            ("-e", "--element"),
            "Draw these elements with all that is in them, and what they have to do with others: a glob over element "
            "paths (shop.api, shop.*). May be given several times.",
            "GLOB",
            repeated=True,
        ),
        Option(("--check",), "Evaluate the checks, and draw in red what violates one."),
        Option(("--external",), "Draw modules outside of the workspace, too."),
        Option(("-v", "--verbose"), "Show warnings and hints about the specification."),
        NO_CACHE,
        Option(("-o", "--output"), "Write the drawing to a file instead.", "FILE"),
    ),
    Positional(
        "SPEC",
        "Specifications to draw. Without one: those that `[check] specs` in hielements.toml names, else "
        "hielements.hie in the current folder or in the workspace.",
        most=None,
    ),
    details="A number on a line counts the dependencies behind it; --format json lists them. Red is what a statement "
    "forbids, with --check what violates a check, and in the difference what none declares; a broken line is declared "
    "and not in the code. Exit status: 0 drawn, 2 the specification or the configuration is wrong or something could "
    "not be read, 3 hielements itself failed.",
    examples=(
        ("hielements graph --depth 2 > architecture.mmd", "draws two levels of elements for Markdown"),
        (
            "hielements graph --format svg --view difference -o difference.svg",
            "draws where code and specification differ",
        ),
        ("hielements graph --format dsm --element shop.api", "shows one element as a matrix"),
    ),
)


def run(arguments: Arguments) -> int:
    depth = arguments.number("depth", 1)
    request = CheckRequest(
        specs=tuple(arguments.words),
        workspace=arguments.text("workspace"),
        verbose=arguments.flag("verbose"),
        use_cache=not arguments.flag("no_cache"),
    )
    report = architecture(request, checked=arguments.flag("check"))
    _tell(report, arguments.flag("verbose"))
    if report.architecture is None:
        return report.exit_code
    from hielements.report.graphs.drawings import render
    from hielements.report.graphs.views import Detail, graph_of

    view: View = next((view for view in _VIEWS if view == arguments.text("view")), "actual")
    chosen = _chosen(report.architecture, arguments.texts("element"))
    graph = graph_of(report.architecture, Detail(view, depth, chosen, arguments.flag("external")))
    if view != "actual" and not report.architecture.statements:
        write_note(
            "note: the specification declares no connections: neither `uses` nor `allows`, `requires` or `forbids "
            "connection`\n"
        )
    text = render(arguments.text("format") or "mermaid", graph, report.architecture)
    deliver(text, arguments.text("output"), "utf-8")
    return report.exit_code


def _chosen(found: ReportedArchitecture, patterns: Sequence[str]) -> tuple[str, ...]:
    """The outermost of the elements that the patterns select. Raises UsageError for one that selects none."""
    paths = [element.path for element in found.elements]
    chosen: dict[str, None] = {}
    for pattern in patterns:
        matches = [path for path in paths if path_matcher(pattern)(path)]
        if not matches:
            from difflib import get_close_matches

            near = get_close_matches(pattern.strip("*.") or pattern, paths, n=1)
            raise UsageError(f"--element `{pattern}` selects no element", f"did you mean `{near[0]}`?" if near else "")
        chosen.update(dict.fromkeys(matches))
    return tuple(path for path in chosen if not any(path.startswith(f"{other}.") for other in chosen))


def _tell(report: ArchitectureReport, verbose: bool) -> None:
    """Says on stderr what is wrong with the specification, and what could not be read."""
    from hielements.report.terminal import render_diagnostics

    style = style_for(sys.stderr)
    shown = [each for each in report.diagnostics if verbose or each.severity in ("error", "warning")]
    write_note(render_diagnostics(shown, style))
    for failure in report.architecture.failures if report.architecture is not None else ():
        place = f"{failure.path}: " if failure.path is not None and failure.path not in failure.message else ""
        write_note(style.visible(f"undecided: {place}{failure.message}; dependencies may be missing") + "\n")
