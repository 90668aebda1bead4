"""The same verdicts as import-linter's contracts, on generated packages; the same edges as grimp, on installed ones.

grimp (the graph below import-linter) parses with its own parser and has its own resolution and its own search: an
independent oracle for all of it.
"""

from __future__ import annotations

import importlib.util
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codebases import check, module, python
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_rules.exceptions import Exceptions
from hielements.libraries.outcomes import Outcome, Passed, Violated

grimp = pytest.importorskip("grimp")

TOP = ("api", "services", "tasks", "domain", "db", "shared", "tools")


def generated(seed: int) -> dict[str, str]:
    """A random package `p<seed>` of some twenty modules, with imports of every form."""
    chance = random.Random(seed)
    package = f"p{seed}"
    modules = [f"{package}.{name}" for name in TOP]
    for name in TOP:
        modules += [f"{package}.{name}.{inner}" for inner in "abc"[: chance.randrange(4)]]
    parents = {name.rpartition(".")[0] for name in modules}
    sources: dict[str, list[str]] = {name: [] for name in [package, *modules]}
    for _ in range(chance.randrange(4, 22)):
        importer, imported = chance.choice([package, *modules]), chance.choice([package, *modules])
        parent, _, last = imported.rpartition(".")
        forms = [f"import {imported}", f"import {imported} as other"]
        if parent:
            forms += [f"from {parent} import {last}", f"from {imported} import something"]
            above = importer.split(".") if importer in parents else importer.split(".")[:-1]
            inside = imported.split(".")[1:-1]
            if len(above) > 1:
                forms.append(f"from {'.' * len(above)}{'.'.join(inside)} import {last}")
        line = chance.choice(forms)
        if chance.random() < 0.2:
            line = f"def late():\n    {line}"
        sources[importer].append(line)
    files = {}
    for name, lines in sources.items():
        path = name.replace(".", "/")
        files[f"{path}/__init__.py" if name in parents else f"{path}.py"] = "\n".join(lines) + "\n"
    return files


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    yield tmp_path
    sys.path.remove(str(tmp_path))


def graph_of(folder: Path, files: dict[str, str]) -> Any:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    return grimp.build_graph(next(iter(files)).split("/", maxsplit=1)[0], cache_dir=None)


def holds(outcome: Outcome) -> bool:
    assert isinstance(outcome, Passed | Violated), outcome
    return isinstance(outcome, Passed)


def compare(folder: Path, seed: int) -> None:
    files = generated(seed)
    oracle, library, package = graph_of(folder, files), python(files), f"p{seed}"
    root = module(library, package)
    chance = random.Random(-seed)
    names = chance.sample(TOP, chance.randrange(2, 6))
    levels: list[list[str]] = []
    for name in names:
        if levels and chance.random() < 0.3:
            levels[-1].append(name)
        else:
            levels.append([name])
    for closed in (False, True):
        for mark in "|:":
            if len(levels) == 1 and mark == ":":
                continue
            layers = [grimp.Layer(*each, independent=mark == "|", closed=closed) for each in levels]
            expected = oracle.find_illegal_dependencies_for_layers(layers, containers={package})
            outcome = check(library, "layers", root, tuple(f" {mark} ".join(each) for each in levels), closed=closed)
            assert holds(outcome) == (not expected), (seed, levels, closed, mark, expected, outcome)
            pairs = {tuple(pair.importer.split(".")[-1:] + pair.imported.split(".")[-1:]) for pair in expected}
            assert pairs == _pairs(outcome, names), (seed, levels, closed, mark)
    full = tuple(f"{package}.{name}" for name in names)
    expected = oracle.find_illegal_dependencies_for_layers([grimp.Layer(*full, independent=True)])
    assert holds(check(library, "independent", full)) == (not expected), (seed, full)
    source, target = full[:2]
    chains = oracle.find_shortest_chains(source, target, as_packages=True)
    scopes = module(library, source), module(library, target)
    outcome = check(library, "no_dependency", *scopes, indirect=True)
    assert holds(outcome) == (not chains), (seed, source, target, chains)
    if isinstance(outcome, Violated):
        shortest = min(len(each.chain) or 1 for each in outcome.violations)
        assert shortest == min(len(each) - 1 for each in chains), (seed, source, target)


def _pairs(outcome: Outcome, names: list[str]) -> set[tuple[str, ...]]:
    """The pairs of layers that the reasons of violations name, in the order in which they name them."""
    if not isinstance(outcome, Violated):
        return set()
    found = set()
    for each in outcome.violations:
        why = each.message.partition(": ")[2]
        quoted = [part for part in why.split("'")[1::2] if part in names]
        if "pass over" in why:  # names what is passed over, not what is reached
            reached = (each.message.split("leads to ")[-1].removeprefix("imports ")).split()[0].rstrip(":").split(".")
            quoted = [quoted[0], reached[1]]
        found.add(tuple(quoted))
    return found


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_verdicts_are_those_of_import_linter(folder: Path, start: int) -> None:
    for seed in range(start, start + 10):
        compare(folder, seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1_000, 1_400, 50))
def test_verdicts_are_those_of_import_linter_on_hundreds_of_packages(folder: Path, start: int) -> None:
    for seed in range(start, start + 50):
        compare(folder, seed)


def installed(package: str) -> tuple[Python, dict[str, str]]:
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.submodule_search_locations
    top = spec.submodule_search_locations[0]
    files: dict[str, str | bytes] = {}
    for folder, _, names in os.walk(top):
        inner = os.path.relpath(folder, os.path.dirname(top)).replace(os.sep, "/")
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as stream:
                    files[f"{inner}/{name}"] = stream.read()
    library = python(files)
    return library, {path: library.rules.code.name(path) for path in files}


@pytest.mark.parametrize("package", ["importlinter", "_pytest", "hypothesis", "rich"])
def test_edges_are_those_of_grimp(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    oracle = grimp.build_graph(package, cache_dir=None)
    library, names = installed(package)
    graph = library.rules.graph(frozenset(), Exceptions((), "."), ())
    edges = {
        (names[graph.files[node]], names[graph.files[target]])
        for node in range(len(graph.files))
        for _, target in graph.dependencies(node)
    }
    known = oracle.modules
    # grimp sees no import by a function call, and leaves out imports of modules that are not written in Python, which
    # here depend on the package that holds them.
    unseen = {
        (names[path], names[target])
        for path in names
        for each in library.code.edges(path)
        for target in each.dependency.targets
        if "dynamic" in each.dependency.tags or each.module not in known
    }
    # A module that imports itself depends on nothing by that.
    expected = {
        (each, target) for each in known for target in oracle.find_modules_directly_imported_by(each) if target != each
    }
    ours = {edge for edge in edges if edge[0] in known and edge[1] in known}
    assert expected - ours == set()
    assert ours - expected <= unseen
    assert len(expected) > 50
