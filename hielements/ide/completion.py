"""What could be written at a place.

Comes in: the text as it is typed, an analysis that may be a few keystrokes older, an offset. Goes out: proposals. The
text says what kind of word is due, the tables of names which ones there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hielements.diagnostics.diagnostic import Edit
from hielements.ide.analysis import Analysis
from hielements.ide.keyword_help import KEYWORDS
from hielements.ide.proposals import Proposal, function_proposal, keyword_proposal, name_proposal
from hielements.ide.symbols import function_of, receivers, slot_at, walk_path
from hielements.ide.tree_places import chain_at
from hielements.ide.typing_context import TypingContext, offset_before, typing_context
from hielements.libraries.signatures import Function
from hielements.model import names
from hielements.model.declarations import Body, File, Import, LibraryName, Package, Pattern, patterns_of
from hielements.model.specification import Ref, Scope
from hielements.pipeline import Inputs
from hielements.source.text import Location, SourceText
from hielements.syntax import tree
from hielements.syntax.tree import Name

_TOP = ("import", "from", "element", "pattern", "language")
_BODY = ("scope", "ref", "check", "element")
_PATTERN = (*_BODY, "requires", "allows", "forbids")
_SUBJECTS = ("scope", "ref", "check", "element", "implements", "connection to", "language", "descendant")
_KINDS: tuple[tuple[type, str], ...] = (
    *((Scope, "scope"), (Ref, "ref"), (Pattern, "pattern")),
    *((LibraryName, "library"), (File, "file"), (Package, "file")),
)
_OPERATORS = ("and", "or", "in")
_VALUES = ("true", "false", "null", "not")
_TYPES = ("string", "integer", "float", "boolean")


def complete(analysis: Analysis, inputs: Inputs, source: SourceText, offset: int) -> list[Proposal]:
    """Proposals for the place at an offset of the present text."""
    context = typing_context(source.text, offset)
    if context.inside == "comment":
        return []
    if context.inside == "string":
        return list(_paths(inputs, source, context, offset))
    body = _body(analysis, source, offset, context)
    return list(dict.fromkeys(_proposals(analysis, inputs, source, context, body)))


def body_at(analysis: Analysis, source: SourceText, offset: int) -> Body | None:
    """The body whose names are visible at an offset of the present text."""
    return _body(analysis, source, offset, typing_context(source.text, offset))


def _body(analysis: Analysis, source: SourceText, offset: int, context: TypingContext) -> Body | None:
    """The body whose names are visible where the cursor stands."""
    found = analysis.tree
    if found is None:
        return None
    at = offset_before(found.source.text, source.text, offset)
    chain = chain_at(found, at)
    body = analysis.body_around(source.name, chain)
    if context.indentation and (body is None or body.parent is None):
        # Behind the last statement of an indented block: the columns say which block goes on.
        inner: tree.Statement | None = None
        level: Iterable[tree.Statement] = found.statements
        while True:
            before = [each for each in level if each.end <= at and _column(found, each) < context.indentation]
            last = before[-1] if before else None
            if not isinstance(last, tree.ElementDeclaration | tree.PatternDeclaration):
                break
            if last.body is not None and last.body.style == "brace":
                break
            inner = last
            level = last.body.statements if last.body is not None else ()
        if inner is not None:
            return analysis.body_of(inner) or body
    return body


def _column(found: tree.SyntaxTree, node: tree.Node) -> int:
    return found.source.position(node.start)[1] - 1


def _proposals(
    analysis: Analysis, inputs: Inputs, source: SourceText, context: TypingContext, body: Body | None
) -> Iterator[Proposal]:
    statement = context.statement
    opening = re.split(r"[{}]", statement)[-1].lstrip()
    first, _, rest = opening.partition(" ")
    is_header = not any(mark in opening for mark in "=(")
    if first == "from" and " import " in f"{rest} ":
        yield from _importable(analysis, inputs, rest.split()[0] if rest.split() else "")
    elif first in ("import", "from"):
        yield from _modules(inputs, context)
    elif context.owner:
        if body is not None:
            yield from _members(analysis, context, body, _wants(opening))
    elif not opening:
        yield from _statement_starts(body)
    elif re.search(r"\bimplements\s+(?:[\w.]+\s*,\s*)*$", opening) and is_header:
        yield from _patterns(body)
    elif re.search(r"\bbinds\s+$", opening):
        yield from _slots(body)
    elif re.fullmatch(r"scope\s+\w+\s*[<:]\s*", opening):
        yield from (name_proposal(name, "language", "") for name in _languages(analysis, inputs))
    elif re.fullmatch(r"(?:\w+\s+)*(?:ref|connection_point)\s+\w+\s*:\s*", opening):
        yield from (name_proposal(name, "type", "") for name in _types(analysis))
    elif re.fullmatch(r"(?:requires|allows|forbids)\s+(?:descendant\s+)?", opening):
        yield from (keyword_proposal(word) for word in _SUBJECTS)
    elif re.search(r"\b(?:connection(?:\s+to)?|uses)\s+$", opening) and is_header:
        if opening.rstrip().endswith("connection"):
            yield keyword_proposal("to")
        else:
            yield from _visible(body, source, inputs, "target")
    elif re.fullmatch(r"element\s+\w+\s+", opening):
        yield keyword_proposal("implements")
    elif re.fullmatch(r"(?:scope|ref)\s+\w+(?:\s*<\w*>|\s*:\s*\w+)?\s+", opening):
        yield keyword_proposal("binds")
    elif re.fullmatch(r"(?:scope|ref|element|pattern|language|connection_check)\s+", opening):
        return  # a new name, which only its author knows
    elif re.fullmatch(r"\w+\s+", opening) and first not in KEYWORDS:
        yield keyword_proposal("uses")
    else:
        yield from _expression(analysis, inputs, source, context, body, opening)


def _wants(opening: str) -> str:
    """What kind of name is due: `check`, `selector`, `pattern`, `slot`, `target` or anything."""
    if re.search(r"\bimplements\s+(?:[\w.]+\s*,\s*)*$", opening):
        return "pattern"
    if not opening or re.search(r"\bbinds\s*$", opening):
        return "slot"
    if re.search(r"\b(?:to|uses)\s*$", opening):
        return "target"
    if re.search(r"(?:^|\s)check\s+(?:.*\b(?:and|or|not)\s*)?$", opening) or re.search(
        r"\b(?:and|or|not)\s*$", opening
    ):
        return "check"
    return "value"


def _statement_starts(body: Body | None) -> Iterator[Proposal]:
    if body is None or body.parent is None:
        yield from (keyword_proposal(word, snippet=True) for word in _TOP)
        return
    words = _PATTERN if body.is_abstract else _BODY
    yield from (keyword_proposal(word, snippet=True) for word in words)
    yield from _slots(body, " = ")
    for name, what in body.names.items():
        if isinstance(what, Scope):
            yield name_proposal(name, "scope", "uses", f"{name} uses ")


def _expression(
    analysis: Analysis, inputs: Inputs, source: SourceText, context: TypingContext, body: Body | None, opening: str
) -> Iterator[Proposal]:
    if re.search(r"[\w)\]'\"]\s+$", opening) and not re.search(
        r"\b(?:check|and|or|not|in|requires|allows|forbids|descendant)\s+$", opening
    ):
        yield from (keyword_proposal(word) for word in _OPERATORS)
        return
    if context.call is not None and body is not None:
        called = call_target(analysis, context.call.callee, body)
        if called is not None:
            given = {argument.partition("=")[0].strip() for argument in context.call.arguments if "=" in argument}
            parameters = {each.name: each for form in called[1].signatures for each in form.parameters}
            for name, parameter in parameters.items():
                if name not in given:
                    yield Proposal(
                        f"{name}=", "parameter", str(parameter.type), f"{name}=", doc=parameter.doc, order="1"
                    )
    yield from _visible(body, source, inputs, _wants(opening))
    yield from (keyword_proposal(word) for word in _VALUES)


def _visible(body: Body | None, source: SourceText, inputs: Inputs, wants: str) -> Iterator[Proposal]:
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


def _members(analysis: Analysis, context: TypingContext, body: Body, wants: str) -> Iterator[Proposal]:
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


def call_target(analysis: Analysis, callee: tuple[str, ...], body: Body) -> tuple[str, Function] | None:
    """The library and the function of a call that is being written."""
    path = tree.Path(0, 0, tuple(Name(0, 0, part) for part in callee))
    return function_of(analysis, tree.Call(0, 0, path, ()), body)


def _patterns(body: Body | None) -> Iterator[Proposal]:
    at = body
    while at is not None:
        for name, what in at.names.items():
            kind = _kind(what)
            if kind in ("pattern", "file", "library"):
                yield name_proposal(name, kind, _detail(what), order="2" if kind == "pattern" else "5")
        at = at.parent


def _slots(body: Body | None, behind: str = "") -> Iterator[Proposal]:
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


def _modules(inputs: Inputs, context: TypingContext) -> Iterator[Proposal]:
    if context.owner:
        for name in inputs.known():
            if name.startswith("<patterns>/"):
                module = name.removeprefix("<patterns>/").removesuffix(".hie")
                yield name_proposal(module, "file", "standard pattern")
        return
    for name in inputs.catalog.names():
        yield name_proposal(name, "library", "library")
    yield name_proposal("patterns", "file", "the standard patterns", "patterns.")


def _importable(analysis: Analysis, inputs: Inputs, module: str) -> Iterator[Proposal]:
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


def _languages(analysis: Analysis, inputs: Inputs) -> list[str]:
    found: dict[str, None] = {}
    for name in inputs.catalog.names():
        library = inputs.catalog.get(name)
        asked = getattr(library, "languages", None)
        found.update(dict.fromkeys(asked() if asked is not None else ()))
    for file in analysis.context.files.values() if analysis.context is not None else ():
        found.update(dict.fromkeys(file.languages))
    return sorted(found)


def _types(analysis: Analysis) -> list[str]:
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


def _paths(inputs: Inputs, source: SourceText, context: TypingContext, offset: int) -> Iterator[Proposal]:
    """Files and folders for the string at the cursor. The string of an import is relative to its file, any other to the
    workspace."""
    workspace = inputs.workspace
    if workspace is None:
        return
    folder, _, _ = context.string.rpartition("/")
    first = context.statement.split()[:1]
    base = ""
    is_import = first in (["import"], ["from"])
    if is_import:
        base = source.name.rpartition("/")[0]
    steps = [part for part in f"{base}/{folder}".split("/") if part not in ("", ".")]
    place: list[str] = []
    for part in steps:
        if part == "..":
            if not place:
                return
            place.pop()
        else:
            place.append(part)
    inside = "/".join(place)
    start = context.string_start + len(context.string) - len(context.string.rpartition("/")[2])
    for name in workspace.names_in(inside):
        path = f"{inside}/{name}" if inside else name
        kind = workspace.kind(path)
        if kind is None or (is_import and kind == "file" and not name.endswith(".hie")):
            continue
        text = name + ("/" if kind == "folder" else "")
        yield Proposal(text, kind, "", text, replaces=(start, offset), order="1")
