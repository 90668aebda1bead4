"""The one interface behind every `import`: built-in libraries, external processes and WebAssembly modules
implement it.

Comes in: calls whose arguments were checked against the library's own description. Goes out: values, outcomes,
dependencies. A library never
prints, never raises for trouble in the checked code (that is a Violation or a Failure), and answers the same
question in the same way throughout a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from hielements.libraries.outcomes import Dependencies, Failure, Outcome
from hielements.libraries.signatures import Description, Function
from hielements.libraries.values import Value
from hielements.record import Record
from hielements.source.cache import Cache
from hielements.source.workspace import Workspace


class Call(Record):
    """A call to a library's function. `arguments` has every parameter of the chosen signature by name, defaults
    filled in."""

    function: str
    arguments: Mapping[str, Value]


class Environment(Record):
    """What a library gets when it is opened. `options` is the library's own table of the configuration
    (`[python]`), validated by the library's schema. `processors` is how many it may use at a time: more than one by
    processes of its own, which it starts only for work that is worth it."""

    workspace: Workspace
    options: Mapping[str, object]
    cache: Cache
    processors: int = 1


class Library(Protocol):
    """A library that is ready to answer. Methods may be called from several threads at once."""

    def describe(self) -> Description:
        """The whole description, for documentation and completion."""

    def function(self, name: str) -> Function | None:
        """The description of one function, without loading the others; None when there is no such function."""

    def function_names(self) -> Sequence[str]:
        """The names of all functions, sorted, without loading any."""

    def call(self, call: Call) -> Value | Failure:
        """Evaluates a selector."""

    def check(self, call: Call) -> Outcome:
        """Evaluates a check."""

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        """What the given workspace files depend on, in the languages of the description. Files of other languages
        are passed over."""

    def close(self) -> None:
        """Releases processes and files. Called once, after the run."""


class PatternLibrary(Library, Protocol):
    """What a library may offer beyond that. Whoever asks must do without where it is not offered."""

    def pattern_names(self) -> Sequence[str]:
        """The names of the patterns that the library declares, sorted, without reading them."""

    def pattern_text(self) -> str:
        """Specification text that declares these patterns, for `implements docker.production_image`. It may import
        libraries, this one among them, but no files."""


def offered_patterns(library: Library) -> Sequence[str]:
    """The names of a library's patterns; none of one that cannot be asked."""
    names: Callable[[], Sequence[str]] | None = getattr(library, "pattern_names", None)
    return names() if names is not None else ()


class PluginUse(Record):
    """What a plugin did in a run, and how it was kept apart from the machine.

    `kind` is `process` or `wasm`. `isolation` is the level: `wasm`, or that of a process (docs/security.md), None for a
    process that was never started; `confinement` says it in words. `requests` were sent since the library was opened.
    `operations` are those of WebAssembly in all of them, None where they are not counted, as those of a process never
    are."""

    name: str
    kind: str
    isolation: str | None
    confinement: str
    requests: int = 0
    operations: int | None = None


class PluginBackedLibrary(Library, Protocol):
    """What a library that runs the code of others offers beyond that. Whoever asks must do without where it is not
    offered."""

    def plugin_use(self) -> PluginUse:
        """What the plugin did until now."""


def plugin_use(library: Library) -> PluginUse | None:
    """What the plugin behind a library did until now; None of a library that has none."""
    use: Callable[[], PluginUse] | None = getattr(library, "plugin_use", None)
    return use() if use is not None else None


class TypeCount(Record):
    """How many types some files declare (classes, structs, traits), and how many of them are abstract."""

    total: int
    abstract: int


class TypedLibrary(Library, Protocol):
    """What a library of a language with types may offer beyond that. Whoever asks must do without where it is not
    offered."""

    def count_types(self, files: Sequence[str]) -> TypeCount:
        """The types that the files declare. Files of other languages, or that cannot be read, count nothing."""


class ProjectLibrary(Library, Protocol):
    """What a library of a language may offer beyond that. Whoever asks must do without where it is not offered."""

    def languages(self) -> Sequence[str]:
        """The languages of the description, without making the whole of it."""

    def own_files(self) -> Sequence[str]:
        """The files of the library's languages that belong to the checked project, sorted: those of packages that are
        installed in the workspace do not."""

    def knows_module(self, name: str) -> bool:
        """Whether a module of that name is known though nothing here may import it: one of the project itself, of the
        language's standard library, or of a package that the project declares to depend on."""

    def module_names(self) -> Sequence[str]:
        """Names that `knows_module` knows, for suggestions."""

    def knows_name(self, name: str) -> bool:
        """Whether a name, as a check of the library may write it, is that of a known module or of something in one.
        Where that cannot be told, it is."""

    def could_be_external(self, name: str) -> bool:
        """Whether a name that is not known may be that of a package which the project does not have: not when it
        begins with the name of one of its own."""

    def files_named(self, name: str) -> Sequence[str]:
        """The files of the module or package of a name, where a check takes such a name for a scope; none when there
        is no such module."""


class LastingLibrary(Library, Protocol):
    """What a library may offer beyond that, for checks that follow one another in one process. One that does not is
    closed and opened anew after each change."""

    def refresh(self, changed: Sequence[str]) -> bool:
        """Takes note that the contents of some workspace files changed, and nothing else: no file came or went. False
        where what changed may mean more to the library than it can tell."""


class FactsLibrary(Library, Protocol):
    """What a library of a language may offer beyond that, for plugins that look at the same code. Whoever asks must do
    without where it is not offered."""

    def languages(self) -> Sequence[str]:
        """The languages of the description, without making the whole of it."""

    def file_facts(self, path: str) -> Mapping[str, object] | Failure:
        """What the library knows of a file of its languages, as plain values that JSON can hold: `language`,
        `imports`, `symbols`, `docstring`. It is what the library's own checks look at, and is not extracted anew."""
