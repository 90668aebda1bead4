"""The calls of a scope with what they mean, and how they are matched by name: what the checks on calls share.

Comes in: scopes. Goes out: calls with their absolute names.
"""

from __future__ import annotations

from collections.abc import Iterator

from hielements.libraries.builtin.library import refuse
from hielements.libraries.builtin.python.absolute_names import AbsoluteNames
from hielements.libraries.builtin.python.checking import missing, title
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.definitions import is_inside
from hielements.libraries.builtin.python.details import CallSite, FileDetails
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Outcome, Passed, Undecided, Violated
from hielements.libraries.values import ScopeValue


def calls(code: Codebase, scope: ScopeValue) -> Iterator[tuple[str, CallSite, tuple[str, ...]]]:
    """Each call of a scope: its file, the call, and the dotted names that it may mean."""
    files = code.python_files(scope)
    code.store.load_details(files)
    for path in files:
        details = code.details(path)
        if isinstance(details, FileDetails):
            names = AbsoluteNames(code, path)
            for call in details.calls:
                if is_inside(scope, call.line):
                    yield path, call, names.of_call(call)


def some_call(code: Codebase, scope: ScopeValue, name: str, whole_end: bool) -> Outcome:
    """Whether the scope calls a name. With `whole_end` the name must be the end of what is called."""
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the name of something to call, such as 'connect' or 'logger.info'")
    wanted = name.split(".")
    called: set[str] = set()
    for path, call, meanings in calls(code, scope):
        for meaning in meanings:
            parts = meaning.split(".")
            if parts[-len(wanted) :] == wanted if whole_end else _occurs(wanted, parts):
                return Passed(f"{path}:{call.line}: calls {call.written}", path, call.line)
        called.add(call.written.lstrip("."))
    failures = code.failures(code.python_files(scope))
    if failures:
        return Undecided(failures)
    from difflib import get_close_matches

    last = wanted[-1]
    near = sorted(each for each in called if each.rpartition(".")[2] == last)[:3]
    near = near or get_close_matches(name, sorted(called), n=3, cutoff=0.6)
    help_text = f"the nearest calls there: {', '.join(near)}" if near else None
    message = f"nothing in {title(scope)} calls '{name}'"
    return Violated(message, (missing(scope, f"does not call '{name}'", help_text),))


def _occurs(wanted: list[str], parts: list[str]) -> bool:
    """Whether the wanted parts stand in a row somewhere in a path."""
    size = len(wanted)
    return any(parts[start : start + size] == wanted for start in range(len(parts) - size + 1))
