"""Whatever is typed, the server sees the text that the editor has, and says of it what is said of a text that was never
another one."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from language_clients.projects import FIXED, make_project
from language_clients.session import Session
from lsprotocol import types

from hielements.app.editing import open_workbench
from hielements.lsp.conversions import Converter
from hielements.lsp.positions import Positions

SPEC = "hielements.hie"
_PIECES = [
    *[
        "",
        "",
        "{",
        "}",
        "(",
        "'",
        "x",
        " ",
        "\n",
        "    ",
        "check ",
        "scope a = ",
        "element e {\n",
        "#",
        "## doc\n",
        "###",
    ],
    *[
        "\t",
        ".",
        "🏗",
        "é",
        "import x\n",
        "\r\n",
        "\r",
        "\u2028",
        "\f",
        "requires ",
        "}\n\nelement z {\n",
        "ref r = 3\n",
    ],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_server_sees_what_the_editor_has(tmp_path: Path, encoding: str) -> None:
    chance = random.Random(f"edits {encoding}")
    project = make_project(tmp_path, FIXED)
    session = Session(project, encoding, {"checkOnOpen": False}, pull=True)
    converter = Converter(Positions(encoding))
    try:
        session.open(SPEC)
        for _ in range(25):
            for _ in range(chance.randint(1, 4)):
                text = session.texts[SPEC]
                start = chance.randrange(len(text) + 1)
                # No editor splits a line break.
                while text[start - 1 : start + 1] == "\r\n":
                    start += 1
                end = min(len(text), start + chance.choice([0, 0, 1, 5, 40]))
                while text[end - 1 : end + 1] == "\r\n":
                    end += 1
                piece = chance.choice(_PIECES)
                if text[start - 1 : start] == "\r" and piece.startswith("\n"):
                    continue
                _type(session, converter, start, end, piece)
            if chance.random() < 0.3:
                session.replace(SPEC, FIXED)
            answer: Any = session.run(
                session.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(session.identifier(SPEC)))
            )
            workbench = open_workbench(str(project), lambda: False)
            workbench.set_text(SPEC, session.texts[SPEC], str(project / SPEC))
            fresh = workbench.analysis(SPEC)
            expected = [converter.diagnostic(workbench, each) for each in fresh.diagnostics_of(SPEC)]
            assert [(each.range, each.code, each.message) for each in answer.items] == [
                (each.range, each.code, each.message) for each in expected
            ]
            workbench.close()
    finally:
        session.close()


def _type(session: Session, converter: Converter, start: int, end: int, piece: str) -> None:
    """Types with positions that are counted by lines as the protocol defines them."""
    from hielements.source.text import SourceText

    old = SourceText(SPEC, session.texts[SPEC])
    change = types.TextDocumentContentChangePartial(converter.positions.range(old, start, end), piece)
    session.texts[SPEC] = old.text[:start] + piece + old.text[end:]
    session.send_change(SPEC, change)
