"""What all workspaces have in common: ignore rules, kinds, and the one enumeration of all files.

Comes in: the listing of one folder at a time, from a subclass that knows where files live. Goes out: the answers of
the `Workspace` protocol. Each folder is listed at most once in a run, and only when a question needs it: what stands at
a path is answered from the listings of the folders above it, and only a question about all files of a folder lists
everything, once.

Names are compared as they are spelt in the listings, so that case counts also where the file system does not care.
"""

from __future__ import annotations

from _thread import allocate_lock
from array import array
from bisect import bisect_left
from collections.abc import Sequence

from hielements.record import Record
from hielements.source.ignore import IgnoreRule, IgnoreRules, parse_exclude_patterns, parse_ignore_rules
from hielements.source.paths import SubtreePaths, join, normalise, parent
from hielements.source.workspace import PathKind

VERSION_CONTROL = frozenset((".git", ".hg", ".svn", ".bzr", ".jj", ".sl", "_darcs"))
"""Names of files and folders that belong to a version control system and never to the project."""

MAX_RULES_SIZE = 8 * 1024 * 1024
"""Bytes: a larger `.gitignore` is reported as unreadable."""


class Listing(Record):
    """What one folder holds, by name. `outside` are entries that are no part of the workspace whatever the ignore rules
    say (a device, a link that leads out), with the reason. `unread` are folders that could be entered but will not be,
    with the reason: what they hold is unknown."""

    files: list[str]
    folders: list[str]
    outside: dict[str, str]
    unread: dict[str, str]


class _Rules(Record):
    """Ignore rules as they apply to one folder. `prefix` is that folder's path relative to the folder of the rules,
    with a slash at the end unless it is the same folder."""

    rules: IgnoreRules
    prefix: str


class _Folder:
    """One listed folder, ignore rules applied. `unread` is why it could not be listed."""

    __slots__ = ("entries", "names", "outside", "rules", "unread")

    def __init__(self) -> None:
        self.entries: dict[str, PathKind] = {}
        self.names: list[str] | None = None
        self.outside: dict[str, str] = {}
        self.rules: tuple[_Rules, ...] = ()
        self.unread: str | None = None


