"""Strongly connected components: the nodes that depend on each other in a circle.

Tarjan, "Depth-first search and linear graph algorithms" (1972), with an explicit stack in place of recursion. Time
and space are linear in nodes and edges.
"""

from __future__ import annotations

from hielements.libraries.dependency_graph.graph import Graph


def components(graph: Graph) -> list[list[int]]:
    """The strongly connected components, each sorted, in reverse topological order: a component comes after all
    those that it depends on."""
    successors = graph.successors
    unvisited = -1
    index = [unvisited] * len(successors)
    low = [0] * len(successors)
    on_stack = [False] * len(successors)
    stack: list[int] = []
    found: list[list[int]] = []
    counter = 0
    for start in range(len(successors)):
        if index[start] != unvisited:
            continue
        index[start] = low[start] = counter
        counter += 1
        stack.append(start)
        on_stack[start] = True
        work = [(start, iter(successors[start]))]
        while work:
            node, targets = work[-1]
            for target in targets:
                if index[target] == unvisited:
                    index[target] = low[target] = counter
                    counter += 1
                    stack.append(target)
                    on_stack[target] = True
                    work.append((target, iter(successors[target])))
                    break
                if on_stack[target]:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        component.append(member)
                        if member == node:
                            break
                    found.append(sorted(component))
    return found


def cyclic_components(graph: Graph) -> list[list[int]]:
    """The components of more than one node, sorted by their smallest node."""
    return sorted(component for component in components(graph) if len(component) > 1)
