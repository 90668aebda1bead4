"""Name resolution: what a path means.

The algorithm, as a whole:

1. Every file is parsed already. Its imports are declared (`importing.py`), then its elements and patterns with all
   scopes, refs and children in them (`declaring.py`). The result is a tree of bodies. A body is one table from a
   name to one declaration; a second declaration of a name is an error and is not entered. Nothing was looked up so
   far, so the order of declarations never matters and import cycles need no care.
2. Elements that implement patterns get an instance of each (`instances.py`): a second tree of bodies in the shape of
   the pattern, in which each scope and ref of the pattern is replaced by what the element bound. The parent of an
   instance is the pattern's own file: the pattern's text means the same wherever it is implemented.
3. Expressions are bound (`expressions.py`), each seen from one body. The head of a path is looked up in that body,
   then in each body around it, then at the top level of the file, which has its imports, patterns and elements.
   The first hit is taken: resolution is lexical, and an inner name hides an outer one. Every further segment is a
   member of what stands before it: of an element or of an instance (the names of its body), of an imported file (its
   own top-level names), of a library (its functions and patterns). There is no other way to find a name: none by
   suffix, none at run time.
4. A pattern's name stands for the nearest instance of it: the bodies from the present one outwards are asked
   whether they implement the pattern. In the pattern's own text, that is the pattern itself. Where nobody around
   implements it, its members mean nothing, and that is an error.
5. A name that is not found is reported once, where it stands, with the nearest spellings among the names that
   would have been visible. What was reported becomes `Unknown`, and whatever is below it is passed over in silence.

What a body's own expressions define (scopes, refs) is not evaluated here. `cycles.py` looks afterwards whether a
definition leads back to itself.

Comes in: bodies and paths. Goes out: declarations. This module never looks at types or arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hielements.diagnostics.codes.names import UNDEFINED_MEMBER, UNDEFINED_NAME, WRONG_KIND
from hielements.diagnostics.codes.patterns import PATTERN_NOT_IMPLEMENTED
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.model.context import Context
from hielements.model.declarations import (
    Body,
    Declaration,
    File,
    Import,
    ImportedFunction,
    LibraryName,
    Package,
    Pattern,
    Placeholder,
    Slot,
    Unknown,
    pattern_names_of,
    patterns_of,
)
from hielements.model.declaring import place_of
from hielements.model.members_by_kind import called_by_kind
from hielements.model.reporting import Span, did_you_mean, listed, nearest
from hielements.model.specification import Ref, Scope
from hielements.source.text import Location
from hielements.syntax.tree import Name

UNKNOWN = Unknown()


class AnyNames(dict[str, Declaration]):
    """The names of a body that was not looked at: every name may be there, so none is wrong."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, UNKNOWN)


def resolve(
    context: Context, names: Sequence[Name], body: Body, *, count: int | None = None, silent: bool = False
) -> tuple[Declaration, int]:
    """What the first `count` names of a path mean, seen from `body`, and how many of them that took.

    Fewer are taken only where a ref is reached: what follows are members of its value. Trouble is reported, unless
    `silent`, and gives `UNKNOWN`.
    """
    last = len(names) if count is None else count
    head = names[0]
    found = look_up(head.text, body)
    if found is None:
        if head.text and not silent:
            _report_undefined(context, head, body)
        return UNKNOWN, last
    taken = 1
    while taken < last:
        kind = type(found)
        if kind is Ref or kind is Placeholder or kind is Unknown:
            break
        if isinstance(found, Pattern):
            instance = instance_of(found, body)
            if instance is None:
                if not silent:
                    _report_not_implemented(context, names, taken, found, body)
                return UNKNOWN, last
            found = instance
        name = names[taken]
        if not name.text:
            return UNKNOWN, last
        inner = member(found, name.text, body)
        if inner is None:
            if not silent:
                _report_member(context, names, taken, found, body)
            return UNKNOWN, last
        found = inner
        taken += 1
    return (UNKNOWN, last) if type(found) is Unknown else (found, taken)


