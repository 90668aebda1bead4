"""`files.file_selector`: one file."""

from __future__ import annotations

from hielements.libraries.builtin.absence import why_absent
from hielements.libraries.builtin.files.looking import workspace_path
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, Value

FUNCTION = Function(
    name="file_selector",
    kind="selector",
    doc="""\
Selects one file of the workspace. Paths in checks about the scope are relative to the folder that holds the file. Where
there is no such file the scope is empty, and says what is there instead: a folder, an ignored file, or a file with a
similar name. The path is taken as it is written; for wildcards use `files.glob_selector`.""",
    signatures=(
        Signature((Parameter("path", STRING, "The file, relative to the workspace: `docker/Dockerfile`."),), SCOPE),
    ),
    example="scope config = files.file_selector('config/app.yaml')",
)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Value | Failure:
    text = arguments.text("path")
    path = workspace_path(text)
    if library.workspace.kind(path) == "file":
        return ScopeValue("file", text, path, (path,), library="files")
    absence = why_absent(library.workspace, path, "file") if path else "'.' is a folder, not a file"
    if isinstance(absence, Failure):
        return absence
    if "is a folder" in absence and library.workspace.kind(path) == "folder":
        absence += f"; write files.folder_selector('{text}')"
    elif "*" in text:
        absence += f"; write files.glob_selector('{text}') for wildcards"
    return ScopeValue("file", text, None, (), library="files", absence=absence)
