"""`calls_scope`: code of one scope calls something that another defines."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.python.calling import calls
from hielements.libraries.builtin.python.checking import missing, title
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.definitions import is_inside
from hielements.libraries.builtin.python.facts import FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome, Passed
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "calls_scope",
    "check",
    "Holds when at least one call expression of the first scope calls a function or class, or something of a module, "
    "of the second: `load()` after `from shop.models import load`, `models.load()`, `Order.new()`. Imports are "
    "followed to where a name is defined, also through modules that only pass it on. A call on a value "
    "(`order.save()`) is not matched, because what a variable holds is not known; making it (`Order()`) is. Where the "
    "scopes overlap, calls inside the second do not count.",
    (
        Signature(
            (
                Parameter("source", SCOPE, "the code that should call"),
                Parameter("target", SCOPE, "the code that should be called"),
            ),
            BOOL,
        ),
    ),
    example="check python.calls_scope(services, models)",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code = library.code
    source, target = arguments.scope("source"), arguments.scope("target")
    wanted = frozenset(code.python_files(target))
    files = [path for path in code.python_files(source) if path not in wanted or _reaches_beyond(source, target)]
    if not files:
        raise refuse(f"all of {title(source)} is part of {title(target)}, so that nothing is left to call it")
    called: set[str] = set()
    for path, call, meanings in calls(code, source):
        if (path in wanted and is_inside(target, call.line)) or not call.origins:
            continue
        for meaning in meanings:
            if "." not in meaning or meaning.startswith("builtins."):
                continue
            start = _place(code, meaning)
            if start is None:
                continue
            found, rest = library.rules.code.leads(start)[-1]
            if not rest or _is_imported(code, found, rest[0]):
                continue
            called.add(code.modules.name(found))
            if found in wanted and _is_symbol(target, rest):
                name = ".".join([code.modules.name(found), *rest])
                return Passed(f"{path}:{call.line}: calls {name}", path, call.line)
    failures = code.failures(files)
    if failures:
        return verdict("", (), failures)
    help_text = f"of the workspace it calls {', '.join(sorted(called)[:5])}" if called else None
    message = f"nothing in {title(source)} calls {title(target)}"
    return verdict(message, [missing(source, f"does not call {title(target)}", help_text)])


def _reaches_beyond(source: ScopeValue, target: ScopeValue) -> bool:
    """Whether code of the source in the same file is no part of the target, which is a function or a class there."""
    if target.lines is None:
        return False
    first, last = target.lines
    return source.lines is None or source.lines[0] < first or source.lines[1] > last


def _place(code: Codebase, name: str) -> tuple[str, tuple[str, ...]] | None:
    """The file of the module of an absolute name and what is left of the name; None outside of the workspace and for
    a module itself, which cannot be called."""
    parts = name.split(".")
    for root in code.modules.roots:
        matched, last = code.modules.locate(root, parts)
        if matched and matched < len(parts) and last is not None:
            return last, tuple(parts[matched:])
    return None


def _is_imported(code: Codebase, path: str, name: str) -> bool:
    """Whether a module has a name only from an import that leads out of the workspace: `models.json`."""
    facts = code.facts(path)
    if not isinstance(facts, FileFacts) or any(each.name == name for each in facts.definitions):
        return False
    return any((each.alias or each.name or each.module.partition(".")[0]) == name for each in facts.imports)


def _is_symbol(target: ScopeValue, rest: tuple[str, ...]) -> bool:
    """Whether what is called is the function or class of the target, where it is one."""
    return target.symbol is None or rest[: target.symbol.count(".") + 1] == tuple(target.symbol.split("."))
