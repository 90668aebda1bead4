"""Runs before a plugin in the plugin's own process, takes away what it must not have, and becomes the plugin.

    python -I -S launcher.py PARENT RULES PROGRAM ARGUMENTS...

PARENT is the id of the process that must not be outlived. RULES is JSON: `{"landlock": {"read": [..], "list": [..],
"write": [..]}, "limits": {"core": 0, ..}}`. It is a program of its own and imports nothing of this package, because it
must start fast.

Landlock: https://docs.kernel.org/userspace-api/landlock.html. The numbers of system calls are the same on all
architectures that have been added to Linux since 2011, x86-64 among them.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing them takes as long as all the rest
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
SIGKILL = 9
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_ADD_RULE = 445
LANDLOCK_RESTRICT_SELF = 446
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
# What each version of the interface can keep away: 1 the first thirteen rights, then links between folders, truncation,
# and ioctls of devices.
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
FILE_ONLY = EXECUTE | WRITE_FILE | READ_FILE | (1 << 14) | (1 << 15)
TCP = 3
SCOPES = 3  # abstract sockets and signals of others, from version 6 on

libc = ctypes.CDLL(None, use_errno=True)


def fail(what: str) -> NoReturn:
    sys.stderr.write(f"the plugin cannot be confined: {what}: {os.strerror(ctypes.get_errno())}\n")
    sys.exit(126)


def landlock_version() -> int:
    """The version of the interface; 0 where there is none."""
    version: int = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    return max(0, version)


class RulesetAttributes(ctypes.Structure):
    _fields_ = [("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be allowed
    if not os.path.isdir(path):
        rights &= FILE_ONLY
    rule = PathBeneath(rights, descriptor)
    if libc.syscall(LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(rule), 0):
        fail(f"allowing {path}")
    os.close(descriptor)


def restrict(rules: Mapping[str, Sequence[str]]) -> None:
    version = landlock_version()
    handled = FILE_RIGHTS[min(version, 5)]
    attributes = RulesetAttributes(handled, TCP if version >= 4 else 0, SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.syscall(LANDLOCK_CREATE_RULESET, ctypes.byref(attributes), size, 0)
    if ruleset < 0:
        fail("creating rules")
    for path in rules["read"]:
        allow(ruleset, path, EXECUTE | READ_FILE | READ_DIR)
    for path in rules["list"]:
        allow(ruleset, path, READ_DIR)
    for path in rules["write"]:
        allow(ruleset, path, handled)
    if libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0):
        fail("applying rules")
    os.close(ruleset)


def limit(limits: Mapping[str, int]) -> None:
    import resource

    for name, value in limits.items():
        kind = getattr(resource, f"RLIMIT_{name.upper()}", None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (OSError, ValueError):
            continue


def main(parent: str, rules_text: str, program: str, arguments: Sequence[str]) -> None:
    rules = json.loads(rules_text)
    if libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) or libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        fail("tying its life to that of its parent")
    if os.getppid() != int(parent):
        sys.exit(126)  # the parent ended before that
    limit(rules["limits"])
    if rules["landlock"] is not None:
        restrict(rules["landlock"])
    try:
        os.execvp(program, [program, *arguments])
    except OSError as problem:
        sys.stderr.write(f"{program} cannot be started: {problem.strerror}\n")
        sys.exit(127)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
