"""`files.references`: a file of a scope mentions another file or folder by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hielements.libraries.builtin.files.looking import (
    content_of,
    describe_scope,
    in_lines,
    unknown_parts,
    workspace_path,
)
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, counted, refuse
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, one_of
from hielements.libraries.values import ScopeValue
from hielements.source.paths import printable

FUNCTION = Function(
    name="references",
    kind="check",
    doc="""\
Holds when at least one file of the scope mentions the target in its text: a configuration that names a file, a
Dockerfile that copies a folder, a page that loads a script.

A mention is a path in the text, as far as letters, digits and `_ - . / ~ + @` go, read without `./`, `../` and a
slash at its start. It means the target when it ends with the target's name and one of the two paths is the end of
the other, segment by segment: for the target `config/app.yaml`, the mentions `app.yaml`, `../config/app.yaml` and
`/srv/config/app.yaml` count, and `other/app.yaml`, `my-app.yaml` and `app.yaml.bak` do not. For a folder, a mention
of something in it counts too (`web/static` and `web/static/site.css` for the folder `web/static`), if at least the
folder's name is followed by a slash or the mention is its path. For a target of several files, one of them must be
mentioned. Comments count: it is a check of text. Names with other characters, such as spaces, count wherever they
stand in the text as a whole.""",
    signatures=(
        Signature(
            (
                Parameter("scope", SCOPE, "The files that should mention the target."),
                Parameter(
                    "target", one_of(SCOPE, STRING), "What is to be mentioned: a scope, or a path in the workspace."
                ),
            ),
            BOOL,
        ),
    ),
    example="check files.references(compose, dockerfile)",
)

_MENTION = re.compile(rb"[\w./~+@\x80-\xff-]+")


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Outcome:
    scope = arguments.scope("scope")
    target = arguments.value("target")
    if isinstance(target, str):
        path = workspace_path(target)
        targets, shown = [path], f"'{printable(target)}'"
        folders = library.workspace.kind(path) == "folder" or target.endswith("/")
    else:
        aim = arguments.scope("target")
        targets, folders = _targets(aim, library)
        shown = describe_scope(aim)
    if targets in ([], [""]):
        raise refuse(
            f"{shown} has no name that a file could mention", help="give a file or a folder below the workspace"
        )
    names = _by_name(targets)
    failures = unknown_parts(scope, library)
    for path in scope.files:
        content = content_of(path, library)
        if isinstance(content, Failure):
            failures.append(content)
            continue
        content = in_lines(scope, content)
        position = _find(content, names, folders)
        if position is not None:
            first = scope.lines[0] if scope.lines else 1
            line = content.count(b"\n", 0, position) + first
            return Passed(f"mentioned in {printable(path)}, line {line}", path, line)
    if failures:
        return Undecided(tuple(failures))
    count = len(scope.files)
    if count == 1:
        message = f"'{printable(scope.files[0])}' does not mention {shown}"
    else:
        message = f"none of the {counted(count, 'file')} of {describe_scope(scope)} mentions {shown}"
    place = scope.files[0] if count == 1 else scope.root or None
    return Violated(message, (Violation(message, path=place),))


def _targets(aim: ScopeValue, library: BuiltinLibrary) -> tuple[list[str], bool]:
    """The paths of which one must be mentioned, and whether they are folders."""
    kind = library.workspace.kind(aim.root) if aim.root is not None else None
    if kind == "file" and aim.root is not None:
        return [aim.root], False
    if kind == "folder" and aim.root and aim.kind != "glob":
        return [aim.root], True
    if aim.kind == "folder":
        return [], False
    return list(aim.files), False


def _by_name(targets: Iterable[str]) -> dict[bytes, list[list[bytes]]]:
    names: dict[bytes, list[list[bytes]]] = {}
    for target in targets:
        segments = target.encode("utf-8", "surrogateescape").split(b"/")
        names.setdefault(segments[-1], []).append(segments)
    return names


def _find(content: bytes, names: dict[bytes, list[list[bytes]]], folders: bool) -> int | None:
    """Where the first mention stands, or None."""
    if len(names) == 1 and next(iter(names)) not in content:
        return None
    for name in names:
        if _MENTION.fullmatch(name) is None:
            position = _find_odd(content, name)
            if position is not None:
                return position
    for mention in _MENTION.finditer(content):
        segments = [each for each in mention[0].rstrip(b".").split(b"/") if each not in (b"", b".", b"..")]
        ends_with_slash = mention[0].endswith(b"/")
        if not segments:
            continue
        for target in names.get(segments[-1], ()):
            if _is_tail(segments, target):
                return mention.start()
        if folders and (len(segments) > 1 or ends_with_slash):
            for position in range(1, len(segments)):
                for target in names.get(segments[position - 1], ()):
                    if _is_tail(segments[:position], target):
                        return mention.start()
    return None


def _is_tail(first: list[bytes], second: list[bytes]) -> bool:
    """Whether the shorter of two paths is the end of the longer one."""
    length = min(len(first), len(second))
    return first[-length:] == second[-length:]


def _find_odd(content: bytes, name: bytes) -> int | None:
    """A name with characters that mentions do not have: it must not go on at either end."""
    start = content.find(name)
    while start >= 0:
        before, after = content[start - 1 : start], content[start + len(name) : start + len(name) + 1]
        if (not before or before == b"/" or not _MENTION.match(before)) and (not after or not _MENTION.match(after)):
            return start
        start = content.find(name, start + 1)
    return None
