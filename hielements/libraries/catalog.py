"""All libraries of one run by name, each opened on first use and once.

Comes in: a factory for each library and what gives it its environment. Goes out: open libraries. The catalog must
never know which backend stands behind a name: that is the business of whoever makes the factories.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from hielements.libraries.file_names import FileNames
from hielements.libraries.library import Environment, Library, PluginUse, plugin_use


class Catalog:
    """The libraries that specifications may import. Safe to use from several threads."""

    def __init__(
        self,
        factories: Mapping[str, Callable[[Environment], Library]],
        environment_of: Callable[[str], Environment],
        globs: Callable[[], Mapping[str, Sequence[str]]] | None = None,
    ) -> None:
        """`globs` gives the names of files that are code of a language, without opening any library."""
        self._globs = globs
        self._file_names: FileNames | None = None
        self._factories = factories
        self._environment_of = environment_of
        self._open: dict[str, Library] = {}
        # `threading` is not imported for one lock: it costs start-up time, and this is what it uses itself.
        self._lock = allocate_lock()

    def names(self) -> Sequence[str]:
        """The names of all libraries, sorted, without opening any."""
        return sorted(self._factories)

    @property
    def file_names(self) -> FileNames:
        """The files that are code of a language by their names, as the libraries declare it."""
        if self._file_names is None:
            self._file_names = FileNames(self._globs() if self._globs is not None else {})
        return self._file_names

    def get(self, name: str) -> Library | None:
        """The library of that name, opened now if it was not yet; None when there is no such library."""
        library = self._open.get(name)
        if library is not None or name not in self._factories:
            return library
        with self._lock:
            library = self._open.get(name)
            if library is None:
                library = self._factories[name](self._environment_of(name))
                self._open[name] = library
            return library

    def plugins(self) -> tuple[PluginUse, ...]:
        """What the plugins that were opened did until now, in the order of their names."""
        with self._lock:
            opened = [self._open[name] for name in sorted(self._open)]
        return tuple(use for library in opened if (use := plugin_use(library)) is not None)

    def refresh(self, changed: Sequence[str]) -> None:
        """The contents of some workspace files changed, and nothing else. Libraries that cannot take note of that are
        closed, and opened anew when they are next used. Never called while a library is in use."""
        for name, library in list(self._open.items()):
            take_note: Callable[[Sequence[str]], bool] | None = getattr(library, "refresh", None)
            if take_note is None or not take_note(changed):
                del self._open[name]
                with suppress(Exception):  # one that fails to end has answered all the same
                    library.close()

    def close(self) -> None:
        """Closes every library that was opened. One that fails to close does not keep the others open: the first
        such exception is raised again at the end. Calling it a second time does nothing."""
        first_problem: Exception | None = None
        with self._lock:
            while self._open:
                _, library = self._open.popitem()
                try:
                    library.close()
                except Exception as problem:
                    first_problem = first_problem or problem
        if first_problem is not None:
            raise first_problem
