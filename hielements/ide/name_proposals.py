"""The names that may be written at a place, as proposals: those in sight, members, patterns, modules, languages, types.

Comes in: an analysis and the body that is written in. Goes out: proposals in no order of their own. What may stand at a
place is not decided here (`completion.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from hielements.diagnostics.diagnostic import Edit
from hielements.ide.analysis import Analysis
from hielements.ide.path_meanings import receivers, slot_at, walk_path
from hielements.ide.proposals import Proposal, function_proposal, name_proposal
from hielements.ide.typing_context import TypingContext
from hielements.model import names
from hielements.model.declarations import Body, File, Import, LibraryName, Package, Pattern, patterns_of
from hielements.model.specification import Ref, Scope
from hielements.pipeline import Inputs
from hielements.source.text import Location, SourceText
from hielements.syntax.tree import Name

_KINDS: tuple[tuple[type, str], ...] = (
    *((Scope, "scope"), (Ref, "ref"), (Pattern, "pattern")),
    *((LibraryName, "library"), (File, "file"), (Package, "file")),
)
_TYPES = ("string", "integer", "float", "boolean")


def visible_names(body: Body | None, source: SourceText, inputs: Inputs, wants: str) -> Iterator[Proposal]:
    """Every name that could be written, the nearest first; libraries that are not imported come with their import."""
    at = body
    distance = 2
    seen: set[str] = set()
    while at is not None:
        for name, what in at.names.items():
            if name in seen:
                continue
            seen.add(name)
            kind = _kind(what)
            if kind is None or (wants == "target" and kind in ("library", "function", "pattern")):
                continue
            if kind == "function":
                yield from _imported_function(what, name)
                continue
            yield name_proposal(name, kind, _detail(what), order=f"{min(distance, 8)}")
        distance += 1
        at = at.parent
    if wants == "target":
        return
    place = _import_place(source)
    for library in inputs.catalog.names():
        if library not in seen:
            edit = Edit(Location(source, place, place), f"import {library}\n")
            yield Proposal(library, "library", "imports the library", library, edits=(edit,), order="9")


def _imported_function(what: object, name: str) -> Iterator[Proposal]:
    found = what.what if isinstance(what, Import) else what
    library = getattr(found, "library", None)
    function = getattr(found, "function", None)
    if isinstance(library, LibraryName) and library.library is not None and isinstance(function, str):
        described = library.library.function(function)
        if described is not None:
            yield function_proposal(library.name, described, called=name)


def _import_place(source: SourceText) -> int:
    """Where an import can be written: before the first one, else before the first line that is no comment."""
    offset = 0
    for line in source.text.split("\n"):
        stripped = line.strip()
        if stripped and (not stripped.startswith("#") or stripped.startswith("##")):
            return offset
        offset += len(line) + 1
    return 0


def _kind(what: object) -> str | None:
    if isinstance(what, Import):
        what = what.what
    for kind, name in _KINDS:
        if isinstance(what, kind):
            return name
    if isinstance(what, Body):
        return "pattern" if what.pattern is not None else "element"
    return "function" if hasattr(what, "function") else None


def _detail(what: object) -> str:
    if isinstance(what, Scope):
        return f"scope<{what.language}>" if what.language else "scope"
    if isinstance(what, Ref):
        return f"ref: {what.type_name}"
    return _kind(what) or ""


def members(analysis: Analysis, context: TypingContext, body: Body, wants: str) -> Iterator[Proposal]:
    """What may stand behind the dot of the owner that was written."""
    owner = [Name(0, 0, part) for part in context.owner]
    found = walk_path(owner, body)
    if wants == "slot":
        found = slot_at(owner, body) or found
    if isinstance(found, Import):
        found = found.what
    if isinstance(found, File):
        for name, what in found.body.names.items():
            if not isinstance(what, Import | Package):
                yield name_proposal(name, _kind(what) or "name", _detail(what))
        found = names.as_pattern(found)
    if isinstance(found, Pattern):
        found = found.body
    if isinstance(found, Package):
        yield from (name_proposal(name, _kind(what) or "file", "") for name, what in found.members.items())
        return
    if isinstance(found, Body):
        for name, what in found.names.items():
            kind = _kind(what)
            if kind is not None:
                yield name_proposal(name, kind, _detail(what), order="2")
        for pattern in found.patterns:
            yield name_proposal(pattern.name, "pattern", "what is bound to the pattern", order="3")
    if isinstance(found, LibraryName):
        if found.library is None:
            return
        if wants != "pattern":
            for name in found.library.function_names():
                function = found.library.function(name)
                if function is not None and (
                    wants != "value" or function.kind == "selector" or not function.signatures
                ):
                    yield function_proposal(found.name, function, order="2" if function.kind == wants else "3")
        for name, pattern in patterns_of(found).items():
            yield name_proposal(name, "pattern", pattern.body.element.doc or "pattern", order="4")
        return
    if isinstance(found, Scope | Ref | Body) and wants == "check":
        for library in receivers(analysis, owner, body):
            for name in library.library.function_names() if library.library is not None else ():
                function = library.library.function(name) if library.library is not None else None
                if function is not None and function.kind == "check":
                    yield function_proposal(library.name, function, receiver=True, order="3")


def implementable_patterns(body: Body | None) -> Iterator[Proposal]:
    """The patterns in sight, also those in imported files and libraries."""
    at = body
    while at is not None:
        for name, what in at.names.items():
            kind = _kind(what)
            if kind in ("pattern", "file", "library"):
                yield name_proposal(name, kind, _detail(what), order="2" if kind == "pattern" else "5")
        at = at.parent


def bindable(body: Body | None, behind: str = "") -> Iterator[Proposal]:
    """The paths of scopes and refs that patterns around leave to be bound, those without a binding first."""
    at = body
    while at is not None:
        for written, pattern in at.implemented:
            waiting = [(written.text, pattern.body)]
            while waiting:
                prefix, inner = waiting.pop(0)
                for name, what in inner.names.items():
                    path = f"{prefix}.{name}"
                    if isinstance(what, Scope | Ref):
                        yield name_proposal(
                            path, _kind(what) or "scope", f"of the pattern {pattern.name}", path + behind
                        )
                    elif isinstance(what, Body) and len(path) < 200:
                        waiting.append((path, what))
        at = at.parent


def modules(inputs: Inputs, context: TypingContext) -> Iterator[Proposal]:
    """What can stand behind `import`, behind what was written of it."""
    if context.owner:
        for name in inputs.known():
            if name.startswith("<patterns>/"):
                module = name.removeprefix("<patterns>/").removesuffix(".hie")
                yield name_proposal(module, "file", "standard pattern")
        return
    for name in inputs.catalog.names():
        yield name_proposal(name, "library", "library")
    yield name_proposal("patterns", "file", "the standard patterns", "patterns.")


def importable(analysis: Analysis, inputs: Inputs, module: str) -> Iterator[Proposal]:
    """What can be imported from a module or a file."""
    library = inputs.catalog.get(module)
    if library is not None:
        for name in library.function_names():
            function = library.function(name)
            yield name_proposal(name, "function", "" if function is None else function.doc.partition("\n")[0])
        return
    if analysis.context is None:
        return
    wanted = module.strip("'\"").removeprefix("./")
    for file in analysis.context.files.values():
        if file.name.endswith(wanted) or (module.startswith("patterns.") and file.stem == module.rpartition(".")[2]):
            for name, what in file.body.names.items():
                if not isinstance(what, Import | Package):
                    yield name_proposal(name, _kind(what) or "name", "")


def languages(analysis: Analysis, inputs: Inputs) -> list[str]:
    """The languages that the libraries here know, imported ones first."""
    found: dict[str, None] = {}
    for name in inputs.catalog.names():
        library = inputs.catalog.get(name)
        asked = getattr(library, "languages", None)
        found.update(dict.fromkeys(asked() if asked is not None else ()))
    for file in analysis.context.files.values() if analysis.context is not None else ():
        found.update(dict.fromkeys(file.languages))
    return sorted(found)


def ref_types(analysis: Analysis) -> list[str]:
    """The types of refs: the plain ones, and those that are named somewhere."""
    found = dict.fromkeys(_TYPES)
    context = analysis.context
    for body in [*context.bodies, *context.pattern_bodies] if context is not None else ():
        for what in body.names.values():
            if isinstance(what, Ref) and what.type_name:
                found[what.type_name] = None
    for file in context.files.values() if context is not None else ():
        for entry in file.imports.values():
            if isinstance(entry.what, LibraryName) and entry.what.library is not None:
                found.update(dict.fromkeys(entry.what.library.describe().types))
    return list(found)
