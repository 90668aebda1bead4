"""What a module may do and how much it may use: the project's decision, never the module's.

Comes in from the configuration. Knows no WebAssembly.
"""

from __future__ import annotations

from collections.abc import Callable

from hielements.record import Record

Host = Callable[[str, bytes], bytes]
"""Answers a guest that asks for a service: its name and the parameters as JSON in, JSON `{"result": ..}` or
`{"error": {"code", "message"}}` out. Never raises for what the guest sent."""


class Grants(Record):
    """What a module may reach beyond its own memory. Everything is denied by default.

    `workspace` is the absolute path of the folder that is shown as `/workspace`, None when nothing is; `writable` lets
    the module write there. `environment` are the variables it sees. `clock` and `random` are the real ones; without
    them both are fixed, so that the answer depends on the request alone. `services` are the services of the host that
    it may import, by name (`facts`), and `host` answers them.
    """

    workspace: str | None = None
    writable: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    clock: bool = False
    random: bool = False
    services: frozenset[str] = frozenset()
    host: Host | None = None


class Limits(Record):
    """What one request may use, and what one instance may hold.

    `time_ms` is wall time in milliseconds, calls to the host included; `memory_bytes` the linear memory;
    `table_elements` the size of tables; `output_bytes` what is written to the standard streams in one request;
    `answer_bytes` the length of an answer or of a request to the host; `module_bytes` the size of the file. `fuel` is
    a number of WebAssembly operations, None when they are not counted: counting makes the cost of a request the same on
    every machine, and the request slower.
    """

    time_ms: int = 10_000
    memory_bytes: int = 256 * 1024 * 1024
    table_elements: int = 100_000
    output_bytes: int = 1024 * 1024
    answer_bytes: int = 64 * 1024 * 1024
    module_bytes: int = 64 * 1024 * 1024
    fuel: int | None = None
