"""`hielements mcp`: serves coding agents over the Model Context Protocol."""

from __future__ import annotations

import os
from typing import Final

from hielements.cli.arguments import Arguments, Command, Option, UsageError

COMMAND: Final = Command(
    "mcp",
    "Serve coding agents: what may be imported, checks, patterns, documentation, over the Model Context Protocol.",
    (Option(("-w", "--workspace"), "The folder of the project. Default: the current one.", "DIR"),),
    details="The server speaks over stdin and stdout and ends with its client. It writes no files. It needs the "
    "package `mcp`: `pip install 'hielements[mcp]'`.",
    examples=(("hielements mcp --workspace ~/shop", "serves one project; docs/agents.md shows how clients start it"),),
)


def run(arguments: Arguments) -> int:
    folder = os.path.abspath(os.path.expanduser(arguments.text("workspace") or "."))
    if not os.path.isdir(folder):
        raise UsageError(f"the workspace `{folder}` is not a folder")
    try:
        from hielements.mcp.server import build_server
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] != "mcp":
            raise
        raise UsageError("the package `mcp` is not installed", "`pip install 'hielements[mcp]'` brings it") from None
    build_server(folder).run("stdio")
    return 0
