"""What the checks about connections know of code: files of scopes, dependencies of scopes, elements of files.

Comes in: scopes of the model. Goes out: files and dependencies, each found once, and why they could not be had. Must
never know which rule asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Library, ProjectLibrary
from hielements.libraries.outcomes import Dependency, Failure, Undecided
from hielements.libraries.values import ConnectionPoint, ScopeValue
from hielements.model.specification import (
    BoundExpression,
    ConnectionGoal,
    ConnectionTarget,
    Element,
    ListExpression,
    Ref,
    Scope,
    ScopeReference,
    UsesGoal,
)
from hielements.record import Entity
from hielements.run.areas import Area, Section, area_of, joined
from hielements.run.declarations import Declarations
from hielements.run.failures import broken_library
from hielements.run.languages import EXTENSIONS, by_language
from hielements.run.once import Once
from hielements.run.targets import Target
from hielements.run.unions import is_empty_list


class Code(Area):
    """The code of some scopes, and why some of it is not known."""

    failures: tuple[Failure, ...] = ()


class Edges(Entity):
    """The dependencies of some code in the order of files and lines, and why some of them are not known. `ignored` are
    those that the configuration leaves out: they break and fulfil nothing, and show that what they name exists."""

    dependencies: tuple[Dependency, ...]
    failures: tuple[Failure, ...] = ()
    ignored: tuple[Dependency, ...] = ()


class Facts:
    """Facts of one run. Safe to use from several threads. `roots` are the elements of the specification. Dependencies
    with an `ignored` tag are left out: for the specification there are none."""

    def __init__(
        self,
        catalog: Catalog,
        declarations: Declarations,
        roots: Sequence[Element],
        verbose: bool = False,
        ignored: frozenset[str] = frozenset(),
    ) -> None:
        self._catalog = catalog
        self._declarations = declarations
        self._roots = roots
        self._verbose = verbose
        self._ignored = ignored
        self._edges: Once[Scope, Edges] = Once(self._find_edges)
        self._codes: Once[Scope | Ref, Code] = Once(self._find_code)
        self._merged: Once[tuple[Scope, ...], Edges] = Once(self._merge)
        self._own: Once[Element, Code] = Once(lambda element: self.code(scopes_of(subtree(element))))
        self._targets: Once[ConnectionTarget, Target] = Once(self._find_target)
        self._sources: Once[ConnectionGoal | UsesGoal, Code] = Once(self._find_sources)
        self._libraries: Once[str, Library | None] = Once(self._find_library)
        self._owners: Once[None, Owners] = Once(lambda _: self._find_owners())

    def code(self, declarations: Iterable[Scope | Ref]) -> Code:
        """The files of scopes and refs together. An empty scope is a failure: nothing can be said about it."""
        codes = [self._codes(declaration) for declaration in declarations]
        area = joined(codes)
        failures = dict.fromkeys(failure for code in codes for failure in code.failures)
        return Code(area.files, area.sections, tuple(failures))

    def code_of(self, declaration: Scope | Ref) -> Code:
        """The code of one scope or ref: the same answer for the same declaration."""
        return self._codes(declaration)

    def is_nothing(self, scope: Scope) -> bool:
        """Whether the specification says that a scope is nothing: `scope shared = []`."""
        value = self._declarations.scope(scope)
        return isinstance(value, ScopeValue) and is_empty_list(value)

    def target(self, target: ConnectionTarget) -> Target:
        """What a target is: files, or a module."""
        return self._targets(target)

    def sources(self, rule: ConnectionGoal | UsesGoal) -> Area:
        """The code that a rule about connections is about."""
        return self._sources(rule)

    def own(self, element: Element) -> Area:
        """The code of an element and of everything below it, as far as it is known."""
        return self._own(element)

    def edges(self, scopes: Iterable[Scope]) -> Edges:
        """What the code of the scopes depends on."""
        every = tuple(scopes)
        return self._edges(every[0]) if len(every) == 1 else self._merged(every)

    def language_libraries(self, scopes: Iterable[Scope]) -> Sequence[ProjectLibrary]:
        """The libraries of the languages of some code, as far as they know the project as a whole."""
        files = self.code(scopes).files
        found: list[ProjectLibrary] = []
        for language in by_language(files, self._catalog.file_names):
            library: Any = self._libraries(language)
            if hasattr(library, "knows_module"):
                found.append(library)
        return found

    def owner(self, path: str, dependency: Dependency | None = None) -> Element | None:
        """The innermost element of the specification that a file is code of; with a dependency that leads to the
        file, the one that what it takes from there belongs to."""
        owners = self._owners(None)
        parts = owners.parts.get(path)
        whole = owners.whole.get(path)
        if parts is not None and dependency is not None and dependency.member is not None:
            return _innermost(whole, [claim for claim in parts if claim[1].symbol == dependency.member])
        return whole[1] if whole is not None else None

    def source_owner(self, dependency: Dependency) -> Element | None:
        """The innermost element of the specification that a dependency stands in the code of."""
        owners = self._owners(None)
        whole = owners.whole.get(dependency.path)
        parts = owners.parts.get(dependency.path, ())
        return _innermost(whole, [claim for claim in parts if claim[1].has_line(dependency.line)])

    def whole_files(self) -> Collection[str]:
        """The files that are code of an element as a whole."""
        return self._owners(None).whole.keys()

    def partial_files(self) -> Collection[str]:
        """The files of which parts are code of an element."""
        return self._owners(None).parts.keys()

    def files_of_owners(self) -> dict[Element, list[str]]:
        """The files that belong to each element that has any, as a whole."""
        found: dict[Element, list[str]] = {}
        for path, (_, element) in self._owners(None).whole.items():
            found.setdefault(element, []).append(path)
        return found

    def partial_files_of_owners(self) -> dict[Element, set[str]]:
        """The files of which parts belong to each element that has any."""
        found: dict[Element, set[str]] = {}
        for path, parts in self._owners(None).parts.items():
            for _, _, element in parts:
                found.setdefault(element, set()).add(path)
        return found

    def files_named(self, library: str, name: str) -> Sequence[str]:
        """The files of a module that a check of the library names instead of a scope."""
        found: Any = self._catalog.get(library)
        return found.files_named(name) if hasattr(found, "files_named") else ()

    def parts(self, path: str) -> Sequence[tuple[Section, Element]]:
        """The parts of a file that are code of elements, when there are any."""
        return [(section, element) for _, section, element in self._owners(None).parts.get(path, ())]

    def _find_code(self, declaration: Scope | Ref) -> Code:
        name = f"{declaration.element.path}.{declaration.name}"
        if isinstance(declaration, Scope):
            what = f"the scope `{name}`"
            value: object = self._declarations.scope(declaration)
        else:
            what = f"the ref `{name}`"
            value = self._declarations.ref(declaration)
        if isinstance(value, Undecided):
            return Code(frozenset(), {}, value.failures)
        if isinstance(value, ConnectionPoint) and value.path is not None:
            return Code(frozenset((value.path,)))
        if not isinstance(value, ScopeValue):
            message = f"{what} has no files: nobody can say what depends on it"
            return Code(frozenset(), {}, (Failure("argument", message),))
        if value.is_empty:
            reason = f": {value.absence}" if value.absence else ""
            return Code(frozenset(), {}, (_at("empty-scope", f"{what} selects nothing{reason}", declaration),))
        area = area_of(value)
        return Code(area.files, area.sections)

    def _find_target(self, target: ConnectionTarget) -> Target:
        if target.module is not None:
            return Target(target.text, frozenset(), target.module, target.wildcard, ())
        # With a wildcard, refs come along that are numbers or texts: nothing depends on those.
        refs = [ref for ref in target.refs if not (target.wildcard and self._is_no_place(ref))]
        scopes = [scope for scope in target.scopes if not self.is_nothing(scope)]
        code = self.code((*scopes, *refs))
        failures = code.failures
        if not target.scopes and not refs:
            failures = (Failure("empty-scope", f"`{target.text}` has no scopes, so that nothing can depend on it"),)
        nothing = self.code(scope for scope in target.scopes if self.is_nothing(scope)).failures
        return Target(target.text, code.files, None, target.wildcard, failures, nothing, code.sections)

    def _is_no_place(self, ref: Ref) -> bool:
        return any(failure.reason == "argument" for failure in self._codes(ref).failures)

    def _find_sources(self, rule: ConnectionGoal | UsesGoal) -> Code:
        return self.code(scopes_of(rule.sources) if isinstance(rule, ConnectionGoal) else [rule.scope])

    def _find_edges(self, scope: Scope) -> Edges:
        code = self._codes(scope)
        value = self._declarations.scope(scope)
        if code.failures or not isinstance(value, ScopeValue):
            return Edges((), code.failures)
        what = f"the scope `{scope.element.path}.{scope.name}`"
        parts = by_language(value.files, self._catalog.file_names)
        if value.language is not None:
            if value.language in EXTENSIONS.values() and value.language not in parts:
                number = len(value.files)
                counted = f"{number:,} file{'' if number == 1 else 's'}"
                message = f"{what} selects {counted} and no {value.language} code among them"
                return Edges((), (_at("empty-scope", message, scope),))
            # What a selector of the language itself selects is code of it, whatever the names of the files are.
            named = None if value.library == value.language else parts.get(value.language)
            parts = {value.language: named or list(value.files)}
        if not parts:
            message = f"{what} holds no code of a known language, so that nothing is known of what it depends on"
            return Edges((), (_at("unsupported", message, scope),))
        dependencies: list[Dependency] = []
        failures: list[Failure] = []
        ignored: list[Dependency] = []
        for language, files in parts.items():
            found = self._dependencies(what, scope, language, files)
            dependencies += found.dependencies
            failures += found.failures
            ignored += found.ignored
        if value.lines is not None:
            first, last = value.lines
            dependencies = [one for one in dependencies if first <= one.line <= last]
        return Edges(tuple(sorted(dependencies, key=dependency_order)), tuple(failures), tuple(ignored))

    def _merge(self, scopes: tuple[Scope, ...]) -> Edges:
        """The edges of several scopes, each once: scopes overlap, for instance those of an element and its parts."""
        every = [self._edges(scope) for scope in scopes]
        dependencies = {
            dependency_order(dependency): dependency for edges in every for dependency in edges.dependencies
        }
        return Edges(
            tuple(dependencies[key] for key in sorted(dependencies)),
            tuple(dict.fromkeys(failure for edges in every for failure in edges.failures)),
            tuple(dict.fromkeys(dependency for edges in every for dependency in edges.ignored)),
        )

    def _dependencies(self, what: str, scope: Scope, language: str, files: Sequence[str]) -> Edges:
        try:
            library = self._libraries(language)
            if library is None:
                message = f"{what} holds {language} code, and no library reports what {language} code depends on"
                return Edges((), (_at("unsupported", message, scope),))
            found = library.dependencies(files)
            kept = tuple(edge for edge in found.edges if self._ignored.isdisjoint(edge.tags))
            ignored = tuple(edge for edge in found.edges if not self._ignored.isdisjoint(edge.tags))
            return Edges(kept, tuple(found.failures), ignored)
        except Exception as problem:
            return Edges((), (broken_library(language, "`dependencies`", problem, self._verbose),))

    def _find_library(self, language: str) -> Library | None:
        """The library that reports dependencies of a language: the one of that name, else the first that says so."""
        names = self._catalog.names()
        for name in sorted(names, key=lambda name: (name != language, name)):
            library = self._catalog.get(name)
            if library is not None and language in languages_of(library):
                return library
        return None

    def _find_owners(self) -> Owners:
        whole: dict[str, tuple[int, Element]] = {}
        parts: dict[str, list[tuple[int, Section, Element]]] = {}
        level = list(self._roots)
        depth = 0
        # Level by level, so that inner elements overwrite outer ones; of equals, the first one stays. To bind a scope
        # of a pattern to scopes that were declared elsewhere (`layer.below = [store.code]`) makes nothing one's own.
        while level:
            found: dict[str, tuple[int, Element]] = {}
            for element in level:
                for scope in (*element.scopes.values(), *element.bound):
                    if only_refers(scope.value):
                        continue
                    code = self._codes(scope)
                    for path in code.files:
                        found.setdefault(path, (depth, element))
                    for path, sections in code.sections.items():
                        parts.setdefault(path, []).extend((depth, section, element) for section in sections)
            whole.update(found)
            level = [child for element in level for child in element.children.values()]
            depth += 1
        # `scope src = legacy.src`, where nothing here declares what it names: the code of an imported specification.
        for depth, element in _with_depth(self._roots):
            for scope in element.scopes.values():
                if only_refers(scope.value):
                    for path in self._codes(scope).files:
                        whole.setdefault(path, (depth, element))
        return Owners(whole, parts)


class Owners(Entity):
    """Which elements files and parts of files are code of, each with its depth in the specification."""

    whole: dict[str, tuple[int, Element]]
    parts: dict[str, list[tuple[int, Section, Element]]]


def _innermost(whole: tuple[int, Element] | None, parts: Sequence[tuple[int, Section, Element]]) -> Element | None:
    """The element of the deepest claim; of equals, that of the narrower one, then of the first."""
    deepest = max(parts, key=lambda claim: claim[0], default=None)
    if deepest is not None and (whole is None or deepest[0] >= whole[0]):
        return deepest[2]
    return whole[1] if whole is not None else None


def languages_of(library: Library) -> Sequence[str]:
    """The languages that a library reports dependencies for."""
    languages = getattr(library, "languages", None)
    found: Sequence[str] = library.describe().languages if languages is None else languages()
    return found


def scopes_of(elements: Iterable[Element]) -> list[Scope]:
    """All scopes of the elements, also those without a name of their own."""
    return [scope for element in elements for scope in (*element.scopes.values(), *element.bound)]


def subtree(element: Element) -> list[Element]:
    """The element and everything below it, in text order."""
    found: list[Element] = []
    waiting = [element]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting.extend(reversed(current.children.values()))
    return found


def _with_depth(roots: Sequence[Element]) -> Iterable[tuple[int, Element]]:
    """All elements, the innermost first."""
    levels = [list(roots)]
    while levels[-1]:
        levels.append([child for element in levels[-1] for child in element.children.values()])
    return ((depth, element) for depth, level in reversed(list(enumerate(levels))) for element in level)


def only_refers(value: BoundExpression | None) -> bool:
    """Whether an expression names scopes and selects none itself."""
    if isinstance(value, ListExpression):
        return all(only_refers(item) for item in value.items)
    return isinstance(value, ScopeReference)


def is_part(other: Element | None, element: Element) -> bool:
    """Whether an element is the other one or stands somewhere below it."""
    while other is not None and other is not element:
        other = other.parent
    return other is element


def dependency_order(dependency: Dependency) -> tuple[str, int, int, str]:
    """What dependencies are sorted by: file, line, column, name."""
    return dependency.path, dependency.line, dependency.column, dependency.name


def _at(reason: str, message: str, declaration: Scope | Ref) -> Failure:
    location = declaration.location
    return Failure(reason, message, location.source.name, location.line)  # type: ignore[arg-type]
