"""Starts the program of a plugin: which program, in which environment, confined how.

Comes in: the settings of a library. Goes out: a running process, or a sentence that says why not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hielements.libraries.process.isolation import LEVELS, MEANING, Wants, best_level, confined
from hielements.record import Record

if TYPE_CHECKING:
    from subprocess import Popen

_KEPT: Final = ("PATH", "LANG", "LANGUAGE", "TZ", "SYSTEMROOT")
_KEPT_PREFIX: Final = "LC_"
EVERY_VARIABLE: Final = "*"
_TEMPORARY: Final = "TMPDIR"


class ProcessSettings(Record):
    """How to start a plugin. `executable` is a name to look up in PATH, or a path, taken from the workspace.
    `environment` are names of variables that it may see. `level` is the strongest isolation to use, None for the
    strongest there is; a machine that cannot do `least` does not start the plugin. Times are milliseconds."""

    name: str
    executable: str
    args: tuple[str, ...] = ()
    write: bool = False
    environment: tuple[str, ...] = ()
    level: str | None = None
    least: str = "none"
    time_ms: int = 30_000
    start_ms: int = 10_000
    memory_mb: int = 1_024
    processes: int = 64
    grace_ms: int = 1_000
    """What a process has to end by itself, at each step of its end."""


class Prepared(Record):
    """Everything that a start needs, found out once. `confinement` says how it is confined, in words."""

    program: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str
    temporary: str
    level: str

    @property
    def confinement(self) -> str:
        return MEANING[self.level]

    @property
    def mark(self) -> tuple[str, str]:
        """A variable that the plugin and all that it starts have in their environment, and nobody else."""
        return _TEMPORARY, self.temporary


def prepare(settings: ProcessSettings, root: str) -> Prepared | str:
    """What to start; or why that cannot be, as the end of a sentence that starts with the plugin."""
    if sys.platform == "win32":
        return "is a process, and this version runs those on systems with POSIX pipes only"
    program = find_program(settings.executable, root)
    if program is None:
        return f"cannot be started: there is no program `{settings.executable}`"
    if not os.access(program, os.X_OK):
        return f"cannot be started: {program} is not executable (`chmod +x` makes it so)"
    level = best_level()
    if settings.level is not None and LEVELS.index(settings.level) < LEVELS.index(level):
        level = settings.level
    if LEVELS.index(level) < LEVELS.index(settings.least):
        return (
            f'is not started: it asks for `min_isolation = "{settings.least}"`, and what this machine can do is '
            f"`{level}` ({MEANING[level]})"
        )
    import tempfile

    temporary = tempfile.mkdtemp(prefix="hielements-plugin-")
    environment = _environment(settings.environment, temporary)
    wants = Wants(
        read=tuple(_readable(settings, program, root)),
        list=(os.path.dirname(_package_folder()),),
        write=(root,) if settings.write else (),
        temporary=temporary,
        folder=root,
    )
    command = confined(level, program, settings.args, wants)
    return Prepared(program, tuple(command), environment, root, temporary, level)


def spawn(prepared: Prepared) -> Popen[bytes]:
    """Starts the process, in a session of its own: what interrupts the host does not interrupt it."""
    import subprocess

    return subprocess.Popen(
        prepared.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=prepared.folder,
        env=prepared.environment,
        start_new_session=True,
    )


def discard(prepared: Prepared) -> None:
    """Removes what a plugin left in its temporary folder."""
    import shutil

    shutil.rmtree(prepared.temporary, ignore_errors=True)


def find_program(executable: str, root: str) -> str | None:
    """The absolute path of a program: a bare name comes from PATH, one with a slash from the workspace."""
    if "/" not in executable and os.sep not in executable:
        import shutil

        return shutil.which(executable)
    path = os.path.normpath(os.path.join(root, executable))
    return path if os.path.isfile(path) else None


def _environment(granted: Sequence[str], temporary: str) -> Mapping[str, str]:
    """PATH, the locale, and what was granted; temporary files have a folder of their own."""
    every = EVERY_VARIABLE in granted
    kept = {
        name: value
        for name, value in os.environ.items()
        if every or name in _KEPT or name.startswith(_KEPT_PREFIX) or name in granted
    }
    return {**kept, _TEMPORARY: temporary}


def _readable(settings: ProcessSettings, program: str, root: str) -> Sequence[str]:
    """What the program needs to read besides the system: the workspace, itself with what is installed beside it, the
    files that its arguments name, the programs in PATH, and the kit for plugins in Python."""
    home = os.path.expanduser("~")
    found = [root, os.path.realpath(root), _package_folder()]
    programs = [program, os.path.realpath(program)]
    if os.path.islink(program):
        # A virtual environment links to an interpreter that links to another.
        programs.append(os.path.join(os.path.dirname(program), os.readlink(program)))
    folders = [os.path.dirname(path) for path in programs]
    folders += [entry for entry in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(entry)]
    for folder in folders:
        installed = (
            os.path.dirname(folder) if os.path.basename(folder) in ("bin", "sbin", "Scripts", "shims") else folder
        )
        # `~/bin` is no reason to show the home folder.
        for path in (installed, folder):
            if path not in ("/", home, os.path.dirname(home)):
                found.append(path)
                break
    found += [
        os.path.dirname(argument) for argument in settings.args if os.path.isabs(argument) and os.path.isfile(argument)
    ]
    return [path for path in dict.fromkeys(os.path.normpath(each) for each in found) if os.path.exists(path)]


def _package_folder() -> str:
    """The folder of the package `hielements`, whose module `sdk` plugins in Python import."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
