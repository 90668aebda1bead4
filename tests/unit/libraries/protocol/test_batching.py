"""Checks that wait together go out together, and each gets its own answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event, Thread
from typing import Any

import pytest

from hielements.libraries.outcomes import Failure
from hielements.libraries.protocol.backend import Noted
from hielements.libraries.protocol.batching import Batch
from hielements.libraries.protocol.trouble import failure


class Plugin:
    """Answers a check with its function. The first request waits until the others have come."""

    def __init__(self, many: Callable[[list[str]], object]) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.gathered = Event()
        self.begun = Event()
        self._many = many

    def request(self, method: str, params: Mapping[str, Any]) -> object:
        names = [each["function"] for each in params["checks"]] if "checks" in params else [params["function"]]
        self.asked.append((method, names))
        if len(self.asked) == 1:
            self.begun.set()
            self.gathered.wait()
        return names[0] if method == "library.check" else self._many(names)


def answers(plugin: Plugin, count: int) -> dict[str, object]:
    batch = Batch("sample", plugin.request)
    found: dict[str, object] = {}

    def ask(name: str) -> None:
        found[name] = batch.check({"function": name, "args": [], "workspace": ""})

    threads = [Thread(target=ask, args=(f"f{number}",)) for number in range(count)]
    threads[0].start()
    plugin.begun.wait()
    for thread in threads[1:]:
        thread.start()
    while len(batch._waiting) < count - 1:
        pass
    plugin.gathered.set()
    for thread in threads:
        thread.join()
    return found


def test_what_gathers_goes_out_in_one_message() -> None:
    plugin = Plugin(lambda names: {"results": names})
    assert answers(plugin, 4) == {name: name for name in ("f0", "f1", "f2", "f3")}
    assert [(method, len(names)) for method, names in plugin.asked] == [("library.check", 1), ("library.checkMany", 3)]


def test_a_single_thread_never_sends_more_than_one() -> None:
    plugin = Plugin(lambda names: {"results": names})
    plugin.gathered.set()
    batch = Batch("sample", plugin.request)
    for name in ("a", "b"):
        assert batch.check({"function": name, "args": [], "workspace": ""}) == name
    assert [method for method, _ in plugin.asked] == ["library.check", "library.check"]


@pytest.mark.parametrize("answer", [None, {}, {"results": ["f1"]}, {"results": 3}, []])
def test_a_wrong_number_of_results_decides_nothing(answer: object) -> None:
    found = answers(Plugin(lambda names: answer), 3)
    assert found["f0"] == "f0"
    for name in ("f1", "f2"):
        problem = found[name]
        assert isinstance(problem, Failure)
        assert "the plugin `sample` answered 2 checks" in problem.message


def test_when_many_break_it_each_is_asked_alone() -> None:
    plugin = Plugin(lambda names: failure("sample", "exited with status 1"))
    assert answers(plugin, 3) == {"f0": "f0", "f1": "f1", "f2": "f2"}


def test_a_note_belongs_to_every_result() -> None:
    found = answers(Plugin(lambda names: Noted({"results": names}, "noise")), 3)
    assert found["f1"] == Noted("f1", "noise")
