"""Bound expressions and libraries made by hand, for tests of plan and run that need neither parser nor model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Dependencies, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import ANY, BOOL, SCOPE, Description, Function, Parameter, Signature, Type
from hielements.libraries.values import ScopeValue, Value
from hielements.model.specification import (
    BooleanExpression,
    BoundExpression,
    Check,
    ComparisonExpression,
    Constant,
    Element,
    FunctionCall,
    Goal,
    ListExpression,
    MemberAccess,
    NotExpression,
    Ref,
    RefReference,
    Scope,
    ScopeReference,
    Specification,
)
from hielements.plan.planning import make_plan
from hielements.run.execution import Options, Progress, execute
from hielements.run.results import RunResults, Waived
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace
from hielements.source.text import Location, SourceText

NO_DEPENDENCIES = Dependencies(())
DEFAULTS = Options()


def place(text: str, line: int = 1) -> Location:
    """A location whose text is the given one, on the given line of `spec.hie`."""
    return Location(SourceText("spec.hie", "\n" * (line - 1) + text), line - 1, line - 1 + len(text))


class FakeLibrary:
    """A library of plain functions: a name starting with `select` is a selector, any other a check."""

    def __init__(
        self, name: str, functions: Mapping[str, Callable[..., object]], dependencies: Dependencies = NO_DEPENDENCIES
    ) -> None:
        self.name = name
        self.functions = functions
        self.edges = dependencies
        self.calls: list[str] = []

    def describe(self) -> Description:
        return Description(self.name, "1", "", (), languages=("python",))

    def function(self, name: str) -> Function | None:
        return function_of(name) if name in self.functions else None

    def function_names(self) -> Sequence[str]:
        return sorted(self.functions)

    def call(self, call: Call) -> Value:
        self.calls.append(call.function)
        return self.functions[call.function](**call.arguments)  # type: ignore[return-value]

    def check(self, call: Call) -> Outcome:
        self.calls.append(call.function)
        return self.functions[call.function](**call.arguments)  # type: ignore[return-value]

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        wanted = set(files)
        return Dependencies(
            tuple(edge for edge in self.edges.edges if edge.path in wanted),
            tuple(failure for failure in self.edges.failures if failure.path in wanted),
        )

    def close(self) -> None:
        pass


def catalog_of(*libraries: FakeLibrary) -> Catalog:
    def factory(library: FakeLibrary) -> Callable[[Environment], FakeLibrary]:
        return lambda _environment: library

    return Catalog(
        {library.name: factory(library) for library in libraries},
        lambda _name: Environment(MemoryWorkspace({}), {}, NoCache()),
    )


def function_of(
    name: str, parameters: Sequence[tuple[str, Type]] = (("it", ANY),), about_existence: bool = False
) -> Function:
    kind: Literal["selector", "check"] = "selector" if name.startswith("select") else "check"
    signature = Signature(
        tuple(Parameter(parameter, type_, "") for parameter, type_ in parameters), ANY if kind == "selector" else BOOL
    )
    return Function(name, kind, "", (signature,), about_existence=about_existence)


def call(
    name: str,
    *arguments: BoundExpression,
    types: Sequence[Type] | None = None,
    about_existence: bool = False,
    library: str = "fake",
) -> FunctionCall:
    """`fake.name(arguments)`; the parameters are called a, b, c ... and take anything unless `types` are given."""
    kinds = types if types is not None else [ANY] * len(arguments)
    function = function_of(name, list(zip("abcdefgh", kinds, strict=False)), about_existence)
    text = f"{library}.{name}({', '.join(argument.location.text for argument in arguments)})"
    return FunctionCall(place(text), ANY, library, function, function.signatures[0], arguments)


def literal(value: Value) -> Constant:
    return Constant(place(repr(value)), ANY, value)


def listed(*items: BoundExpression) -> ListExpression:
    return ListExpression(place(f"[{', '.join(item.location.text for item in items)}]"), ANY, items)


def negated(operand: BoundExpression) -> NotExpression:
    return NotExpression(place(f"not {operand.location.text}"), BOOL, operand)


def joined(operator: Literal["and", "or"], *operands: BoundExpression) -> BooleanExpression:
    return BooleanExpression(
        place(f" {operator} ".join(operand.location.text for operand in operands)), BOOL, operator, operands
    )


def compared(
    left: BoundExpression, operator: Literal["==", "!=", "<", "<=", ">", ">=", "in"], right: BoundExpression
) -> ComparisonExpression:
    return ComparisonExpression(
        place(f"{left.location.text} {operator} {right.location.text}"), BOOL, operator, left, right
    )


def element(name: str, parent: Element | None = None) -> Element:
    made = Element(name, parent, place(f"element {name}"), None)
    if parent is not None:
        parent.children[name] = made
    return made


def scope(owner: Element, name: str, value: BoundExpression | None, language: str | None = None) -> Scope:
    made = Scope(owner, name, language, place(f"scope {name}", line=7))
    made.value = value
    owner.scopes[name] = made
    return made


def ref(owner: Element, name: str, type_name: str, value: BoundExpression | None) -> Ref:
    made = Ref(owner, name, type_name, place(f"ref {name}: {type_name}", line=8))
    made.value = value
    owner.refs[name] = made
    return made


def to_scope(target: Scope) -> ScopeReference:
    return ScopeReference(place(target.name), SCOPE, target)


def to_ref(target: Ref) -> RefReference:
    return RefReference(place(target.name), ANY, target)


def member(subject: BoundExpression, name: str) -> MemberAccess:
    return MemberAccess(place(f"{subject.location.text}.{name}"), ANY, subject, name)


def check(owner: Element, goal: Goal, pattern: str | None = None, kind: str = "check") -> Check:
    made = Check(kind, goal.location.text, goal.location, goal, pattern)  # type: ignore[arg-type]
    owner.checks.append(made)
    return made


def files(*paths: str, kind: str = "folder", language: str | None = None, absence: str | None = None) -> ScopeValue:
    return ScopeValue(kind, ",".join(paths) or "nothing", None, list(paths), language, "fake", absence=absence)


def passes(*_arguments: object, **_named: object) -> Outcome:
    return Passed()


def fails(*_arguments: object, **_named: object) -> Outcome:
    return Violated("it is wrong", (Violation("this is wrong", "a.py", 3),))


def undecidable(*_arguments: object, **_named: object) -> Outcome:
    from hielements.libraries.outcomes import Failure

    return Undecided((Failure("unreadable", "a.py cannot be read", "a.py"),))


def run(
    elements: Sequence[Element],
    *libraries: FakeLibrary,
    options: Options = DEFAULTS,
    progress: Progress | None = None,
) -> RunResults:
    return execute(make_plan(Specification(tuple(elements))), catalog_of(*libraries), options, progress)


def outcome_of(goal: Goal, *libraries: FakeLibrary, options: Options = DEFAULTS) -> Outcome:
    """The outcome of one check, with the libraries, or with one `fake` that has passes, fails and undecidable."""
    owner = element("shop")
    check(owner, goal)
    (result,) = run([owner], *(libraries or (STANDARD,)), options=options).results
    assert not isinstance(result.outcome, Waived), "nothing is accepted here"
    return result.outcome


STANDARD = FakeLibrary("fake", {"passes": passes, "fails": fails, "undecidable": undecidable})
