"""`config.has_key`: a key is there."""

from __future__ import annotations

from hielements.libraries.builtin.absence import why_absent
from hielements.libraries.builtin.config.keys import look_up, nearest_key, parse_key
from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import documents_of, files_of, keyed
from hielements.libraries.builtin.library import Arguments, counted
from hielements.libraries.outcomes import Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import BOOL, Function
from hielements.source.paths import normalise, printable

FUNCTION = Function(
    "has_key",
    "check",
    "Holds when every file of the scope has the key, in one of its documents. `config.has_key(key)` holds when one of "
    "the files has it that projects keep their configuration in. A key with the value null is there. Where there is no "
    "such file, there is no such key.",
    keyed(BOOL),
    about_existence=True,
    example="check config.has_key('pyproject.toml', 'project.license')",
)


def evaluate(arguments: Arguments, library: Config) -> Outcome:
    text = arguments.text("key")
    segments = parse_key(text)
    absence = _absence(arguments, library)
    if absence is not None:
        return Violated(absence, (Violation(absence, target=text),))
    files, title = files_of(arguments, library)
    read, failures = documents_of(files, library)
    violations = []
    place = None
    for path, documents in read:
        found = next((each for document in documents for each in look_up(document, segments)), None)
        if found is not None:
            place = place or (path, found.line)
            continue
        near = next((key for each in documents if (key := nearest_key(each, segments)) is not None), None)
        hint = f"; did you mean '{near}'?" if near else ""
        violations.append(Violation(f"has no key '{text}'{hint}", path, target=text))
    if "scope" not in arguments:
        if place is not None:
            return Passed(f"'{text}' is in {printable(place[0])}", *place)
        if failures:
            return Undecided(tuple(failures))
        message = f"no file of {title} has the key '{text}'"
        return Violated(message, (Violation(message, target=text),))
    if violations:
        many = (
            f"{counted(len(violations), 'file')} of {title} {'has' if len(violations) == 1 else 'have'} no key '{text}'"
        )
        message = f"{title} {violations[0].message}" if len(files) == 1 else many
        return Violated(message, tuple(violations))
    if failures or place is None:
        return Undecided(tuple(failures))
    return Passed(f"'{text}' is there", *place)


def _absence(arguments: Arguments, library: Config) -> str | None:
    """Why there is no file to look at: what is not there has no key."""
    if "scope" not in arguments:
        return None
    value = arguments.value("scope")
    if not isinstance(value, str):
        scope = arguments.scope("scope")
        return None if scope.files else scope.absence or f"{scope.title} selects nothing"
    path = normalise(value)
    absence = why_absent(library.workspace, path, "file") if path and library.workspace.kind(path) != "file" else None
    return absence if isinstance(absence, str) else None
