"""`config.file_selector`: one configuration file."""

from __future__ import annotations

from hielements.libraries.builtin.absence import why_absent
from hielements.libraries.builtin.config.formats import KNOWN, format_of
from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.library import Arguments, refuse
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, Value
from hielements.source.paths import normalise, printable

FUNCTION = Function(
    "file_selector",
    "selector",
    "Selects one configuration file. Its format is known by its name; a file of another kind is refused. Where there "
    "is no such file the scope is empty, and says what is there instead. Scopes of other libraries do as well, such as "
    "`files.glob_selector('deploy/*.yaml')`.",
    (Signature((Parameter("path", STRING, "The file, relative to the workspace: `deploy/values.yaml`."),), SCOPE),),
    example="scope settings = config.file_selector('config/settings.toml')",
)


def evaluate(arguments: Arguments, library: Config) -> Value | Failure:
    text = arguments.text("path")
    path = normalise(text)
    if not path:
        raise refuse(f"'{printable(text)}' is no path in the workspace")
    if format_of(path) is None:
        raise refuse(f"the format of '{printable(path)}' is not known by its name", f"known are {KNOWN}")
    if library.workspace.kind(path) == "file":
        return ScopeValue("file", text, path, (path,), library="config")
    absence = why_absent(library.workspace, path, "file")
    return (
        absence
        if isinstance(absence, Failure)
        else ScopeValue("file", text, None, (), library="config", absence=absence)
    )
