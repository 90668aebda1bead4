"""Which format a configuration file has, by its name.

Comes in: paths. Goes out: formats. Nothing is opened.
"""

from __future__ import annotations

from typing import Final, Literal

Format = Literal["toml", "yaml", "json", "ini", "properties", "env"]

_EXTENSIONS: Final[dict[str, Format]] = {
    "toml": "toml",
    "yaml": "yaml",
    "yml": "yaml",
    "json": "json",
    "webmanifest": "json",
    "geojson": "json",
    "ini": "ini",
    "cfg": "ini",
    "conf": "ini",
    "properties": "properties",
    "env": "env",
}
_NAMES: Final[dict[str, Format]] = {
    "Pipfile": "toml",
    "poetry.lock": "toml",
    "uv.lock": "toml",
    "Cargo.lock": "toml",
    "Pipfile.lock": "json",
    "composer.lock": "json",
    ".prettierrc": "yaml",
    ".clang-format": "yaml",
    ".yamllint": "yaml",
    ".editorconfig": "ini",
    ".flake8": "ini",
    ".coveragerc": "ini",
    ".pylintrc": "ini",
    ".gitconfig": "ini",
    ".npmrc": "ini",
}
_CUSTOMARY: Final = ("config", "configuration", "settings", "application", "appsettings")
_FOLDERS: Final = ("config", "conf", "settings")
NAMES: Final[dict[Format, str]] = {
    "toml": "TOML",
    "yaml": "YAML",
    "json": "JSON",
    "ini": "INI",
    "properties": "Java properties",
    "env": ".env syntax",
}
KNOWN: Final = (
    "TOML (.toml), YAML (.yaml, .yml), JSON (.json), INI (.ini, .cfg, .conf), Java properties (.properties), .env"
)


def format_of(path: str) -> Format | None:
    """The format of a file; None when its name does not tell."""
    name = path.rpartition("/")[2]
    if name in _NAMES:
        return _NAMES[name]
    if name == ".env" or name.startswith(".env."):
        return "env"
    return _EXTENSIONS.get(name.rpartition(".")[2].lower()) if "." in name else None


def is_customary(path: str) -> bool:
    """Whether a file is where a project keeps its configuration: by its name, or because it lies in such a folder. A
    template for others (`.env.example`) holds no values of the project."""
    folder, _, name = path.rpartition("/")
    if format_of(path) is None or name.endswith((".example", ".sample", ".template", ".dist")):
        return False
    stem = name.partition(".")[0].lower()
    return name.startswith(".env") or stem in _CUSTOMARY or folder.rpartition("/")[2].lower() in _FOLDERS
