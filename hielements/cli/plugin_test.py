"""`hielements plugin test`: whether a plugin keeps to the protocol."""

from __future__ import annotations

from typing import Final

from hielements.cli.arguments import Arguments, Command, Option
from hielements.cli.plugin_printing import PLUGIN, WORKSPACE, found
from hielements.cli.streams import write_result
from hielements.report.display import plural, visible

COMMAND: Final = Command(
    "plugin test",
    "Ask a plugin the questions of the conformance suite: does it keep to the protocol, whatever it is asked? The "
    "suite is the same for processes and WebAssembly modules.",
    (WORKSPACE, Option(("--format",), "The form of the output.", "FORMAT", ("human", "json"))),
    PLUGIN,
    details="Exit status: 0 no question failed, 1 one did, 2 there is no such plugin.",
    examples=(
        ("hielements plugin test sample", "tests a plugin that hielements.toml names"),
        ("hielements plugin test build/sample.wasm", "tests a file, with nothing granted"),
    ),
)
_MARKS: Final = {"ok": "ok     ", "failed": "FAILED ", "skipped": "skipped"}


def run(arguments: Arguments) -> int:
    from hielements.app.plugin_testing import test_plugin

    findings = found(lambda: test_plugin(arguments.words[0], workspace=arguments.text("workspace")))
    failed = [finding for finding in findings if finding.status == "failed"]
    if arguments.text("format") == "json":
        import json

        data = [
            {"name": each.name, "question": each.question, "status": each.status, "detail": each.detail or None}
            for each in findings
        ]
        text = json.dumps({"plugin": arguments.words[0], "findings": data}, indent=2, ensure_ascii=False)
        write_result(text + "\n", encoding="utf-8")
        return 1 if failed else 0
    lines = []
    for each in findings:
        lines.append(f"{_MARKS[each.status]} {each.name}" + (f": {visible(each.detail)}" if each.detail else ""))
        if each.status == "failed":
            lines.append(f"        asked: {each.question}")
    counts = [f"{sum(each.status == status for each in findings)} {status}" for status in ("ok", "failed", "skipped")]
    lines.append(f"{'FAILED' if failed else 'OK'}: {plural(len(findings), 'question')}: {', '.join(counts)}")
    write_result("\n".join(lines) + "\n")
    return 1 if failed else 0
