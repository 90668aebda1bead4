"""Offers the tools, resources and prompts over the protocol.

Comes in: the folder of a project. Goes out: a server that speaks over stdin and stdout until its client goes. The only
module that imports the SDK (`mcp`, https://github.com/modelcontextprotocol/python-sdk).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from hielements.mcp import prompts
from hielements.mcp.tools import ToolProblem, Tools
from hielements.version import __version__

_INSTRUCTIONS = """Hielements proves that code has the architecture that a `.hie` specification says. Ask
`what_may_import` before you add a dependency, and `run_checks` (or `check_file`) after you changed code. Rules carry
their reasons: keep to these, and mend the code rather than the rule."""


def build_server(folder: str) -> MCPServer:
    """The server of the project in a folder."""
    tools = Tools(folder)
    server = MCPServer("hielements", title="Hielements", instructions=_INSTRUCTIONS, version=__version__)
    for tool in (
        tools.check_specification,
        tools.check_file,
        tools.run_checks,
        tools.list_elements,
        tools.what_may_import,
        tools.why,
        tools.explain_check,
        tools.explain_error,
        tools.list_patterns,
        tools.get_pattern,
        tools.list_libraries,
        tools.language_reference,
        tools.generate_element,
        tools.graph,
    ):
        server.tool(structured_output=False)(_telling(tool))
    _add_resources(server, tools)
    for prompt in (
        prompts.design_architecture,
        prompts.analyse_architecture,
        prompts.fix_violations,
        prompts.implement_pattern,
    ):
        server.prompt()(prompt)
    return server


def _add_resources(server: MCPServer, tools: Tools) -> None:
    markdown = "text/markdown"

    @server.resource("hielements://specifications", mime_type="application/json")
    def specifications() -> list[str]:
        """The paths of the specifications in the project."""
        return tools.specifications()

    @server.resource("hielements://specification/{+path}", mime_type="text/plain")
    def specification(path: str) -> str:
        """The text of a specification."""
        return tools.read_specification(path)

    @server.resource("hielements://language", mime_type=markdown)
    def language() -> str:
        """The reference of the specification language."""
        return tools.language_reference()

    @server.resource("hielements://pattern/{name}", mime_type=markdown)
    def pattern(name: str) -> str:
        """A standard pattern."""
        return tools.get_pattern(name)

    @server.resource("hielements://library/{name}", mime_type=markdown)
    def library(name: str) -> str:
        """The documentation of a library."""
        return str(tools.list_libraries(name))


def _telling(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool with its problems as the protocol tells them: the agent reads the text and asks again."""

    @wraps(tool)
    def told(*arguments: Any, **named: Any) -> Any:
        try:
            return tool(*arguments, **named)
        except ToolProblem as problem:
            raise ToolError(str(problem)) from None

    return told
