"""How well a plugin is kept apart from the rest of the machine: what there is, and the command line that uses it.

Comes in: a program and what it may use. Goes out: a command line. From the weakest to the strongest:

- `none`: nothing is kept away, on systems that are not Linux beyond the environment;
- `environment`: environment variables, core files and the number of open files are limited, and the plugin ends with
  the host;
- `landlock`: besides, only the listed folders can be read, nothing can be written outside of a temporary folder of its
  own, and no TCP connection can be made (Linux 6.7);
- `bubblewrap`: besides, the plugin sees no other process, no network at all, and no folder that is not listed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import Final

from hielements.record import Record

LEVELS: Final = ("none", "environment", "landlock", "bubblewrap")
MEANING: Final = {
    "none": "not kept apart from the machine: this system offers no means to do it",
    "environment": "limits and a scrubbed environment only; it can read and write files like the user",
    "landlock": "Landlock: it reads the system and the workspace, writes nothing, and connects to nothing over TCP",
    "bubblewrap": "bubblewrap: it sees the system and the workspace read-only, no network, no other process",
}

_SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store")
_SETTINGS: Final = tuple(
    f"/etc/{name}"
    for name in (
        "alternatives", "ca-certificates", "fonts", "group", "host.conf", "hosts", "java", "ld.so.cache", "ld.so.conf",
        "ld.so.conf.d", "locale.alias", "locale.conf", "localtime", "magic", "mime.types", "nsswitch.conf",
        "os-release", "passwd", "perl", "pki", "protocols", "python3", "services", "ssl", "timezone",
    )
)  # fmt: skip
"""What programs need of `/etc`; passwords and keys of the machine are not among it."""
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")
_LIMITS: Final = {"core": 0, "nofile": 1024}


class Wants(Record):
    """What a plugin needs: absolute paths. `read` are folders and files besides those of the system, `list` folders
    whose names alone it may see, `write` what it may change. `network` is never granted."""

    read: tuple[str, ...]
    list: tuple[str, ...]
    write: tuple[str, ...]
    temporary: str
    folder: str


def best_level() -> str:
    """The strongest level that this machine can do."""
    if not sys.platform.startswith("linux"):
        return "none"
    if _bubblewrap() is not None:
        return "bubblewrap"
    return "landlock" if landlock_version() > 0 else "environment"


def confined(level: str, program: str, arguments: Sequence[str], wants: Wants) -> list[str]:
    """The command line that runs the program at that level."""
    command = [program, *arguments]
    if level == "none":
        return command
    if level == "bubblewrap":
        return [*_ulimits(), *_bubblewrap_options(wants), "--", *command]
    import json

    rules: dict[str, object] = {"limits": _LIMITS, "landlock": None}
    if level == "landlock":
        rules["landlock"] = {
            "read": [*_SYSTEM, *_SETTINGS, "/proc", "/sys/devices/system/cpu", *_DEVICES[3:], *wants.read],
            "list": list(wants.list),
            "write": [*_DEVICES, *wants.write, wants.temporary],
        }
    launcher = os.path.join(os.path.dirname(os.path.abspath(__file__)), "launcher.py")
    return [sys.executable, "-I", "-S", launcher, str(os.getpid()), json.dumps(rules), *command]


def _ulimits() -> list[str]:
    """A shell that lowers limits and becomes what follows: the smallest program that can."""
    return ["/bin/sh", "-c", 'ulimit -c 0; ulimit -n 1024 2>/dev/null; exec "$@"', "sh"]


def _bubblewrap_options(wants: Wants) -> list[str]:
    program = _bubblewrap()
    assert program is not None
    options = [program, "--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"]
    options += ["--unshare-uts", "--unshare-cgroup-try", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for path in (*_SYSTEM, *_SETTINGS):
        # A link in the root folder, as `/bin` mostly is, stays one.
        if os.path.islink(path) and not os.path.isabs(os.readlink(path)) and path.count("/") == 1:
            options += ["--symlink", os.readlink(path), path]
        else:
            options += ["--ro-bind-try", path, path]
    # Outer folders before inner ones, so that none hides another.
    binds = dict.fromkeys(wants.read, "--ro-bind-try") | dict.fromkeys(wants.write, "--bind-try")
    binds[wants.temporary] = "--bind"
    for path in sorted(binds):
        options += [binds[path], path, path]
    return [*options, "--chdir", wants.folder]


@cache
def _bubblewrap() -> str | None:
    """The program `bwrap`, when there is one and the system lets it work: some forbid user namespaces."""
    import shutil
    import subprocess

    program = shutil.which("bwrap", path=os.pathsep.join(("/usr/bin", "/usr/local/bin", "/bin")))
    if program is None:
        return None
    probe = [program, "--ro-bind", "/", "/", "--unshare-user", "--unshare-pid", "--unshare-net", "--proc", "/proc"]
    try:
        done = subprocess.run(
            [*probe, "--dev", "/dev", "--", "/bin/true"], check=False, capture_output=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if done.returncode == 0 else None


@cache
def landlock_version() -> int:
    import ctypes

    try:
        version: int = ctypes.CDLL(None).syscall(444, None, 0, 1)
        return max(0, version)
    except (OSError, AttributeError):
        return 0
