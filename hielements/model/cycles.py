"""Finds definitions that lead back to themselves: `scope a = f(b)`, `scope b = f(a)`.

Comes in: which scope or ref is defined by which others. Goes out: one diagnostic for each cycle, at its first
declaration in the text, with the others as secondary places.
"""

from __future__ import annotations

from hielements.diagnostics.codes.names import CYCLIC_DEFINITION
from hielements.diagnostics.diagnostic import Label
from hielements.model.context import Context
from hielements.model.specification import Ref, Scope


def report_cycles(context: Context) -> None:
    """One depth-first search with a stack of its own over all definitions."""
    edges = context.edges
    finished: set[Scope | Ref] = set()
    for start in edges:
        if start in finished:
            continue
        path: list[Scope | Ref] = [start]
        on_path = {start: 0}
        following = [iter(edges[start])]
        while path:
            step = next(following[-1], None)
            if step is None:
                following.pop()
                done = path.pop()
                del on_path[done]
                finished.add(done)
                continue
            target = step[0]
            if target in on_path:
                _report(context, path[on_path[target] :])
            elif target not in finished:
                on_path[target] = len(path)
                path.append(target)
                following.append(iter(edges.get(target, ())))


def _report(context: Context, cycle: list[Scope | Ref]) -> None:
    first = min(range(len(cycle)), key=lambda index: (cycle[index].location.source.name, cycle[index].location.start))
    cycle = cycle[first:] + cycle[:first]
    head = cycle[0]
    others = [Label(each.location, "by this") for each in cycle[1:8]]
    way = " -> ".join(f"`{each.name}`" for each in [*cycle[:6], *([head] if len(cycle) <= 6 else [])])
    what = "scope" if isinstance(head, Scope) else "ref"
    context.reporter.report(
        CYCLIC_DEFINITION,
        head.location.source,
        head.location,
        f"the {what} `{head.name}` is defined by itself" + (f": {way}" if len(cycle) > 1 else ""),
        "this definition leads back to itself",
        others,
        help="define one of them without the others",
    )
