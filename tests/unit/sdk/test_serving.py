"""A plugin as a real process: streams, cancellation, calls back to the host, start-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PLUGIN = """
import os, subprocess, sys, time
from collections.abc import Iterator
from hielements.sdk import Host, Library, Scope, Undecided, Violation

library = Library("sample", "1.2.3", "A sample.")

@library.check
def noisy() -> bool:
    print("stray text")
    os.write(1, b"stray bytes\\n")
    subprocess.run([sys.executable, "-c", "print('stray child', input())"], check=False)
    return True

@library.check
def broken(number: int) -> bool:
    return 1 / number > 0

@library.check
def leaving() -> bool:
    sys.exit(7)

@library.check
def busy(host: Host) -> bool:
    host.log("started")
    while True:
        pass

@library.check
def sleepy(host: Host) -> bool:
    host.log("started")
    time.sleep(600)
    return True

@library.selector
def asked(host: Host, path: str) -> str:
    host.progress("asking", 1, 2)
    return host.read_file(path)

@library.selector
def number() -> float:
    return float("nan")

library.serve()
"""


class Conversation:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.number = 0

    def send(self, method: str, params: object = None, **more: object) -> int:
        self.number += 1
        self.raw(json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params, **more}).encode())
        return self.number

    def raw(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the plugin ended"
        found: dict[str, Any] = json.loads(line)
        return found

    def ask(self, method: str, params: object = None) -> dict[str, Any]:
        number = self.send(method, params)
        answer = self.receive()
        assert answer["id"] == number
        return answer

    def check(self, function: str, *arguments: object) -> dict[str, Any]:
        return self.ask("library.check", {"function": function, "args": arguments, "workspace": "/w"})


@contextmanager
def conversation(folder: Path, source: str = PLUGIN) -> Iterator[Conversation]:
    plugin = folder / "plugin.py"
    plugin.write_text(source, "utf-8")
    with (folder / "stderr").open("ab") as stderr:
        process = subprocess.Popen(
            [sys.executable, str(plugin)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    try:
        yield Conversation(process)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            stream.close()


def test_what_functions_print_stays_off_the_conversation(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        assert plugin.check("noisy")["result"] == {"Pass": None}
        assert plugin.check("noisy")["result"] == {"Pass": None}
    printed = (tmp_path / "stderr").read_text("utf-8")
    assert printed.count("stray text") == printed.count("stray bytes") == 2
    # The child found an empty input and not the next request.
    assert printed.count("EOFError") == 2


def test_exceptions_are_errors_with_their_place_and_the_plugin_goes_on(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        error = plugin.check("broken", {"Int": 0})["error"]
        assert error == {"code": -32000, "message": "ZeroDivisionError: division by zero (plugin.py, line 17)"}
        assert "wanted to exit with 7" in plugin.check("leaving")["error"]["message"]
        assert "Out of range" in plugin.ask("library.call", {"function": "number", "args": []})["error"]["message"]
        assert plugin.check("broken", {"Int": 1})["result"] == {"Pass": None}
    assert "Traceback" in (tmp_path / "stderr").read_text("utf-8")


def test_malformed_requests_are_answered_with_the_codes_of_json_rpc(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        for line, code in (
            (b"{half", -32700),
            (b"\xff", -32700),
            (b"[" * 100_000, -32700),
            (b"[]", -32600),
            (b'{"id": 7}', -32600),
            (b'{"id": 7, "method": "nonsense"}', -32601),
            (b'{"id": 7, "method": "library.check", "params": []}', -32600),
            (b'{"id": 7, "method": "library.check", "params": {"function": "nonsense"}}', -32602),
        ):
            plugin.raw(line)
            assert plugin.receive()["error"]["code"] == code, line[:40]
        plugin.raw(b'{"method": "$/unknown"}')
        plugin.raw(b'{"id": 99, "result": "nobody asked"}')
        assert plugin.ask("library.metadata")["result"]["version"] == "1.2.3"


def test_a_running_request_is_cancelled_also_when_it_sleeps(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        for function in ("busy", "sleepy"):
            number = plugin.send("library.check", {"function": function, "args": [], "workspace": "/w"})
            assert plugin.receive()["params"]["message"] == "started"
            plugin.raw(json.dumps({"method": "$/cancelRequest", "params": {"id": number}}).encode())
            assert plugin.receive() == {
                "jsonrpc": "2.0",
                "id": number,
                "error": {"code": -32800, "message": "the request was cancelled"},
            }
        assert plugin.check("broken", {"Int": 1})["result"] == {"Pass": None}


def test_a_waiting_request_is_cancelled_before_it_runs(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        first = plugin.send("library.check", {"function": "sleepy", "args": [], "workspace": "/w"})
        second = plugin.send("library.check", {"function": "sleepy", "args": [], "workspace": "/w"})
        assert plugin.receive()["method"] == "$/log"
        plugin.raw(json.dumps({"method": "$/cancelRequest", "params": {"id": second}}).encode())
        plugin.raw(json.dumps({"method": "$/cancelRequest", "params": {"id": first}}).encode())
        answers = [plugin.receive(), plugin.receive()]
        assert [(each["id"], each["error"]["code"]) for each in answers] == [(first, -32800), (second, -32800)]


def test_the_host_is_asked_while_a_function_runs(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        offer = {"protocolVersions": ["1.0"], "services": ["host.read_file"], "workspace": "/w"}
        agreed = plugin.ask("initialize", offer)["result"]
        assert agreed["protocolVersion"] == "1.0"
        assert agreed["capabilities"]["cancel"]
        number = plugin.send("library.call", {"function": "asked", "args": ["a.txt"], "workspace": "/w"})
        assert plugin.receive()["method"] == "$/progress"
        request = plugin.receive()
        assert (request["method"], request["params"]) == ("host.read_file", {"path": "/w/a.txt"})
        plugin.raw(json.dumps({"id": request["id"], "result": {"path": "/w/a.txt", "text": "täxt"}}).encode())
        assert plugin.receive() == {"jsonrpc": "2.0", "id": number, "result": {"String": "täxt"}}


def test_another_version_of_the_protocol_is_refused_like_by_an_old_plugin(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        assert plugin.ask("initialize", {"protocolVersions": ["9.9"]})["error"]["code"] == -32601
        assert plugin.check("broken", {"Int": 1})["result"] == {"Pass": None}


def test_the_plugin_ends_with_shutdown_and_with_its_input(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        assert plugin.ask("shutdown")["result"] is None
        assert plugin.process.wait(60) == 0
    with conversation(tmp_path) as plugin:
        assert plugin.ask("library.metadata")["result"]["name"] == "sample"
        assert plugin.process.stdin is not None
        plugin.process.stdin.close()
        assert plugin.process.wait(60) == 0


def test_the_end_of_the_input_reaches_a_function_that_waits_for_the_host(tmp_path: Path) -> None:
    with conversation(tmp_path) as plugin:
        plugin.ask("initialize", {"protocolVersions": ["1.0"], "services": ["host.read_file"], "workspace": "/w"})
        plugin.send("library.call", {"function": "asked", "args": ["a.txt"], "workspace": "/w"})
        while plugin.receive().get("method") != "host.read_file":
            pass
        assert plugin.process.stdin is not None
        plugin.process.stdin.close()
        assert plugin.process.wait(60) == 0


def test_the_start_loads_no_heavy_module_and_nothing_else_of_the_package() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import hielements.sdk.serving; print(*sorted(sys.modules))"
    # -S: what the environment's own site packages load at every start is none of the plugin's business.
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"typing", "inspect", "dataclasses", "asyncio", "pathlib", "traceback", "subprocess"} & set(loaded)
    own = {name for name in loaded if name.startswith("hielements") and not name.startswith("hielements.sdk")}
    assert own == {"hielements", "hielements.version"}
