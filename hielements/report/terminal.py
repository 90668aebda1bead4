"""The report for people, in the manner of rustc and ruff.

Comes in: a Report and a Style. Goes out: text for a terminal, ending in a newline (or empty, when quiet and all is
well). Everything that came from files is made visible first, so that no file name or source line can steer the
terminal. It must never know the model, the plan or the libraries.

Order: diagnostics, then results that are not passed in the order of the specification, then one line that sums up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hielements.report.display import plural, wrap
from hielements.report.report import Report, ReportedCheck, ReportedDiagnostic, ReportedFix, ReportedLabel
from hielements.report.results import one_line, result_lines, waived_lines
from hielements.report.snippets import Mark, gutter_of, headline, remark, snippet
from hielements.report.style import DEFAULT_CHECKS, DEFAULT_DIAGNOSTICS, Style
from hielements.report.summary import summary_lines

# "did you mean `x`?", "write `x` here", "close it with `x`", "end the line with `x`".
_WORDS_AROUND_AN_OFFER = 4
_RANKS = {"error": 0, "warning": 1, "info": 2, "hint": 2}


def render(report: Report, style: Style) -> str:
    """The whole report as text."""
    blocks = [*_diagnostics(report, style), *_results(report, style)]
    if report.planned is not None:
        blocks.append(_planned(report, style))
    if not style.quiet and (report.plugins or any(result.costs is not None for result in report.results)):
        from hielements.report.plugins import plugin_blocks

        blocks += plugin_blocks(report, style)
    summary = summary_lines(report, style)
    if summary:
        blocks.append(summary)
    return "".join("\n".join(block) + "\n\n" for block in blocks)[:-1]


def render_diagnostics(diagnostics: Sequence[ReportedDiagnostic], style: Style) -> str:
    """Diagnostics alone, for commands that have no run to report."""
    return "".join("\n".join(diagnostic_lines(diagnostic, style)) + "\n\n" for diagnostic in diagnostics)


def render_results(results: Iterable[ReportedCheck], style: Style) -> str:
    """Results in full, for those who show them one by one."""
    return "".join("\n".join(result_lines(result, style)) + "\n\n" for result in results)


def _diagnostics(report: Report, style: Style) -> list[list[str]]:
    worst = 3 if style.verbose or report.checks is not None else 1
    if style.quiet:
        worst = 0
    shown = [diagnostic for diagnostic in report.diagnostics if _RANKS[diagnostic.severity] <= worst]
    hidden = 0
    if not style.verbose and len(shown) > DEFAULT_DIAGNOSTICS:
        # The errors are what keeps the user from going on; they come first where not all can be shown.
        ranked = sorted(range(len(shown)), key=lambda index: (_RANKS[shown[index].severity], index))
        kept = sorted(ranked[:DEFAULT_DIAGNOSTICS])
        hidden = len(shown) - len(kept)
        shown = [shown[index] for index in kept]
    blocks = [diagnostic_lines(diagnostic, style) for diagnostic in shown]
    if hidden:
        blocks.append([style.paint("strong", f"... and {plural(hidden, 'more diagnostic')} (--verbose shows all)")])
    names = dict.fromkeys(diagnostic.name for diagnostic in shown if diagnostic.severity == "error")
    if names:
        name, others = next(iter(names)), len(names) - 1
        more = f" ({plural(others, 'other code')} likewise)" if others else ""
        advice = f"Run `hielements explain {name}` for what it means and how to mend it{more}."
        blocks.append(wrap(advice, style.width))
    return blocks


def diagnostic_lines(diagnostic: ReportedDiagnostic, style: Style) -> list[str]:
    """One diagnostic: headline, labelled places, help, fix."""
    severity = diagnostic.severity
    lines = headline(severity, f"{severity}[{diagnostic.name}]", diagnostic.message, style)
    place = diagnostic.place
    end_column = place.end_column
    main = Mark(place.line, place.column, place.end_line, end_column, diagnostic.label, severity, True, place.excerpt)
    here = [main, *(_label(label) for label in diagnostic.secondary if label.place.file == place.file)]
    elsewhere: dict[str, list[Mark]] = {}
    for label in diagnostic.secondary:
        if label.place.file != place.file:
            elsewhere.setdefault(label.place.file, []).append(_label(label))
    gutter = gutter_of([*here, *(mark for marks in elsewhere.values() for mark in marks)])
    lines += snippet(place.file, here, gutter, style)
    for file, marks in elsewhere.items():
        lines += snippet(file, marks, gutter, style, arrow=":::")
    if diagnostic.help and not (diagnostic.fix and _says_the_same(diagnostic.help, diagnostic.fix)):
        lines += remark("help", diagnostic.help, gutter, style)
    if diagnostic.fix:
        lines += _fix(diagnostic.fix, gutter, style)
    return lines


def _says_the_same(help_: str, fix: ReportedFix) -> bool:
    """Whether the help only offers what the fix writes: "did you mean `x`?" beside "change `y` to `x`"."""
    if help_ == fix.title:
        return True
    before, mark, rest = help_.partition("`")
    offered, _, after = rest.partition("`")
    few_words = len(f"{before} {after}".split()) <= _WORDS_AROUND_AN_OFFER
    return bool(mark) and few_words and "`" not in after and [edit.text.strip() for edit in fix.edits] == [offered]


def _label(label: ReportedLabel) -> Mark:
    place = label.place
    return Mark(
        place.line, place.column, place.end_line, place.end_column, label.message, "secondary", False, place.excerpt
    )


def _fix(fix: ReportedFix, gutter: int, style: Style) -> list[str]:
    """The title of a fix and, where it inserts or replaces, the new text."""
    lines = remark("fix", fix.title, gutter, style)
    for edit in fix.edits:
        if not edit.text.strip() or (len(edit.text) < 60 and edit.text.strip() in fix.title):
            continue
        for text in edit.text.strip("\n").split("\n")[:12]:
            lines.append(f"{' ' * gutter}   {style.paint('success', '+ ' + style.visible(text))}")
    return lines


def _results(report: Report, style: Style) -> Iterable[list[str]]:
    full = 0
    hidden: list[ReportedCheck] = []
    short: list[str] = []
    for result in report.results:
        if result.status in {"pass", "waived"}:
            if style.verbose:
                short += [*one_line(result, style), *waived_lines(result, style)]
            continue
        if short:
            # Results that need one line each stand together, as a list.
            yield short
            short = []
        if style.verbose or style.violations is None or full < DEFAULT_CHECKS:
            full += 1
            yield result_lines(result, style)
        else:
            hidden.append(result)
    if short:
        yield short
    if hidden:
        yield [
            style.paint("strong", f"... and {plural(len(hidden), 'more check')} that did not pass:"),
            *(line for result in hidden[: 4 * DEFAULT_CHECKS] for line in one_line(result, style)),
            *([f"  ... (--verbose shows all {len(hidden):,})"] if len(hidden) > 4 * DEFAULT_CHECKS else []),
        ]


def _planned(report: Report, style: Style) -> list[str]:
    lines = []
    for planned in report.planned or ():
        place = f"{planned.place.file}:{planned.place.line}"
        pattern = f" (pattern {planned.pattern})" if planned.pattern else ""
        text = " ".join(planned.check.split())
        lines.append(
            f"{style.paint('strong', style.visible(planned.element))}: {style.visible(text)}"
            + style.paint("faint", style.visible(f"{pattern}  {place}"))
        )
    return lines or ["No check would run."]
