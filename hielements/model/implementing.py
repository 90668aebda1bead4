"""Finds out which patterns each element implements.

Comes in: bodies whose headers say `implements P, Q.R`. Goes out: the patterns on each body. Patterns that contain
themselves are refused here, so that what follows may walk into them.
"""

from __future__ import annotations

from itertools import islice

from hielements.diagnostics.codes.names import UNDEFINED_NAME
from hielements.diagnostics.codes.patterns import CYCLIC_PATTERN, NOT_A_PATTERN, REPEATED_PATTERN
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.model import names
from hielements.model.context import Context
from hielements.model.declarations import Body, Declaration, File, Import, LibraryName, Pattern, pattern_names_of
from hielements.model.declaring import place_of
from hielements.model.reporting import did_you_mean
from hielements.source.text import Location
from hielements.syntax.tree import ElementDeclaration, Path

_MOST_SHOWN = 8


def resolve_implements(context: Context) -> None:
    """Resolves the patterns in the headers of all elements, also of those in patterns and requirements."""
    for bodies in (context.pattern_bodies, context.bodies):
        for body in bodies:
            node = body.node
            if isinstance(node, ElementDeclaration) and node.implements:
                for path in node.implements:
                    _implement(context, body, path)
    _refuse_cycles(context)


def find_pattern(context: Context, path: Path, body: Body) -> Pattern | None:
    """The pattern that a path means, seen from a body; None after saying why there is none.

    A declaration of the same name that is no pattern does not hide the pattern: `element lexer implements lexer`.
    """
    first: Declaration | None = None
    at: Body | None = body
    while at is not None:
        if path.names[0].text in at.names:
            found, taken = names.resolve(context, path.names, at, silent=True)
            pattern = names.as_pattern(found) if taken == len(path.names) else None
            if pattern is not None:
                return pattern
            head = at.names[path.names[0].text]
            if first is None:
                first = head.what if isinstance(head, Import) else head
        at = at.parent
    if not all(name.text for name in path.names):
        return None
    if first is None:
        known = context.reporter.suggestible(_patterns_in_sight(body))
        # `import patterns.layered` brings `layered.layer`: the name is right, and what stands before it is missing.
        inside = [each for each in known if each.endswith(f".{path.text}")]
        fix = names.spelling_fix(body, path.names[0], known) if len(path.names) == 1 else None
        if len(inside) == 1:
            edit = Edit(Location(body.file.tree.source, path.start, path.end), inside[0])
            fix = Fix(f"change `{path.text}` to `{inside[0]}`", (edit,))
        context.reporter.report(
            UNDEFINED_NAME,
            body.file.tree.source,
            path.names[0],
            f"nothing called `{path.names[0].text}` is visible here",
            "a pattern is needed here",
            help=(f"did you mean `{inside[0]}`?" if inside else None)
            or did_you_mean(path.text, known)
            or ("declare it with `pattern`, or import its file" if not known else None)
            or did_you_mean(path.names[0].text, context.reporter.suggestible(names.visible_names(body))),
            fix=fix,
        )
        return None
    found, _ = names.resolve(context, path.names, body)
    if found is not names.UNKNOWN:
        place = place_of(found)
        context.reporter.report(
            NOT_A_PATTERN,
            body.file.tree.source,
            path,
            f"`{path.text}` is {names.kind_of(found)}, and only a pattern can be implemented",
            names.kind_of(found),
            [Label(place, "declared here")] if place else (),
            help=did_you_mean(path.text, context.reporter.suggestible(_patterns_in_sight(body))),
        )
    return None


def _implement(context: Context, body: Body, path: Path) -> None:
    assert body.parent is not None
    pattern = find_pattern(context, path, body.parent)
    if pattern is None:
        return
    for first, same in body.implemented:
        if same is pattern:
            source = body.file.tree.source
            context.reporter.report(
                REPEATED_PATTERN,
                source,
                path,
                f"`{body.element.name}` implements `{path.text}` twice",
                "again here",
                [Label(Location(source, first.start, first.end), "first here")],
                help="remove one of the two",
            )
            return
    body.implemented.append((path, pattern))


def _patterns_in_sight(body: Body) -> list[str]:
    top = body
    while top.parent is not None:
        top = top.parent
    found = [name for name, what in top.names.items() if isinstance(what, Pattern)]
    for entry in body.file.imports.values():
        if isinstance(entry.what, Pattern):
            found.append(entry.name)
        elif isinstance(entry.what, File):
            found += (f"{entry.name}.{name}" for name in names.members_of(entry.what))
        elif isinstance(entry.what, LibraryName):
            found += (f"{entry.name}.{name}" for name in pattern_names_of(entry.what))
    return found


def _refuse_cycles(context: Context) -> None:
    """Takes out every `implements` in a pattern's child that leads back to the pattern, and reports it. What a pattern
    forbids or allows may implement the pattern itself: it asks for nothing, so that it leads nowhere."""
    inside: dict[Pattern, list[tuple[Body, Path, Pattern]]] = {}
    for body in context.pattern_bodies:
        for path, pattern in body.implemented:
            owner: Body | None = body
            while owner is not None and owner.pattern is None and owner not in context.only_matched:
                owner = owner.parent
            if owner is not None and owner.pattern is not None:
                inside.setdefault(owner.pattern, []).append((body, path, pattern))
    finished: set[Pattern] = set()
    for start, first in inside.items():
        if start in finished:
            continue
        way = {start: 0}
        following = [iter(list(first))]
        while way:
            step = next(following[-1], None)
            if step is None:
                following.pop()
                finished.add(way.popitem()[0])
                continue
            body, path, pattern = step
            if pattern in way:
                body.implemented.remove((path, pattern))
                cycle = list(islice(way, way[pattern], None))
                shown = cycle if len(cycle) <= _MOST_SHOWN else [*cycle[: _MOST_SHOWN - 1], None]
                names_ = " -> ".join(f"`{each.name}`" if each else "..." for each in [*shown, pattern])
                context.reporter.report(
                    CYCLIC_PATTERN,
                    body.file.tree.source,
                    path,
                    f"the pattern `{pattern.name}` contains itself: {names_}",
                    "leads back to the pattern",
                    [Label(pattern.body.element.location, "the pattern")],
                    help="a child of a pattern cannot implement the pattern it stands in",
                )
            elif pattern not in finished:
                way[pattern] = len(way)
                following.append(iter(list(inside.get(pattern, ()))))
