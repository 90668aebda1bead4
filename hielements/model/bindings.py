"""Binds paths of patterns: `scope x binds P.a.x = ...`, `P.a.x = ...`.

Comes in: bodies and the instances around them. Goes out: slots that know what is bound to them. A path is looked for
in the nearest element, from the statement outwards, that implements the pattern it names.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.codes.names import UNDEFINED_NAME, WRONG_KIND
from hielements.diagnostics.codes.patterns import (
    BINDING_LANGUAGE,
    BINDING_TYPE,
    PATTERN_NOT_IMPLEMENTED,
    REPEATED_BINDING,
    UNKNOWN_BINDING,
)
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.model import names
from hielements.model.context import Context, PendingValue
from hielements.model.declarations import Body, Pattern, Slot
from hielements.model.declaring import place_of
from hielements.model.members_by_kind import called_by_kind
from hielements.model.origins import language_of
from hielements.model.reporting import did_you_mean, listed
from hielements.model.specification import Ref, Scope
from hielements.source.text import Location
from hielements.syntax.tree import Binding, ElementDeclaration, Name, Path, RefDeclaration, ScopeDeclaration, Statement


def bind_paths(context: Context, body: Body, silent: bool = False) -> None:
    """Binds what the statements of a body say. `silent` is for the text of a pattern that was looked at before."""
    for statement in body.statements:
        kind = type(statement)
        if kind is Binding:
            assert isinstance(statement, Binding)
            slot = _slot(context, statement.path, body, silent)
            if slot is not None:
                _bind_value(context, body, statement, slot)
        elif kind is ScopeDeclaration or kind is RefDeclaration:
            assert isinstance(statement, ScopeDeclaration | RefDeclaration)
            if statement.binds is not None:
                slot = _slot(context, statement.binds, body, silent)
                if slot is not None:
                    _bind_declaration(context, body, statement, slot)


def _bind_declaration(context: Context, body: Body, statement: ScopeDeclaration | RefDeclaration, slot: Slot) -> None:
    assert statement.binds is not None
    declared = body.names.get(statement.name.text)
    own: Scope | Ref | None = declared if isinstance(declared, Scope | Ref) else None
    if own is None or own.location.start != statement.name.start:
        return
    if type(own) is not type(slot.abstract):
        what = "ref" if isinstance(slot.abstract, Ref) else "scope"
        other = "scope" if what == "ref" else "ref"
        context.reporter.report(
            BINDING_TYPE,
            body.file.tree.source,
            statement.binds,
            f"`{statement.binds.text}` is a {what} of the pattern, and this is a {other}",
            f"a {what}",
            [Label(slot.abstract.location, "declared in the pattern here")],
            help=f"declare it as `{what} {statement.name.text}`",
        )
        slot.target, slot.bound_at = own, own.location
        return
    _set(context, body, slot, statement.binds, own)
    if slot.body.pattern is not None:
        context.aliases.setdefault(own, []).append(slot.abstract.name)


def _bind_value(context: Context, body: Body, statement: Binding, slot: Slot) -> None:
    place = Location(body.file.tree.source, statement.path.start, statement.path.end)
    abstract = slot.abstract
    element = body.element
    own: Scope | Ref
    if isinstance(abstract, Scope):
        own = Scope(element, slot.path, None, place)
    else:
        own = Ref(element, slot.path, abstract.type_name, place)
    context.values[own] = PendingValue(own, statement.value, body, statement)
    if _set(context, body, slot, statement.path, own):
        if isinstance(own, Scope):
            element.bound.append(own)
        if slot.body.pattern is not None:
            context.aliases.setdefault(own, []).append(abstract.name)


def _set(context: Context, body: Body, slot: Slot, path: Path, own: Scope | Ref) -> bool:
    source = body.file.tree.source
    if slot.bound_at is not None:
        context.reporter.report(
            REPEATED_BINDING,
            source,
            path,
            f"`{path.text}` is bound twice",
            "bound again here",
            [Label(slot.bound_at, "first bound here")],
            help="remove one of the two",
        )
        return False
    slot.bound_at = Location(source, path.start, path.end)
    slot.target = own
    return True


def _slot(context: Context, path: Path, body: Body, silent: bool) -> Slot | None:
    """The slot that a path names; None after saying why there is none."""
    parts = path.names
    if not all(name.text for name in parts):
        return None
    at: Body | None = body
    while at is not None:
        for written, pattern in at.implemented:
            taken = _prefix(context, parts, written, pattern, body)
            if taken:
                instance = at.patterns.get(pattern)
                return _walk(context, parts, taken, instance, body) if instance else None
        at = at.parent
    if not silent:
        _report_no_pattern(context, path, body)
    return None


def _prefix(context: Context, parts: Sequence[Name], written: Path, pattern: Pattern, body: Body) -> int:
    """How many names of the path name the pattern: as the element wrote it, by its name alone, or by another way."""
    head = [name.text for name in written.names]
    if [name.text for name in parts[: len(head)]] == head:
        return len(head)
    if parts[0].text == pattern.name:
        return 1
    for count in range(1, len(parts)):
        found, taken = names.resolve(context, parts, body.file.body, count=count, silent=True)
        if taken == count and names.as_pattern(found) is pattern:
            return count
    return 0


def _walk(context: Context, parts: Sequence[Name], taken: int, instance: Body, body: Body) -> Slot | None:
    at = instance
    for index in range(taken, len(parts)):
        name = parts[index]
        found = at.names.get(name.text)
        if found is None:
            found = next((inner for pattern, inner in at.patterns.items() if pattern.name == name.text), None)
        if isinstance(found, Body):
            at = found
            continue
        if index == len(parts) - 1:
            if isinstance(found, Slot):
                return found
            if at.is_abstract and isinstance(found, Scope | Ref):
                # In a pattern's own text nothing is bound yet; what it says is looked at all the same.
                return Slot(".".join(each.text for each in parts), found, at, None)
        if found is not names.UNKNOWN:
            _report_unknown(context, parts, index, at, found if isinstance(found, Slot) else None, body)
            at.names.setdefault(name.text, names.UNKNOWN)
        return None
    _report_not_a_slot(context, parts, at, body)
    return None


def _report_unknown(
    context: Context, parts: Sequence[Name], index: int, at: Body, slot: Slot | None, body: Body
) -> None:
    text = ".".join(name.text for name in parts)
    owner = ".".join(name.text for name in parts[:index])
    known = context.reporter.suggestible(name for name, what in at.names.items() if what is not names.UNKNOWN)
    if slot is not None:
        message = f"`{text}` names nothing in the pattern: `{owner}.{parts[index].text}` has no members"
    else:
        message = f"`{text}` names nothing in the pattern: `{owner}` declares no `{parts[index].text}`"
    help_ = did_you_mean(parts[index].text, known)
    fix = names.spelling_fix(body, parts[index], known) if slot is None else None
    if help_ is None and (meant := called_by_kind(body, parts[index], at.names)):
        help_, fix = meant
    elif help_ is None:
        help_ = f"`{owner}` declares {listed(known[:8])}" if known else None
    context.reporter.report(
        UNKNOWN_BINDING,
        body.file.tree.source,
        parts[index],
        message,
        "not declared in the pattern",
        [Label(place, f"`{owner}` is declared here")] if (place := _declared(at)) else (),
        help=help_,
        fix=fix,
    )


def _declared(at: Body) -> Location | None:
    name = at.node.name  # type: ignore[attr-defined]
    return Location(at.file.tree.source, name.start, name.end)


def _report_not_a_slot(context: Context, parts: Sequence[Name], at: Body, body: Body) -> None:
    text = ".".join(name.text for name in parts)
    slots = [f"{text}.{name}" for name, what in at.names.items() if isinstance(what, Slot)]
    context.reporter.report(
        UNKNOWN_BINDING,
        body.file.tree.source,
        parts[-1],
        f"`{text}` is {'a pattern' if at.pattern else 'an element of the pattern'}, and only scopes and refs are bound",
        "cannot be bound",
        help=f"bind {listed(slots[:8])}" if slots else None,
    )


def _report_no_pattern(context: Context, path: Path, body: Body) -> None:
    source = body.file.tree.source
    head = path.names[0]
    if _is_of_unknown_pattern(path, body):
        return
    around = body
    implemented = [pattern.name for _, pattern in body.implemented]
    while around.parent is not None and not implemented:
        around = around.parent
        implemented = [pattern.name for _, pattern in around.implemented]
    for count in range(len(path.names), 0, -1):
        found, taken = names.resolve(context, path.names, body, count=count, silent=True)
        pattern = names.as_pattern(found)
        if pattern is not None and taken == count:
            context.reporter.report(
                PATTERN_NOT_IMPLEMENTED,
                source,
                path,
                f"`{path.text}` cannot be bound: no element around implements the pattern `{pattern.name}`",
                "not implemented here",
                [Label(pattern.body.element.location, "the pattern")],
                help=f"write `element {body.element.name} implements {pattern.name}`",
            )
            return
    found, _ = names.resolve(context, path.names[:1], body, silent=True)
    if found is names.UNKNOWN:
        if names.look_up(head.text, body) is None:
            context.reporter.report(
                UNDEFINED_NAME,
                source,
                head,
                f"nothing called `{head.text}` can be bound here",
                "no pattern that is implemented here",
                help=did_you_mean(head.text, context.reporter.suggestible([*implemented, *names.visible_names(body)]))
                or f"a new scope is declared with `scope {head.text} = ...`",
            )
        return
    place = place_of(found)
    context.reporter.report(
        WRONG_KIND,
        source,
        path,
        f"`{path.text}` cannot be bound: `{head.text}` is {names.kind_of(found)}, not a pattern",
        names.kind_of(found),
        [Label(place, "declared here")] if place else (),
        help="only scopes and refs of a pattern that the element implements are bound",
    )


def _is_of_unknown_pattern(path: Path, body: Body) -> bool:
    """Whether the path starts like a pattern that an element around says it implements and that nobody knows: that was
    reported where it says so."""
    text = path.text
    at: Body | None = body
    while at is not None:
        if isinstance(at.node, ElementDeclaration):
            found = {id(written) for written, _ in at.implemented}
            for written in at.node.implements:
                if id(written) not in found and text.startswith((f"{written.text}.", f"{written.names[-1].text}.")):
                    return True
        at = at.parent
    return False


def check_bindings(context: Context, slots: Sequence[Slot]) -> None:
    """Compares what was bound with what the pattern declares: kind, language, type. A scope that says no language
    takes that of the pattern."""
    for slot in slots:
        abstract, target = slot.abstract, slot.target
        if target is None:
            continue
        if isinstance(abstract, Scope) and isinstance(target, Scope):
            if abstract.language:
                _check_language(context, slot, abstract, target)
        elif isinstance(abstract, Ref) and isinstance(target, Ref):
            if abstract.type_name and target.type_name and abstract.type_name != target.type_name:
                _report_ref_type(context, slot, abstract, target)
                slot.body.names[abstract.name] = names.UNKNOWN
        elif slot.bound_at is None:
            wanted = "scope" if isinstance(abstract, Scope) else "ref"
            context.reporter.report(
                BINDING_TYPE,
                target.location.source,
                target.location,
                f"`{slot.path}` is a {wanted} of the pattern, and `{target.name}` is"
                f" a {'ref' if wanted == 'scope' else 'scope'}",
                f"stands for `{slot.path}`",
                [Label(abstract.location, "declared in the pattern here")],
                help=f"declare a {wanted}, or rename this",
            )
            slot.body.names[abstract.name] = names.UNKNOWN
        else:
            slot.body.names[abstract.name] = names.UNKNOWN


def _check_language(context: Context, slot: Slot, abstract: Scope, target: Scope) -> None:
    language = language_of(context, target)
    if language is None:
        target.language = abstract.language
        return
    if language == abstract.language:
        target.language = language
        return
    pending = context.values.get(target)
    statement: Statement | None = pending.statement if pending else None
    source = target.location.source
    node: Name | Location | object = target.location
    fix = None
    if isinstance(statement, ScopeDeclaration) and statement.language is not None:
        node = statement.language
        edit = Edit(Location(source, statement.language.start, statement.language.end), abstract.language or "")
        fix = Fix(f"declare `<{abstract.language}>`", (edit,)) if not _speaks(context, target, abstract) else None
    elif pending is not None:
        node = pending.expression
    context.reporter.report(
        BINDING_LANGUAGE,
        source,
        node,  # type: ignore[arg-type]
        f"`{slot.path}` is declared with the language {abstract.language}, and what is bound is {language}",
        f"{language}, expected {abstract.language}",
        [Label(abstract.location, "declared in the pattern here")],
        help=f"bind a scope of {abstract.language}",
        fix=fix,
    )


def _speaks(context: Context, target: Scope, abstract: Scope) -> bool:
    """Whether the selector's own library says another language than the pattern's, so that the text is not to blame."""
    from hielements.model.origins import maker

    library = maker(context, target)
    if library is None or library.library is None:
        return False
    languages = context.languages(library.library, library.name)
    return bool(languages) and abstract.language not in languages


def _report_ref_type(context: Context, slot: Slot, abstract: Ref, target: Ref) -> None:
    pending = context.values.get(target)
    statement = pending.statement if pending else None
    source = target.location.source
    node: object = target.location
    fix = None
    if isinstance(statement, RefDeclaration) and statement.type is not None:
        node = statement.type
        place = Location(source, statement.type.start, statement.type.end)
        fix = Fix(f"declare it as `{abstract.type_name}`", (Edit(place, abstract.type_name),))
    context.reporter.report(
        BINDING_TYPE,
        source,
        node,  # type: ignore[arg-type]
        f"`{slot.path}` is declared as {abstract.type_name}, and what is bound is {target.type_name}",
        f"{target.type_name}, expected {abstract.type_name}",
        [Label(abstract.location, "declared in the pattern here")],
        help="a ref is bound by a ref of the same type",
        fix=fix,
    )
