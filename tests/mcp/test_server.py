"""The server for coding agents, asked over stdio by the client of the protocol's own SDK."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

SPEC = """import python
import patterns.layered

element shop implements layered.layered {
    layered.presentation.code = web.code
    layered.logic.code = services.code
    layered.data.code = db.code
    element web {
        scope code = python.package_selector('shop.web')
        ## Pages that draw charts are slow.
        check python.no_import(code, 'matplotlib')
    }
    element services { scope code = python.package_selector('shop.services') }
    element db { scope code = python.package_selector('shop.db') }
}
"""
FILES = {
    "hielements.hie": SPEC,
    "secret.txt": "hunter2",
    "shop/__init__.py": "",
    "shop/web/__init__.py": "import shop.services\nimport shop.db\n",
    "shop/services/__init__.py": "import shop.db\n",
    "shop/db/__init__.py": "",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def talk(project: Path, ask: Callable[[Client], Awaitable[None]]) -> None:
    """Starts the server as a client's configuration does, and asks it."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("HIELEMENTS", "XDG", "PATH", "HOME"))}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "hielements", "mcp", "--workspace", str(project)], env=kept
    )

    async def run() -> None:
        async with Client(server, read_timeout_seconds=60) as client:
            await ask(client)

    anyio.run(run)


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """What a tool answers: data where it is JSON, else text."""
    result = await client.call_tool(tool, arguments)
    text = "".join(getattr(each, "text", "") for each in result.content)
    if result.is_error:
        return f"error: {text}"
    try:
        return json.loads(text)
    except ValueError:
        return text


def test_an_agent_designs_checks_and_mends(project: Path) -> None:
    async def ask(client: Client) -> None:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert names >= {
            "check_specification", "check_file", "run_checks", "list_patterns", "get_pattern", "list_libraries",
            "explain_error", "generate_element", "what_may_import", "why", "graph",
        }  # fmt: skip
        for tool in (await client.list_tools()).tools:
            assert tool.description, tool.name

        # Before an import is written.
        told = await call(client, "what_may_import", name="shop/web/__init__.py")
        assert told["elements"] == ["shop.web"]
        verdicts = {each["element"]: each["verdict"] for each in told["targets"]}
        assert verdicts == {"shop.services": "allowed", "shop.db": "not allowed"}
        assert [each["rule"] for each in told["rules"] if each["about_modules"]] == [
            "python.no_import(code, 'matplotlib')"
        ]
        assert "Pages that draw charts are slow." in [each["reason"] for each in told["rules"]]

        # After it was written.
        report = await call(client, "run_checks")
        assert report["exit_code"] == 1
        in_file = await call(client, "check_file", path="shop/web/__init__.py")
        assert [each["line"] for result in in_file["violated"] for each in result["violations"]] == [2]
        assert (await call(client, "check_file", path="shop/db/__init__.py"))["violated"] == []
        chains = await call(client, "why", source="shop.web", target="shop.db", limit=1)
        assert chains["chains"][0][0]["path"] == "shop/web/__init__.py"
        explained = await call(client, "explain_check", check="*matplotlib*")
        assert [each["result"]["status"] for each in explained["checks"]] == ["pass"]

        # Mended.
        (project / "shop/web/__init__.py").write_text("import shop.services\n", encoding="utf-8")
        assert (await call(client, "run_checks"))["exit_code"] == 0
        assert (await call(client, "run_checks", filters=["shop.web"]))["summary"]["total"] == 1

    talk(project, ask)


def test_specifications_are_written_with_help(project: Path) -> None:
    async def ask(client: Client) -> None:
        wrong = "import files\nelement a { check files.exsts('x') }\n"
        told = await call(client, "check_specification", text=wrong)
        assert [(each["name"], each["file"], each["line"]) for each in told["diagnostics"]] == [
            ("undefined-function", "<text>", 2)
        ]
        assert (await call(client, "check_specification"))["diagnostics"] == []
        assert not [each for each in project.iterdir() if each.name.startswith("tmp")]
        assert "# undefined-function" in await call(client, "explain_error", code="undefined-function")
        element = await call(client, "generate_element", name="shop")
        assert "check python.layers('shop', ['web', 'services', 'db'])" in element
        patterns = await call(client, "list_patterns")
        assert "layered.layered" in [each["pattern"] for each in patterns["patterns"]]
        assert "presentation" in await call(client, "get_pattern", name="layered")
        libraries = await call(client, "list_libraries")
        assert (
            "no_dependency" in next(each for each in libraries["libraries"] if each["library"] == "python")["functions"]
        )
        assert "indirect" in await call(client, "list_libraries", name="python.no_dependency")
        assert 'n1["web"]' in await call(client, "graph")
        assert "shop.web" in [each["element"] for each in (await call(client, "list_elements"))["elements"]]

    talk(project, ask)


def test_wrong_words_are_answered_with_what_is_possible(project: Path) -> None:
    async def ask(client: Client) -> None:
        assert "undefined-name" in await call(client, "explain_error", code="undefined-nam")
        assert "layered" in await call(client, "get_pattern", name="layerd")
        assert "`shop`" in await call(client, "generate_element", name="nope")
        assert "mermaid" in await call(client, "graph", format="painting")
        told = await call(client, "what_may_import", name="shop.wep")
        assert "shop.web" in told["diagnostics"][0]["help"]
        assert (await call(client, "run_checks", since="nope"))["exit_code"] == 2

    talk(project, ask)


def test_resources_and_prompts(project: Path) -> None:
    async def ask(client: Client) -> None:
        async def read(uri: str) -> str:
            contents = (await client.read_resource(uri)).contents
            return "".join(getattr(each, "text", "") for each in contents)

        assert "hielements.hie" in await read("hielements://specifications")
        assert await read("hielements://specification/hielements.hie") == SPEC
        assert "connection" in await read("hielements://language")
        assert "presentation" in await read("hielements://pattern/layered")
        assert "no_dependency" in await read("hielements://library/python")
        # Nothing but specifications can be read.
        for path in ("secret.txt", "../secret.txt", "%2e%2e/etc/passwd"):
            with pytest.raises(Exception, match=r".") as refused:
                await read(f"hielements://specification/{path}")
            assert "hunter2" not in str(refused.value)
        prompts = {prompt.name for prompt in (await client.list_prompts()).prompts}
        assert prompts == {"design_architecture", "analyse_architecture", "fix_violations", "implement_pattern"}
        text = str((await client.get_prompt("fix_violations", {"path": "shop/web/__init__.py"})).messages)
        assert "check_file" in text

    talk(project, ask)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hielements", "mcp", "--workspace", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "is not a folder" in done.stderr