class TreeWorkspace:
    """A workspace over any tree of folders. Subclasses give `list_folder`, `read_file`, `file_size`."""

    def __init__(self, root: str, exclude: Sequence[str] = (), gitignore: bool = True) -> None:
        """`exclude` are patterns in the manner of `.gitignore`, relative to the root; they decide before all other
        rules, so that `!dist/` also takes back what a `.gitignore` ignores. `gitignore=False` reads no `.gitignore`."""
        self._root = root
        self._gitignore = gitignore
        self._exclude = parse_exclude_patterns(tuple(exclude))
        self._folders: dict[str, _Folder] = {}
        self._unreadable: dict[str, str] = {}
        self._all_files: list[str] | None = None
        self._all_folders: list[str] | None = None
        self._lock = allocate_lock()
        self.rule_files: set[str] = set()
        """The files with ignore rules in folders that were listed."""

    # What subclasses give.

    def list_folder(self, path: str) -> Listing:
        """What the folder holds. Raises OSError when it cannot be listed."""
        raise NotImplementedError

    def read_file(self, path: str) -> bytes:
        """The content of something that was listed as a file. Raises OSError."""
        raise NotImplementedError

    def file_size(self, path: str) -> int:
        """The size in bytes of something that was listed as a file. Raises OSError."""
        raise NotImplementedError

    def outer_rules(self) -> Sequence[tuple[IgnoreRules, str]]:
        """Rules from outside of the workspace's own `.gitignore` files, the strongest first; each with the path of the
        root relative to the folder of the rules."""
        return ()

    # The protocol.

    @property
    def root(self) -> str:
        return self._root

    def kind(self, path: str) -> PathKind | None:
        if not path:
            return "folder"
        folder, _, name = path.rpartition("/")
        listed = self._folders.get(folder)
        if listed is None:
            if normalise(path) != path:
                return None
            listed = self._find(folder)
        # Only proper paths are listed, so `src/`, `src/..` and the like find nothing here.
        return None if listed is None else listed.entries.get(name)

    def ignored(self, path: str) -> str | None:
        if normalise(path) != path:
            return None
        # What lies below an ignored folder is ignored for the same reason.
        while path:
            path, _, name = path.rpartition("/")
            listed = self._folders.get(path) or self._find(path)
            if listed is not None:
                return listed.outside.get(name)
        return None

    def files(self, folder: str = "") -> Sequence[str]:
        return SubtreePaths(folder, self._enumerated_files, self._holds_files)

    def folders(self, folder: str = "") -> Sequence[str]:
        return SubtreePaths(folder, self._enumerated_folders, self._holds_folders)

    def size(self, path: str) -> int:
        self._require_file(path)
        return self.file_size(path)

    def read(self, path: str) -> bytes:
        self._require_file(path)
        return self.read_file(path)

    def stamps(self, paths: Sequence[str]) -> array[int] | None:
        return None

    def unreadable(self) -> Sequence[tuple[str, str]]:
        self._enumerate()
        return sorted(self._unreadable.items())

    def names_in(self, folder: str) -> Sequence[str]:
        """The names of the files and folders directly in a folder, for suggestions; empty when there is no such
        folder."""
        listed = self._folders.get(folder) or self._find(folder)
        if listed is None:
            return ()
        if listed.names is None:
            listed.names = sorted(listed.entries)
        return listed.names

    def why_unknown(self, path: str) -> tuple[str, str] | None:
        """The folder at or above the path that could not be listed, and why: what the path holds is unknown."""
        folder = path
        while True:
            listed = self._folders.get(folder) or self._find(folder)
            if listed is not None:
                return (folder, listed.unread) if listed.unread is not None else None
            if not folder:
                return None
            folder = parent(folder)

    # What was answered, for whoever keeps a workspace while files change.

    def told(self, path: str) -> set[PathKind | None]:
        """What was said to stand at a path, also by the listing of its folder, without looking again: nothing where
        nobody asked, several things where a listing came before a change and another one after it."""
        folder, _, name = path.rpartition("/")
        listed = self._folders.get(folder)
        found: set[PathKind | None] = set() if listed is None else {listed.entries.get(name)}
        if self._all_files is not None and self._all_folders is not None:
            in_files, in_folders = _contains(self._all_files, path), _contains(self._all_folders, path)
            found.add("file" if in_files else "folder" if in_folders else None)
        return found

    def told_outside(self, path: str) -> bool | None:
        """Whether something at a path was said to be there and no part of the workspace; None where nobody asked."""
        folder, _, name = path.rpartition("/")
        listed = self._folders.get(folder)
        return None if listed is None else name in listed.outside

    def passes_over(self, path: str, is_folder: bool) -> bool:
        """Whether what stands at a path, or would if there were something, is left out by ignore rules as they were
        read, or belongs to version control."""
        if normalise(path) != path:
            return False
        *above, last = path.split("/")
        if not VERSION_CONTROL.isdisjoint(above) or last in VERSION_CONTROL:
            return True
        place = ""
        listed = self._folders.get("") or self._find("")
        rules = listed.rules if listed is not None else ()
        for name in above:
            if _is_left_out(rules, name, True) or (listed is not None and name in listed.outside):
                return True
            place = join(place, name)
            listed = self._folders.get(place) or self._find(place)
            rules = listed.rules if listed is not None else _below(rules, name)
        return _is_left_out(rules, last, is_folder)

    # Folders.

    def _require_file(self, path: str) -> None:
        if self._all_files is not None and _contains(self._all_files, path):
            return
        if self.kind(path) == "file":
            return
        reason = self.ignored(path)
        if reason is not None:
            raise PermissionError(f"is not part of the workspace ({reason})")
        if normalise(path) is None:
            raise PermissionError("leads out of the workspace")
        raise FileNotFoundError("there is no such file in the workspace")

    def _find(self, path: str) -> _Folder | None:
        """The folder at the path with its entries, or None when there is none in the workspace."""
        folder = self._folders.get(path)
        if folder is not None:
            return folder
        if not path:
            return self._list("", tuple(_Rules(rules, prefix) for rules, prefix in self._root_rules()))
        above, _, name = path.rpartition("/")
        # Not recursive, because a path may have thousands of segments.
        missing: list[tuple[str, str]] = [(path, name)]
        while above and above not in self._folders:
            missing.append((above, above.rpartition("/")[2]))
            above = parent(above)
        holder = self._folders.get(above) or self._find("")
        for below, name in reversed(missing):
            if holder is None or holder.entries.get(name) != "folder":
                return None
            holder = self._list(below, _below(holder.rules, name))
        return holder

    def _root_rules(self) -> list[tuple[IgnoreRules, str]]:
        own = [(self._exclude, "")] if self._exclude else []
        return own + [(rules, prefix) for rules, prefix in (self.outer_rules() if self._gitignore else ()) if rules]

    def _list(self, path: str, inherited: tuple[_Rules, ...]) -> _Folder:
        folder = _Folder()
        folder.rules = inherited
        try:
            listing = self.list_folder(path)
        except OSError as problem:
            folder.unread = problem.strerror or str(problem) or type(problem).__name__
            self._unreadable[path] = folder.unread
            return self._folders.setdefault(path, folder)
        if self._gitignore and ".gitignore" in listing.files:
            self.rule_files.add(join(path, ".gitignore"))
            own = self._read_rules(join(path, ".gitignore"))
            if own:
                # The patterns of the configuration decide first, then the nearest `.gitignore`.
                first = 1 if self._exclude else 0
                folder.rules = (*inherited[:first], _Rules(own, ""), *inherited[first:])
        self._fill(folder, listing)
        for name, reason in listing.unread.items():
            self._unreadable[join(path, name)] = reason
        return self._folders.setdefault(path, folder)

    def _fill(self, folder: _Folder, listing: Listing) -> None:
        entries, outside = folder.entries, folder.outside
        outside.update(listing.outside)
        outside.update(listing.unread)
        kinds: tuple[tuple[Sequence[str], PathKind], ...] = ((listing.files, "file"), (listing.folders, "folder"))
        for names, kind in kinds:
            is_folder = kind == "folder"
            if not folder.rules:
                entries.update(dict.fromkeys(names, kind))
                continue
            for name in names:
                rule = _deciding(folder.rules, name, is_folder)
                if rule is None or rule.negated:
                    entries[name] = kind
                else:
                    outside[name] = rule.reason
        for name in VERSION_CONTROL.intersection(entries):
            del entries[name]
            outside[name] = "it belongs to version control"

    def _read_rules(self, path: str) -> IgnoreRules | None:
        try:
            if self.file_size(path) > MAX_RULES_SIZE:
                raise OSError(f"is larger than {MAX_RULES_SIZE:,} bytes")
            return parse_ignore_rules(self.read_file(path), path)
        except OSError as problem:
            self._unreadable[path] = problem.strerror or str(problem) or type(problem).__name__
            return None

    # Enumeration.

    def _holds_files(self, folder: str) -> bool | None:
        """Whether there is a file below the folder, as far as the folder's own listing tells."""
        listed = self._folders.get(folder) or self._find(folder)
        if listed is None or not listed.entries:
            return False
        return True if "file" in listed.entries.values() else None

    def _holds_folders(self, folder: str) -> bool | None:
        listed = self._folders.get(folder) or self._find(folder)
        return listed is not None and "folder" in listed.entries.values()

    def _enumerated_files(self) -> list[str]:
        return self._enumerate()[0]

    def _enumerated_folders(self) -> list[str]:
        return self._enumerate()[1]

    def _enumerate(self) -> tuple[list[str], list[str]]:
        if self._all_files is not None and self._all_folders is not None:
            return self._all_files, self._all_folders
        with self._lock:
            if self._all_files is None or self._all_folders is None:
                self._all_files, self._all_folders = self.enumerate_all()
        return self._all_files, self._all_folders

    def enumerate_all(self) -> tuple[list[str], list[str]]:
        """All files and all folders, each sorted. Subclasses may know a shorter way than to list every folder."""
        return self.enumerate_below("")

    def enumerate_below(self, folder: str) -> tuple[list[str], list[str]]:
        """The same for what lies below a folder."""
        files: list[str] = []
        folders: list[str] = []
        pending = [folder]
        while pending:
            path = pending.pop()
            prefix = f"{path}/" if path else ""
            listed = self._folders.get(path) or self._list_next(path)
            if listed is None:
                continue
            for name, kind in listed.entries.items():
                if kind == "file":
                    files.append(prefix + name)
                else:
                    pending.append(prefix + name)
                    folders.append(prefix + name)
        files.sort()
        folders.sort()
        return files, folders

    def _list_next(self, path: str) -> _Folder | None:
        above, _, name = path.rpartition("/")
        known = self._folders.get(above) if path else None
        return self._list(path, _below(known.rules, name)) if known is not None else self._find(path)


def _below(rules: tuple[_Rules, ...], name: str) -> tuple[_Rules, ...]:
    """The rules of a folder as they apply to its subfolder."""
    return tuple([_Rules(each.rules, f"{each.prefix}{name}/") for each in rules])


def _deciding(rules: tuple[_Rules, ...], name: str, is_folder: bool) -> IgnoreRule | None:
    """The rule that decides about an entry of a folder to which the rules apply, the strongest first."""
    for each in rules:
        rule = each.rules.decide(name, each.prefix + name, is_folder)
        if rule is not None:
            return rule
    return None


def _is_left_out(rules: tuple[_Rules, ...], name: str, is_folder: bool) -> bool:
    rule = _deciding(rules, name, is_folder)
    return rule is not None and not rule.negated


def _contains(ordered: list[str], path: str) -> bool:
    place = bisect_left(ordered, path)
    return ordered[place : place + 1] == [path]
