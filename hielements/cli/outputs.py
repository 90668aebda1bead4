"""Where reports go, and in which formats: what `--format`, `--output` and `--annotations` ask for.

Comes in: arguments and the environment. Goes out: a Destinations record, or a UsageError, before anything runs. Reads
no report and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hielements.cli.arguments import Arguments, Option, UsageError
from hielements.record import Record
from hielements.report.formats import FORMATS, IN_FULL, TERMINAL

FORMAT: Final = Option(
    ("--format",), "The form of the report: for people (human), for programs, or for a CI system.", "FORMAT", FORMATS
)
OUTPUT: Final = Option(
    ("-o", "--output"),
    "Write the report to a file instead; with a format before it (sarif=out.sarif), write that format to the file as "
    "well. May be given several times.",
    "[FORMAT=]FILE",
    repeated=True,
)
ANNOTATIONS: Final = Option(
    ("--annotations",),
    "Tell the CI system what to show beside the code: lines in the log, or for GitLab the file "
    "gl-code-quality-report.json. By itself (auto) it finds out which system it runs in.",
    "SYSTEM",
    ("auto", "off", "github", "gitlab", "azure", "teamcity"),
)
GITLAB_FILE: Final = "gl-code-quality-report.json"

_SYSTEMS: Final = {
    "GITHUB_ACTIONS": "github",  # also set by Gitea and Forgejo, which read the same commands
    "GITLAB_CI": "gitlab",
    "TF_BUILD": "azure",
    "TEAMCITY_VERSION": "teamcity",
}


class FileOutput(Record):
    """A report to write to a file, `path`."""

    format: str
    path: str


class Destinations(Record):
    """`stdout` is the format on standard output, None when a file takes its place. `annotations` is the CI system whose
    lines go to standard output as well. `replacing` is the number of the file that takes the place of `stdout`."""

    stdout: str | None
    files: tuple[FileOutput, ...]
    annotations: str | None
    replacing: int | None = None

    @property
    def main(self) -> FileOutput | None:
        """The file that takes the place of standard output."""
        return self.files[self.replacing] if self.replacing is not None else None

    @property
    def in_full(self) -> bool:
        """Whether a format shows more than results."""
        return not IN_FULL.isdisjoint((self.stdout, *(file.format for file in self.files)))


def destinations(arguments: Arguments, environment: Mapping[str, str]) -> Destinations:
    """What the command line asks for. Raises UsageError."""
    main = arguments.text("format") or TERMINAL
    stdout: str | None = main
    replacing: int | None = None
    files: list[FileOutput] = []
    for text in arguments.texts("output"):
        name, path = _divided(text)
        if name is None:
            if stdout is None:
                raise UsageError("--output names two files for one report", "write FORMAT=FILE for a further one")
            stdout, replacing = None, len(files)
        if not path:
            raise UsageError(f"--output `{text}` names no file")
        files.append(FileOutput(name or main, path))
    paths = [file.path for file in files]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"--output names the file `{path}` twice")
    annotations = _system(arguments.text("annotations"), stdout, environment)
    if annotations == "gitlab":
        if not any(file.format == "gitlab" for file in files):
            files.append(FileOutput("gitlab", GITLAB_FILE))
        annotations = None
    return Destinations(stdout, tuple(files), annotations, replacing)


def _divided(text: str) -> tuple[str | None, str]:
    """The format and the file of `sarif=out.sarif`; no format when there is none."""
    name, equals, path = text.partition("=")
    if not equals or not re.fullmatch("[a-z]+", name):
        return None, text
    if name not in FORMATS:
        from difflib import get_close_matches

        near = get_close_matches(name, FORMATS, n=1)
        advice = f"did you mean `{near[0]}={path}`?" if near else f"formats: {', '.join(FORMATS)}"
        raise UsageError(f"--output: there is no format `{name}`", f"{advice} (a file of that name: `./{text}`)")
    return name, path


def _system(choice: str | None, stdout: str | None, environment: Mapping[str, str]) -> str | None:
    """The CI system to write annotations for. Lines of it may not get in between a report for machines."""
    if choice not in (None, "auto"):
        if choice in ("off", "gitlab"):
            return choice if choice == "gitlab" else None
        if stdout not in (TERMINAL, None):
            raise UsageError(f"--annotations {choice} writes lines between those of --format {stdout}")
        return choice
    system = next((name for variable, name in _SYSTEMS.items() if _is_set(environment.get(variable))), None)
    return system if system == "gitlab" or stdout in (TERMINAL, None) else None


def _is_set(value: str | None) -> bool:
    return value is not None and value.lower() not in ("", "0", "false")
