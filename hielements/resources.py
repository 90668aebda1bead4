"""Finds the data that ships with the program: `grammar/`, `lib/`, the language reference; in a wheel or in a checkout.

Comes in: nothing. Goes out: absolute paths. In a wheel the folders are installed inside the package as
`hielements/_data/grammar`, `hielements/_data/lib` and `hielements/_data/docs`; in a checkout they stand beside the
package.
"""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def _data_folder(name: str) -> str:
    installed = os.path.join(_PACKAGE, "_data", name)
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(_PACKAGE), name)


def grammar_file() -> str:
    """The absolute path of `hielements.lark`."""
    return os.path.join(_data_folder("grammar"), "hielements.lark")


def library_folder() -> str:
    """The absolute path of `lib/`, with the standard patterns and the plugins that ship."""
    return _data_folder("lib")


def reference_file() -> str:
    """The absolute path of the language reference, one Markdown page."""
    return os.path.join(_data_folder("docs"), "language.md")


def package_file(*names: str) -> str:
    """The absolute path of a data file inside the package, such as an explanation page or a schema."""
    return os.path.join(_PACKAGE, *names)


def fingerprint(*names: str) -> str:
    """Changes when a module in a folder of the package changes: sizes and times of its `.py` files. Derived data that
    depends on the program's own code is named by it, so that an edited checkout never reads stale entries."""
    with os.scandir(package_file(*names)) as entries:
        found = sorted((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py"))
    return ";".join(f"{name},{status.st_size},{status.st_mtime_ns}" for name, status in found)
