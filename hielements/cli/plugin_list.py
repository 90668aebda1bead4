"""`hielements plugin list`: the plugins of a workspace."""

from __future__ import annotations

import os
from typing import Final

from hielements.cli.arguments import Arguments, Command, Option, UsageError
from hielements.cli.plugin_printing import WORKSPACE
from hielements.cli.streams import write_result
from hielements.project.configuration import LibrarySetting
from hielements.report.display import visible

COMMAND: Final = Command(
    "plugin list",
    "List the plugins that hielements.toml names, what each is and what it may do. Starts none of them.",
    (WORKSPACE, Option(("--format",), "The form of the output.", "FORMAT", ("human", "json"))),
)


def run(arguments: Arguments) -> int:
    from hielements.app.plugin_lookup import configured_plugins

    plugins = configured_plugins(workspace=arguments.text("workspace"))
    if plugins.diagnostics:
        problem = plugins.diagnostics[0]
        place = f"{problem.location.source.name}:{problem.location.line}"
        raise UsageError(f"the configuration is wrong: {place}: {problem.message}", problem.help or "")
    settings = plugins.configuration.libraries
    if arguments.text("format") == "json":
        import json

        data = {"plugins": [_data(setting, plugins.root) for setting in settings]}
        write_result(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return 0
    if not settings:
        write_result("This workspace has no plugins: hielements.toml names none under [libraries].\n")
        return 0
    lines = []
    for setting in settings:
        kind = "WebAssembly" if setting.kind == "wasm" else "process"
        lines.append(f"{setting.name}  ({kind})  {visible(started(setting, plugins.root))}")
        lines.append(f"    may: {', '.join(grants(setting)) or 'nothing beyond answering'}")
    write_result("\n".join(lines) + "\n")
    return 0


def started(setting: LibrarySetting, root: str) -> str:
    """What is started, as the configuration writes it."""
    file = setting.executable or setting.path or ""
    shown = os.path.relpath(file, root) if os.path.isabs(file) and file.startswith(root + os.sep) else file
    return " ".join((shown, *setting.args))


def grants(setting: LibrarySetting) -> list[str]:
    """What the project's configuration grants, in words."""
    permissions = setting.permissions
    words = {"read": "read the workspace", "write": "write the workspace"}
    found = [words[name] for name in permissions.filesystem if name in words]
    if permissions.environment:
        found.append(f"see the variables {', '.join(permissions.environment)}")
    if permissions.clock:
        found.append("see the time")
    if permissions.random:
        found.append("get randomness")
    return found


def _data(setting: LibrarySetting, root: str) -> dict[str, object]:
    permissions, limits = setting.permissions, setting.limits
    return {
        "name": setting.name,
        "type": setting.kind,
        "starts": started(setting, root),
        "permissions": {name: getattr(permissions, name) for name in permissions._fields},
        "limits": {name: getattr(limits, name) for name in limits._fields},
    }
