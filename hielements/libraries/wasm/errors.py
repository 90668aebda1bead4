"""Why a WebAssembly module gave no answer. In this package it is an exception, at its edge a failure of a check."""

from __future__ import annotations

from typing import Literal

WasmReason = Literal["library", "limit"]


class WasmError(Exception):
    """A module that cannot be used, or a request that was not answered.

    `message` is the end of a sentence that starts with the plugin's name (`took longer than 5000 ms`), `help` what to
    do about it, `reason` what kind it is: `limit` for what ran into a limit that the configuration can raise. `cost` is
    the number of WebAssembly operations until then, None where they are not counted.
    """

    def __init__(self, message: str, help: str | None = None, reason: WasmReason = "library") -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.help = help
        self.reason: WasmReason = reason
        self.cost: int | None = None


def over_limit(message: str, setting: str) -> WasmError:
    """WasmError with a limit that `setting` of the library's configuration raises."""
    return WasmError(message, f"raise it with `{setting}` if the plugin is right to need more", "limit")
