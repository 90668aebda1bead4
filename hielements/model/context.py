"""What all parts of the model stage share while one specification is built.

Comes in: the files, the catalog. Goes out: tables that later parts read. A Context lives for one build.
"""

from __future__ import annotations

from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Library
from hielements.libraries.signatures import Type
from hielements.model.declarations import Body, File, LibraryName, Pattern
from hielements.model.files import SpecificationFiles
from hielements.model.reporting import Reporter
from hielements.model.specification import ConnectionTarget, Element, Ref, Scope
from hielements.record import Entity
from hielements.syntax.tree import ElementDeclaration, Expression, Requirement, Statement


class PendingValue(Entity):
    """A scope or ref whose value is to be bound: the expression and the body whose names it sees."""

    target: Scope | Ref
    expression: Expression
    body: Body
    statement: Statement
    is_default: bool = False


class Context:
    """The state of one build. `values` holds how each scope and ref is defined, in the order of declaration."""

    __slots__ = (
        "aliases",
        "allowed_targets",
        "asked",
        "bodies",
        "body_of",
        "calls_behind",
        "catalog",
        "declared_anywhere",
        "edges",
        "files",
        "languages_of",
        "libraries_with",
        "near_targets",
        "only_matched",
        "pattern_bodies",
        "patterns",
        "reporter",
        "required",
        "sources",
        "subtrees",
        "target_code",
        "used",
        "used_targets",
        "value_types",
        "values",
    )

    def __init__(self, sources: SpecificationFiles, catalog: Catalog) -> None:
        self.sources = sources
        self.catalog = catalog
        self.reporter = Reporter()
        self.files: dict[str, File] = {}
        self.bodies: list[Body] = []
        self.pattern_bodies: list[Body] = []
        self.patterns: list[Pattern] = []
        self.values: dict[Scope | Ref, PendingValue] = {}
        self.used: set[Scope | Ref] = set()
        self.used_targets: set[tuple[Element, bool]] = set()
        """The elements whose code is a target, as keys of `target_code`: all scopes of these are used as well."""
        self.edges: dict[Scope | Ref, list[tuple[Scope | Ref, Expression]]] = {}
        self.body_of: dict[Element, Body] = {}
        """The body of each element, also of those that stand for a pattern's child without a real one."""
        self.required: dict[ElementDeclaration, Body] = {}
        """The body of each element that a requirement asks for."""
        self.near_targets: dict[tuple[str, str], list[str]] = {}
        self.declared_anywhere: set[str] | None = None
        self.asked: set[Body] = set()
        """The outermost bodies of the elements that requirements ask for."""
        self.only_matched: set[Body] = set()
        """Those of them that `forbids` and `allows` speak of: nothing has to be there because of them."""
        self.aliases: dict[Scope | Ref, list[str]] = {}
        """The names in a pattern that a scope or ref is bound to: `binds P.x` gives it the name `x` as well."""
        self.subtrees: dict[tuple[Element, bool], tuple[Element, ...]] = {}
        """What `connections.py` found out about elements, and about the rules of a body that are one rule."""
        self.target_code: dict[
            tuple[Element, bool], tuple[tuple[Element, ...], tuple[Scope, ...], tuple[Ref, ...]]
        ] = {}
        self.allowed_targets: dict[tuple[Body, bool], tuple[tuple[ConnectionTarget, ...] | None, Requirement]] = {}
        self.libraries_with: dict[
            tuple[Body, str], tuple[list[tuple[LibraryName, Scope | Ref]], dict[str, LibraryName]]
        ] = {}
        """Which scopes of an element can be asked for a function, and the libraries of all of them."""
        self.languages_of: dict[str, tuple[str, ...]] = {}
        self.value_types: dict[Scope | Ref, Type] = {}
        """What `origins.py` found out about definitions, once all bindings are known."""
        self.calls_behind: dict[Scope | Ref, tuple[LibraryName, str] | None] = {}

    def languages(self, library: Library, name: str) -> tuple[str, ...]:
        """The languages that a library knows; asked for once, because describing a library loads all of it."""
        known = self.languages_of.get(name)
        if known is None:
            known = self.languages_of[name] = tuple(library.describe().languages)
        return known
