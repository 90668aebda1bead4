"""`returns_type`: some function of a scope is annotated to return a type."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.builtin.python.checking import missing, title
from hielements.libraries.builtin.python.definitions import definitions, is_nested
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.returning import Returning
from hielements.libraries.outcomes import Outcome, Passed
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "returns_type",
    "check",
    "Holds when at least one function or method of the scope is annotated to return the type; functions inside "
    "functions do not count. Only annotations are looked at, never bodies. An annotation is the type when it names it "
    "(`http.Response` is `Response`), has it as a member of a union or of `Optional`, or wraps it in `Annotated`; "
    "arguments that are not asked for do not matter: `List[int]`, `list[int]` and `typing.List` are all `List` and "
    "`list`. Strings are read as what they hold, and imported names count under their real name too. `Iterator[Order]` "
    "and `list[Order]` are not `Order`. An `async def` is what its annotation says.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("type", STRING, "the type, such as `Response`, `shop.models.Order` or `list[int]`"),
            ),
            BOOL,
        ),
    ),
    example="check python.returns_type(api, 'Response')",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    scope, wanted = arguments.scope("scope"), arguments.text("type")
    returning = Returning(library.code, wanted)
    functions = [each for each in definitions(library.code, scope) if not each[1].is_class and not is_nested(each[1])]
    for each in functions:
        if returning.holds(each):
            return Passed(f"{each[0]}:{each[1].line}: {each[1].name} -> {each[1].returns}", each[0], each[1].line)
    failures = library.code.failures(library.code.python_files(scope))
    if failures:
        return verdict("", (), failures)
    known = list(dict.fromkeys(each[1].returns for each in functions if each[1].returns))
    help_text = (
        f"types that are returned there: {', '.join(known[:5])}" if known else "no function there says what it returns"
    )
    message = f"no function in {title(scope)} is annotated to return '{wanted}'"
    return verdict(message, [missing(scope, f"has no function that returns '{wanted}'", help_text)])