def look_up(name: str, body: Body) -> Declaration | None:
    """The declaration that a single name means in a body, or None. Imports are looked through, and marked as used."""
    at: Body | None = body
    file = body.file
    while at is not None:
        found = at.names.get(name)
        if found is not None:
            return _behind(found)
        at = at.parent
    # `language python` declares the name of the language's library, where no import does.
    library = file.languages.get(name)
    if library is not None:
        return library
    # A pattern that an element around implements may be named without the alias of its file (docs/language.md).
    at = body
    while at is not None:
        for pattern in at.patterns:
            if pattern.name == name:
                return pattern
        at = at.parent
    return None


def member(of: Declaration, name: str, body: Body) -> Declaration | None:
    """The member of that name, or None."""
    if isinstance(of, Body):
        found = of.names.get(name)
        if found is not None:
            return _behind(found)
        return next((instance for pattern, instance in of.patterns.items() if pattern.name == name), None)
    if isinstance(of, File):
        found = of.body.names.get(name)
        if found is not None and not isinstance(found, Import | Package):
            return found
        # `import patterns.hexagonal` and then `hexagonal.core`: a file may stand for the one pattern named like it.
        same = of.body.names.get(of.stem)
        if isinstance(same, Pattern):
            instance = instance_of(same, body)
            return instance.names.get(name) if instance else None
        return None
    if isinstance(of, LibraryName):
        return patterns_of(of).get(name)
    if isinstance(of, Package):
        found = of.members.get(name)
        return _behind(found) if found is not None else None
    return None


def instance_of(pattern: Pattern, body: Body) -> Body | None:
    """The nearest body around that holds what was bound to the pattern, or None when nobody around implements it."""
    at: Body | None = body
    while at is not None:
        if at.pattern is pattern:
            return at
        found = at.patterns.get(pattern)
        if found is not None:
            return found
        at = at.parent
    return None


def as_pattern(declaration: Declaration) -> Pattern | None:
    """The pattern that a declaration means where a pattern is expected: also a file with a pattern of its own name."""
    if isinstance(declaration, Pattern):
        return declaration
    if isinstance(declaration, File):
        same = declaration.body.names.get(declaration.stem)
        return same if isinstance(same, Pattern) else None
    return None


def visible_names(body: Body) -> Iterator[str]:
    """All names that could be written in a body, the nearest first."""
    at: Body | None = body
    while at is not None:
        yield from at.names
        at = at.parent


def kind_of(declaration: Declaration) -> str:
    """What a declaration is, with its article, for messages."""
    if isinstance(declaration, Scope):
        return "a scope"
    if isinstance(declaration, Ref):
        return "a ref"
    if isinstance(declaration, Body):
        return "a pattern" if declaration.pattern else "an element"
    if isinstance(declaration, Pattern):
        return "a pattern"
    if isinstance(declaration, LibraryName):
        return "a library"
    if isinstance(declaration, ImportedFunction):
        return "a function"
    return "a file" if isinstance(declaration, File) else "a name"


def report_kind(
    context: Context, body: Body, names: Sequence[Name], found: Declaration, expected: str, help_: str | None = None
) -> None:
    """Says that a path means something that cannot stand where it stands."""
    text = ".".join(name.text for name in names)
    place = place_of(found)
    context.reporter.report(
        WRONG_KIND,
        body.file.tree.source,
        Span(names[0].start, names[-1].end),
        f"`{text}` is {kind_of(found)}, and {expected} is needed here",
        kind_of(found),
        [Label(place, "declared here")] if place else (),
        help=help_,
    )


def members_of(found: Declaration) -> list[str]:
    """The names of all members, for suggestions."""
    if isinstance(found, Body):
        return [name for name, what in found.names.items() if what is not UNKNOWN]
    if isinstance(found, File):
        return [name for name, what in found.body.names.items() if not isinstance(what, Import | Package)]
    if isinstance(found, Package):
        return list(found.members)
    if isinstance(found, LibraryName) and found.library is not None:
        return [*found.library.function_names(), *pattern_names_of(found)]
    return []


