"""Starts a plugin: copies a kit with its example, under the name of the new plugin.

Comes in: a name, a language, a folder that does not exist yet. Goes out: the folder, and the files in it. Each kit is a
complete plugin in itself (`lib/kits/<language>`), so that what people start from is what the tests build.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final

from hielements.app.adapters import BUILT_IN
from hielements.record import Record
from hielements.resources import library_folder, package_file

EXAMPLE: Final = "conventions"
_SHARED: Final = "new"
_HEADING: Final = re.compile(
    r"Conventions: (rules about files of any language\.) The same plugin exists in every language that has a kit\."
)
_NAME: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_RESERVED: Final = frozenset({"hielements", "plugin"})
# What building leaves behind in a kit that somebody built in place.
_BUILT: Final = frozenset({"target", "node_modules", "__pycache__", "plugin.wasm", "Cargo.lock", ".zig-cache"})


class Kit(Record):
    """A language that plugins can be started in. `source` is the file that its author edits, `needs` a row of the table
    of files for each other file."""

    title: str
    source: str
    files: Mapping[str, str]


_BUILD: Final = "makes `plugin.wasm`; its head says which compiler it needs"
KITS: Final[Mapping[str, Kit]] = {
    "python": Kit("Python", "plugin.py", {"hielements/sdk": "what it imports, for a Python that has no Hielements"}),
    "c": Kit("C", "plugin.c", {"hielements.h": "the kit: JSON, arguments, results", "build.sh": _BUILD}),
    "zig": Kit("Zig", "plugin.zig", {"hielements.zig": "the kit: arguments, results, files", "build.sh": _BUILD}),
    "assemblyscript": Kit(
        "AssemblyScript", "plugin.ts", {"hielements.ts": "the kit: JSON, arguments, results, files", "build.sh": _BUILD}
    ),
    "rust": Kit(
        "Rust",
        "src/lib.rs",
        {"src/hielements.rs": "the kit: arguments, results, files", "Cargo.toml, build.sh": _BUILD},
    ),
    "go": Kit("Go", "plugin.go", {"hielements.go": "the kit: arguments, results", "go.mod, build.sh": _BUILD}),
}


class ScaffoldError(Exception):
    """The plugin was not started; `advice` says what to do instead."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


def start_plugin(place: str, language: str) -> tuple[str, list[str]]:
    """Makes the folder `place`, whose last part is the name of the plugin. Gives the name and the files, relative to
    the folder. Raises ScaffoldError, and touches nothing that exists."""
    name = os.path.basename(place.rstrip("/" + os.sep))
    if not _NAME.fullmatch(name):
        raise ScaffoldError(
            f"a plugin cannot be named `{name}`: specifications import it, so it is one word of letters, digits and `_`"
        )
    if name in BUILT_IN or name in _RESERVED:
        raise ScaffoldError(f"a plugin cannot be named `{name}`", "that name belongs to Hielements itself")
    content = dict(_content(name, language))
    try:
        os.makedirs(place)
    except FileExistsError:
        raise ScaffoldError(f"`{place}` exists already", "nothing was changed; choose another name or folder") from None
    except OSError as error:
        raise ScaffoldError(f"`{place}` cannot be made: {(error.strerror or str(error)).lower()}") from None
    for path, data in content.items():
        target = os.path.join(place, *path.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "xb") as file:
            file.write(data)
        if path.endswith(".sh"):
            os.chmod(target, 0o755)
    return name, sorted(content)


def _content(name: str, language: str) -> Iterator[tuple[str, bytes]]:
    """Paths and content of the new files."""
    kit = KITS[language]
    kits = os.path.join(library_folder(), "kits")
    for path, text in _files(os.path.join(kits, language)):
        yield path, _named(text, name).encode()
    if language == "python":
        # A folder without `__init__.py`: an installed Hielements goes before it.
        for path, text in _files(package_file("sdk")):
            yield f"hielements/sdk/{path}", text.encode()
    values = _values(kit, language, name)
    for path, text in _files(os.path.join(kits, _SHARED)):
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)  # noqa: PLW2901
        yield path.replace(EXAMPLE, name), text.replace(EXAMPLE, name).encode()
    ignored = [*sorted(_BUILT - {"plugin.wasm", "Cargo.lock"}), ""]
    yield ".gitignore", "\n".join(ignored).encode()


def _named(text: str, name: str) -> str:
    return _HEADING.sub(lambda found: f"{name}: {found[1]}", text).replace(EXAMPLE, name)


def _values(kit: Kit, language: str, name: str) -> Mapping[str, str]:
    process = language == "python"
    granted = "" if process else '\npermissions = { filesystem = ["read"] }'
    started = 'executable = "python3"\nargs = ["plugin.py"]' if process else 'path = "plugin.wasm"'
    rows = [f"| `{kit.source}` | the plugin: this is the file to edit |"]
    rows += [
        f"| {', '.join(f'`{each}`' for each in files.split(', '))} | {what} |" for files, what in kit.files.items()
    ]
    return {
        "language": kit.title,
        "source": kit.source,
        "files": "\n".join(rows) + "\n",
        "build": "" if process else "sh build.sh\n",
        "library": started + granted,
        "use": f'plugin = "./plugins/{name}"' + granted,
    }


def _files(folder: str) -> Iterator[tuple[str, str]]:
    """Every file of a kit, as its path below the folder and its text, sorted; without what building left behind."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - _BUILT)
        for name in sorted(set(names) - _BUILT):
            path = os.path.join(here, name)
            with open(path, encoding="utf-8", newline="") as file:
                yield os.path.relpath(path, folder).replace(os.sep, "/"), file.read()
