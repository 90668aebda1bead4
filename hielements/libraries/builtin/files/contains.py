"""`files.contains`: a file of a scope holds some text."""

from __future__ import annotations

from hielements.libraries.builtin.files.looking import (
    content_of,
    describe_scope,
    in_lines,
    is_single_file,
    unknown_parts,
)
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, counted, refuse
from hielements.libraries.builtin.linear_regex import LinearRegex, RegexProblem, compile_regex
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, describe
from hielements.source.paths import normalise, printable

FUNCTION = Function(
    name="contains",
    kind="check",
    doc="""\
Holds when at least one file of the scope contains a text, or when the scope has a file of that name.

`contains(scope, text)` looks for the text as it is written, case included. It may not span lines. A scope that has
more than one file also contains its files: the check holds when the text is the name of a file in it, or its path
relative to the scope's root. To demand a file and nothing else, write `files.exists(scope, name)`.

`contains(scope, regex=pattern)` looks in each line for a regular expression in Python's syntax, without back
references and looking around: every pattern is matched in time proportional to the text.

Files are read as UTF-8, or as UTF-16 where they begin with a byte order mark. Text in ASCII is found in any file;
whether a file in another encoding contains other characters, or matches a regular expression, cannot be told. The
check is undecided where the text was not found and a file could not be read, is larger than 32 MiB, or is in an
unknown encoding.""",
    signatures=(
        Signature(
            (
                Parameter("scope", SCOPE, "The files to search."),
                Parameter("text", STRING, "The text, or the name of a file."),
            ),
            BOOL,
        ),
        Signature(
            (
                Parameter("scope", SCOPE, "The files to search."),
                Parameter("regex", STRING, "A regular expression that some line must match somewhere."),
            ),
            BOOL,
        ),
    ),
    example="check files.contains(dockerfile, 'HEALTHCHECK')",
    is_local=True,
)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Outcome:
    scope = arguments.scope("scope")
    if "regex" in arguments:
        regex = compile_regex(arguments.text("regex"))
        if isinstance(regex, RegexProblem):
            raise refuse(regex.message, help=regex.help)
        return _search(scope, regex, f"the regular expression {describe(regex.pattern)}", library)
    text = arguments.text("text")
    if not text:
        raise refuse("the text is empty, and every file contains that")
    if "\n" in text or "\r" in text:
        raise refuse("the text spans lines", help="look for each line on its own")
    if not is_single_file(scope, library):
        member = _member(scope, text)
        if member is not None:
            return Passed(f"there is a file '{printable(member)}'", member)
    return _search(scope, text, describe(text), library)


def _member(scope: ScopeValue, text: str) -> str | None:
    """The file of the scope that has this name, or this path relative to the root."""
    path = normalise(text)
    if not path:
        return None
    if scope.root is not None and "/" in path:
        full = f"{scope.root}/{path}" if scope.root else path
        return full if full in scope.files else None
    ending = f"/{path}"
    return next((file for file in scope.files if file == path or file.endswith(ending)), None)


def _search(scope: ScopeValue, wanted: str | LinearRegex, shown: str, library: BuiltinLibrary) -> Outcome:
    failures = unknown_parts(scope, library)
    for path in scope.files:
        content = content_of(path, library)
        if isinstance(content, Failure):
            failures.append(content)
            continue
        line = _find(wanted, in_lines(scope, content))
        if line is None:
            message = f"'{printable(path)}' is no UTF-8 text, so it is unknown whether it contains {shown}"
            failures.append(Failure("unreadable", message, path=path))
        elif line:
            line += (scope.lines[0] if scope.lines else 1) - 1
            return Passed(f"found in {printable(path)}, line {line}", path, line)
    if failures:
        return Undecided(tuple(failures))
    count = len(scope.files)
    where = (
        f"'{printable(scope.files[0])}'" if count == 1 else f"the {counted(count, 'file')} of {describe_scope(scope)}"
    )
    message = f"{where} does not contain {shown}" if count == 1 else f"none of {where} contains {shown}"
    place = scope.files[0] if count == 1 else scope.root or None
    return Violated(message, (Violation(message, path=place),))


def _find(wanted: str | LinearRegex, content: bytes) -> int | None:
    """The line (from 1) of the first occurrence, 0 when there is none, None when that cannot be told."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return None
    if isinstance(wanted, str):
        position = content.find(wanted.encode("utf-8", "surrogateescape"))
        if position >= 0:
            return content.count(b"\n", 0, position) + 1
        return 0 if wanted.isascii() or _is_utf8(content) else None
    if not _is_utf8(content):
        return None
    for number, line in enumerate(content.decode("utf-8").split("\n"), 1):
        if wanted.occurs_in(line.removesuffix("\r")):
            return number
    return 0


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
