"""Scopes of files, stages and services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.libraries.builtin.absence import why_absent
from hielements.libraries.builtin.library import refuse
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue
from hielements.source.paths import normalise, printable

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.library import Docker


def select_file(library: Docker, text: str, kind: str) -> ScopeValue | Failure:
    """The scope of one file; empty, with the reason, when there is none."""
    path = normalise(text)
    if path is None or not text:
        message = f"'{printable(text)}' leads out of the workspace" if text else "the path is empty"
        raise refuse(message, "write the path of a file, relative to the workspace")
    if library.workspace.kind(path) == "file":
        return ScopeValue(kind, text, path, (path,), language="docker", library="docker")
    absence = why_absent(library.workspace, path, "file") if path else "'.' is a folder, not a file"
    if isinstance(absence, Failure):
        return absence
    return absent(kind, text, absence)


def absent(kind: str, selector: str, absence: str) -> ScopeValue:
    """A scope that selects nothing, and why."""
    return ScopeValue(kind, selector, None, (), language="docker", library="docker", absence=absence)
