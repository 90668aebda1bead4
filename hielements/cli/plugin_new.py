"""`hielements plugin new`: starts a plugin."""

from __future__ import annotations

from typing import Final

from hielements.app.plugin_scaffold import KITS, ScaffoldError, start_plugin
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.streams import write_result
from hielements.report.display import visible

COMMAND: Final = Command(
    "plugin new",
    "Start a plugin: a folder with a working example in a language of your choice, a script that builds it, and a "
    "specification that uses it.",
    (Option(("--lang",), "The language that the plugin is written in. Default: python.", "LANGUAGE", tuple(KITS)),),
    Positional(
        "NAME", "The name that specifications import, or a folder that ends in it; it must not exist yet.", least=1
    ),
    details="Python makes a process plugin, all other languages make a WebAssembly module, which runs in a sandbox. "
    "docs/plugins.md tells how to go on.",
    examples=(
        ("hielements plugin new style", "A plugin in Python, in the folder style."),
        ("hielements plugin new plugins/style --lang rust", "A WebAssembly plugin in Rust, in a project's folder."),
    ),
)


def run(arguments: Arguments) -> int:
    language = arguments.text("lang") or "python"
    place = arguments.words[0]
    try:
        name, files = start_plugin(place, language)
    except ScaffoldError as error:
        raise UsageError(str(error), error.advice) from None
    folder = visible(place.rstrip("/"))
    build = "" if language == "python" else " && sh build.sh"
    lines = [
        f"Made the plugin `{name}` in {KITS[language].title}: {len(files)} files in {folder}",
        "",
        "Try it:",
        f"  cd {folder}{build} && hielements plugin test {name} && hielements check",
        f"Then edit {KITS[language].source}; README.md says how to use it in a project.",
    ]
    write_result("\n".join(lines) + "\n")
    return 0
