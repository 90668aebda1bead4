"""Tries a library in process, the way the host would: through the wire forms, without a process.

    session = PluginSession(library, workspace=tmp_path)
    scope = session.call("sources", "src", ".py")
    assert session.check("max_lines", scope, 300) == []

Comes in: a library, and what the host would offer. Goes out: what the host would see.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping

from hielements.sdk.host import Host
from hielements.sdk.library import Library, fetch_from
from hielements.sdk.values import Undecided, Violation, from_wire, to_wire

Service = Callable[[Mapping[str, object]], object]


class PluginSession:
    """`services` stand in for those of the host, by method: `{"host.facts": lambda params: {"files": []}}`. `options`
    is the plugin's own table of `hielements.toml`. `log` collects what the plugin logs."""

    def __init__(
        self,
        library: Library,
        workspace: str | os.PathLike[str] = ".",
        services: Mapping[str, Service] | None = None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        self._library = library
        self._services = dict(services or {})
        self.log: list[Mapping[str, object]] = []
        self.host = Host(os.path.abspath(workspace), tuple(self._services), options, self._ask, self._tell)

    def call(self, function: str, *arguments: object) -> object:
        """The value of a selector. Raises Undecided with the reason when it gave none."""
        answer = self._answer("library.call", function, arguments)
        if isinstance(answer, dict) and "Error" in answer:
            raise _undecided(answer["Error"])
        return from_wire(answer, fetch_from(self.host))

    def check(self, function: str, *arguments: object) -> list[Violation]:
        """The violations of a check, none when it holds. A failure without a place is one violation. Raises
        Undecided."""
        answer = self._answer("library.check", function, arguments)
        assert isinstance(answer, dict)
        if "Pass" in answer:
            return []
        if "Error" in answer:
            raise _undecided(answer["Error"])
        failed = answer["Fail"]
        if isinstance(failed, str):
            return [Violation(failed)]
        return [Violation(**each) for each in failed["violations"]] or [Violation(failed["message"])]

    def _answer(self, method: str, function: str, arguments: tuple[object, ...]) -> object:
        params = {"function": function, "args": [to_wire(each) for each in arguments], "workspace": self.host.workspace}
        return _through_json(self._library.answer(method, _object(_through_json(params)), self.host))

    def _ask(self, method: str, params: Mapping[str, object]) -> object:
        return _through_json(self._services[method](_object(_through_json(params))))

    def _tell(self, method: str, params: Mapping[str, object]) -> None:
        self.log.append({"method": method, **params})


def _through_json(value: object) -> object:
    """What is left of a value on the other side."""
    found: object = json.loads(json.dumps(value, allow_nan=False))
    return found


def _object(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value


def _undecided(said: object) -> Undecided:
    if isinstance(said, dict):
        return Undecided(said["message"], said.get("path"), said.get("line"), said.get("help"))
    return Undecided(str(said))
