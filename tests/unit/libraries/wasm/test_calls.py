"""Requests to guests: the forms of answers, memory, instances."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from guests.building import built
from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Grants, Limits
from hielements.libraries.wasm.instance import Answer, Instance
from hielements.libraries.wasm.plugin import WasmPlugin
from hielements.source.cache import NoCache

Open = Callable[..., WasmPlugin]

PACKED = '(func (export "library_call") (param $p i32) (param $n i32) (result i64) (call $answer {} {}))'
REQUEST = '{"function":"f","args":["\u00e4\U0001f600"],"workspace":"/workspace"}'.encode()


@pytest.fixture
def opened() -> Open:
    def open_fields(
        fields: str, grants: Grants | None = None, limits: Limits | None = None, bare: bool = False
    ) -> WasmPlugin:
        return WasmPlugin(built(fields, bare), grants or Grants(), limits or Limits(), NoCache())

    return open_fields


def answer(plugin: WasmPlugin, export: str, request: bytes) -> bytes | None:
    return plugin.invoke(export, request).content


def trouble(act: Callable[[], object]) -> str:
    with pytest.raises(WasmError) as caught:
        act()
    return caught.value.message


ECHOES = {
    "pair": "(param $p i32) (param $n i32) (result i32 i32) local.get $p local.get $n",
    "packed": "(param $p i32) (param $n i32) (result i64) (call $answer (local.get $p) (local.get $n))",
    "pointer": "(param $out i32) (param $p i32) (param $n i32)"
    " (i32.store (local.get $out) (local.get $p)) (i32.store offset=4 (local.get $out) (local.get $n))",
}


@pytest.mark.parametrize("form", ECHOES)
def test_all_three_forms_of_answers_are_understood(opened: Open, form: str) -> None:
    plugin = opened(f'(func (export "library_call") {ECHOES[form]})')
    assert answer(plugin, "library_call", REQUEST) == REQUEST
    assert answer(plugin, "library_call", b"") == b""


WITHOUT_REQUEST = {
    "pair": "(result i32 i32) (i32.const 16) (i32.const 13)",
    "packed": "(result i64) (call $pass)",
    "pointer": "(param $out i32) (i32.store (local.get $out) (i32.const 16))"
    " (i32.store offset=4 (local.get $out) (i32.const 13))",
}


@pytest.mark.parametrize("form", WITHOUT_REQUEST)
def test_functions_may_take_no_request(opened: Open, form: str) -> None:
    plugin = opened(f'(func (export "library_metadata") {WITHOUT_REQUEST[form]})')
    assert answer(plugin, "library_metadata", b"{}") == b'{"Pass":null}'


def test_the_older_names_of_alloc_and_dealloc_are_understood(opened: Open) -> None:
    text = """
      (memory (export "memory") 1)
      (func (export "allocate") (param i32) (result i32) (i32.const 1024))
      (func (export "deallocate") (param i32 i32))
      (func (export "library_call") (param i32 i32) (result i32 i32) local.get 0 local.get 1)
    """
    assert answer(opened(text, bare=True), "library_call", REQUEST) == REQUEST


COUNTING = """
  (memory (export "memory") 1)
  (data (i32.const 16) "0000")
  ;; One digit at 16 for each allocation, at 17 for each release; the answer stands at 16.
  (func (export "alloc") (param i32) (result i32)
    (i32.store8 (i32.const 16) (i32.add (i32.load8_u (i32.const 16)) (i32.const 1)))
    (i32.const 1024))
  (func (export "dealloc") (param i32 i32)
    (i32.store8 (i32.const 17) (i32.add (i32.load8_u (i32.const 17)) (i32.const 1))))
