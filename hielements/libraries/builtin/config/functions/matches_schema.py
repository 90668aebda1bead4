"""`config.matches_schema`: files are as a JSON Schema says."""

from __future__ import annotations

from hielements.libraries.builtin.config.keys import Found
from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import SCOPE_PARAMETER, Sighting, documents_of, files_of, plain_data
from hielements.libraries.builtin.library import Arguments, Undecidable, counted, refuse, verdict
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, one_of

FUNCTION = Function(
    "matches_schema",
    "check",
    "Holds when every document of every file of the scope is as a JSON Schema says (draft 3 to 2020-12, by its "
    "`$schema`; without one 2020-12). Of formats `date`, `date-time`, `email`, `hostname`, `ipv4`, `ipv6`, `regex`, "
    "`uri` and `uuid` are looked at; the others are notes for readers, as the standard allows. The schema is a file "
    "of the workspace in JSON, YAML or TOML. Each value that breaks it is a violation at its line. `$ref` leads to "
    "other files of the workspace, relative to the schema; nothing is fetched, and a reference that leads elsewhere "
    "leaves the check undecided, as does a value that only the environment or another program knows where the schema "
    "turns on it.",
    (
        Signature(
            (SCOPE_PARAMETER, Parameter("schema", one_of(SCOPE, STRING), "The schema: a scope, or a path.")),
            BOOL,
        ),
    ),
    example="check config.matches_schema('config/settings.yaml', 'config/settings.schema.json')",
)


def evaluate(arguments: Arguments, library: Config) -> Outcome:
    # The validator takes longer to import than most checks take to run.
    from hielements.libraries.builtin.config.schemas import Schema

    schemas, title = files_of(arguments, library, "schema")
    if len(schemas) != 1:
        raise refuse(f"{title} is {counted(len(schemas), 'file')}, and a schema is one")
    schema = Schema.read(schemas[0], library.files)
    if isinstance(schema, Failure):
        raise Undecidable(schema)
    files, what = files_of(arguments, library)
    read, failures = documents_of(files, library)
    violations: list[Violation] = []
    number = 0
    for path, documents in read:
        for index, document in enumerate(documents):
            number += 1
            whole = Sighting(path, index, Found(document, (), document.line, document.column))
            plain_data(whole)  # undecided when it is too much
            found = schema.violations(whole)
            if isinstance(found, Failure):
                failures.append(found)
            else:
                violations += found
    if not number and not failures:
        raise refuse(f"{what} has no document")
    verb = "breaks" if len(violations) == 1 else "break"
    return verdict(
        f"{counted(len(violations), 'place')} in {what} {verb} the schema {title}",
        violations,
        failures,
        note=counted(number, "document"),
    )
