"""`imports_allowed`: what one scope imports of another is there, and is public."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, rule_graph, title
from hielements.libraries.builtin.python.codebase import Codebase, Edge
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.offered_names import NOT_IN_THE_TEXT, OfferedNames
from hielements.libraries.dependency_rules.breaches import violation
from hielements.libraries.dependency_rules.code import Findings
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "imports_allowed",
    "check",
    "Holds when every import by which the first scope uses the second is one that the second allows: the imported "
    "name exists; neither it nor a module on the way is private by a leading underscore, unless the importing module "
    "lies in the package that the private name belongs to; and where the module has an `__all__` of literal names, it "
    "lists the name. Where a name may come from a star import from outside of the workspace, from `__getattr__`, "
    "`globals()` or `exec`, the check is undecided. Modules may always be imported under these rules, and a scope that "
    "imports nothing of the other breaks none. To forbid imports altogether is what `no_dependency` is for.\n\n"
    "Where the scopes overlap, imports inside the second do not count.",
    (
        Signature(
            (
                Parameter("source", SCOPE, "the code that imports"),
                Parameter("target", SCOPE, "the code that is imported"),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.imports_allowed(api, db)",
    governs="between",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    code = library.code
    source, target = arguments.scope("source"), arguments.scope("target")
    wanted = frozenset(code.python_files(target))
    files = [path for path in code.python_files(source) if path not in wanted]
    if not files:
        raise refuse(f"all of {title(source)} is part of {title(target)}, so that nothing is left to import it")
    graph = rule_graph(library, arguments)
    found: list[Violation] = []
    failures = list(code.import_failures(files))
    offered = OfferedNames(code)
    looked = 0
    for edge in code.scope_edges(source):
        dependency = edge.dependency
        if dependency.path in wanted or wanted.isdisjoint(dependency.targets) or not graph.counts(dependency):
            continue
        looked += 1
        reason = _private(edge, code) or _not_offered(edge, code, offered)
        if isinstance(reason, Failure):
            failures.append(reason)
        elif reason is not None:
            found.append(violation(graph.code, dependency, f"imports {dependency.name}, {reason}"))
    message = f"{title(source)} imports what {title(target)} does not offer"
    note = f"{counted(looked, 'import')} of {title(target)}"
    return conclude(Findings(message, tuple(found), tuple(dict.fromkeys(failures)), note), graph)


def _private(edge: Edge, code: Codebase) -> str | None:
    """Why a name on the way is private to another package than the importer's."""
    parts = edge.dependency.name.split(".")
    importer = f"{code.modules.name(edge.dependency.path)}."
    for number, part in enumerate(parts):
        if part.startswith("_") and not (part.startswith("__") and part.endswith("__")):
            owner = ".".join(parts[:number])
            if owner and not importer.startswith(f"{owner}."):
                return f"and '{part}' is private to {owner}"
    return None


def _not_offered(edge: Edge, code: Codebase, offered: OfferedNames) -> str | Failure | None:
    """Why a name cannot be had from the module it is imported from."""
    member = edge.dependency.member
    if member is None or member == "*" or len(edge.dependency.targets) != 1:
        return None
    path = edge.dependency.targets[0]
    module = code.modules.name(path)
    if edge.dependency.module != module:
        return None  # the name of a module that is not there as a whole: reported where it is imported
    details = code.details(path)
    if isinstance(details, Failure):
        return details
    if member.startswith("__") or code.is_below(path, member):
        return None
    listed = details.exports if details.exports_complete else None
    if listed is not None and not any(each.name == member for each in listed):
        return f"which the __all__ of {module} does not list"
    has = offered.has(path, member)
    if has is None:
        line = edge.dependency.line
        return Failure("unsupported", f"'{member}' of {module} {NOT_IN_THE_TEXT}", edge.dependency.path, line)
    return None if has else f"which {module} does not define"
