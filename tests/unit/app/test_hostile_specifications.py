"""Specifications of hostile shape, through the command line: the right exit status, in time, and never a traceback."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spec_cases.running import run_command

SELECT = "python.module_selector('src.a')"


def nested(levels: int) -> str:
    inside = "".join(f"element e{level} {{\nscope s{level} = {SELECT}\n" for level in range(levels))
    rules = (
        "forbids connection to x\nrequires descendant scope code\nrequires descendant check code.no_import('socket')"
    )
    return (
        f"import python\npattern p {{ {rules} }}\nelement x {{ scope code = python.module_selector('src.b') }}\n"
        f"element top implements p {{\n{inside}scope code = {SELECT}\n{'}' * levels} }}\n"
    )


def nested_pattern(levels: int) -> str:
    inside = "".join(f"element e{level} {{\n" for level in range(levels))
    path = ".".join(["p", *(f"e{level}" for level in range(levels)), "code"])
    return (
        f"import python\npattern p {{\n{inside}scope code\ncheck code.no_import('socket')\n{'}' * levels} }}\n"
        f"element a implements p {{ {path} = {SELECT} }}\n"
    )


def wide_pattern(children: int, elements: int) -> str:
    child = f"scope code = {SELECT}\ncheck code.no_import('socket')"
    inside = "".join(f"element e{number} {{ {child} }}\n" for number in range(children))
    return f"import python\npattern p {{\n{inside}}}\n" + "".join(
        f"element a{number} implements p {{}}\n" for number in range(elements)
    )


def doubling_patterns(levels: int) -> str:
    text = "import files\npattern p0 { scope s = files.folder_selector('src') }\n"
    for level in range(1, levels):
        text += (
            f"pattern p{level} {{ element a implements p{level - 1} {{}}\nelement b implements p{level - 1} {{}} }}\n"
        )
    return text + f"element x implements p{levels - 1} {{}}\n"


def chain(links: int, link: str, first: str = SELECT) -> str:
    text = f"import python\nelement a {{\nscope s0 = {first}\nscope s1 = {first}\n"
    text += "".join(f"scope s{n} = {link.format(n - 1, n - 2)}\n" for n in range(2, links))
    return f"{text}check s{links - 1}.no_import('socket')\n}}\n"


def refs(links: int) -> str:
    chained = "".join(f"ref r{n}: integer = r{n - 1}\n" for n in range(1, links))
    return f"element a {{\nref r0: integer = 1\n{chained}check r{links - 1} == 1\n}}\n"


def many_rules(rules: int, elements: int) -> str:
    text = "import python\npattern p {\n" + "".join(f"forbids connection to src.m{n}.*\n" for n in range(rules))
    return f"{text}}}\n" + "".join(f"element e{n} implements p {{ scope s = {SELECT} }}\n" for n in range(elements))


CYCLES = """
import files
import './spec.hie' as me
pattern p { element c implements q {} }
pattern q { element c implements p {} }
pattern r { requires implements r }
element a implements p, r {
    scope s = s
    scope t = [u]
    scope u = t
    ref v: integer = w
    ref w: integer = v
    element a implements r { element b implements me.r {} }
    check s.exists('a')
}
"""

CASES = {
    "elements nested as deeply as allowed": (nested(190), 0),
    "elements nested more deeply than allowed": (nested(250), 2),
    "pattern nested as deeply as allowed": (nested_pattern(190), 0),
    "pattern nested more deeply than allowed": (nested_pattern(250), 2),
    "pattern with hundreds of children": (wide_pattern(400, 10), 0),
    "patterns that double": (doubling_patterns(40), 2),
    "short chain of scopes": (chain(100, "s{0}"), 0),
    "long chain of scopes": (chain(3000, "s{0}"), 2),
    "lists that double": (chain(60, "[s{0}, s{0}]"), 0),
    "lists that grow": (chain(60, "[s{0}, s{1}]"), 0),
    "lists of nothing that grow": (chain(60, "[s{0}, s{1}]", "python.module_selector('none')"), 2),
    "long chain of refs": (refs(3000), 2),
    "rules times elements": (many_rules(100, 50), 0),
    "a syntax error in a conjunction": (
        "import files\nelement a {\ncheck files.exists('a') and and files.exists('b')\n}",
        2,
    ),
    "a thousand operands": (
        "import files\nelement a {\ncheck " + " and ".join(["files.exists('src')"] * 1000) + "\n}",
        0,
    ),
    "nested negations": ("import files\nelement a {\ncheck " + "not " * 150 + "files.exists('src')\n}", 0),
    "cycles of everything": (CYCLES, 2),
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("import json\n")
    (tmp_path / "src/b.py").write_text("")
    yield tmp_path


def check(project: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    result = run_command(
        "check", "--no-cache", "--format", "json", "--workspace", str(project), *arguments, str(project / "spec.hie")
    )
    assert "Traceback" not in result.errors
    assert result.errors == ""
    return result.exit_code, json.loads(result.output)


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_shape(project: Path, name: str) -> None:
    text, status = CASES[name]
    (project / "spec.hie").write_text(text)
    found, report = check(project)
    assert found == status, (report["diagnostics"], report["results"])
    assert len(json.dumps(report)) < 20_000_000


@pytest.mark.parametrize("jobs", ["1", "4"])
def test_files_with_odd_names(project: Path, jobs: str) -> None:
    names = ["sp ace.py", "tab\tname.py", "ünïcode.py", "quote'.py", "new\nline.py", "-dash.py", "#hash.py", "日本.py"]
    for name in names:
        (project / "src" / name).write_text("import socket\n")
    undecodable = os.fsencode(project / "src") + b"/bad\xff.py"
    try:
        with open(undecodable, "wb") as file:
            file.write(b"import socket\n")
    except OSError:
        undecodable = b""
    (project / "spec.hie").write_text(
        "import files\npattern p { forbids connection to socket }\n"
        "element a implements p { scope code = files.folder_selector('src') }\n"
    )
    found, report = check(project, "--jobs", jobs)
    (result,) = report["results"]
    assert (found, result["status"]) == (1, "fail")
    paths = {violation["path"] for violation in result["violations"]}
    assert {f"src/{name}" for name in names} <= paths
    assert len(paths) == len(names) + bool(undecodable)


def test_code_that_cannot_be_read_is_never_passed(project: Path) -> None:
    (project / "src/c.py").write_bytes(b"\x00\xff\xfe import json")
    (project / "src/d.py").symlink_to(project / "src/d.py")
    (project / "src/e.py").symlink_to("/nonexistent/e.py")
    (project / "spec.hie").write_text(
        "import python\npattern p { forbids connection to socket }\n"
        "element a implements p { scope code = python.package_selector('src') }\n"
    )
    found, report = check(project)
    (result,) = report["results"]
    assert (found, result["status"]) == (2, "error")
