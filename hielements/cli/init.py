"""`hielements init`: a first specification for code that exists, and the files with which other tools run it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hielements.cli.arguments import Arguments, Command, Option, UsageError
from hielements.cli.printing import NO_CACHE
from hielements.cli.reporting import COLOR
from hielements.cli.streams import style_for, write_note, write_result
from hielements.report.display import plural, visible, wrap
from hielements.report.style import Style

if TYPE_CHECKING:
    from hielements.app.starting import Proposal
    from hielements.proposal.integrations import IntegrationFile

_CI: Final = ("github", "gitlab")
_EDITORS: Final = ("vscode", "helix", "neovim")

COMMAND: Final = Command(
    "init",
    "Start with a project: propose a specification that holds today. Nothing that is there is overwritten.",
    (
        Option(
            ("-w", "--workspace"), "The folder of the project. Default: the current one, or what is above it.", "DIR"
        ),
        Option(
            ("--pattern",),
            "Hold the package to a standard pattern (layered, hexagonal, ...) instead of to its parts as they are.",
            "NAME",
        ),
        Option(("--package",), "The package that --pattern is about, where there are several.", "NAME"),
        Option(
            ("--bind",),
            "The parts that play a role of the pattern, where their names do not tell. May be given several times.",
            "ROLE=PART,...",
            repeated=True,
        ),
        Option(("--ci",), "Write the file with which continuous integration runs the check.", "SYSTEM", _CI),
        Option(("--pre-commit",), "Write the file with which pre-commit runs the check."),
        Option(("--editor",), "Write the file with which an editor finds the language server.", "NAME", _EDITORS),
        Option(("--dry-run",), "Write nothing; print the specification."),
        COLOR,
        NO_CACHE,
    ),
    details="The proposal has an element for each Python package and Rust crate and for their parts, with the layers "
    "that the code has today, and for tests, images and services. Rules are tried before they are written down: "
    "those that do not hold become comments that say why. A file that is there already stays as it is, and what "
    "would be added to it is shown. Exit status: 0 written, 1 something was there already or a rule of the pattern "
    "does not hold, 2 nothing can be proposed, 3 hielements itself failed.",
    examples=(
        ("hielements init", "writes hielements.hie"),
        ("hielements init --ci github --pre-commit", "writes what runs it on every commit and push as well"),
        ("hielements init --pattern layered --bind logic=orders,billing", "holds the package to three layers"),
    ),
)


def run(arguments: Arguments) -> int:
    from hielements.app.requests import CheckRequest
    from hielements.app.starting import propose

    said = _said(arguments.texts("bind"))
    pattern = arguments.text("pattern") or ""
    if not pattern and (said or arguments.text("package")):
        raise UsageError("--bind and --package belong to --pattern")
    request = CheckRequest(workspace=arguments.text("workspace"), use_cache=not arguments.flag("no_cache"))
    proposal = propose(request, pattern, arguments.text("package") or "", said)
    if proposal.problem:
        first, _, rest = proposal.problem.partition("\n")
        if not rest:
            raise UsageError(first)
        write_note("".join(f"{visible(line)}\n" for line in (f"error: {first}", *rest.split("\n"))))
        return 2
    if arguments.flag("dry_run"):
        write_result(proposal.text, encoding="utf-8")
        return 1 if _broken(proposal) else 0
    style = style_for(sys.stdout, arguments.text("color"))
    lines = _found(proposal, style)
    written = [_write(proposal.folder, "hielements.hie", proposal.text, "", lines, style)]
    written += [
        _write(proposal.folder, file.path, file.text, file.entry, lines, style) for file in _integrations(arguments)
    ]
    lines += ["", *_next_steps(proposal, style)]
    write_result("\n".join(lines) + "\n")
    return 0 if all(written) and not _broken(proposal) else 1


def _said(texts: Sequence[str]) -> Mapping[str, Sequence[str]]:
    said: dict[str, list[str]] = {}
    for text in texts:
        role, equals, parts = text.partition("=")
        names = [part.strip() for part in parts.split(",") if part.strip()]
        if not equals or not role.strip() or not names:
            raise UsageError(f"`--bind {text}` does not say which parts play a role", "write `--bind ROLE=PART,PART`")
        said.setdefault(role.strip(), []).extend(names)
    return said


def _integrations(arguments: Arguments) -> list[IntegrationFile]:
    from hielements.proposal.integrations import CI, EDITORS, PRE_COMMIT

    found = []
    ci, editor = arguments.text("ci"), arguments.text("editor")
    if ci is not None:
        found.append(CI[ci])
    if arguments.flag("pre_commit"):
        found.append(PRE_COMMIT)
    if editor is not None:
        found.append(EDITORS[editor])
    return found


def _broken(proposal: Proposal) -> bool:
    return proposal.report is not None and proposal.report.exit_code != 0


def _found(proposal: Proposal, style: Style) -> list[str]:
    survey = proposal.survey
    assert survey is not None
    languages = ", ".join(f"{name} ({plural(number, 'file')})" for name, number in survey.languages.items())
    lines = [style.paint("strong", "Found:"), *_item(languages or "no code of a known language", style)]
    for package in survey.packages:
        kind = "package" if package.language == "python" else "crate"
        parts = f" with {plural(len(package.parts), 'part')}" if package.parts else ""
        lines += _item(f"the {kind} {package.name}{parts}, in {package.folder or '.'}", style)
    for what, paths in (("tests in", survey.tests), ("", survey.dockerfiles), ("", survey.compose_files)):
        lines += _item(f"{what} {', '.join(paths)}".strip(), style) if paths else []
    for failure in survey.unread:
        lines += _item(f"could not be read: {failure.path or ''} {failure.message}", style)
    lines += ["", style.paint("strong", "Proposed:")]
    report = proposal.report
    if report is not None:
        lines += _item(
            f"{plural(report.elements, 'element')} with {plural(report.summary.passed, 'rule')} that hold today", style
        )
    for rule, reason in proposal.broken.items():
        if not rule.optional:
            lines += _item(f"as a comment, since it does not hold: {rule.expression}: {reason}", style)
    if report is not None and _broken(proposal):
        failed = report.summary.failed + report.summary.errors
        lines += _item(
            f"{plural(failed, 'rule')} of the pattern that do not hold yet: `hielements check` shows where", style
        )
    return [*lines, ""]


def _item(text: str, style: Style) -> list[str]:
    return wrap(style.visible(" ".join(text.split())), style.width, "    ", first="  - ")


def _write(folder: str, name: str, text: str, entry: str, lines: list[str], style: Style) -> bool:
    """Writes a file that is not there. Says what would be added to one that is."""
    path = os.path.join(folder, *name.split("/"))
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        lines += [f"{style.paint('warning', 'kept')}    {style.visible(name)}, which is there already"]
        if entry:
            lines += ["  To add to it:", *(f"    {line}" for line in entry.rstrip("\n").split("\n"))]
        else:
            lines += ["  `hielements init --dry-run` prints the proposal."]
        return False
    except OSError as problem:
        raise UsageError(f"`{name}` cannot be written: {(problem.strerror or str(problem)).lower()}") from None
    lines.append(f"{style.paint('success', 'wrote')}   {style.visible(name)}")
    return True


def _next_steps(proposal: Proposal, style: Style) -> list[str]:
    steps = [
        "`hielements check` proves the rules; break one to see what a report looks like.",
        "Read hielements.hie, and give its elements and rules the names and reasons that people know.",
        "`hielements coverage` shows what no element and no rule governs yet.",
    ]
    if _broken(proposal):
        steps.insert(1, "`hielements baseline create` accepts what is there, so that only new violations fail.")
    return [style.paint("strong", "Next:"), *(line for step in steps for line in _item(step, style))]
