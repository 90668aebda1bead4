"""What users ask for, in their words.

Comes in: what a command line, an editor or a program says. Goes out: records. It must never know how that was spelled.
"""

from __future__ import annotations

from collections.abc import Mapping

from hielements.record import Record
from hielements.run.execution import Progress


class CheckRequest(Record):
    """What to check, in the words of a user.

    `specs` are paths, relative to `folder` (the current folder when empty); none means what the configuration names,
    else `hielements.hie`. `workspace` is a folder, None to find it. `filters` and `limit` select checks
    (`plan/filters.py`). `jobs` is a number of threads, None for the configuration's. `baseline` is a file, None for
    the configuration's; with `use_baseline` off there is none. `strict` demands that nothing that accepts
    violations is stale, as `[check] strict` does. `since` is a revision: only what changed since then is checked. A
    report `in_full` has the architecture and the coverage with it. `texts` are of files that are not saved yet, by
    workspace path: they count instead of what is on disk. In a workspace that is not `trusted` nothing runs that it
    brings along: no plugin. `cost` asks what each check cost the plugins; the checks run one after another then, so
    that every run counts the same.
    """

    specs: tuple[str, ...] = ()
    workspace: str | None = None
    filters: tuple[str, ...] = ()
    limit: int | None = None
    jobs: int | None = None
    fail_fast: bool = False
    dry_run: bool = False
    verbose: bool = False
    use_cache: bool = True
    progress: Progress | None = None
    in_full: bool = False
    folder: str = ""
    baseline: str | None = None
    use_baseline: bool = True
    strict: bool = False
    since: str | None = None
    texts: Mapping[str, str] = {}
    trusted: bool = True
    cost: bool = False
