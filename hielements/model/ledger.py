"""What binding the expressions of each top-level declaration came to, so that the next build need not do it again.

Comes in: the last build's ledger, and what an edit of the checked file left as it was. Goes out: for each declaration
whether its expressions have to be bound, and what is known of those that need not.

The tables of names are filled anew in each build. Binding expressions takes most of the time, and what comes of it is
diagnostics, and marks on what was used. A declaration in which nothing was wrong gives nothing but the same marks again
as long as its text is the same, and so is the interface of everything that it speaks of. One in which something was
wrong is bound again each time: what is told of it (the nearest spellings) depends on all names around.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hielements.diagnostics.codes.names import CYCLIC_DEFINITION
from hielements.libraries.catalog import Catalog
from hielements.model.context import Context
from hielements.model.declarations import Import
from hielements.model.files import SpecificationFiles, imported_files
from hielements.model.interfaces import Outline
from hielements.model.specification import Element
from hielements.syntax.parsed import Kept
from hielements.syntax.tree import ElementDeclaration, LanguageDeclaration, PatternDeclaration, SyntaxTree

Key = tuple[str, int]
"""A top-level declaration: the name of its file, and its place among the statements there."""


class Outcome:
    """What binding one declaration came to. `imports` are the imports of the checked file that it uses, by name;
    `scopes` and `targets` what it uses of the specification; `checks` the number of checks of each of its elements."""

    __slots__ = ("checks", "imports", "is_clean", "scopes", "targets")

    def __init__(self) -> None:
        self.is_clean = True
        self.imports: set[str] = set()
        self.scopes: set[tuple[str, str, str]] = set()
        self.targets: set[tuple[str, str, bool]] = set()
        self.checks: dict[str, int] = {}


class Ledger:
    """The entries of one build. It knows declarations by their place in the text only, so that it outlives the build.
    `reused` are those that were not bound again."""

    __slots__ = (
        "_base",
        "_catalog",
        "_context",
        "_current",
        "_imports",
        "_keys",
        "_outcomes",
        "_outlines",
        "_root",
        "_trees",
        "_unsettled",
        "is_usable",
        "reused",
    )

    def __init__(self, files: SpecificationFiles, catalog: Catalog, previous: Ledger | None, kept: Kept | None) -> None:
        self._root = files.root
        self._catalog = catalog
        self._trees: dict[str, SyntaxTree] = dict(files.trees)
        self._context: Context | None = None
        self._current: Key | None = None
        self._unsettled = 0
        self._imports: Sequence[Import] = ()
        self._base: set[str] = set()
        self._keys: dict[Element, Key] = {}
        self._outcomes: dict[Key, Outcome] = {}
        self._outlines: dict[Key, Outline] = {}
        self.reused: frozenset[Key] = frozenset()
        self.is_usable = _is_separable(files)
        if previous is not None and kept is not None and self.is_usable and self._continues(previous, kept):
            self._take_over(previous, kept)

    # What can stay

    def _continues(self, previous: Ledger, kept: Kept) -> bool:
        """Whether the only thing that has changed is what is not kept of the checked file."""
        before = previous._trees
        return (
            previous.is_usable
            and previous._root == self._root
            and previous._catalog is self._catalog
            and before.keys() == self._trees.keys()
            and before[self._root] is kept.tree
            and all(tree is before[name] for name, tree in self._trees.items() if name != self._root)
        )

    def _take_over(self, previous: Ledger, kept: Kept) -> None:
        shift = len(self._trees[self._root].statements) - len(kept.tree.statements)
        first, first_after = self._window(previous, kept, shift)
        places: dict[Key, Key] = {}
        for key in previous._all_keys():
            name, index = key
            if name != self._root or index < first:
                places[key] = key
            elif index >= first_after:
                places[key] = name, index + shift
        for key, place in places.items():
            if (outline := previous._outlines.get(key)) is not None:
                self._outlines[place] = outline
        old = [previous._outline(self._root, index) for index in range(first, first_after)]
        new = [self._outline(self._root, index) for index in range(first, first_after + shift)]
        affected = self._affected(old, new)
        reused = set()
        for key, place in places.items():
            outcome = previous._outcomes.get(key)
            if outcome is not None and outcome.is_clean and place not in affected:
                self._outcomes[place] = outcome
                reused.add(place)
        self.reused = frozenset(reused)

    def _window(self, previous: Ledger, kept: Kept, shift: int) -> tuple[int, int]:
        """The declarations, as they were counted before, that the edit has changed. More were parsed than that."""
        first, last = kept.before, len(kept.tree.statements) - kept.after
        name = self._root
        while first < min(last, last + shift) and previous._outline(name, first).is_same(self._outline(name, first)):
            first += 1
        while first < min(last, last + shift) and previous._outline(name, last - 1).is_same(
            self._outline(name, last + shift - 1)
        ):
            last -= 1
        return first, last

    def _affected(self, old: Sequence[Outline], new: Sequence[Outline]) -> set[Key]:
        """The declarations that speak of something whose interface has changed, or of something that does."""
        if [(each.name, each.interface) for each in old] == [(each.name, each.interface) for each in new]:
            return set()
        changed = {each.name for each in (*old, *new)}
        outlines = {key: self._outline(*key) for key in self._all_keys()}
        waiting = dict(outlines)
        found = True
        while found:
            found = False
            for key, outline in list(waiting.items()):
                if not outline.interface_names.isdisjoint(changed):
                    changed.add(outline.name)
                    del waiting[key]
                    found = True
        return {key for key, outline in outlines.items() if not outline.names.isdisjoint(changed)}

    def _all_keys(self) -> list[Key]:
        return [
            (name, index)
            for name, tree in self._trees.items()
            for index, statement in enumerate(tree.statements)
            if isinstance(statement, ElementDeclaration | PatternDeclaration)
        ]

    def _outline(self, name: str, index: int) -> Outline:
        found = self._outlines.get((name, index))
        if found is None:
            tree = self._trees[name]
            found = self._outlines[name, index] = Outline(tree.statements[index], tree.source.text)
        return found

    # While a build binds

    def open(self, context: Context) -> None:
        """Begins: the tables of names are full, and nothing was bound."""
        self._context = context
        keys = {id(tree.statements[index]): (name, index) for name, tree, index in self._places()}
        for body in (*context.bodies, *context.pattern_bodies):
            key = keys.get(id(body.node))
            if key is not None:
                self._keys[body.element] = key
        root = context.files.get(self._root)
        self._imports = tuple(root.imports.values()) if root is not None else ()
        self.pause()

    def _places(self) -> list[tuple[str, SyntaxTree, int]]:
        return [(name, self._trees[name], index) for name, index in self._all_keys()]

    def begins(self, element: Element) -> bool:
        """Whether an expression that belongs to the element has to be bound; what follows is counted as its own."""
        key = self._key(element)
        if key in self.reused:
            return False
        if key != self._current:
            self.pause()
            self._current = key
        return True

    def pause(self) -> None:
        """What follows belongs to no declaration, and is done in each build."""
        context = self._context
        assert context is not None
        outcome = None
        if self._current is not None:
            outcome = self._outcomes.get(self._current)
            if outcome is None:
                outcome = self._outcomes[self._current] = Outcome()
            if context.reporter.unsettled != self._unsettled:
                outcome.is_clean = False
            outcome.scopes.update([(each.location.source.name, each.element.path, each.name) for each in context.used])
            context.used.clear()
            outcome.targets.update(
                [(each.location.source.name, each.path, below) for each, below in context.used_targets]
            )
            context.used_targets.clear()
        used = self._base if outcome is None else outcome.imports
        for each in self._imports:
            if each.used:
                used.add(each.name)
                each.used = False
        self._unsettled = context.reporter.unsettled
        self._current = None

    def close(self) -> None:
        """Ends: everything that is used is marked, and forgets the build."""
        context = self._context
        assert context is not None
        self.pause()
        for body in context.bodies:
            key = self._key(body.element)
            if key not in self.reused:
                outcome = self._outcomes.setdefault(key, Outcome())
                outcome.checks[body.element.path] = len(body.element.checks)
        self._mark(context)
        if any(each.code is CYCLIC_DEFINITION for each in context.reporter.diagnostics):
            self.is_usable = False
        self._context = None
        self._keys = {}
        self._imports = ()

    def _mark(self, context: Context) -> None:
        names = set(self._base)
        scopes: set[tuple[str, str, str]] = set()
        targets: set[tuple[str, str, bool]] = set()
        for outcome in self._outcomes.values():
            names |= outcome.imports
            scopes |= outcome.scopes
            targets |= outcome.targets
        for each in self._imports:
            each.used = each.name in names
        for body in context.bodies:
            name, element = body.file.name, body.element
            for scope in element.scopes.values():
                if (name, element.path, scope.name) in scopes:
                    context.used.add(scope)
            for below in (False, True):
                if (element.location.source.name, element.path, below) in targets:
                    context.used_targets.add((element, below))

    def _key(self, element: Element) -> Key:
        key = self._keys.get(element)
        if key is None:
            assert element.parent is not None
            way = [element]
            at = element.parent
            while (key := self._keys.get(at)) is None:
                way.append(at)
                assert at.parent is not None
                at = at.parent
            self._keys.update(dict.fromkeys(way, key))
        return key

    @property
    def states_checks(self) -> bool:
        """Whether the checked file has anything to check."""
        return any(name == self._root and any(each.checks.values()) for (name, _), each in self._outcomes.items())

    @property
    def check_counts(self) -> Mapping[str, int]:
        """The number of checks of each element, by its path."""
        found: dict[str, int] = {}
        for key in sorted(self._outcomes):
            found.update(self._outcomes[key].checks)
        return found


def _is_separable(files: SpecificationFiles) -> bool:
    """Whether declarations can be looked at one by one: no file imports the checked one under another name, and no
    connection check of a language speaks of all elements."""
    for tree in files.trees.values():
        if any(isinstance(each, LanguageDeclaration) and each.body for each in tree.statements):
            return False
        if any(name == files.root for _, name in imported_files(tree)):
            return False
    return True
