"""What a plugin's function may ask while it runs: the checked project, and the services of the host.

A parameter annotated with `Host` gets one; specifications do not see that parameter. Knows nothing of how messages
travel.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from hielements.sdk.errors import ServiceUnavailableError
from hielements.sdk.values import Paths, Undecided

Ask = Callable[[str, Mapping[str, object]], object]
Tell = Callable[[str, Mapping[str, object]], None]


class Host:
    """The host as one call sees it. `workspace` is the absolute path of the checked project.

    `services` are the methods that the host granted, `options` is the plugin's own table of `hielements.toml`.
    """

    def __init__(
        self,
        workspace: str,
        services: Sequence[str] = (),
        options: Mapping[str, object] | None = None,
        ask: Ask | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.workspace = workspace
        self.services = tuple(services)
        self.options = dict(options or {})
        self._ask = ask
        self._tell = tell

    def relative(self, path: str) -> str:
        """A path as users write it: relative to the workspace, with forward slashes."""
        found = path.replace(os.sep, "/")
        base = self.workspace.replace(os.sep, "/").rstrip("/") + "/"
        return found.removeprefix(base)

    def absolute(self, path: str) -> str:
        """The absolute path of a path relative to the workspace."""
        return os.path.join(self.workspace, path)

    def read_file(self, path: str) -> str:
        """The text of a file, absolute or relative to the workspace, as the host sees it where that is granted (an
        editor may hold a newer text than the disk). Line ends are kept as they are. Raises Undecided when it cannot be
        read or is no UTF-8 text."""
        path = self.absolute(path)
        text = self._host_text(path) if "host.read_file" in self.services else self._disk_text(path)
        if text is None or "\0" in text:
            raise Undecided(f"{self.relative(path)} is not UTF-8 text")
        return text

    def _host_text(self, path: str) -> str | None:
        try:
            answer = self.request("host.read_file", {"path": path})
        except Undecided:
            raise Undecided(f"cannot read {self.relative(path)}") from None
        text = answer.get("text") if isinstance(answer, dict) else None
        return text if isinstance(text, str) else None

    def _disk_text(self, path: str) -> str | None:
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError:
            raise Undecided(f"cannot read {self.relative(path)}") from None
        try:
            return content.decode()
        except UnicodeDecodeError:
            return None

    def files_below(self, folder: str) -> list[str]:
        """Every file below a folder of the workspace, absolute and sorted. Symbolic links and names that start with a
        dot are left out. Raises Undecided when a folder cannot be read."""
        found: list[str] = []
        waiting = [self.absolute(folder.strip("/")).rstrip("/")]
        while waiting:
            here = waiting.pop()
            try:
                entries = list(os.scandir(here))
            except OSError:
                raise Undecided(f"cannot read {self.relative(here)}") from None
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    found.append(entry.path)
        return sorted(found)

    def facts(self, paths: Sequence[str]) -> Iterator[Mapping[str, object]]:
        """What the host knows of source files as it parsed them: for each file its `path`, `language`, `imports`,
        `symbols`, `docstring`, or an `error`. `paths` may be those of a scope. Raises ServiceUnavailableError when that
        was not granted."""
        for params in _portions(paths):
            answer = self.request("host.facts", params)
            files = answer.get("files") if isinstance(answer, dict) else None
            yield from files if isinstance(files, list) else ()

    def dependencies(self, paths: Sequence[str]) -> Iterator[Mapping[str, object]]:
        """What the files depend on, one entry for each use: `path`, `line`, `name`, `targets`, `external`. Raises
        Undecided when the host could not tell it of a file, ServiceUnavailableError when that was not granted."""
        for params in _portions(paths):
            answer = self.request("host.dependencies", params)
            if not isinstance(answer, dict):
                continue
            for failure in answer.get("failures") or ():
                raise Undecided(
                    str(failure.get("message", "unknown dependencies")), failure.get("path"), failure.get("line")
                )
            yield from answer.get("dependencies") or ()

    def config(self) -> object:
        """The plugin's own options, its permissions and limits. Raises ServiceUnavailableError."""
        return self.request("host.config", {})

    def request(self, method: str, params: Mapping[str, object]) -> object:
        """Asks the host anything. Raises ServiceUnavailableError, or Undecided with what the host answered."""
        if self._ask is None or method not in self.services:
            raise ServiceUnavailableError(f"the host does not offer `{method}` to this plugin")
        return self._ask(method, params)

    def log(self, message: str, level: str = "info") -> None:
        """A remark for whoever looks at the host's log; `level` is debug, info, warning or error."""
        if self._tell is not None:
            self._tell("$/log", {"level": level, "message": message})

    def progress(self, message: str, done: int | None = None, total: int | None = None) -> None:
        """How far a long call has come."""
        if self._tell is not None:
            self._tell("$/progress", {"message": message, "done": done, "total": total})


_MOST_PATHS = 10_000


def _portions(paths: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """The parameters of questions about files: by handle where there is one, else not more at once than hosts
    answer."""
    if isinstance(paths, Paths):
        yield {"handle": paths.handle}
        return
    for start in range(0, len(paths), _MOST_PATHS):
        yield {"paths": list(paths[start : start + _MOST_PATHS])}
