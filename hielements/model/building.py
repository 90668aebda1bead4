"""The model stage: from parsed files to a specification in which every name means something.

Comes in: the trees of the checked file and of all files that it imports, the catalog of libraries, options. Goes
out: a Specification and what is wrong with it. Nothing here reads a file or runs a library function; libraries are
asked only for their descriptions. How names are resolved is told at the top of `names.py`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from hielements.diagnostics.diagnostic import Diagnostic, sort_key
from hielements.libraries.catalog import Catalog
from hielements.model.context import Context
from hielements.model.cycles import report_cycles
from hielements.model.declaring import declare_file
from hielements.model.expressions import Binder
from hielements.model.files import SpecificationFiles
from hielements.model.implementing import resolve_implements
from hielements.model.importing import declare_from_imports, declare_imports, open_files
from hielements.model.instances import make_instances
from hielements.model.languages import bind_language_checks
from hielements.model.ledger import Ledger
from hielements.model.obligations import Obligations
from hielements.model.specification import Specification
from hielements.model.unused import report_unused
from hielements.model.values import bind_values, check_languages
from hielements.record import Entity, Record
from hielements.syntax.parsed import Kept
from hielements.syntax.tree import ElementDeclaration


class Options(Record):
    """What a project may set. With `hints` off, nothing is said of unused imports and scopes."""

    hints: bool = True


class Modelled(Entity):
    """The outcome. With an error among the diagnostics, the specification is only as complete as it could be."""

    specification: Specification
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


class Resolved(Entity):
    """What an editor needs to know: what is wrong, and in `context` the tables of names, which it asks what the path at
    a place means. Where expressions did not have to be bound again they are not: `check_counts` says how many checks
    each element has, by its path. `ledger` is for the next build."""

    diagnostics: tuple[Diagnostic, ...]
    context: Context
    check_counts: Mapping[str, int]
    ledger: Ledger


def build(files: SpecificationFiles, catalog: Catalog, options: Options | None = None) -> Modelled:
    """Builds the specification of the checked file (`files.root`). Diagnostics are sorted by place."""
    with _without_collecting():
        context = _build(files, catalog, options or Options(), None)
    root = context.files.get(files.root)
    own = [body.element for body in context.bodies if root and body.parent is root.body]
    others = [
        body.element
        for body in context.bodies
        if isinstance(body.node, ElementDeclaration) and body.file is not root and body.parent is body.file.body
    ]
    own.sort(key=lambda element: element.location.start)
    return Modelled(Specification(tuple(own), tuple(others)), _sorted(context))


def resolve(
    files: SpecificationFiles,
    catalog: Catalog,
    options: Options | None = None,
    previous: Ledger | None = None,
    kept: Kept | None = None,
) -> Resolved:
    """Finds what `build` finds wrong, and binds only what an edit has a bearing on. `kept` is what the edit has left of
    the checked file since the build that the ledger is of; where either is not known, everything is bound."""
    with _without_collecting():
        ledger = Ledger(files, catalog, previous, kept)
        context = _build(files, catalog, options or Options(), ledger)
    return Resolved(_sorted(context), context, ledger.check_counts, ledger)


@contextmanager
def _without_collecting() -> Iterator[None]:
    # What is built is many small objects that live on: collecting garbage meanwhile would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _sorted(context: Context) -> tuple[Diagnostic, ...]:
    return tuple(sorted(context.reporter.diagnostics, key=sort_key))


def _build(files: SpecificationFiles, catalog: Catalog, options: Options, ledger: Ledger | None) -> Context:
    context = Context(files, catalog)
    open_files(context)
    for file in context.files.values():
        declare_imports(context, file)
    for file in context.files.values():
        declare_file(context, file)
    for file in context.files.values():
        declare_from_imports(context, file)
    resolve_implements(context)
    make_instances(context)
    if ledger is not None:
        ledger.open(context)
    binder = Binder(context)
    bind_values(context, binder, ledger)
    if ledger is not None:
        ledger.pause()
    check_languages(context)
    Obligations(context, binder, ledger).bind()
    if ledger is not None:
        ledger.pause()
    bind_language_checks(context, binder)
    report_cycles(context)
    if ledger is not None:
        ledger.close()
    root = context.files.get(files.root)
    # A mistake hides what the rest of its statement uses, so hints wait until there is none.
    if options.hints and root is not None and not any(each.is_error for each in context.reporter.diagnostics):
        report_unused(context, root)
    return context
