"""What git knows of a workspace: which files changed since a revision, and the files as they were.

Comes in: a folder and the name of a revision. Goes out: paths relative to the folder with forward slashes, or a folder
with the files of the revision. It needs git and a repository around the folder; whatever is missing is a
RevisionProblem. Nothing in the repository is changed, and no program that it configures for showing differences runs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hielements.record import Record

if TYPE_CHECKING:
    from subprocess import CompletedProcess


class RevisionProblem(Exception):  # noqa: N818 - trouble of the user's, told as a diagnostic
    """Why git cannot tell; the text is for users."""


class Changes(Record):
    """What is different in the working tree. `written` files are new or have another content, untracked ones among
    them; `removed` files are gone. Both are sorted."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def changes_since(root: str, revision: str) -> Changes:
    """The differences between a revision and the files in the folder `root`. Raises RevisionProblem."""
    commit = commit_of(root, revision)
    differing = _paths(
        root, ["diff", "--name-status", "--no-renames", "--no-ext-diff", "--relative", "-z", commit, "--"]
    )
    written: list[str] = []
    removed: list[str] = []
    for status, path in zip(differing[::2], differing[1::2], strict=True):
        (removed if status == "D" else written).append(path)
    untracked = _paths(root, ["ls-files", "--others", "--exclude-standard", "-z"])
    return Changes(tuple(sorted({*written, *untracked})), tuple(sorted(removed)))


def commit_of(root: str, revision: str) -> str:
    """The full name of the commit that a revision means: `HEAD~1`, a branch, a tag. Raises RevisionProblem."""
    done = _git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    if done.returncode:
        if _git(root, ["rev-parse", "--git-dir"]).returncode:
            raise RevisionProblem(f"`{root}` is in no git repository")
        raise RevisionProblem(f"git knows no revision `{revision}`")
    return done.stdout.decode("ascii").strip()


def write_revision(root: str, revision: str, target: str) -> None:
    """Writes the files of the folder `root` as they were at a revision into the empty folder `target`. A folder that
    did not exist then stays empty. Raises RevisionProblem."""
    commit = commit_of(root, revision)
    prefix = _text(_git(root, ["rev-parse", "--show-prefix"]).stdout).rstrip("\n")
    index = os.path.join(target, ".hielements-index")
    environment = {"GIT_INDEX_FILE": index}
    _checked(_git(root, ["read-tree", commit], environment))
    # checkout-index writes all of the repository; the wanted folder is moved up afterwards.
    _checked(
        _git(root, ["checkout-index", "--all", "--force", f"--prefix={os.path.join(target, 'tree')}/"], environment)
    )
    os.unlink(index)
    whole = os.path.join(target, "tree")
    folder = os.path.join(whole, *prefix.rstrip("/").split("/")) if prefix else whole
    if os.path.isdir(folder):
        for name in os.listdir(folder):
            os.rename(os.path.join(folder, name), os.path.join(target, name))
    import shutil

    shutil.rmtree(whole, ignore_errors=True)


def _paths(root: str, arguments: Sequence[str]) -> list[str]:
    done = _checked(_git(root, arguments))
    return [os.fsdecode(part) for part in done.stdout.split(b"\0") if part]


def _checked(done: CompletedProcess[bytes]) -> CompletedProcess[bytes]:
    if done.returncode:
        words = _text(done.stderr).strip().splitlines() or [f"it ended with status {done.returncode}"]
        raise RevisionProblem(f"git cannot tell: {words[-1]}")
    return done


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _git(root: str, arguments: Sequence[str], environment: dict[str, str] | None = None) -> CompletedProcess[bytes]:
    import subprocess

    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    # Variables that a hook inherits would point at the repository of the hook instead of the one around the folder.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(
            command,
            cwd=root,
            env={**kept, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C.UTF-8", **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise RevisionProblem(f"git cannot be started: {reason}") from None
