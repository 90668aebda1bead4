"""A specification as it was understood at one moment: what every question of an editor is asked of.

Comes in: the inputs of the pipeline and the name of a file. Goes out: its tree and those of the files it imports, the
tables of names, all diagnostics. Nothing is evaluated, and no code is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hielements.diagnostics.diagnostic import Diagnostic, sort_key
from hielements.ide.tree_places import Chain, Occurrence, occurrences
from hielements.model.building import Resolved, resolve
from hielements.model.context import Context
from hielements.model.declarations import Body, File
from hielements.pipeline import Inputs, Reader, no_checks, with_withheld
from hielements.source.text import SourceText
from hielements.syntax.parsed import Kept
from hielements.syntax.tree import ElementDeclaration, Node, SyntaxTree


class Analysis:
    """One specification (`name`) with everything it imports. `read` holds every text that it was made of, None where
    one could not be had: it is up to date as long as these are."""

    __slots__ = ("_bodies", "_occurrences", "check_counts", "context", "diagnostics", "ledger", "name", "read", "trees")

    def __init__(
        self,
        name: str,
        read: Mapping[str, SourceText | None],
        trees: Mapping[str, SyntaxTree],
        resolved: Resolved | None,
        diagnostics: Sequence[Diagnostic],
    ) -> None:
        self.name = name
        self.read = read
        self.trees = trees
        self.context: Context | None = resolved.context if resolved is not None else None
        self.check_counts: Mapping[str, int] = resolved.check_counts if resolved is not None else {}
        self.ledger = resolved.ledger if resolved is not None else None
        self.diagnostics = tuple(diagnostics)
        self._bodies: dict[int, Body] | None = None
        self._occurrences: dict[str, dict[str, list[Occurrence]]] = {}

    @property
    def tree(self) -> SyntaxTree | None:
        return self.trees.get(self.name)

    def file(self, name: str) -> File | None:
        return self.context.files.get(name) if self.context is not None else None

    def occurrences(self, name: str) -> dict[str, list[Occurrence]]:
        """All names in a file by their text."""
        found = self._occurrences.get(name)
        if found is None:
            found = self._occurrences[name] = occurrences(self.trees[name])
        return found

    def body_of(self, node: Node) -> Body | None:
        """The names that an element or a pattern declares."""
        if self._bodies is None:
            context = self.context
            bodies = [] if context is None else [*context.bodies, *context.pattern_bodies]
            self._bodies = {id(body.node): body for body in bodies}
        return self._bodies.get(id(node))

    def body_around(self, name: str, around: Chain) -> Body | None:
        """The innermost body whose names are visible in the given nodes of a file."""
        for node in reversed(around):
            body = self.body_of(node)
            if body is not None:
                return body
        file = self.file(name)
        return file.body if file is not None else None

    def diagnostics_of(self, name: str) -> list[Diagnostic]:
        """What is to be said about the text of one file, by place."""
        return sorted((each for each in self.diagnostics if each.location.source.name == name), key=sort_key)

    def release(self) -> None:
        """Lets go of what refers to itself in circles, so that memory is free at once and not when the collector
        comes: thousands of these are made while somebody types. No question may be asked afterwards."""
        context = self.context
        if context is None:
            return
        for element in context.body_of:
            element.children.clear()
            element.scopes.clear()
            element.refs.clear()
            element.checks.clear()
            element.bound.clear()
        bodies = [*context.bodies, *context.pattern_bodies]
        while bodies:
            body = bodies.pop()
            # The bodies of instances are known only to those around them.
            bodies += body.patterns.values()
            if body.through is not None:
                bodies += (each for each in body.names.values() if isinstance(each, Body))
            body.names.clear()
            body.patterns.clear()
            body.pattern = None
        for file in context.files.values():
            file.body.names.clear()
            file.imports.clear()
            del file.body
        context.values.clear()
        context.body_of.clear()
        context.required.clear()
        self._bodies = None
        self._occurrences.clear()
        self.context = None


def analyse(
    inputs: Inputs, name: str, previous: Analysis | None = None, kept_of: Callable[[str], Kept | None] | None = None
) -> Analysis:
    """Understands the specification of that name. Never fails: a file that cannot be read gives a diagnostic. With the
    analysis before an edit, and what the edit has kept of the parsed file, only what it touches is resolved again."""
    read: dict[str, SourceText | None] = {}

    def reading(wanted: str) -> object:
        source = inputs.read(wanted)
        read[wanted] = source if isinstance(source, SourceText) else None
        return source

    watched = inputs.with_(read=reading)
    reader = Reader(watched)
    files = reader.load(name)
    if files is None:
        return Analysis(name, read, {}, None, reader.diagnostics)
    ledger = previous.ledger if previous is not None else None
    kept = kept_of(name) if kept_of is not None else None
    resolved = resolve(files, inputs.catalog, inputs.model_options, ledger, kept)
    diagnostics = [*reader.diagnostics, *with_withheld(resolved.diagnostics, files, inputs.withheld)]
    if not any(each.is_error for each in diagnostics) and not resolved.ledger.states_checks:
        elements = (each for each in files.trees[name].statements if isinstance(each, ElementDeclaration))
        diagnostics.append(no_checks(files.trees[name], any(elements)))
    together = list(dict.fromkeys(diagnostics))
    return Analysis(name, read, files.trees, resolved, together)