"""


WRITING = """(param i32 i32 i32)
  (i32.store (local.get 0) (i32.const 16)) (i32.store offset=4 (local.get 0) (i32.const 2))"""


@pytest.mark.parametrize(
    ("function", "counted"),
    [
        ("(param i32 i32) (result i32 i32) (i32.const 16) (i32.const 2)", b"12"),
        # The answer is part of the request, so that it is released with it.
        ("(param i32 i32) (result i32 i32) local.get 0 (i32.const 2)", b"11"),
        (
            WRITING,
            b"23",
        ),
        ("(result i32 i32) (i32.const 16) (i32.const 2)", b"01"),
    ],
    ids=["answer of its own", "answer within the request", "place for the answer", "no request"],
)
def test_everything_is_released_once(opened: Open, function: str, counted: bytes) -> None:
    plugin = opened(
        f"""{COUNTING} (func (export "library_call") {function})
        (func (export "library_doc") (result i32 i32) (i32.const 16) (i32.const 2))""",
        bare=True,
    )
    plugin.invoke("library_call", b"{}")
    assert answer(plugin, "library_doc", b"{}") == counted


def test_a_request_may_be_larger_than_the_memory_was(opened: Open) -> None:
    plugin = opened(f'(func (export "library_call") {ECHOES["packed"]})')
    large = b"x" * 5_000_000
    assert answer(plugin, "library_call", large) == large


@pytest.mark.parametrize(
    "answer", [(0xFFFF_FFFF, 1), (0xFFFF_FFFF, 0xFFFF_FFFF), (131_072, 1), (131_071, 2), (1, 131_072)]
)
def test_no_answer_is_read_from_outside_of_the_memory(opened: Open, answer: tuple[int, int]) -> None:
    plugin = opened(
        PACKED.format(f"(i32.const {answer[0]})", f"(i32.const {answer[1]})"), limits=Limits(answer_bytes=1 << 40)
    )
    assert "outside of its memory" in trouble(lambda: plugin.invoke("library_call", b"{}"))


def test_the_last_byte_of_the_memory_may_be_an_answer(opened: Open) -> None:
    plugin = opened(PACKED.format("(i32.const 131071)", "(i32.const 1)"))
    assert answer(plugin, "library_call", b"{}") == b"\0"


FAILS_ONCE = """
  (global $asked (mut i32) (i32.const 0))
  (func (export "library_call") (param i32 i32) (result i64)
    (global.set $asked (i32.add (global.get $asked) (i32.const 1)))
    (if (i32.eq (i32.load8_u (local.get 0)) (i32.const 33)) (then (unreachable)))
    (i32.store8 (i32.const 16) (i32.add (i32.const 48) (global.get $asked)))
    (call $answer (i32.const 16) (i32.const 1)))
