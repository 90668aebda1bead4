"""The syntax tree: what the text of one `.hie` file says, and where.

Comes in from the parser; goes out to the model, the formatter and the editor features. The tree knows no libraries
and no names: whether `python` is
imported is the model's question. `start` and `end` are character offsets into the file's text, `end` exclusive.

Parsing never fails, so a tree may hold pieces that recovery made up: a `Name` whose text is empty, a `Missing`
expression, an
`Invalid` statement. The parser has reported each of them; later stages pass over them without a second word.

Old spellings (`template`, `connection_point`, ...) give the same nodes as the current ones.
"""

from __future__ import annotations

from typing import Literal

from hielements.record import Entity
from hielements.source.text import SourceText


class Node(Entity):
    start: int
    end: int


class Name(Node):
    """One identifier. Its text is empty where recovery had to insert it."""

    text: str


class Comment(Node):
    """A comment of any kind: `#`, `## doc`, `### block ###`. The text is the slice of the source."""

    kind: Literal["line", "doc", "block"]


# Expressions


class Expression(Node):
    pass


class Missing(Expression):
    """Stands where an expression should be and is not."""


class Null(Expression):
    pass


class Boolean(Expression):
    value: bool


class Integer(Expression):
    value: int


class Float(Expression):
    value: float


class String(Expression):
    """`value` is the decoded text, without quotes and escapes."""

    value: str


class ListLiteral(Expression):
    items: tuple[Expression, ...]


class Path(Expression):
    """A name or a dotted path: `src`, `observable.metrics.module`. At least one name."""

    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        return ".".join(name.text for name in self.names)


class Argument(Node):
    """An argument of a call; `name` is None when it is positional."""

    name: Name | None
    value: Expression


class Call(Expression):
    callee: Path
    arguments: tuple[Argument, ...]


class Comparison(Expression):
    operator: Literal["==", "!=", "<", "<=", ">", ">=", "in"]
    left: Expression
    right: Expression


class Not(Expression):
    operand: Expression


class BooleanOperation(Expression):
    """`and` or `or` over two or more operands."""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]


class Parenthesized(Expression):
    inner: Expression


# Statements


class Statement(Node):
    """Anything that can stand on a line of its own. `doc` is the text of its doc comments, joined with newlines,
    without the marks."""

    doc: str | None


class Invalid(Statement):
    """Text that recovery skipped."""


class Block(Node):
    """The body of an element, pattern or language. `start` is the `{` or the `:`."""

    style: Literal["brace", "indent"]
    statements: tuple[Statement, ...]


class LibraryImport(Statement):
    """`import python`, `import patterns.hexagonal as hexagonal`."""

    path: Path
    alias: Name | None


class FileImport(Statement):
    """`import './zones.hie' as zones`."""

    file: String
    alias: Name | None


class ImportedName(Node):
    name: Name
    alias: Name | None


class FromImport(Statement):
    """`from python import module_selector`, `from './x.hie' import hexagonal`."""

    module: Path | String
    names: tuple[ImportedName, ...]


class ConnectionParameter(Node):
    """A parameter of a connection check; `is_list` for `scope[]`."""

    name: Name
    type: Name
    is_list: bool


class ConnectionCheck(Statement):
    name: Name
    parameters: tuple[ConnectionParameter, ...]
    expression: Expression


class LanguageDeclaration(Statement):
    """`language python`, with or without a block of connection checks."""

    name: Name
    body: Block | None


class PatternDeclaration(Statement):
    name: Name
    body: Block | None


class ElementDeclaration(Statement):
    name: Name
    implements: tuple[Path, ...]
    body: Block | None


class ScopeDeclaration(Statement):
    """`scope NAME<LANG> binds PATH = EXPR`; without `= EXPR` it is unbound."""

    name: Name
    language: Name | None
    binds: Path | None
    value: Expression | None


class RefDeclaration(Statement):
    """`ref NAME: TYPE binds PATH = EXPR`. `type` is None only after an error."""

    name: Name
    type: Name | None
    binds: Path | None
    value: Expression | None


class CheckStatement(Statement):
    expression: Expression


class UsesDeclaration(Statement):
    """`SCOPE uses TARGET`."""

    scope: Name
    target: Path


class Binding(Statement):
    """`PATH = EXPR`: binds a pattern's scope or ref without a new name."""

    path: Path
    value: Expression


class ImplementsSubject(Node):
    """`requires implements P`."""

    pattern: Path


class ConnectionSubject(Node):
    """`forbids connection to T` or `T.*`."""

    target: Path
    wildcard: bool


class LanguageSubject(Node):
    """`requires language python`."""

    language: Name


RequirementSubject = (
    ScopeDeclaration
    | RefDeclaration
    | CheckStatement
    | ElementDeclaration
    | ImplementsSubject
    | ConnectionSubject
    | LanguageSubject
)


class Requirement(Statement):
    """`requires | allows | forbids [descendant] SUBJECT`."""

    action: Literal["requires", "allows", "forbids"]
    descendant: bool
    subject: RequirementSubject


class SyntaxTree(Node):
    """One file. `comments` are all comments in text order, whether or not they document something."""

    source: SourceText
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
