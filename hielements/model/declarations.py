"""The tables of names that name resolution works on.

A name means one of: a Scope or a Ref (`specification.py`), or one of the declarations below. Bodies hold what was
declared in one block; their `parent` is the block around them, up to the body of the file. Nothing here reports.
"""

from __future__ import annotations

from hielements.libraries.library import Library, offered_patterns
from hielements.model.reporting import Implementation
from hielements.model.specification import BoundExpression, Element, Ref, Scope
from hielements.source.text import Location, SourceText
from hielements.syntax.tree import Name, Node, Path, Statement, SyntaxTree


class Body:
    """The names of one block: of an element, of a pattern or its child, or of what an element makes of a pattern.

    `patterns` are the patterns that the element implements, each with the body that holds what was bound; `pattern`
    is set on the outermost body of a pattern or of an instance of one. `is_abstract` says that the body stands in
    a pattern itself, where scopes and refs may be unbound and nothing can be evaluated. `through` is set on the bodies
    of instances: where the element implements the pattern.
    """

    __slots__ = (
        "element",
        "file",
        "implemented",
        "is_abstract",
        "names",
        "node",
        "parent",
        "pattern",
        "patterns",
        "statements",
        "through",
    )

    def __init__(
        self,
        element: Element,
        parent: Body | None,
        file: File,
        node: Node,
        statements: tuple[Statement, ...],
        is_abstract: bool = False,
    ) -> None:
        self.element = element
        self.parent = parent
        self.file = file
        self.node = node
        self.statements = statements
        self.is_abstract = is_abstract
        self.names: dict[str, Declaration] = {}
        self.pattern: Pattern | None = None
        self.implemented: list[tuple[Path, Pattern]] = []
        self.patterns: dict[Pattern, Body] = {}
        self.through: Implementation | None = None


class Slot:
    """A scope or ref of a pattern, as one implementing element binds it. Stands in the names of an instance's body
    until all bindings are known; then `target` takes its place. `real` is the element's own child that stands for
    the pattern's child in which the slot is, `bound_at` the path in a statement that binds it."""

    __slots__ = ("abstract", "body", "bound_at", "path", "real", "target")

    def __init__(self, path: str, abstract: Scope | Ref, body: Body, real: Body | None) -> None:
        self.path = path
        self.abstract = abstract
        self.body = body
        self.real = real
        self.target: Scope | Ref | None = None
        self.bound_at: Location | None = None


class Pattern:
    """A pattern of a file. `body` is its own, abstract body."""

    __slots__ = ("body", "file", "name", "node")

    def __init__(self, name: Name, node: Statement, file: File, body: Body) -> None:
        self.name = name.text
        self.node = node
        self.file = file
        self.body = body


class LibraryName:
    """What `import python` declares. `library` is None when no catalog knows it: names below it are passed over.
    `patterns` is the file of the patterns that the library offers, None when it has none."""

    __slots__ = ("library", "name", "patterns")

    def __init__(self, name: str, library: Library | None, patterns: File | None = None) -> None:
        self.name = name
        self.library = library
        self.patterns = patterns


class ImportedFunction:
    """What `from python import module_selector` declares."""

    __slots__ = ("function", "library")

    def __init__(self, library: LibraryName, function: str) -> None:
        self.library = library
        self.function = function


class File:
    """One file: its tree and its top-level names. `imports` are all names that its imports declare."""

    __slots__ = ("body", "imports", "languages", "name", "stem", "tree")

    def __init__(self, name: str, stem: str, tree: SyntaxTree) -> None:
        self.name = name
        self.stem = stem
        self.tree = tree
        # The element of a file's body is never seen: it only closes the chain of bodies.
        self.body = Body(_NOWHERE, None, self, tree, tree.statements)
        self.imports: dict[str, Import] = {}
        self.languages: dict[str, LibraryName | None] = {}


class Import:
    """One name that an import declares, where, and whether anything used it. `statement` is what to remove."""

    __slots__ = ("location", "name", "statement", "used", "what")

    def __init__(self, name: str, location: Location, statement: Statement, what: Declaration) -> None:
        self.name = name
        self.location = location
        self.statement = statement
        self.what = what
        self.used = False


class Package:
    """`patterns` after `import patterns.hexagonal`: the pattern modules that were imported below it."""

    __slots__ = ("members",)

    def __init__(self) -> None:
        self.members: dict[str, Declaration] = {}


class Unknown:
    """A declaration that was reported as wrong: whatever is below it gives no second error."""

    __slots__ = ()


class Placeholder:
    """A name that stands for an expression: the parameter of a connection check."""

    __slots__ = ("expression",)

    def __init__(self, expression: BoundExpression) -> None:
        self.expression = expression


Declaration = (
    Scope
    | Ref
    | Body
    | Pattern
    | LibraryName
    | ImportedFunction
    | File
    | Import
    | Package
    | Unknown
    | Slot
    | Placeholder
)


def pattern_names_of(library: LibraryName) -> list[str]:
    """The names of the patterns that a library offers, whether or not the specification uses one."""
    return list(offered_patterns(library.library)) if library.library is not None else []


def patterns_of(library: LibraryName) -> dict[str, Pattern]:
    """The patterns of a library by name, when the specification mentions one: else they were not read."""
    if library.patterns is None:
        return {}
    return {name: what for name, what in library.patterns.body.names.items() if isinstance(what, Pattern)}


_NOWHERE = Element("", None, Location(SourceText("", ""), 0, 0), None)