"""


def test_an_instance_is_used_again_until_it_fails(opened: Open) -> None:
    plugin = opened(FAILS_ONCE)
    assert [answer(plugin, "library_call", b"x") for _ in range(3)] == [b"1", b"2", b"3"]
    assert "trapped" in trouble(lambda: plugin.invoke("library_call", b"!"))
    assert answer(plugin, "library_call", b"x") == b"1", "the state of the instance that failed is gone"


def test_threads_have_instances_of_their_own(opened: Open) -> None:
    plugin = opened(f'(func (export "library_call") {ECHOES["packed"]})')
    answers: set[tuple[bytes, bytes | None]] = set()

    def ask(number: int) -> None:
        content = str(number).encode() * 100
        answers.update((content, answer(plugin, "library_call", content)) for _ in range(200))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plugin.close()
    assert len(answers) == 4
    assert all(asked == answered for asked, answered in answers)
    assert trouble(lambda: plugin.invoke("library_call", b"{}")) == "was closed"


def test_initialize_runs_before_the_first_request(opened: Open) -> None:
    plugin = opened(
        """(global $ready (mut i32) (i32.const 48))
        (func (export "_initialize") (global.set $ready (i32.const 49)))
        (func (export "library_call") (param i32 i32) (result i64)
          (i32.store8 (i32.const 16) (global.get $ready)) (call $answer (i32.const 16) (i32.const 1)))"""
    )
    assert answer(plugin, "library_call", b"{}") == b"1"


def test_shutdown_runs_when_the_plugin_is_closed(opened: Open) -> None:
    said: list[tuple[str, bytes]] = []

    def host(name: str, asked: bytes) -> bytes:
        said.append((name, asked))
        return b"{}"

    plugin = opened(
        """(import "hielements_host" "log" (func $log (param i32 i32) (result i64)))
        (data (i32.const 400) "bye")
        (func (export "shutdown") (drop (call $log (i32.const 400) (i32.const 3))))""",
        Grants(services=frozenset({"log"}), host=host),
    )
    plugin.invoke("library_check", b"{}")
    assert said == []
    plugin.close()
    assert said == [("log", b"bye")]


def test_the_cost_is_the_same_every_time(opened: Open) -> None:
    plugin = opened(f'(func (export "library_call") {ECHOES["packed"]})', limits=Limits(fuel=1_000_000))
    first = plugin.invoke("library_call", REQUEST)
    assert first.content == REQUEST
    assert first.cost
    assert plugin.invoke("library_call", REQUEST) == first
    uncounted = opened('(func (export "library_call") (param i32 i32) (result i64) (call $pass))')
    assert uncounted.invoke("library_call", b"{}") == Answer(b'{"Pass":null}', None, None)


def test_a_limit_of_operations_ends_a_request(opened: Open) -> None:
    plugin = opened(
        '(func (export "library_call") (param i32 i32) (result i64) (loop $forever (br $forever)) (unreachable))',
        limits=Limits(fuel=100_000),
    )
    assert trouble(lambda: plugin.invoke("library_call", b"{}")) == "needed more than its limit of 100,000 operations"


def test_an_answer_of_the_host_reaches_the_guest(opened: Open) -> None:
    plugin = opened(
        """(import "hielements_host" "facts" (func $facts (param i32 i32) (result i64)))
        (func (export "library_call") (param i32 i32) (result i64) (call $facts (local.get 0) (local.get 1)))""",
        Grants(services=frozenset({"facts"}), host=lambda name, asked: name.encode() + b":" + asked),
    )
    assert answer(plugin, "library_call", b"{}") == b"facts:{}"
    assert answer(plugin, "library_call", b"x" * 300_000) == b"facts:" + b"x" * 300_000


ASKING = """(import "hielements_host" "facts" (func $facts (param i32 i32) (result i64)))
  (func (export "library_call") (param i32 i32) (result i64) (call $facts (local.get 0) (local.get 1)))"""


def test_a_host_that_fails_ends_the_request_and_no_other(opened: Open) -> None:
    def host(name: str, asked: bytes) -> bytes:
        if asked == b"!":
            raise RuntimeError("a defect")
        return asked

    plugin = opened(ASKING, Grants(services=frozenset({"facts"}), host=host))
    message = trouble(lambda: plugin.invoke("library_call", b"!"))
    assert message == "failed in a call to the host: RuntimeError: a defect"
    assert answer(plugin, "library_call", b"{}") == b"{}"


def test_an_interrupt_in_the_host_is_passed_on(opened: Open) -> None:
    def host(name: str, asked: bytes) -> bytes:
        raise KeyboardInterrupt

    plugin = opened(ASKING, Grants(services=frozenset({"facts"}), host=host))
    with pytest.raises(KeyboardInterrupt):
        plugin.invoke("library_call", b"{}")


def test_time_in_the_host_counts(opened: Open) -> None:
    released = threading.Event()

    def host(name: str, asked: bytes) -> bytes:
        released.wait(0.2)
        return asked

    plugin = opened(ASKING, Grants(services=frozenset({"facts"}), host=host), Limits(time_ms=50))
    assert "took longer than its limit of 50 ms" in trouble(lambda: plugin.invoke("library_call", b"{}"))


def test_plugins_that_ask_each_other_in_a_circle_are_stopped(opened: Open) -> None:
    plugins: list[WasmPlugin] = []
    plugin = opened(
        ASKING,
        Grants(
            services=frozenset({"facts"}), host=lambda name, asked: answer(plugins[0], "library_call", asked) or b""
        ),
    )
    plugins.append(plugin)
    assert "in a circle" in trouble(lambda: plugin.invoke("library_call", b"{}"))


def test_an_interrupt_ends_a_guest_that_runs(opened: Open) -> None:
    """As Ctrl+C does: the signal comes while the main thread is in the guest, and does not wait for the limit."""
    asked = threading.Event()

    def host(name: str, request: bytes) -> bytes:
        asked.set()
        return request

    plugin = opened(
        """(import "hielements_host" "facts" (func $facts (param i32 i32) (result i64)))
        (func (export "library_call") (param i32 i32) (result i64)
          (drop (call $facts (local.get 0) (local.get 1)))
          (loop $forever (br $forever)) (unreachable))""",
        Grants(services=frozenset({"facts"}), host=host),
        Limits(time_ms=100_000),
    )

    def interrupt() -> None:
        assert asked.wait(60)
        signal.raise_signal(signal.SIGINT)

    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    thread = threading.Thread(target=interrupt)
    try:
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            plugin.invoke("library_call", b"{}")
    finally:
        thread.join()
        signal.signal(signal.SIGINT, previous)
    assert asked.is_set()


def test_requests_near_the_end_of_the_stack_fail_in_python(opened: Open) -> None:
    """Where no frame is left for what the guest calls, nothing of the guest may run at all."""
    plugin = opened(ASKING, Grants(services=frozenset({"facts"}), host=lambda name, asked: asked))
    plugin.invoke("library_call", b"{}")

    def deeper(levels: int) -> bytes | None:
        return deeper(levels - 1) if levels else answer(plugin, "library_call", b"{}")

    outcomes = set()
    for levels in range(100, sys.getrecursionlimit()):
        try:
            outcomes.add(deeper(levels))
        except RecursionError:
            outcomes.add(None)
    assert outcomes == {b"{}", None}


HANGS = '(func (export "library_call") (param i32 i32) (result i64) (loop $forever (br $forever)) (unreachable))'


@pytest.mark.parametrize("fields", [FAILS_ONCE, HANGS, ASKING], ids=["trap", "time", "host"])
def test_nothing_is_left_of_instances_that_failed(opened: Open, fields: str) -> None:
    """Runs switch the search for circles of objects off, so that there must be none."""

    def host(name: str, asked: bytes) -> bytes:
        raise RuntimeError("a defect")

    plugin = opened(fields, Grants(services=frozenset({"facts"}), host=host), Limits(time_ms=10))
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            # Not `pytest.raises`: it keeps what it caught.
            with suppress(WasmError):
                plugin.invoke("library_call", b"!")
        assert [each for each in gc.get_objects() if isinstance(each, Instance)] == []
    finally:
        gc.enable()
