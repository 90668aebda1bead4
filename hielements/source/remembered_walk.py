"""The walk over a workspace on disk that lists only those folders that changed since the last one.

Comes in: the workspace, and a cache. Goes out: all files and all folders. Whatever is not as it was in a way that could
matter (ignore rules, links, folders that cannot be read) leads to a full walk.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Collection, Iterable, Sequence
from time import time_ns
from typing import TYPE_CHECKING, Final

from hielements.source import known_listing
from hielements.source.cache import Cache
from hielements.source.known_listing import AT_REST, STAMP, KnownListing
from hielements.source.packing import digest
from hielements.source.paths import join, parent

if TYPE_CHECKING:
    from hielements.source.disk import DiskWorkspace

_TELLING: Final = frozenset({"btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "tmpfs", "xfs", "zfs"})
"""File systems on which a folder's times change with its entries, at once and for everybody who looks. Those in a
network keep times for a while; others do not note them."""

_FEW: Final = 20
"""One folder in so many may have changed before a full walk is the shorter way."""

_RULES: Final = ".gitignore"


class RememberedWalk:
    """One walk."""

    def __init__(self, workspace: DiskWorkspace, base: str, cache: Cache, settings: str) -> None:
        self._workspace = workspace
        self._base = base
        self._cache = cache
        outer = [
            (prefix, [rule.reason for rule in rules.rules]) for rules, prefix in workspace.outer_rules()
        ]  # the rules themselves: where they come from may be anywhere above
        self._settings = digest(f"{settings} {outer!r}".encode("utf-8", "surrogateescape"))

    def files_and_folders(self, unusual: Collection[str]) -> tuple[list[str], list[str]]:
        """All files and all folders, each sorted. `unusual` are folders, known after they were listed, with entries
        whose meaning may change without them."""
        known = known_listing.load(self._cache, self._workspace.root)
        if known is not None and known.settings == self._settings and self._same_rules(known):
            changed = known_listing.changed_folders(known, self._stamps(known.folders))
            if len(changed) <= max(1, len(known.folders) // _FEW):
                found = self._patched(known, changed)
                if found is not None:
                    return found
        return self._walked(unusual)

    def _same_rules(self, known: KnownListing) -> bool:
        return self._stamps(known.rules) == known.rule_stamps and 0 not in known.rule_stamps[2::STAMP]

    def _patched(self, known: KnownListing, changed: Sequence[str]) -> tuple[list[str], list[str]] | None:
        """What is known, with the changed folders listed anew; None where more than names changed."""
        files, folders = known.files, known.folders[1:]
        for folder in changed:
            if self._workspace.kind(folder) != "folder":
                files = known_listing.without(files, folder)
                folders = known_listing.without(folders, folder)
                folders = [each for each in folders if each != folder]
                continue
            names = self._workspace.names_in(folder)
            kinds = {join(folder, name): self._workspace.kind(join(folder, name)) for name in names}
            if (join(folder, _RULES) in self._workspace.rule_files) != (join(folder, _RULES) in known.rules):
                return None
            before = set(_directly_in(folders, folder))
            now = {path for path, kind in kinds.items() if kind == "folder"}
            for gone in before - now:
                files = known_listing.without(files, gone)
                folders = [each for each in known_listing.without(folders, gone) if each != gone]
            own = [path for path, kind in kinds.items() if kind == "file"]
            files = known_listing.with_files(files, folder, own)
            for new in sorted(now - before):
                more_files, more_folders = self._workspace.enumerate_below(new)
                files = known_listing.merged(files, more_files)
                folders = known_listing.merged(folders, [new, *more_folders])
        return (files, folders) if not self._workspace.has_doubtful_parts() else None

    def _walked(self, unusual: Collection[str]) -> tuple[list[str], list[str]]:
        started = time_ns()
        files, folders = self._workspace.enumerate_below("")
        if not self._workspace.has_doubtful_parts():
            everything = ["", *folders]
            stamps = self._stamps(everything, started, unusual)
            rules = tuple(sorted(self._workspace.rule_files))
            entry = KnownListing(self._settings, everything, stamps, files, rules, self._stamps(rules, started))
            known_listing.store(self._cache, self._workspace.root, entry)
        return files, folders

    def _stamps(
        self, paths: Iterable[str], at_rest_since: int | None = None, unusual: Collection[str] = ()
    ) -> array[int]:
        """The stamps of folders or files; zeros for those that must not be believed."""
        found = array("q")
        base = self._base
        device = os.stat(base).st_dev
        for path in paths:
            try:
                status = os.stat(base + path)
                stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
            except OSError:
                stamp = (0, 0, 0, 0)
            if at_rest_since is not None and (max(stamp[:2]) + AT_REST > at_rest_since or path in unusual):
                stamp = (0, 0, 0, 0)
            found.extend(stamp if stamp[3] == device else (0, 0, 0, 0))
        return found


def _directly_in(folders: Iterable[str], folder: str) -> list[str]:
    return [each for each in folders if parent(each) == folder]


def tells_changes(root: str) -> bool:
    """Whether the file system of a folder is one whose folders tell when their entries change. Known for Linux."""
    if sys.platform != "linux":
        return False
    real = os.path.realpath(root) + "/"
    best, kind = "", ""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as mounts:
            for line in mounts:
                place, _, rest = line.partition(" - ")
                point = place.split(" ")[4].replace("\\040", " ").rstrip("/") + "/"
                if real.startswith(point) and len(point) >= len(best):
                    best, kind = point, rest.split(" ")[0]
    except (OSError, IndexError):
        return False
    return kind in _TELLING
