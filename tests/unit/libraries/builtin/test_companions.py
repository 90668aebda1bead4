"""Work that is shared with processes of our own: every portion is done once, whatever becomes of the others."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.libraries.builtin import companions
from hielements.libraries.builtin.companion_messages import receive, send
from hielements.libraries.builtin.companion_process import serve

# A companion finds only what the standard library has, and this program. `operator.itemgetter(1)` answers a portion
# with its second value.
SECOND = "operator.itemgetter"


class Shared:
    """Who did which portion."""

    def __init__(self) -> None:
        self.here: list[int] = []
        self.there: dict[int, object] = {}

    def run(self, task: str, opening: object, portions: list[object], number: int = 1, slowly: float = 0) -> None:
        def do(portion: int) -> None:
            time.sleep(slowly)
            self.here.append(portion)

        def take(companion: int, portion: int, answer: object) -> None:
            assert 0 <= companion < number and portion not in self.there
            self.there[portion] = answer

        companions.share(task, opening, portions, number, do, take)
        done = [*self.here, *self.there]
        assert sorted(done) == list(range(len(portions))), "each portion is done exactly once"
        assert not psutil.Process().children(), "nothing is left running"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_companions_do_a_part_of_the_work(number: int) -> None:
    shared = Shared()
    shared.run(SECOND, 1, [(each, f"answer {each}") for each in range(200)], number, slowly=0.02)
    assert shared.there == {each: f"answer {each}" for each in shared.there}
    assert shared.there and shared.here


def test_without_companions_all_is_done_here() -> None:
    shared = Shared()
    shared.run(SECOND, 1, [(1, 2)] * 5, 0)
    assert shared.here == [0, 1, 2, 3, 4]


def test_no_portions() -> None:
    Shared().run(SECOND, 1, [])


@pytest.mark.parametrize(
    ("task", "opening"),
    [
        ("no.such.module", 1),
        ("os.no_such_function", 1),
        ("os._exit", 3),  # ends before it has answered anything
        ("time.sleep", 1000),  # hangs
        ("os.close", 1),  # cannot answer
        ("os.abort", None),
    ],
)
def test_what_a_companion_does_not_do_is_done_here(task: str, opening: object) -> None:
    shared = Shared()
    shared.run(task, opening, [(each,) for each in range(50)], 2, slowly=0.002)
    assert len(shared.here) == 50


def test_a_portion_that_fails_there_is_done_here() -> None:
    shared = Shared()
    portions: list[object] = [(each,) if each % 3 else (each, "fine") for each in range(90)]
    shared.run(SECOND, 1, portions, slowly=0.01)
    assert set(shared.there.values()) == {"fine"}
    assert all(each % 3 == 0 for each in shared.there)


def test_a_system_that_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    shared = Shared()
    shared.run(SECOND, 1, [(1, 2)] * 5, 2)
    assert len(shared.here) == 5


def test_a_system_that_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refuse)
    shared = Shared()
    shared.run(SECOND, 1, [(1, 2)] * 5, 2)
    assert len(shared.here) == 5


def test_a_program_that_is_no_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What it says is no answer, however much it says."""
    program = tmp_path / "talks"
    program.write_text("#!/bin/sh\nexec cat /dev/urandom\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    shared = Shared()
    shared.run(SECOND, 1, [(1, 2)] * 20, slowly=0.01)
    assert len(shared.here) == 20


def test_portions_that_do_not_fit_into_a_pipe_arrive() -> None:
    shared = Shared()
    shared.run(SECOND, 1, [(each, "x" * 300_000) for each in range(30)], slowly=0.05)
    assert all(answer == "x" * 300_000 for answer in shared.there.values())


def test_an_interruption_ends_the_companions() -> None:
    def interrupt(_portion: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        companions.share("time.sleep", 1000, [(1,)] * 5, 2, interrupt, lambda *_: None)
    assert not psutil.Process().children()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_companion_ends_with_the_program_that_started_it() -> None:
    program = "import time\nfrom hielements.libraries.builtin.companions import share\n"
    program += f"share({SECOND!r}, 1, [(1, 2)] * 3, 1, lambda _: (print(flush=True), time.sleep(1000)), print)\n"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (companion,) = psutil.Process(parent.pid).children()
        parent.send_signal(signal.SIGKILL)
    gone, _ = psutil.wait_procs([companion], timeout=60)
    assert gone


def test_neither_settings_nor_the_current_folder_reach_a_companion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checked project may hold an `operator.py`: nothing of it ever runs."""
    for name in ("operator.py", "sitecustomize.py", "hielements.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "operator.py"))
    shared = Shared()
    shared.run(SECOND, 1, [(1, 2)] * 50, slowly=0.01)
    assert shared.there and not (tmp_path / "ran").exists()


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner),
    max_leaves=10,
)


@given(st.lists(PLAIN.filter(lambda value: value is not None)))
def test_messages_arrive_as_they_were_sent(messages: list[object]) -> None:
    stream = io.BytesIO()
    for message in messages:
        send(stream, message)
    stream.seek(0)
    assert [receive(stream) for _ in messages] == messages
    assert receive(stream) is None


@given(st.binary())
def test_what_is_no_message_is_refused(content: bytes) -> None:
    stream = io.BytesIO(content)
    try:
        while receive(stream) is not None:
            pass
    except (EOFError, ValueError, TypeError):
        pass


def test_names_that_are_no_text_arrive() -> None:
    """Names of files need not be UTF-8."""
    stream = io.BytesIO()
    send(stream, os.fsdecode(b"caf\xe9.py"))
    stream.seek(0)
    assert os.fsencode(receive(stream)) == b"caf\xe9.py"


def test_a_companion_answers_in_order() -> None:
    questions, answers = io.BytesIO(), io.BytesIO()
    for message in [(SECOND, 0), (7, ["a"]), (8, 5), (9, ["b"])]:
        send(questions, message)
    questions.seek(0)
    serve(questions, answers)
    answers.seek(0)
    assert [receive(answers) for _ in range(3)] == [(7, "a"), (8, None), (9, "b")]


def test_a_companion_that_is_told_nothing_does_nothing() -> None:
    answers = io.BytesIO()
    serve(io.BytesIO(), answers)
    assert not answers.getvalue()
