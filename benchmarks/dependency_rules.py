"""Measures the rules about dependencies on a generated project of 10,000 modules, against a plain search.

    python benchmarks/dependency_rules.py               10,000 modules
    python benchmarks/dependency_rules.py --modules N   another size

The graph is layered with some disorder, as grown projects are: most imports go down, one in a hundred goes up, and
groups of modules depend on each other. Each figure is the median of five runs in this process; facts are in memory,
so that what is timed is the rule alone. The peer is what a rule without bit sets would do: one breadth-first search
for each pair, or, where that is a search over all modules, for each module. Its whole time is estimated from a sample.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence

from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_graph.components import components
from hielements.libraries.dependency_graph.graph import Graph
from hielements.libraries.dependency_graph.links import Links
from hielements.libraries.dependency_graph.reachability import Reachability
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Outcome, Undecided, Violated
from hielements.libraries.values import ScopeValue, Value
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace

LAYERS = 10
PACKAGES = 50
IMPORTS = 8
SAMPLE = 50


def main(arguments: Sequence[str]) -> int:
    modules = int(arguments[1]) if arguments[:1] == ["--modules"] else 10_000
    graph = generated(modules)
    edges = sum(map(len, graph.successors))
    largest = max(map(len, components(graph)))
    print(f"{modules:,} modules, {edges:,} imports, the largest group of mutual imports has {largest:,} modules\n")
    print(f"{'the graph':44} {'here':>10} {'plain search':>14} {'ratio':>8}")
    groups = [set(range(start, modules, PACKAGES)) for start in range(PACKAGES)]
    some = [set(list(group)[: len(group) // 2]) for group in groups]
    row("components", lambda: components(graph))
    row("all pairs of modules", lambda: Reachability(graph), searches(graph, range(modules), modules))
    row(f"all pairs of {PACKAGES} packages", lambda: Links(graph, groups), group_searches(graph, groups))
    row("the same, half of the modules in none", lambda: Links(graph, some), group_searches(graph, some))
    checks(modules)
    return 0


def row(title: str, work: Callable[[], object], peer: float | None = None) -> None:
    seconds = median(work)
    compared = f"{peer * 1e3:11,.0f} ms {peer / seconds:7.0f}x" if peer is not None else ""
    print(f"{title:44} {seconds * 1e3:7.1f} ms {compared}")


def median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def generated(modules: int) -> Graph:
    """Module n is of layer `n * LAYERS // modules` and of package `n % PACKAGES`."""
    chance = random.Random(7)
    height = modules // LAYERS
    successors: list[set[int]] = []
    for node in range(modules):
        targets = set()
        for _ in range(IMPORTS):
            if chance.random() < 0.01:
                targets.add(chance.randrange(modules))
            else:
                targets.add(min(modules - 1, node + 1 + chance.randrange(height * 2)))
        successors.append(targets)
    return Graph(successors)


def reached(graph: Graph, starts: Sequence[int], barred: Sequence[bool] | None = None) -> set[int]:
    found: set[int] = set()
    queue = deque(starts)
    while queue:
        node = queue.popleft()
        for target in graph.successors[node]:
            if target not in found:
                found.add(target)
                if barred is None or not barred[target]:
                    queue.append(target)
    return found


def searches(graph: Graph, nodes: Sequence[int], times: int) -> float:
    """The seconds that a search from each node takes, from those of some."""
    chosen = random.Random(3).sample(list(nodes), SAMPLE)
    start = time.perf_counter()
    for node in chosen:
        reached(graph, [node])
    return (time.perf_counter() - start) / SAMPLE * times


def group_searches(graph: Graph, groups: Sequence[set[int]]) -> float:
    """The seconds that a search for each pair of groups takes, through modules of no group."""
    barred = [False] * len(graph)
    for group in groups:
        for node in group:
            barred[node] = True
    start = time.perf_counter()
    for group in groups:
        reached(graph, sorted(group), barred)
    return (time.perf_counter() - start) * (len(groups) - 1)


def checks(modules: int) -> None:
    """The checks of the library `python` as specifications call them, on files in memory."""
    graph = generated(modules)
    height = modules // LAYERS

    def name(node: int) -> str:
        return f"app.l{min(node // height, LAYERS - 1)}.p{node % PACKAGES}.m{node}"

    files = {
        f"{name(node).replace('.', '/')}.py": "".join(f"import {name(target)}\n" for target in targets)
        for node, targets in enumerate(graph.successors)
    }
    library = Python(Environment(MemoryWorkspace(files), {}, NoCache()))

    def scope(module: str) -> ScopeValue:
        value = library.call(Call("package_selector", {"name": module}))
        assert isinstance(value, ScopeValue)
        return value

    def check(function: str, **given: Value) -> Outcome:
        declared = library.function(function)
        assert declared is not None
        signature = next(each for each in declared.signatures if {*given} <= {one.name for one in each.parameters})
        defaults: dict[str, Value] = {
            one.name: one.default  # type: ignore[misc]
            for one in signature.parameters
            if not one.is_required
        }
        outcome = library.check(Call(function, {**defaults, **given}))
        assert not isinstance(outcome, Undecided), outcome
        return outcome

    app, high, low = scope("app"), scope("app.l0"), scope(f"app.l{LAYERS - 1}")
    start = time.perf_counter()
    check("acyclic", scope=app)
    print(f"\n{'a check, with facts in memory':44} {'':>10} {'violations':>14}")
    print(f"{'(the first one, which parses all files)':44} {(time.perf_counter() - start) * 1e3:7.0f} ms")
    names = tuple(f"l{number}" for number in range(LAYERS))
    upward = ("app.** -> app.**",)
    for title, function, given in (
        ("no_dependency, direct", "no_dependency", {"source": low, "target": high}),
        ("no_dependency, indirect, violated", "no_dependency", {"source": low, "target": high, "indirect": True}),
        ("no_dependency, indirect, held", "no_dependency", {"source": low, "target": high, "ignore": upward}),
        ("layers, violated", "layers", {"root": app, "layers": names}),
        ("layers, held", "layers", {"root": app, "layers": tuple(reversed(names[:2])), "ignore": upward}),
        ("independent, 10 packages", "independent", {"parts": tuple(scope(f"app.{each}") for each in names)}),
        ("acyclic", "acyclic", {"scope": app}),
        ("acyclic, packages", "acyclic", {"scope": app, "level": "packages"}),
        ("imported_only_by", "imported_only_by", {"scope": low, "allowed": (high,)}),
        ("interface", "interface", {"scope": low, "names": ("p1", "p2")}),
    ):
        outcome = check(function, **given)
        found = len(outcome.violations) if isinstance(outcome, Violated) else 0
        seconds = median(lambda function=function, given=given: check(function, **given))  # type: ignore[misc]
        print(f"{title:44} {seconds * 1e3:7.1f} ms {found:14,}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
