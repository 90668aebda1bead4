"""What the linter ruff finds in Python code, as checks of a specification.

The linter itself is not part of this: it is the one that the project has installed. With its rules as checks, parts of
a system can be held to rules of their own: no prints in the domain, docstrings in what others import.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence

from hielements.sdk import Host, Library, Scope, Undecided, Violation

library = Library("ruff", "1.0.0", "What the linter ruff finds in Python code. It must be installed: pip install ruff.")

HUNK = re.compile(r"@@ -(\d+)")
# Arguments of a program have a limit; below this many files a command line stays far from it.
MOST_FILES = 500


def command() -> list[str]:
    """How ruff is started: as a program, or as a module of the Python that runs this. Raises Undecided."""
    program = shutil.which("ruff")
    if program is not None:
        return [program]
    beside = os.path.join(os.path.dirname(sys.executable), "ruff")
    if os.access(beside, os.X_OK):
        return [beside]
    raise Undecided(
        "ruff is not installed, neither in PATH nor beside the Python of the plugin",
        help=f"{sys.executable} -m pip install ruff, or have `ruff` in PATH",
    )


def python_files(files: Scope) -> list[str]:
    """The files of a scope that are Python code. Raises Undecided when there are none: nothing would be looked at."""
    found = [path for path in files.paths if path.endswith((".py", ".pyi"))]
    if not found:
        raise Undecided("there is no Python file among those that are to be checked")
    return found


def run(host: Host, arguments: Sequence[str], files: Sequence[str]) -> Iterator[str]:
    """What ruff prints for the files, portion by portion. Raises Undecided when it fails itself."""
    start = command()
    for first in range(0, len(files), MOST_FILES):
        portion = files[first : first + MOST_FILES]
        host.progress("ruff", first, len(files))
        # `--` before the files: a name may start with a dash.
        done = subprocess.run(
            [*start, *arguments, "--no-cache", "--", *portion],
            cwd=host.workspace,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode not in (0, 1):
            lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
            raise Undecided(f"ruff failed: {' '.join(lines[:3]) or f'exit status {done.returncode}'}")
        yield done.stdout


def findings(host: Host, arguments: Sequence[str], files: Scope) -> Iterator[Violation]:
    """What `ruff check` finds. Raises Undecided for a file that it cannot parse: no rule was looked at there."""
    for output in run(host, ["check", "--quiet", "--output-format", "json", *arguments], python_files(files)):
        for each in json.loads(output):
            path, place, end = each["filename"], each["location"], each["end_location"]
            code = each["code"]
            if code in (None, "invalid-syntax"):
                raise Undecided(f"{host.relative(path)} cannot be parsed: {each['message']}", path, place["row"])
            yield Violation(
                f"{code} {each['message']}",
                path,
                place["row"],
                place["column"],
                end["row"],
                end["column"],
                help=each["url"],
            )


@library.check
def clean(host: Host, files: Scope, select: str = "", ignore: str = "") -> Iterator[Violation]:
    """Ruff finds nothing, by the rules of the project's own configuration or by those that are named.

    Args:
        files: The files to look at; those that are no Python code are passed over.
        select: Codes or prefixes of rules, with commas between: `T20,S`. Empty for those that the project configured.
        ignore: Codes or prefixes of rules that are left out.
    Example: check ruff.clean(domain, select='T20')
    """
    arguments = []
    if select:
        arguments += ["--select", select]
    if ignore:
        arguments += ["--ignore", ignore]
    return findings(host, arguments, files)


@library.check
def simple(host: Host, files: Scope, complexity: int = 10) -> Iterator[Violation]:
    """No function has more branches than allowed: McCabe's cyclomatic complexity.

    Args:
        files: The files to look at; those that are no Python code are passed over.
        complexity: The most that a function may have.
    Example: check ruff.simple(domain, complexity=8)
    """
    setting = f"lint.mccabe.max-complexity={complexity}"
    return findings(host, ["--isolated", "--select", "C901", "--config", setting], files)


@library.check
def formatted(host: Host, files: Scope) -> Iterator[Violation]:
    """Files are as `ruff format` writes them, with the configuration of the project.

    Each place has its first line.

    Args:
        files: The files to look at; those that are no Python code are passed over.
    Example: check ruff.formatted(src)
    """
    for output in run(host, ["format", "--diff", "--quiet"], python_files(files)):
        path, line, changes, waiting = "", 0, 0, False
        for text in output.splitlines():
            hunk = HUNK.match(text)
            if text.startswith("--- "):
                path = os.path.join(host.workspace, text.removeprefix("--- "))
            elif hunk:
                line, waiting = int(hunk[1]), True
            elif waiting and text.startswith(" "):
                line += 1
            elif waiting and text.startswith(("-", "+")):
                waiting = False
                changes += 1
                yield Violation("is not formatted", path, max(line, 1), help="ruff format does it")
        if output.strip() and not changes:
            raise Undecided(f"ruff printed what this plugin does not understand: {output.strip().splitlines()[0]}")


if __name__ == "__main__":
    library.serve()
