"""An architecture as renderers see it: elements, the dependencies of their code, what the specification declares.

Paths are relative to the workspace, with forward slashes; lines and columns are 1-based and count characters. Elements
are named by their dotted paths. Levels of detail and views are made of this in `architecture_graph.py`.
"""

from __future__ import annotations

from typing import Literal

from hielements.record import Record
from hielements.report.report import Place, ReportedDiagnostic, ReportedFailure

Action = Literal["uses", "allows", "requires", "forbids"]


class ReportedElementCode(Record):
    """An element. `parent` is the path of the one around it, None on the top level; `doc` its doc comment. `files` are
    its own, not those of elements inside of it; of `partial` files only functions or classes are its own."""

    path: str
    name: str
    parent: str | None
    doc: str | None
    place: Place
    files: tuple[str, ...]
    partial: tuple[str, ...]
    languages: tuple[str, ...]


class ReportedStatement(Record):
    """A statement about connections: `source` uses, may, must or must not depend on the `targets`, or on the `module`
    of a language when there are none. `text` is the target as written; `pattern` says where it was inherited from."""

    action: Action
    source: str
    targets: tuple[str, ...]
    module: str | None
    text: str
    pattern: str | None
    place: Place


class ReportedUse(Record):
    """One dependency of a file: `path`, `line` and `column` say where it stands, `name` what it names, `verb` what it
    does (`imports`), `tags` what is special about it (`type-checking`, `function`, ...). It leads to `file`, or to the
    `external` module. `source` and `target` are the elements at its ends, None where code belongs to none.

    `declared` and `forbidden` are numbers of statements, `broken` numbers of results of the report: the checks that it
    violates."""

    path: str
    line: int
    column: int
    name: str
    verb: str
    tags: tuple[str, ...]
    file: str | None
    external: str | None
    source: str | None
    target: str | None
    declared: tuple[int, ...]
    forbidden: tuple[int, ...]
    broken: tuple[int, ...]


class ReportedArchitecture(Record):
    """`elements` stand in text order, each after the one around it; `uses` in the order of files and lines.
    `failures` say what could not be read: dependencies may be missing for it."""

    elements: tuple[ReportedElementCode, ...]
    statements: tuple[ReportedStatement, ...]
    uses: tuple[ReportedUse, ...]
    failures: tuple[ReportedFailure, ...]


class ArchitectureReport(Record):
    """What commands that show an architecture and run no check found. `architecture` is None when something is wrong
    with the specification."""

    specs: tuple[str, ...]
    exit_code: int
    diagnostics: tuple[ReportedDiagnostic, ...]
    architecture: ReportedArchitecture | None
    seconds: float
