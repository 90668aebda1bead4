"""`decorated_with`: functions or classes carry a decorator."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.python.absolute_names import AbsoluteNames, any_ends_with
from hielements.libraries.builtin.python.checking import title
from hielements.libraries.builtin.python.definitions import KINDS, at, chosen_kind, spoken, subjects
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_DECORATOR = Parameter("decorator", STRING, "the decorator without arguments, such as `login_required` or `app.route`")

FUNCTION = Function(
    "decorated_with",
    "check",
    "Holds when every public function of the scope's modules carries the decorator; with `kind` every public `method` "
    "or `class` instead. For a scope that is a function or a class, and with a name, that one must carry it. "
    "A decorator matches when its dotted path, without arguments, is the name or ends in it: `@app.route('/')` is "
    "`route` and `app.route`. Imported names count under their real name: after `from auth import login_required as "
    "lr`, `@lr` is `login_required` and `auth.login_required`. Where nothing is there to be decorated, the check is "
    "undecided.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                _DECORATOR,
                Parameter("name", STRING, "the name of a function, method or class in it"),
            ),
            BOOL,
        ),
        Signature(
            (
                Parameter("scope", SCOPE, "modules, or one function or class"),
                _DECORATOR,
                Parameter(
                    "kind", STRING, "what must be decorated: 'function', 'method' or 'class'", default="function"
                ),
            ),
            BOOL,
        ),
    ),
    example="check python.decorated_with(views, 'login_required')",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope, decorator = library.code, arguments.scope("scope"), arguments.text("decorator").removeprefix("@")
    if not DOTTED_NAME.match(decorator):
        raise refuse(f"'{decorator}' is no decorator such as 'login_required' or 'app.route'")
    name = arguments.text("name") if "name" in arguments else None
    kinds = KINDS if name is not None or scope.symbol is not None else (chosen_kind(arguments.text("kind"), KINDS),)
    found = subjects(code, scope, name, kinds)
    names: dict[str, AbsoluteNames] = {}
    violations = []
    for each in found:
        path, definition = each
        known = names.get(path) or names.setdefault(path, AbsoluteNames(code, path))
        written = [text.partition("(")[0].strip() for text in definition.decorators]
        if not any(any_ends_with((text, *known.of(text)), decorator) for text in written):
            help_text = f"it has {', '.join('@' + text for text in definition.decorators)}" if written else None
            violations.append(at(each, f"{spoken(definition)} is not decorated with '{decorator}'", help_text))
    failures = code.failures(code.python_files(scope))
    message = f"{counted(len(violations), 'definition')} of {len(found):,} in {title(scope)} without '@{decorator}'"
    return verdict(message, violations, failures, counted(len(found), "definition"))
