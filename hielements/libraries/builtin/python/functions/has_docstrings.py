"""`has_docstrings`: modules and the public functions, methods and classes in them are documented."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.python.definitions import (
    at,
    definitions,
    has_decorator,
    is_inside,
    is_nested,
    is_public,
    spoken,
)
from hielements.libraries.builtin.python.facts import Definition, FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "has_docstrings",
    "check",
    "Holds when every module of the scope, and every public class, function and method in it, starts with a docstring; "
    "`has_docstring` asks for the docstring of modules alone. Public is what has no name with a leading underscore "
    "around or in it; what stands inside functions is not. Files without any statement need none, nor do methods and "
    "functions decorated with `override` or `overload`, or as the setter or deleter of a property. With `private=true` "
    "the private and special ones (`_find`, `__init__`) count as well.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "modules, or one function or class"),
                Parameter("private", BOOL, "whether private and special names count as well", default=False),
            ),
            BOOL,
        ),
    ),
    example="check python.has_docstrings(api)",
    is_local=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    scope, private = arguments.scope("scope"), arguments.flag("private")
    code = library.code
    files = code.python_files(scope)
    code.store.load(files)
    violations = []
    looked = 0
    for path in files if scope.symbol is None else ():
        facts = code.facts(path)
        if isinstance(facts, FileFacts) and not facts.is_blank:
            looked += 1
            if not (facts.docstring or "").strip():
                violations.append(Violation("the module has no docstring", path, 1, 1))
    for found in definitions(code, scope):
        definition = found[1]
        chosen = definition.name == scope.symbol and is_inside(scope, definition.line)
        if chosen or (_needs_one(definition) and (private or is_public(definition))):
            looked += 1
            if not (definition.docstring or "").strip():
                violations.append(at(found, f"{spoken(definition)} has no docstring"))
    message = f"{counted(len(violations), 'place')} of {looked:,} without a docstring"
    return verdict(message, violations, code.failures(files), counted(looked, "docstring"))


def _needs_one(definition: Definition) -> bool:
    return not is_nested(definition) and not has_decorator(definition, "override", "overload", "setter", "deleter")
