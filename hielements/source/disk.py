"""The workspace on disk.

Comes in: the root folder. Goes out: the files below it that belong to the project. Listings are what the system says at
the moment of the first question, and are kept for the run.

Symbolic links: a link to a file inside the workspace is a file; a link to a folder inside is followed unless it leads
back to a folder it lies in, and no deeper than two links in one path; a link that leads out of the workspace is not
read. FIFOs, sockets and devices are never opened. Ignore rules come from `.gitignore` files and `.git/info/exclude`;
the user's global rules are left aside, because a check must not depend on who runs it. Where the workspace is a folder
inside a repository, the repository's `.gitignore` files above it count too, unless they ignore the workspace itself.
"""

from __future__ import annotations

import os
import stat
from array import array
from collections.abc import Sequence
from sys import intern

from hielements.source.cache import Cache, NoCache
from hielements.source.ignore import IgnoreRules, parse_ignore_rules
from hielements.source.paths import join, parent
from hielements.source.regular_files import read_regular_file
from hielements.source.tree_workspace import MAX_RULES_SIZE, Listing, TreeWorkspace

MAX_LINK_DEPTH = 2
"""Symbolic links to folders in one path. A few folders that link to each other make the number of paths grow with the
factorial of this number."""

_SPECIAL_FILES = (
    (stat.S_ISFIFO, "it is a FIFO, not a file"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
)


class DiskWorkspace(TreeWorkspace):
    """The files below a folder on disk. The name of that folder, and where it lies, decide nothing."""

    def __init__(
        self, root: str, exclude: Sequence[str] = (), gitignore: bool = True, cache: Cache | None = None
    ) -> None:
        """`cache` remembers listings, where the file system tells when they change."""
        super().__init__(os.path.abspath(root), exclude, gitignore)
        self._cache = cache
        self._settings = f"{gitignore} {tuple(exclude)!r}"
        self._unusual: set[str] = set()
        """Folders with other entries than plain files and folders."""
        self._base = self._root.rstrip(os.sep) + os.sep
        self._links: dict[str, str] = {}
        """Followed links to folders, and the real path of each."""
        self._has_linked_files = False
        self._real_root: str | None = None
        self._outer: Sequence[tuple[IgnoreRules, str]] | None = None

    def list_folder(self, path: str) -> Listing:
        listing = Listing([], [], {}, {})
        files, folders = listing.files, listing.folders
        with os.scandir(self._absolute(path)) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    # Projects have many files of few names: each name is kept once.
                    files.append(intern(entry.name))
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                else:
                    self._unusual.add(path)
                    self._place(path, entry, listing)
        return listing

    def enumerate_all(self) -> tuple[list[str], list[str]]:
        if self._cache is None or isinstance(self._cache, NoCache) or type(self) is not DiskWorkspace:
            return super().enumerate_all()
        from hielements.source.remembered_walk import RememberedWalk, tells_changes

        if not tells_changes(self._root):
            return super().enumerate_all()
        return RememberedWalk(self, self._base, self._cache, self._settings).files_and_folders(self._unusual)

    def has_doubtful_parts(self) -> bool:
        """Whether something of what was listed could not be read, or stands in several places by a link to a folder:
        then what belongs to the workspace does not follow from the folders alone."""
        return bool(self._unreadable or self._links)

    def stands_once(self) -> bool:
        """Whether each file that was listed stands in one place, as far as links tell, and all could be read."""
        return not self._has_linked_files and not self.has_doubtful_parts()

    def outer_rules_changed(self) -> bool:
        """Whether the rules above the workspace, and those of the repository itself, say something else by now."""
        known = self._outer
        return known is not None and _reasons(self._outer_rules()) != _reasons(known)

    def read_file(self, path: str) -> bytes:
        return read_regular_file(self._absolute(path))

    def file_size(self, path: str) -> int:
        return os.stat(self._absolute(path)).st_size

    def stamps(self, paths: Sequence[str]) -> array[int] | None:
        if type(self).read_file is not DiskWorkspace.read_file:
            return None  # what a subclass gives in place of files has no stamp
        return self.stamps_on_disk(paths)

    def stamps_on_disk(self, paths: Sequence[str]) -> array[int]:
        """The stamps of what is on disk."""
        found = array("q")
        base, native = self._base, os.sep == "/"
        for path in paths:
            try:
                status = os.stat(base + path if native else self._absolute(path))
                found.extend((status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
            except (OSError, OverflowError):
                del found[len(found) // 4 * 4 :]
                found.extend((0, 0, 0, 0))
        return found

    def outer_rules(self) -> Sequence[tuple[IgnoreRules, str]]:
        if self._outer is None:
            self._outer = self._outer_rules()
        return self._outer

    def _outer_rules(self) -> Sequence[tuple[IgnoreRules, str]]:
        repository = self._root
        above: list[str] = []
        while not os.path.lexists(os.path.join(repository, ".git")):
            higher = os.path.dirname(repository)
            if higher == repository:
                return ()
            repository = higher
            above.append(repository)
        found: list[tuple[IgnoreRules, str]] = []
        for folder in above:
            self._add_rules(found, os.path.join(folder, ".gitignore"), folder)
        exclude = os.path.join(_git_folder(os.path.join(repository, ".git")), "info", "exclude")
        self._add_rules(found, exclude, repository)
        return found if above == [] or not _ignore_root(found) else ()

    def _add_rules(self, found: list[tuple[IgnoreRules, str]], file: str, folder: str) -> None:
        name = os.path.relpath(file, self._root).replace(os.sep, "/")
        try:
            if not os.path.isfile(file):
                return
            if os.stat(file).st_size > MAX_RULES_SIZE:
                raise OSError(f"is larger than {MAX_RULES_SIZE:,} bytes")
            rules = parse_ignore_rules(read_regular_file(file), name)
        except OSError as problem:
            self._unreadable[name] = problem.strerror or str(problem)
            return
        prefix = "" if folder == self._root else os.path.relpath(self._root, folder).replace(os.sep, "/") + "/"
        found.append((rules, prefix))

    def _absolute(self, path: str) -> str:
        return self._base + (path if os.sep == "/" else path.replace("/", os.sep))

    # Entries that are neither plain files nor plain folders.

    def _place(self, folder: str, entry: os.DirEntry[str], listing: Listing) -> None:
        outside = listing.outside
        name = entry.name
        try:
            if not entry.is_symlink():
                mode = entry.stat(follow_symlinks=False).st_mode
                outside[name] = next((text for test, text in _SPECIAL_FILES if test(mode)), "it is not a regular file")
                return
            target = os.path.realpath(entry.path)
            if not self._is_inside(target):
                outside[name] = f"it is a symbolic link that leads out of the workspace, to {os.readlink(entry.path)}"
                return
            mode = os.stat(entry.path).st_mode
        except OSError as problem:
            reason = (
                "points nowhere" if isinstance(problem, FileNotFoundError) else f"leads nowhere: {problem.strerror}"
            )
            outside[name] = f"it is a symbolic link that {reason}"
            return
        if stat.S_ISREG(mode):
            self._has_linked_files = True
            listing.files.append(name)
        elif stat.S_ISDIR(mode):
            path = join(folder, name)
            real_above = self._real_folders(folder)
            if target in real_above:
                outside[name] = "it is a symbolic link that leads back to a folder it lies in"
            elif self._link_depth(folder) >= MAX_LINK_DEPTH:
                listing.unread[name] = f"it lies behind more than {MAX_LINK_DEPTH} symbolic links to folders"
            else:
                self._links[path] = target
                listing.folders.append(name)
        else:
            outside[name] = "it is a symbolic link to something that is not a file"

    def _link_depth(self, folder: str) -> int:
        """How many links to folders lie on the way to a folder. Folders are listed after those above them, so all are
        known."""
        depth = 0
        while folder:
            depth += folder in self._links
            folder = parent(folder)
        return depth

    def _is_inside(self, real: str) -> bool:
        if self._real_root is None:
            self._real_root = os.path.realpath(self._root)
        return real == self._real_root or real.startswith(self._real_root.rstrip(os.sep) + os.sep)

    def _real_folders(self, folder: str) -> set[str]:
        """The real paths of a folder and of all folders above it, along the way that led there, and of the folders
        that really hold them: a link to any of them would be a loop."""
        real: set[str] = set()
        while True:
            place = os.path.realpath(self._absolute(folder))
            while self._is_inside(place) and place not in real:
                real.add(place)
                place = os.path.dirname(place)
            if not folder:
                return real
            folder = parent(folder)


def _git_folder(path: str) -> str:
    """The folder with the repository's own files: `.git` itself, or for worktrees and submodules what the file `.git`
    points to."""
    try:
        if os.path.isdir(path):
            return path
        line = os.fsdecode(read_regular_file(path)).strip()
        folder = os.path.join(os.path.dirname(path), line.removeprefix("gitdir:").strip())
        common = os.path.join(folder, "commondir")
        if os.path.isfile(common):
            folder = os.path.join(folder, os.fsdecode(read_regular_file(common)).strip())
        return os.path.normpath(folder)
    except (OSError, ValueError):
        return path


def _reasons(found: Sequence[tuple[IgnoreRules, str]]) -> list[tuple[str, list[str]]]:
    return [(prefix, [rule.reason for rule in rules.rules]) for rules, prefix in found if rules]


def _ignore_root(found: list[tuple[IgnoreRules, str]]) -> bool:
    """Whether rules above the workspace ignore the workspace itself, or whatever lies in it because it lies there: then
    they say nothing about it, for somebody checks what the repository does not keep."""
    for rules, prefix in found:
        segments = prefix.rstrip("/").split("/") if prefix else []
        for depth in range(1, len(segments) + 1):
            rule = rules.decide(segments[depth - 1], "/".join(segments[:depth]), True)
            if rule is not None and not rule.negated:
                return True
        probe = "\x01"
        rule = rules.decide(probe, prefix + probe, False)
        if prefix and rule is not None and rule.anchored and not rule.negated:
            return True
    return False
