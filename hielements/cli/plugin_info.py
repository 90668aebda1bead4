"""`hielements plugin info`: what a plugin says of itself, and how it is kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hielements.cli.arguments import Arguments, Command
from hielements.cli.plugin_list import grants
from hielements.cli.plugin_printing import PLUGIN, WORKSPACE, found
from hielements.cli.streams import write_result
from hielements.report.display import visible

if TYPE_CHECKING:
    from hielements.app.plugin_testing import PluginFacts

COMMAND: Final = Command(
    "plugin info",
    "Start a plugin, and show what it offers, what was agreed on, how it is confined and what it may do.",
    (WORKSPACE,),
    PLUGIN,
    details="Exit status: 0 it answered, 1 it could not be asked, 2 there is no such plugin.",
)


def run(arguments: Arguments) -> int:
    from hielements.app.plugin_testing import plugin_facts

    facts = found(lambda: plugin_facts(arguments.words[0], workspace=arguments.text("workspace")))
    write_result("\n".join(visible(line) for line in _lines(facts)) + "\n")
    return 1 if facts.trouble is not None else 0


def _lines(facts: PluginFacts) -> list[str]:
    setting, described = facts.plugin.setting, facts.description
    kind = "a WebAssembly module" if setting.kind == "wasm" else "a process"
    lines = [f"{setting.name} {described.version}".rstrip() + f", {kind}"]
    if facts.trouble is not None:
        return [*lines, f"could not be asked: {facts.trouble.message}"]
    if described.doc:
        lines += ["", *described.doc.strip().splitlines()]
    protocol = f"version {facts.version}" if facts.version else "the first, without a handshake"
    lines += ["", f"protocol:    {protocol}"]
    if facts.capabilities:
        lines.append(f"can:         {', '.join(facts.capabilities)}")
    lines.append(f"may:         {', '.join(grants(setting)) or 'nothing beyond answering'}")
    lines += [f"note:        {note}" for note in facts.notes]
    for title, names in ("languages", described.languages), ("types", described.types):
        if names:
            lines.append(f"{title + ':':<12} {', '.join(names)}")
    for kind, title in ("selector", "selectors"), ("check", "checks"):
        names = tuple(function.name for function in described.functions if function.kind == kind)
        if names:
            lines.append(f"{title + ':':<12} {', '.join(names)}")
    if not described.functions:
        lines.append("functions:   it does not say; any call is passed on to it")
    lines += ["", f"`hielements doc {setting.name}` shows its documentation."] if described.functions else []
    return lines
