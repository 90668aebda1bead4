"""The project that every language client works on: a specification with a mistake, and code to break."""

from __future__ import annotations

from pathlib import Path

SPECIFICATION = """\
import files
import python

## What every layer is. 🏗
pattern layer {
    scope code<python>
    check python.no_import(code, 'pickle')
}

element shop {
    ## What customers see.
    element api implements layer {
        scope src<python> binds layer.code = python.package_selector('shop.api')
        ## The interface must not know how things are stored.
        check python.no_import(src, 'shop.db')
    }

    element db {
        scope src = python.package_selektor('shop.db')
        check files.exists(src, '__init__.py')
    }
}
"""

FIXED = SPECIFICATION.replace("package_selektor", "package_selector")

GOOD_CODE = '"""What customers see."""\n\nimport json\n\nprint(json, "🏗")\n'
BAD_CODE = GOOD_CODE.replace("import json\n", "import json\nimport shop.db\n")


def make_project(folder: Path, specification: str = SPECIFICATION) -> Path:
    """Writes the project into a folder, and gives the folder."""
    files = {
        "hielements.toml": "",
        "hielements.hie": specification,
        "shop/__init__.py": "",
        "shop/api/__init__.py": "",
        "shop/api/views.py": GOOD_CODE,
        "shop/db/__init__.py": "",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
