"""The model stage: from parsed files to a specification in which every name means something.

Comes in: the trees of the checked file and of all files that it imports, the catalog of libraries, options. Goes
out: a Specification and what is wrong with it. Nothing here reads a file or runs a library function; libraries are
asked only for their descriptions. How names are resolved is told at the top of `names.py`.
"""

from __future__ import annotations

import gc

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
from hielements.model.obligations import Obligations
from hielements.model.specification import Specification
from hielements.model.unused import report_unused
from hielements.model.values import bind_values, check_languages
from hielements.record import Entity, Record
from hielements.syntax.tree import ElementDeclaration


class Options(Record):
    """What a project may set. With `hints` off, nothing is said of unused imports and scopes."""

    hints: bool = True


class Modelled(Entity):
    """The outcome. With an error among the diagnostics, the specification is only as complete as it could be.
    `context` has the tables of names that it was made with: an editor asks them what the path at a place means."""

    specification: Specification
    diagnostics: tuple[Diagnostic, ...]
    context: Context

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


def build(files: SpecificationFiles, catalog: Catalog, options: Options | None = None) -> Modelled:
    """Builds the specification of the checked file (`files.root`). Diagnostics are sorted by place."""
    # What is built here is many small objects that live on: collecting garbage meanwhile would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _build(files, catalog, options or Options())
    finally:
        if collecting:
            gc.enable()


def _build(files: SpecificationFiles, catalog: Catalog, options: Options) -> Modelled:
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
    binder = Binder(context)
    bind_values(context, binder)
    check_languages(context)
    Obligations(context, binder).bind()
    bind_language_checks(context, binder)
    report_cycles(context)
    root = context.files.get(files.root)
    # A mistake hides what the rest of its statement uses, so hints wait until there is none.
    if options.hints and root is not None and not any(each.is_error for each in context.reporter.diagnostics):
        report_unused(context, root)
    own = [body.element for body in context.bodies if root and body.parent is root.body]
    others = [
        body.element
        for body in context.bodies
        if isinstance(body.node, ElementDeclaration) and body.file is not root and body.parent is body.file.body
    ]
    own.sort(key=lambda element: element.location.start)
    diagnostics = sorted(context.reporter.diagnostics, key=sort_key)
    return Modelled(Specification(tuple(own), tuple(others)), tuple(diagnostics), context)
