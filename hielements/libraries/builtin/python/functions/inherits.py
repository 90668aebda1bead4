"""`inherits`: classes have a base class."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.python.absolute_names import any_ends_with, ends_with
from hielements.libraries.builtin.python.ancestry import Ancestry
from hielements.libraries.builtin.python.checking import title
from hielements.libraries.builtin.python.definitions import at, subjects
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_BASE = Parameter("base", STRING, "the base class, such as `Model`, `models.Model` or `shop.db.Model`")

FUNCTION = Function(
    "inherits",
    "check",
    "Holds when every public class of the scope's modules inherits from the base class, directly or through classes of "
    "the workspace, at any depth; what Python's builtin classes inherit from is known as well (`KeyError` is an "
    "`Exception`). A class of the scope that is itself called like the base is left out. For a scope "
    "that is a class, and with a name, that class must inherit. A base matches when its name, as it is written or as "
    "imports resolve it, is the wanted one or ends in it by whole parts; type arguments (`Base[int]`) do not matter, "
    "and a metaclass is no base. Where there is no class, the check is undecided.",
    (
        Signature((Parameter("scope", SCOPE, "modules, or one class"), _BASE), BOOL),
        Signature(
            (Parameter("scope", SCOPE, "where to look"), Parameter("name", STRING, "the name of a class in it"), _BASE),
            BOOL,
        ),
    ),
    example="check python.inherits(models, 'django.db.models.Model')",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope, base = library.code, arguments.scope("scope"), arguments.text("base")
    if not DOTTED_NAME.match(base):
        raise refuse(f"'{base}' is not the name of a class such as 'Model' or 'shop.db.Model'")
    name = arguments.text("name") if "name" in arguments else None
    found = subjects(code, scope, name, ("class",))
    if name is None and scope.symbol is None:
        rest = [each for each in found if not ends_with(f"{code.modules.name(each[0])}.{each[1].name}", base)]
        if not rest:
            raise refuse(f"the only class in {title(scope)} is '{base}' itself")
        found = rest
    ancestry = Ancestry(library)
    violations = []
    for each in found:
        unread = len(ancestry.failures)
        if any_ends_with(ancestry.bases(each), base) or len(ancestry.failures) > unread:
            continue  # what could not be read on the way may be the missing link
        bases = ", ".join(each[1].bases)
        help_text = f"its bases: {bases}" if bases else "it has no base"
        violations.append(at(each, f"the class '{each[1].name}' does not inherit from '{base}'", help_text))
    failures = (*code.failures(code.python_files(scope)), *dict.fromkeys(ancestry.failures))
    message = f"{counted(len(violations), 'class', 'classes')} of {len(found):,} without the base '{base}'"
    return verdict(message, violations, failures, counted(len(found), "class", "classes"))
