"""`hielements lsp`: the language server for editors."""

from __future__ import annotations

from typing import Final

from hielements.cli.arguments import Arguments, Command, Option, UsageError

COMMAND: Final = Command(
    "lsp",
    "Start the language server, for editors.",
    (
        Option(
            ("--tcp",),
            "Wait for one client at this address instead of speaking over standard input and output. "
            "A port alone means this machine.",
            "[HOST:]PORT",
        ),
        Option(("--stdio",), "Speak over standard input and output, as without any option: some editors add this."),
    ),
    details="Editors start this command themselves; docs/editors.md says how each is told to. Plugins that a workspace "
    "brings along run only after the editor has said that the workspace is trusted.",
    examples=(
        ("hielements lsp", "speaks with the editor that started it"),
        ("hielements lsp --tcp 2087", "waits for a client"),
    ),
)


def run(arguments: Arguments) -> int:
    address = arguments.text("tcp")
    if address is not None and arguments.flag("stdio"):
        raise UsageError("--tcp and --stdio contradict each other")
    try:
        from hielements.lsp.main import serve_stdio, serve_tcp
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] in ("pygls", "lsprotocol", "cattrs", "attrs"):
            raise UsageError(
                f"the language server needs the package `{problem.name}`", "pip install hielements"
            ) from None
        raise
    if address is None:
        return serve_stdio()
    host, _, port = address.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(f"`{address}` is no address", "write a port, or a host and a port: `127.0.0.1:2087`")
    return serve_tcp(host or "127.0.0.1", int(port))
