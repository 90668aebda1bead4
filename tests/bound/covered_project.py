"""A small project of three elements, whose dependencies and rules a test chooses, and how far it is covered."""

from __future__ import annotations

from bound import FakeLibrary, call, catalog_of, check, element, files, literal, place, scope
from hielements.libraries.outcomes import Dependencies, Dependency, Failure
from hielements.libraries.signatures import SCOPE, STRING, Governed
from hielements.libraries.values import ScopeValue
from hielements.model.specification import (
    ConnectionGoal,
    ConnectionTarget,
    FunctionCall,
    Scope,
    ScopeReference,
    Specification,
)
from hielements.plan.planning import make_plan
from hielements.run.coverage import Coverage
from hielements.run.coverage_measuring import measure
from hielements.source.memory import MemoryWorkspace


def edge(path: str, target: str, *, line: int = 1, member: str | None = None, name: str | None = None) -> Dependency:
    return Dependency(path, line, 1, name or target.removesuffix(".py"), (target,), None, frozenset(), "", member)


class World:
    """Elements a, b and c below `top`, each with the file of its name; `other.py` belongs to none."""

    def __init__(self, *edges: Dependency, failures: tuple[Failure, ...] = (), **selected: ScopeValue) -> None:
        selected = {"a": files("a.py"), "b": files("b.py"), "c": files("c.py"), **selected}
        functions = {f"select_{name}": lambda value=value: value for name, value in selected.items()}
        self.library = FakeLibrary("python", functions, Dependencies(edges, failures))
        self.top = element("top")
        self.elements = {name: element(name, self.top) for name in selected}
        self.scopes: dict[str, Scope] = {
            name: scope(each, "code", call(f"select_{name}", library="python"), language="python")
            for name, each in self.elements.items()
        }
        paths = {path for value in selected.values() for path in value.files}
        self.workspace = MemoryWorkspace({**dict.fromkeys([*paths, "other.py"], ""), "README.md": "", "x.lua": ""})

    def measure(self) -> Coverage:
        return measure(make_plan(Specification((self.top,))), catalog_of(self.library), self.workspace)

    def look(self, governs: Governed | None, *names: str, module: str | None = None) -> None:
        """Adds a check that looks at the scopes of some elements in one way."""
        arguments = [ScopeReference(place(name), SCOPE, self.scopes[name]) for name in names]
        types = [SCOPE] * len(names)
        made: FunctionCall = call("rule", *arguments, types=types, library="python")
        if module is not None:
            made = call("rule", *arguments, literal(module), types=[*types, STRING], library="python")
        function = made.function.with_(governs=governs)
        check(self.top, FunctionCall(made.location, made.type, "python", function, made.signature, made.arguments))

    def connection(self, action: str, on: str, target: ConnectionTarget) -> None:
        owner = self.elements[on]
        check(owner, ConnectionGoal(place("rule"), action, False, owner, (owner,), (target,)))  # type: ignore[arg-type]

    def target(self, name: str) -> ConnectionTarget:
        return ConnectionTarget(place(name), name, False, (self.elements[name],), (self.scopes[name],))


def open_ends(coverage: Coverage) -> list[tuple[str, str]]:
    return [(each.dependency.path, each.target) for each in coverage.ungoverned]


A_TO_B, B_TO_A, A_TO_C = edge("a.py", "b.py"), edge("b.py", "a.py"), edge("a.py", "c.py")
