"""Measures that work grows with its size and no faster, and prints one table of ratios.

    python benchmarks/linearity.py            all stages, in one process (about a minute)
    python benchmarks/linearity.py WORD...    only the figures whose name contains one of the words

Each figure is the processor time per unit of a large input against that of a small one, both the best of three turns
taken alternately in this process: 1 is linear, and quadratic work would give the ratio of the sizes. Small inputs are
large enough to take milliseconds, so that the clock's grain does not show. The exit status is 1 when a figure misses
its goal.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from hielements.app.adapters import open_catalog
from hielements.libraries.builtin.absence import nearest
from hielements.libraries.builtin.linear_regex import LinearRegex, compile_regex
from hielements.model.building import build
from hielements.model.files import SpecificationFiles
from hielements.plan.plan import Selection
from hielements.plan.planning import make_plan
from hielements.project.configuration import Configuration
from hielements.run.execution import execute
from hielements.source.cache import NoCache
from hielements.source.disk import DiskWorkspace
from hielements.source.globs import Glob, compile_glob
from hielements.source.reading import decode
from hielements.source.text import SourceText
from hielements.syntax.formatting import format_text
from hielements.syntax.parsing import parse

GOAL = 2.0
TURNS = 3

Work = Callable[[], object]


class Case(NamedTuple):
    """`prepare(size)` makes the input, outside of the measured time, and gives the work to do on it."""

    name: str
    small: int
    large: int
    prepare: Callable[[int], Work]


def main(words: list[str]) -> int:
    met = True
    print(f"Python {sys.version.split()[0]}; goal {GOAL:g} x everywhere\n")
    print(f"{'':4} {'figure':52} {'ratio':>7}  detail")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        for case in cases(folder):
            if words and not any(word in case.name for word in words):
                continue
            small, large = measured(case)
            ratio = (large / case.large) / (small / case.small)
            met = met and ratio <= GOAL
            detail = f"{case.small}: {small * 1e3:.1f} ms, {case.large}: {large * 1e3:.1f} ms"
            print(f"{'ok' if ratio <= GOAL else 'MISS':4} {case.name:52} {ratio:5.2f} x  {detail}", flush=True)
    return 0 if met else 1


def measured(case: Case) -> tuple[float, float]:
    works = case.prepare(case.small), case.prepare(case.large)
    works[0]()  # imports, tables
    best = [float("inf"), float("inf")]
    for _ in range(TURNS):
        for which, work in enumerate(works):
            start = time.process_time()
            work()
            best[which] = min(best[which], time.process_time() - start)
    return best[0], best[1]


def cases(folder: str) -> Iterator[Case]:
    yield from parsing()
    yield from formatting()
    yield Case("model: elements", 500, 5000, lambda size: lambda: modelled(folder, size))
    yield Case("run: checks of one element", 1000, 10_000, lambda size: running(folder, size))
    yield Case("source: folders of 100 files", 10, 100, lambda size: walking(folder, size))
    yield Case("source: undecodable bytes", 50_000, 500_000, lambda size: decoding(b"\xffa" * size))
    for pattern in ("**/a/" * 30 + "b", "{*a*a*a*a,*a*a*a*b}" * 4 + "c", "?*" * 60 + "b"):
        yield Case(f"globs: {shortened(pattern)}", 100_000, 1_000_000, partial(globbing, pattern))
    for pattern in ("(a+)+$", "(a|a)*b", "(.*.*.*.*.*)x", "(?:a?){60}a{60}b"):
        yield Case(f"regex: {pattern}", 2000, 20_000, partial(matching, pattern))
    yield Case("files: suggestions in a folder of 5,000 names", 50, 500, suggesting)


NONSENSE = [
    "x ", "( ", ") ", "' ", "! ", "a = ", "} ", "{ ", "check ", "not ", "a b c\n", "element x\n  y\n", "f(\n", "'a\n",
    "### x\n", "\telement a:\n element b:\n", "\\\\", "check a ==\n", "if (x) { return 1; }\n", "=> ", "## doc\n",
    "1.5x ",
]  # fmt: skip


def parsing() -> Iterator[Case]:
    def text(unit: str) -> Callable[[int], Work]:
        return lambda size: lambda: parse(SourceText("a.hie", unit * (size // len(unit))))

    for unit in NONSENSE:
        yield Case(f"parse: {unit!r} again and again", 30_000, 240_000, text(unit))
    yield Case("parse: one line of operands", 20_000, 200_000, lambda size: operands(" or x", size))
    yield Case("parse: one line of chained comparisons", 2000, 20_000, lambda size: operands(" == x", size))


def operands(more: str, size: int) -> Work:
    source = SourceText("a.hie", "element a { check x" + more * size + " }")
    return lambda: parse(source)


def formatting() -> Iterator[Case]:
    def text(before: str, unit: str, after: str) -> Callable[[int], Work]:
        return lambda size: lambda: format_text(SourceText("a.hie", before + unit * size + after))

    for unit in ("scope s = f('x')  # c\n", "## d\nelement b {\n}\n", "check a(b, c) and not d\n", "### x ### # y\n"):
        yield Case(f"format: lines {unit!r}", 1000, 8000, text("element a {\n", unit, "}\n"))
    for unit in ("'abc', ", "\n# c\nx, ", "[1], "):
        yield Case(f"format: items {unit!r}", 1000, 8000, text("element a {\n scope s = f([", unit, "])\n}\n"))


def modelled(folder: str, size: int) -> object:
    text = "import files\n" + "".join(
        f"element e{number} {{\n    scope s = files.folder_selector('{number}')\n    check files.exists(s, 'a')\n}}\n"
        for number in range(size)
    )
    files = SpecificationFiles("a.hie", {"a.hie": parse(SourceText("a.hie", text)).tree}, {})
    result = build(files, open_catalog(folder, Configuration(), NoCache()))
    assert not result.has_errors
    return result


def running(folder: str, size: int) -> Work:
    text = "import files\nelement e {\n" + "".join(f"    check files.exists('f{i}')\n" for i in range(size)) + "}\n"
    files = SpecificationFiles("a.hie", {"a.hie": parse(SourceText("a.hie", text)).tree}, {})
    catalog = open_catalog(folder, Configuration(), NoCache())
    plan = make_plan(build(files, catalog).specification, Selection())
    return lambda: execute(plan, catalog)


def walking(folder: str, size: int) -> Work:
    root = os.path.join(folder, f"walk{size}")
    for number in range(size):
        os.makedirs(os.path.join(root, f"p{number}"))
        for file in range(100):
            open(os.path.join(root, f"p{number}", f"f{file}.py"), "wb").close()
    with open(os.path.join(root, ".gitignore"), "w", encoding="utf-8") as stream:
        stream.write("*.log\nbuild/\n/docs/_build/\n[Bb]in/\nfoo/**/bar\n")

    def walk() -> None:
        workspace = DiskWorkspace(root)
        assert sum(len(workspace.files(each)) for each in workspace.folders()) == 100 * size

    return walk


def decoding(content: bytes) -> Work:
    return lambda: decode(content, "a")


def globbing(pattern: str, size: int) -> Work:
    compiled = compile_glob(pattern)
    assert isinstance(compiled, Glob)
    return lambda: [compiled.matches("a" * size), compiled.matches("a/" * (size // 2) + "c")]


def matching(pattern: str, size: int) -> Work:
    compiled = compile_regex(pattern)
    assert isinstance(compiled, LinearRegex)
    return lambda: [compiled.matches("a" * size + "!"), compiled.occurs_in("a" * size + "!")]


def suggesting(size: int) -> Work:
    names = sorted(f"module_{number}.py" for number in range(5000))
    return lambda: [nearest(f"moduel_{number}.py", names) for number in range(size)]


def shortened(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:21]}..."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
