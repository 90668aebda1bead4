"""`variable_selector`: a variable of a module or a class."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable
from hielements.libraries.builtin.python.details import SET_BY_FUNCTION
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.variables import assignments
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import ANY, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ConnectionPoint, Value

_NAME = "the name: `app`, `Settings.debug`"

FUNCTION = Function(
    "variable_selector",
    "selector",
    "Gives a variable of a module or a class. Assigned to a literal (see `const_selector`), it is that value; assigned "
    "to anything else, it is a connection point for a ref of any type, with the members `name`, `module` and `text` "
    "(the expression as written, shortened). Of several assignments the last one is meant; where that stands under a "
    "condition, or a function assigns too, the value is not known, and what depends on it is undecided.\n\n"
    "Without a scope the whole workspace is searched, and the name may start with a module (`shop.web.app`); a name "
    "that several files assign leaves what depends on it undecided.",
    (
        Signature((Parameter("name", STRING, f"{_NAME} or `shop.web.app`"),), ANY),
        Signature((Parameter("scope", SCOPE, "where to look"), Parameter("name", STRING, _NAME)), ANY),
    ),
    example="ref app: FastApi = python.variable_selector(web, 'app')",
)


def evaluate(arguments: Arguments, library: Python) -> Value:
    path, found = assignments(arguments, library.code)
    last = found[-1]
    uncertain = next((each for each in found if each.is_conditional), None)
    if uncertain is not None and (last.is_conditional or uncertain.text == SET_BY_FUNCTION):
        message = f"the value of '{last.name}' depends on how the program runs: see {path}, line {uncertain.line}"
        raise Undecidable(Failure("argument", message, path, uncertain.line))
    if last.is_literal:
        return last.value
    data = {"name": last.name, "module": library.code.modules.name(path), "text": last.text}
    return ConnectionPoint(last.name, "variable", data, path, last.line)
