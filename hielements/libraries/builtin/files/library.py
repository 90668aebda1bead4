"""The `files` library: files and folders of the workspace, whatever they hold.

Comes in: calls. Goes out: scopes and verdicts about names, places, sizes and plain text. The library must never parse a
programming language: a rule about code belongs to the library of its language.
"""

from __future__ import annotations

from hielements.libraries.builtin.library import BuiltinLibrary


class FilesLibrary(BuiltinLibrary):
    """See `DOC`."""

    NAME = "files"
    DOC = """\
Files and folders of the workspace: which there are, how they are named, how large they are, what text is in them.

Paths are relative to the workspace (or, in checks with a scope, to the scope), with forward slashes. `.` is the
workspace itself. A path that leads out of the workspace is refused. Case counts on every system. What `.gitignore`
files or `[files] exclude` take out, version control folders, devices, and symbolic links that lead out of the
workspace are no part of it: no scope holds them, and a check that was expected to find them says so.

Globs: `*` is any run of characters within a name and `?` one character; `**` alone between slashes is any number of
folders, also none; `[abc]`, `[a-z]`, `[!a]` are one of some characters; `{a,b}` is either; a backslash takes the
next character literally; a slash at the end matches folders only. Hidden files are matched like any other.
"""
    PACKAGE = "hielements.libraries.builtin.files"
    FUNCTIONS = {  # noqa: RUF012 - never changed; a plain dict is the cheapest table
        "contains": "contains",
        "exists": "exists",
        "file_selector": "file_selector",
        "folder_selector": "folder_selector",
        "glob_selector": "glob_selector",
        "matches_pattern": "matches_pattern",
        "max_size": "max_size",
        "no_files_matching": "no_files_matching",
        "references": "references",
    }
