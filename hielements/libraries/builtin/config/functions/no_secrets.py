"""`config.no_secrets`: no passwords and keys in files."""

from __future__ import annotations

from hielements.libraries.builtin.config.keys import Found
from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import SCOPE_PARAMETER, Sighting, documents_of, files_of, leaves
from hielements.libraries.builtin.config.tree import Leaf
from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.secret_values import is_literal, is_secret_name, secret_value
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, Function, Signature

FUNCTION = Function(
    "no_secrets",
    "check",
    "Holds when no file of the scope has a secret written into it: a value under a name such as `password` or "
    "`api_key`, or a value with the form of a private key, of a token of a known service, or of an address with a "
    "password in it. Empty values, variables (`${DB_PASSWORD}`) and placeholders (`changeme`, `<token>`) are none. "
    "Messages do not repeat values.",
    (Signature((SCOPE_PARAMETER,), BOOL),),
    example="check config.no_secrets('config/production.yaml')",
)


def evaluate(arguments: Arguments, library: Config) -> Outcome:
    files, title = files_of(arguments, library)
    read, failures = documents_of(files, library)
    violations = []
    values = 0
    for path, documents in read:
        for number, document in enumerate(documents):
            whole = Sighting(path, number, Found(document, (), document.line, document.column))
            for each in leaves(whole):
                values += 1
                what = _secret(each)
                if what is not None:
                    node = each.found.node
                    message = f"'{each.key}' is {what}"
                    violations.append(Violation(message, path, node.line, node.column, target=each.key, quotable=False))
    return verdict(
        f"{counted(len(violations), 'secret')} in {title}",
        violations,
        failures,
        note=counted(values, "value"),
    )


def _secret(sighting: Sighting) -> str | None:
    node = sighting.found.node
    if not isinstance(node, Leaf) or not isinstance(node.value, str):
        return None
    what = secret_value(node.value)
    if what is not None or node.unknown is not None:
        return what
    named = next((step for step in reversed(sighting.found.path) if isinstance(step, str)), "")
    return "a secret by its name" if is_secret_name(named) and is_literal(node.value) else None
