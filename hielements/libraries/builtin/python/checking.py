"""What the checks on imports share: which imports count, how an import is reported, scopes as parts of a rule.

Comes in: arguments, scopes, edges. Goes out: parts, graphs, violations, outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hielements.libraries.builtin.library import Arguments, Undecidable, refuse, verdict
from hielements.libraries.builtin.python.codebase import Codebase, Edge
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.builtin.python.selection import select_module
from hielements.libraries.dependency_rules.code import Findings, Part, listed
from hielements.libraries.dependency_rules.code_graph import CodeGraph
from hielements.libraries.dependency_rules.exceptions import read_exceptions
from hielements.libraries.dependency_rules.members import Hierarchy
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, STRING, Parameter, list_of
from hielements.libraries.values import ScopeValue, Value, describe

WHICH_IMPORTS: Final = (
    Parameter(
        "ignore_type_checking", BOOL, "leave out imports under `if TYPE_CHECKING:`, which never run", default=False
    ),
    Parameter(
        "ignore_function_level",
        BOOL,
        "leave out imports inside functions, which run when they are called",
        default=False,
    ),
    Parameter(
        "ignore",
        list_of(STRING),
        "imports that are let pass, as `'shop.api -> shop.db'`; `*` stands for one segment of a name, `**` for one or "
        "more. One that matches no import of the project is told in the result",
        default=(),
    ),
)

_TAGS: Final = {"ignore_type_checking": "type-checking", "ignore_function_level": "function"}


def rule_graph(library: Python, arguments: Arguments, parts: Iterable[Part] = ()) -> CodeGraph:
    """The graph of the imports that count, by the options of `WHICH_IMPORTS`."""
    rules = library.rules
    exceptions = read_exceptions(arguments.texts("ignore"), rules.code.separator)
    if isinstance(exceptions, Failure):
        raise Undecidable(exceptions)
    return rules.graph(frozenset(tag for name, tag in _TAGS.items() if arguments.flag(name)), exceptions, parts)


def conclude(findings: Findings | Failure, graph: CodeGraph) -> Outcome | Failure:
    """The outcome of a rule, with what must be said of its exceptions."""
    if isinstance(findings, Failure):
        return findings
    remark = graph.exceptions.remark(graph.code)
    message, note = findings.message, findings.note
    if remark:
        message, note = f"{message}; {remark}", "; ".join(filter(None, [note, remark]))
    return verdict(message, findings.violations, tuple(dict.fromkeys(findings.failures)), note)


def part(library: Python, scope: ScopeValue) -> Part:
    """A scope as a part of a rule. Raises Undecidable for one without Python files."""
    return Part(title(scope), library.code.python_files(scope), scope.lines)


def modules_part(library: Python, scope: ScopeValue) -> Part:
    """The same for rules that know modules only. Raises Undecidable for a function or a class: the rule would speak
    of the whole file."""
    if scope.symbol is not None:
        raise refuse(f"{title(scope)} is no module", "give a module or a package")
    return part(library, scope)


def given_scope(library: Python, value: Value, parameter: str) -> ScopeValue:
    """A scope of a list of scopes and names: the module of a name, the union of a list in the list."""
    return named_scope(library, value) if isinstance(value, str) else Arguments("", {parameter: value}).scope(parameter)


def named_scope(library: Python, name: str) -> ScopeValue:
    """The module of a name. Raises Undecidable when there is none."""
    scope = select_module(library.code, name, "module")
    if scope.is_empty:
        raise refuse(scope.absence or f"there is no module '{name}'")
    return scope


def hierarchy(library: Python, scope: ScopeValue) -> Hierarchy:
    """The modules of a package by their names below it. Raises Undecidable for a scope that is no single package."""
    files = library.code.python_files(scope)
    if scope.root is not None and scope.symbol is None:
        root = library.code.modules.name(scope.root)
    elif scope.kind in ("module", "package") and DOTTED_NAME.match(scope.selector):
        root = scope.selector  # a folder without `__init__.py` that several roots share
    else:
        raise refuse(f"{title(scope)} is no package", "give a package, such as package_selector('shop')")
    return Hierarchy(library.rules.code, title(scope), root, files)


def items(arguments: Arguments, name: str) -> tuple[Value, ...]:
    """A list as it was written, without making unions of what is in it."""
    value = arguments.value(name)
    if isinstance(value, tuple):
        return value
    raise refuse(f"'{name}' must be a list, and is {describe(value)}")


def matches(edge: Edge, name: str, code: Codebase) -> bool:
    """Whether an import is of a module, something in it or below it. Names count as they were written (relative
    ones made absolute) and as the imported file is called."""
    below = name + "."
    written = edge.dependency.name
    if written == name or written.startswith(below):
        return True
    for target in edge.dependency.targets:
        own = code.modules.name(target)
        if own == name or own.startswith(below):
            return True
    return False


def missing(scope: ScopeValue, message: str, help_text: str | None = None) -> Violation:
    """The violation of something that should be in a scope and is not: it stands at the file or folder as a whole."""
    path = scope.files[0] if len(scope.files) == 1 else scope.root
    return Violation(message, path, help=help_text)


def title(scope: ScopeValue) -> str:
    """`module 'shop.db'`, for messages; `'shop.db' and 'shop.api'` for a union."""
    parts = scope.selector.split(", ")
    return f"{scope.kind} '{scope.selector}'" if len(parts) == 1 else listed([f"'{each}'" for each in parts])
