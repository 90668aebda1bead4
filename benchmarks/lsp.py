"""How fast the language server answers, and whether its memory stays.

    python benchmarks/lsp.py [--lines 10000] [--edits 5000]

Speaks with a server over standard input and output, as an editor does. One edit and then a hover or a completion at
once, as people type; the time from an edit until the diagnostics of just this version are there; and the memory of the
server over many edits. Times are milliseconds of this machine: compare them with the floor, a request that asks for
nothing, from the same run. The processor time of an edit does not depend on what else the machine does.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from lsprotocol import types
from pygls.lsp.client import LanguageClient


def specification(lines: int) -> str:
    """A specification of about so many lines."""
    text = ["import files", "import python", "", "pattern layer {", "    scope code<python>", "}", ""]
    number = 0
    while len(text) < lines:
        text += [
            f"## Part {number}",
            f"element part{number} implements layer {{",
            f"    scope src<python> binds layer.code = python.package_selector('part{number}')",
        ]
        for inner in range(4):
            text += [
                f"    element sub{inner} {{",
                f"        scope code = python.module_selector('part{number}.sub{inner}')",
                "        check python.no_import(code, 'os')",
                f"        check python.no_dependency(code, part{max(0, number - 1)}.sub{inner}.code)",
                "    }",
            ]
        text += ["}", ""]
        number += 1
    return "\n".join(text) + "\n"


class Editor:
    """A client with one open text."""

    def __init__(self, folder: Path, text: str) -> None:
        self.text = text
        self.version = 1
        self.folder = folder
        self.uri = (folder / "hielements.hie").as_uri()
        self.client = LanguageClient("benchmark", "1")
        self.seen: dict[int, asyncio.Future[float]] = {}

        def published(params: types.PublishDiagnosticsParams) -> None:
            self._published(params)

        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)

    def _published(self, params: types.PublishDiagnosticsParams) -> None:
        waiting = self.seen.pop(params.version or 0, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())

    def expect(self) -> asyncio.Future[float]:
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.seen[self.version] = future
        return future

    async def start(self) -> None:
        await self.client.start_io(sys.executable, "-m", "hielements", "lsp")
        options = {"checkOnOpen": False, "checkOnSave": False}
        params = types.InitializeParams(types.ClientCapabilities(), initialization_options=options)
        params.root_uri = self.folder.as_uri()
        await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())
        item = types.TextDocumentItem(self.uri, "hielements", 1, self.text)
        waiting = self.expect()
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await waiting

    def position(self, offset: int) -> types.Position:
        line = self.text.count("\n", 0, offset)
        return types.Position(line, offset - self.text.rfind("\n", 0, offset) - 1)

    def type(self, start: int, end: int, text: str) -> None:
        change = types.TextDocumentContentChangePartial(types.Range(self.position(start), self.position(end)), text)
        self.text = self.text[:start] + text + self.text[end:]
        self.version += 1
        identifier = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    @property
    def identifier(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)


def shown(name: str, values: list[float]) -> None:
    ordered = sorted(value * 1000 for value in values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{name:44} median {median(ordered):8.1f} ms   p95 {p95:8.1f} ms   most {ordered[-1]:8.1f} ms")


async def _timed(work: Any) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def measure(lines: int, edits: int) -> None:
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hielements.toml").write_text("")
        editor = Editor(Path(folder), specification(lines))
        started = time.perf_counter()
        await editor.start()
        print(f"{lines:,} lines; open to first diagnostics: {time.perf_counter() - started:.2f} s")
        client = editor.client
        floor = []
        for _ in range(50):
            position = types.Position(len(editor.text), 0)
            floor.append(await _timed(client.text_document_hover_async(types.HoverParams(editor.identifier, position))))
        shown("floor: a hover that finds nothing", floor)
        still, typed, completed, published = [], [], [], []
        server = _server()
        before = server.cpu_times()
        marks = [index for index in range(len(editor.text)) if editor.text.startswith("python.no_import(code", index)]
        for round_ in range(60):
            place = chance.choice(marks)
            hover = types.HoverParams(editor.identifier, editor.position(place + 9))
            still.append(await _timed(client.text_document_hover_async(hover)))
            # One letter in, and one question before anything of the new text was understood.
            editor.type(place + 8, place + 8, "x")
            waiting = editor.expect()
            began = time.perf_counter()
            if round_ % 2:
                typed.append(await _timed(client.text_document_hover_async(hover)))
            else:
                ask = types.CompletionParams(editor.identifier, editor.position(place + 8))
                completed.append(await _timed(client.text_document_completion_async(ask)))
            published.append(await waiting - began)
            editor.type(place + 8, place + 9, "")
            await editor.expect()
        shown("hover", still)
        shown("hover right behind a keystroke", typed)
        shown("completion right behind a keystroke", completed)
        shown("edit to diagnostics", published)
        after = server.cpu_times()
        used = after.user + after.system - before.user - before.system
        # Each round has two edits and two questions.
        print(f"{'processor time of the server for an edit':44} mean   {used / 120 * 1000:8.1f} ms")
        await _memory(editor, edits, chance, marks)
        await client.shutdown_async(None)
        client.exit(None)


def _server() -> psutil.Process:
    return next(each for each in psutil.Process().children(recursive=True) if "lsp" in each.cmdline())


async def _memory(editor: Editor, edits: int, chance: random.Random, marks: list[int]) -> None:
    server = _server()
    sizes = []
    for number in range(edits + 1):
        if number % max(1, edits // 10) == 0:
            sizes.append(server.memory_info().rss / 1e6)
        place = chance.choice(marks)
        editor.type(place + 8, place + 8, "x")
        editor.type(place + 8, place + 9, "")
        if number % 5 == 0:
            await editor.expect()
    print(f"memory over {edits:,} edits, MB: " + " ".join(f"{size:.0f}" for size in sizes))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=5_000)
    given = parser.parse_args()
    asyncio.run(measure(given.lines, given.edits))
