"""What a library answers: a value, a verdict, dependencies, or that it could not decide.

`Violation` is about checked code, `Failure` says that something could not be decided; neither is a Diagnostic,
which is about specification text.
"""

from __future__ import annotations

from typing import Literal

from hielements.record import Record


class Hop(Record):
    """One step of a chain of dependencies: the file and line that import `name`."""

    path: str
    line: int
    column: int
    name: str


class Violation(Record):
    """One place in the checked code that breaks a rule.

    `path` is relative to the workspace with forward slashes, or None when no file is to blame (a file that does
    not exist has its expected path).
    Lines and columns are 1-based and count characters; None when the whole file is meant. `evidence` is the
    offending text. `chain` leads from
    the place to what it reaches, when the dependency is indirect. `target` names what the place must not lead to, in
    words that stay the same while lines move; a baseline knows the violation again by it, and by the message where
    there is none. One that is not `quotable` stands in text that must not be repeated, such as a password.
    """

    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    evidence: str | None = None
    chain: tuple[Hop, ...] = ()
    help: str | None = None
    target: str | None = None
    quotable: bool = True


FailureReason = Literal["empty-scope", "unreadable", "syntax", "limit", "library", "argument", "unsupported"]


class Failure(Record):
    """Why something could not be decided. `path` and `line` say where, when a file is the cause; `help` says what
    to do about it."""

    reason: FailureReason
    message: str
    path: str | None = None
    line: int | None = None
    help: str | None = None


class Passed(Record):
    """The check holds. `note` is an optional remark for verbose output (`looked at 12 files`). `path` and `line` are
    where that shows, when there is one such place: that is where the check's `not` is violated."""

    note: str | None = None
    path: str | None = None
    line: int | None = None


class Violated(Record):
    """The check does not hold. `message` is the one-line reason; `violations` the places, sorted by path and line,
    at least one."""

    message: str
    violations: tuple[Violation, ...]


class Undecided(Record):
    """The check could not be decided; at least one failure."""

    failures: tuple[Failure, ...]


Outcome = Passed | Violated | Undecided


class Dependency(Record):
    """A fact about code: a file uses something.

    `name` is the imported name as the language spells it (`shop.db.models`); `targets` the workspace files it
    leads to; `external` the package or module outside of
    the workspace, when it is one. `tags` tell special kinds apart: `type-checking`, `function`, `conditional`,
    `dynamic`, `star`.

    `module` is the absolute name of the module that is used, and `member` the name that is taken from it:
    `from shop.db import engine` has `shop.db` and `engine`, or the module `shop.db.engine` and no member where that
    is a module of its own. No member means the module as a whole, and so does `*`. A library that cannot tell the two
    apart leaves `module` empty.
    """

    path: str
    line: int
    column: int
    name: str
    targets: tuple[str, ...]
    external: str | None = None
    tags: frozenset[str] = frozenset()
    module: str = ""
    member: str | None = None
    verb: str = "imports"
    """How messages tell the dependency: `imports shop.db`, `builds api/Dockerfile`, `copies src`."""


class Dependencies(Record):
    """The dependencies of some files, and what could not be read on the way."""

    edges: tuple[Dependency, ...]
    failures: tuple[Failure, ...] = ()
