"""All diagnostic codes and their explanations.

Comes in: an id (`HIE0203`) or a name (`undefined-name`). Goes out: the declared Code, the page that explains it, or the
nearest names. Knows no diagnostic.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from hielements.diagnostics.diagnostic import Code
from hielements.resources import package_file


def code_modules() -> Sequence[ModuleType]:
    """The modules that declare codes: all of `diagnostics/codes/`."""
    from importlib import import_module
    from pkgutil import iter_modules

    from hielements.diagnostics import codes

    return [import_module(f"{codes.__name__}.{module.name}") for module in iter_modules(codes.__path__)]


def all_codes() -> Sequence[Code]:
    """Every declared code, by id."""
    found = {code.id: code for module in code_modules() for code in vars(module).values() if isinstance(code, Code)}
    return sorted(found.values(), key=lambda code: code.id)


def find_code(text: str) -> Code | None:
    """The code with this id or name, in any case."""
    wanted = text.strip().lower()
    return next((code for code in all_codes() if wanted in {code.id.lower(), code.name}), None)


def nearest_codes(text: str) -> Sequence[Code]:
    """Codes whose names or ids look like the text, or whose names contain it; the likeliest first."""
    from difflib import get_close_matches

    wanted = text.strip().lower().replace("_", "-")
    codes = {spelling: code for code in all_codes() for spelling in (code.name, code.id.lower())}
    near = get_close_matches(wanted, list(codes), n=4, cutoff=0.55)
    words = [name for name in codes if wanted and wanted in name]
    return list(dict.fromkeys(codes[name] for name in [*words, *near]))[:5]


def explanation(code: Code) -> str:
    """The page about the code, as Markdown. Raises OSError when the installation lacks it."""
    with open(package_file("diagnostics", "explanations", f"{code.name}.md"), encoding="utf-8") as file:
        return file.read()
