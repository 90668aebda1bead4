"""The library `config` itself: its description and the table of its functions.

Comes in: the environment. Goes out: a `Library`. What the functions mean stands in their own modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from hielements.libraries.builtin.library import BuiltinLibrary

if TYPE_CHECKING:
    from hielements.libraries.builtin.config.store import ConfigFiles


class Config(BuiltinLibrary):
    """Configuration files."""

    NAME: ClassVar[str] = "config"
    DOC: ClassVar[str] = """\
Values in configuration files: TOML, YAML (all documents), JSON, INI, Java's properties and `.env`. Files are known by
their names.

`config.get(file, key)` looks in one file, or in all files of a scope; the file may also be written as a path.
`config.get(key)` looks in the files that projects keep their configuration in: `.env`, `config.*`, `settings.*`,
`application.*`, `appsettings.*`, and whatever lies in a folder `config`, `conf` or `settings`; templates for others
(`.env.example`) are left out. A key that has different values in several places leaves the value undecided, and the
places are told.

Keys are names with dots between them: `server.ports[0]`, `services.*.image`. `[0]` is an item of a list, `[-1]` the
last one, `*` every one. A name that holds dots is written in quotes, or as it is where nothing else has that name.

Values know their line: a comparison that does not hold, such as `config.get(file, 'port') == 8080`, points at it. Of
INI, properties and `.env` files all values are texts; `config.get_int` and `config.get_flag` read numbers and truth
values in them. YAML is read as its version 1.2 says: `yes` and `2026-11-28` are texts, `0644` is the number 644 (octal
is `0o644`). In INI nothing is interpolated, and `;` behind a value belongs to it.
Nothing is taken from the environment of whoever runs the check: a value that depends on it is undecided.

Secrets never stand in messages, nor are their lines quoted: values under names such as `password` or `api_key`, and
values that have the form of a token, a private key or an address with a password in it.
"""
    PACKAGE: ClassVar[str] = "hielements.libraries.builtin.config.functions"
    FUNCTIONS: ClassVar[Mapping[str, str]] = {
        "file_selector": "file_selector",
        "get": "get",
        "get_all": "get_all",
        "get_flag": "get_flag",
        "get_int": "get_int",
        "get_url": "get_url",
        "has_key": "has_key",
        "is_valid": "is_valid",
        "keys": "keys",
        "matches_schema": "matches_schema",
        "no_secrets": "no_secrets",
        "same_keys": "same_keys",
    }

    @cached_property
    def files(self) -> ConfigFiles:
        """What is in configuration files."""
        from hielements.libraries.builtin.config.store import ConfigFiles

        return ConfigFiles(self.workspace)