def spelling_fix(body: Body, name: Name, known: Sequence[str]) -> Fix | None:
    """A fix that takes the nearest spelling, when there is exactly one."""
    near = nearest(name.text, known, 2)
    if len(near) != 1:
        return None
    place = Location(body.file.tree.source, name.start, name.end)
    return Fix(f"change `{name.text}` to `{near[0]}`", (Edit(place, near[0]),))


def _behind(found: Declaration) -> Declaration:
    if type(found) is Import:
        found.used = True
        return found.what
    if type(found) is Slot:
        return found.target or UNKNOWN
    return found


def _report_undefined(context: Context, name: Name, body: Body) -> None:
    file = body.file
    known = context.reporter.suggestible(visible_names(body))
    help_ = did_you_mean(name.text, known)
    fix = spelling_fix(body, name, known)
    if name.text in context.catalog.names():
        help_ = f"there is a library of that name: write `import {name.text}` at the top of the file"
        start = Location(file.tree.source, _first_statement(file), _first_statement(file))
        fix = Fix(f"import `{name.text}`", (Edit(start, f"import {name.text}\n"),))
    context.reporter.report(
        UNDEFINED_NAME,
        file.tree.source,
        name,
        f"nothing called `{name.text}` is visible here",
        "not declared in this body, around it, at the top of the file, or imported",
        help=help_,
        fix=fix,
    )


def _first_statement(file: File) -> int:
    """Where an import can be inserted: the start of the line of the first import, else of the file's first line that
    is no comment."""
    statements = file.tree.statements
    if not statements:
        return 0
    first = next((each for each in statements if "Import" in type(each).__name__), None)
    source = file.tree.source
    if first is None:
        return 0
    return source.line_starts[source.position(first.start)[0] - 1]


def _report_member(context: Context, names: Sequence[Name], index: int, found: Declaration, body: Body) -> None:
    name = names[index]
    owner = ".".join(each.text for each in names[:index])
    known = context.reporter.suggestible(members_of(found))
    fix = spelling_fix(body, name, known)
    if isinstance(found, Scope):
        message = f"the scope `{owner}` has no members"
        help_ = None
    else:
        if isinstance(found, LibraryName):
            if found.library is None:
                return
            kinds = "function or pattern" if pattern_names_of(found) else "function"
            message = f"the library `{owner}` has no {kinds} `{name.text}`"
        else:
            message = f"`{owner}` has no member `{name.text}`"
        help_ = did_you_mean(name.text, known)
        if help_ is None and isinstance(found, Body) and (meant := called_by_kind(body, name, found.names)):
            help_, fix = meant
        elif help_ is None and known:
            help_ = f"it has {listed(known[:8])}" + (f" and {len(known) - 8} more" if len(known) > 8 else "")
    place = place_of(found)
    context.reporter.report(
        UNDEFINED_MEMBER,
        body.file.tree.source,
        name,
        message,
        "no such member",
        [Label(place, f"`{owner}` is declared here")] if place else (),
        help=help_,
        fix=fix,
    )


def _report_not_implemented(context: Context, names: Sequence[Name], index: int, pattern: Pattern, body: Body) -> None:
    text = ".".join(name.text for name in names[:index])
    holder = body
    while holder.parent is not None and holder.parent.parent is not None:
        holder = holder.parent
    context.reporter.report(
        PATTERN_NOT_IMPLEMENTED,
        body.file.tree.source,
        Span(names[0].start, names[index - 1].end),
        f"`{text}` means nothing here: no element around implements the pattern `{pattern.name}`",
        "a pattern has members only where it is implemented",
        [Label(pattern.body.element.location, "the pattern is declared here")],
        help=None if holder.is_abstract else f"write `element {body.element.name} implements {text}`",
    )
