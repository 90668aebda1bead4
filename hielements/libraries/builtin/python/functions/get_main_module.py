"""`get_main_module`: the module that runs when a scope is started as a program."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable, refuse
from hielements.libraries.builtin.python.checking import title
from hielements.libraries.builtin.python.details import FileDetails
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import CONNECTION_POINT, SCOPE, Function, Parameter, Signature
from hielements.libraries.values import ConnectionPoint

FUNCTION = Function(
    "get_main_module",
    "selector",
    "Gives the module of the scope that is run as a program, as a connection point for a ref of any type: the "
    "outermost `__main__.py`, else the one module with `if __name__ == '__main__':`. Its members are `module`, the "
    "name to run it by (`python -m shop` runs `shop/__main__.py`, whose `module` is `shop`), `file`, its path in the "
    "workspace, and `name`, its own dotted name. Where there is none, or several, what depends on the value is "
    "undecided.",
    (Signature((Parameter("scope", SCOPE, "where to look"),), CONNECTION_POINT),),
    example="ref main: PythonModule = python.get_main_module(shop)",
)


def evaluate(arguments: Arguments, library: Python) -> ConnectionPoint:
    code, scope = library.code, arguments.scope("scope")
    files = code.python_files(scope)
    mains = sorted(
        (path for path in files if path.rpartition("/")[2] == "__main__.py"), key=lambda each: each.count("/")
    )
    if mains:
        outermost = [path for path in mains if path.count("/") == mains[0].count("/")]
        line = 1
    else:
        for failure in code.failures(files):
            raise Undecidable(failure)
        code.store.load_details(files)
        lines = {}
        for path in files:
            details = code.details(path)
            if isinstance(details, FileDetails) and details.main_line is not None:
                lines[path] = details.main_line
        outermost = list(lines)
        line = lines[outermost[0]] if outermost else 1
    if not outermost:
        message = f"{title(scope)} has neither a __main__.py nor a module with `if __name__ == '__main__':`"
        raise Undecidable(Failure("empty-scope", message))
    if len(outermost) > 1:
        raise refuse(f"{title(scope)} has several main modules: {', '.join(outermost[:5])}", "select one of them")
    path = outermost[0]
    name = code.modules.name(path)
    module = name.removesuffix(".__main__")
    return ConnectionPoint(module, "main module", {"module": module, "file": path, "name": name}, path, line)
