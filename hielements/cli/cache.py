"""`hielements cache`: what is kept between runs."""

from __future__ import annotations

from typing import Final

from hielements.app.workspaces import cache_folder
from hielements.cli.arguments import Arguments, Command, Positional, UsageError
from hielements.cli.streams import write_result
from hielements.report.display import plural, visible

COMMAND: Final = Command(
    "cache",
    "Show or clear what is kept between runs. Losing it costs time and changes no answer.",
    positional=Positional("ACTION", "`info` says where it is and how large; `clear` removes it.", least=1),
)


def run(arguments: Arguments) -> int:
    action = arguments.words[0]
    if action not in {"info", "clear"}:
        raise UsageError(f"`hielements cache` cannot `{action}`", "possible: info, clear")
    folder = cache_folder()
    if folder is None:
        write_result("There is no cache: it is switched off, or there is no folder for it.\n")
        return 0
    from hielements.source.disk_cache import DiskCache

    cache = DiskCache(folder)
    use = cache.clear() if action == "clear" else cache.use()
    entries = f"{plural(use.entries, 'entry', 'entries')}, {use.bytes:,} bytes"
    word = "Removed " if action == "clear" else ""
    write_result(f"{word}{entries} in {visible(use.folder)}\n")
    return 0
