"""What the functions of the library share: arguments that are paths, contents, and the limits of what can be known.

Comes in: arguments and scopes. Goes out: workspace paths, contents of files, failures for what could not be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.libraries.builtin.absence import unreadable_folder
from hielements.libraries.builtin.library import BuiltinLibrary, refuse
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue
from hielements.source.globs import Glob, GlobProblem, compile_glob
from hielements.source.paths import normalise, parent, printable

MAX_CONTENT = 32 * 1024 * 1024
"""Bytes: a larger file is not searched for text, and a check that needed it is undecided."""


def workspace_path(text: str) -> str:
    """The workspace path that an argument means; refuses one that leads out of the workspace."""
    path = normalise(text)
    if path is None:
        raise _leads_out(text)
    if not text:
        raise refuse("the path is empty", help="write '.' for the workspace itself")
    return path


def path_below(folder: str, text: str) -> str:
    """The workspace path of an argument that is relative to a folder. It may climb out of the folder but not out of the
    workspace."""
    if not text:
        raise refuse("the path is empty")
    path = normalise(f"{folder}/{text}") if folder and not text.startswith("/") else normalise(text)
    if path is None:
        raise _leads_out(text)
    return path


def glob_of(pattern: str) -> Glob:
    """The glob that an argument means; refuses one that makes no sense."""
    glob = compile_glob(pattern)
    if isinstance(glob, GlobProblem):
        raise refuse(glob.message, help=glob.help)
    return glob


def is_single_file(scope: ScopeValue, library: BuiltinLibrary) -> bool:
    """Whether the scope is (a part of) one file."""
    return scope.root is not None and library.workspace.kind(scope.root) == "file"


def home_of(scope: ScopeValue, library: BuiltinLibrary) -> str:
    """The folder that paths in a check about the scope start from: its root, or the folder of its one file. A union of
    scopes starts from the workspace."""
    if scope.root is None:
        return ""
    return parent(scope.root) if is_single_file(scope, library) else scope.root


def unknown_parts(scope: ScopeValue, library: BuiltinLibrary) -> list[Failure]:
    """Folders in the scope that could not be read: the scope may have more files than are known. Where a union of
    scopes has no root, a folder counts that stands beside some file of it."""
    if scope.root is not None and is_single_file(scope, library):
        return []
    found: list[Failure] = []
    for path, reason in library.workspace.unreadable():
        above = parent(path) if scope.root is None else scope.root
        below = f"{above}/" if above else ""
        if scope.root is not None:
            concerned = path == above or path.startswith(below)
        else:
            concerned = any(file.startswith(below) for file in scope.files)
        if concerned:
            found.append(unreadable_folder(path, reason))
    return found


def content_of(path: str, library: BuiltinLibrary) -> bytes | Failure:
    """The bytes of a file, or why they cannot be had."""
    try:
        size = library.workspace.size(path)
        if size > MAX_CONTENT:
            message = f"'{printable(path)}' has {size:,} bytes; files above {MAX_CONTENT:,} are not searched"
            return Failure("limit", message, path=path)
        return library.workspace.read(path)
    except OSError as problem:
        reason = (problem.strerror or str(problem) or type(problem).__name__).lower()
        return Failure("unreadable", f"'{printable(path)}' cannot be read ({reason})", path=path)


def describe_scope(scope: ScopeValue) -> str:
    """The scope as messages name it."""
    return f"'{printable(scope.selector)}'"


def in_lines(scope: ScopeValue, content: bytes) -> bytes:
    """What of a file's content belongs to the scope: all, unless the scope is narrowed to some lines."""
    if scope.lines is None:
        return content
    first, last = scope.lines
    lines = content.replace(b"\r\n", b"\n").split(b"\n")
    return b"\n".join(lines[first - 1 : last])


def relative_names(scope: ScopeValue, library: BuiltinLibrary) -> tuple[str, Sequence[str]]:
    """The folder that globs with a slash are relative to, with a slash at the end unless it is the workspace, and the
    files of the scope. For a scope of a single file that folder is the workspace."""
    home = "" if is_single_file(scope, library) or scope.root is None else scope.root
    return (f"{home}/" if home else ""), scope.files


def _leads_out(text: str) -> Exception:
    help_text = "write the path relative to the workspace" if text.startswith("/") else None
    return refuse(f"'{printable(text)}' leads out of the workspace", help=help_text)
