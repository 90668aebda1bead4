"""Generated inputs of the benchmarks: specifications and the projects they are about.

Comes in: a size. Goes out: text, and files below a folder. The same size gives the same bytes.
"""

from __future__ import annotations

import os

LINES_PER_ELEMENT = 10


def everyday_project(folder: str, lines: int) -> str:
    """A Python project and a specification of about so many lines for it; gives the path of the specification."""
    parts = lines // LINES_PER_ELEMENT
    spec = ["import files", "import python", "", "## A project of many parts.", "element project {"]
    spec += ["    scope all = python.package_selector('project')", "    check python.no_circular_imports(all)", ""]
    for number in range(parts):
        name = f"part{number:02d}"
        package = f"src/project/{name}"
        _write(folder, f"{package}/__init__.py", f'"""Part {number}."""\n')
        _write(folder, f"{package}/rules.py", "from __future__ import annotations\n\nLIMIT = 3\n")
        below = f"from project.part{number - 1:02d}.rules import LIMIT\n" if number else "LIMIT = 1\n"
        _write(folder, f"{package}/service.py", f"{below}\n\ndef run() -> int:\n    return LIMIT\n")
        spec += [
            f"    ## Part {number} does one thing and leaves the others alone.",
            f"    element {name} {{",
            f"        scope src = python.package_selector('project.{name}')",
            "        ## It starts no processes.",
            "        check python.no_import(src, 'subprocess')",
            f"        check files.exists('{package}/service.py')",
            "        # The service is what others call.",
            f"        check files.exists('{package}/__init__.py')",
            "    }",
            "",
        ]
    _write(folder, "src/project/__init__.py", "")
    spec.append("}")
    return _write(folder, "hielements.hie", "\n".join(spec) + "\n")


def many_elements(folder: str, count: int) -> str:
    """So many elements with one check of one file each, a hundred files to a folder; gives the specification."""
    spec = ["import files", ""]
    for number in range(count):
        path = f"data/d{number // 100:04d}/f{number:06d}.txt"
        _write(folder, path, f"{number}\n")
        spec += [
            f"element e{number:06d} {{",
            f"    scope file = files.file_selector('{path}')",
            "    check files.max_size(file, 100)",
            "}",
        ]
    return _write(folder, "hielements.hie", "\n".join(spec) + "\n")


def long_text(lines: int) -> str:
    """A specification of so many lines, up to a whole element, in both block styles; for the parser alone."""
    brace = [
        "## What it is for.",
        "element brace{n} {{",
        "    scope src<python> = python.module_selector('app.part{n}')",
        "    ref port: integer = 80{n}",
        "    check files.exists(src, 'a.py', strict=true) # said twice",
        "    check not python.imports(src, ['x', \"y\"]) or {n} <= 10 and src.kind == 'module'",
        "}}",
        "",
    ]
    indented = [
        "element indented{n}:",
        "    scope src = files.folder_selector('src/{n}')",
        "    element child implements a.b, c:",
        "        src uses brace{n}.src",
        "        scope inner binds a.b.c = files.glob_selector('**/*.py')",
        "        check files.exists(inner)",
        "",
    ]
    template = [*brace, *indented]
    text = []
    for number in range(lines // len(template)):
        text += [line.format(n=number) for line in template]
    return "\n".join(text) + "\n"


def _write(folder: str, path: str, text: str) -> str:
    target = os.path.join(folder, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return target
