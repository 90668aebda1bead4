"""`files.folder_selector`: everything below a folder."""

from __future__ import annotations

from hielements.libraries.builtin.absence import unreadable_folder, why_absent
from hielements.libraries.builtin.files.looking import workspace_path
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue, Value
from hielements.source.paths import printable

FUNCTION = Function(
    name="folder_selector",
    kind="selector",
    doc="""\
Selects all files below a folder, at any depth. Paths in checks about the scope are relative to that folder. A folder
that does not exist, and one without any file, make an empty scope that says so.""",
    signatures=(
        Signature(
            (Parameter("path", STRING, "The folder, relative to the workspace: `src/app`; `.` is the workspace."),),
            SCOPE,
        ),
    ),
    example="scope src = files.folder_selector('src')",
)


def evaluate(arguments: Arguments, library: BuiltinLibrary) -> Value | Failure:
    text = arguments.text("path")
    path = workspace_path(text)
    workspace = library.workspace
    if workspace.kind(path) == "folder":
        files = workspace.files(path)
        if files:
            return ScopeValue("folder", text, path, files, library="files")
        unknown = workspace.why_unknown(path)
        if unknown is not None:
            return unreadable_folder(*unknown)
        absence: str | Failure = f"there is no file in the folder '{printable(text)}'"
        return ScopeValue("folder", text, path, (), library="files", absence=str(absence))
    absence = why_absent(workspace, path, "folder")
    if isinstance(absence, Failure):
        return absence
    if workspace.kind(path) == "file":
        absence += f"; write files.file_selector('{text}')"
    return ScopeValue("folder", text, None, (), library="files", absence=absence)
