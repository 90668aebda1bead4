"""Makes the instances of patterns: what each implementing element bound to every scope and ref of a pattern.

Comes in: bodies with the patterns they implement. Goes out: for each element and pattern a tree of bodies in the
shape of the pattern, whose names are the scopes and refs that the element bound. In order of precedence these are

1. what a statement binds by its path: `scope x binds P.a.x = ...`, `P.a.x = ...`, in the element or anywhere below;
2. the member of that name of a real child that has the name of the pattern's child (of any depth);
3. the pattern's own default, seen from the instance;

and what is left is a missing binding. A pattern's child that no real child corresponds to gets an element of its own,
which is no child of anything: it gives requirements within the pattern something to apply to.
"""

from __future__ import annotations

from hielements.diagnostics.codes.patterns import OVERSIZED_PATTERN
from hielements.model.bindings import bind_paths, check_bindings
from hielements.model.context import Context, PendingValue
from hielements.model.declarations import Body, Pattern, Slot
from hielements.model.missing import report_missing
from hielements.model.names import AnyNames
from hielements.model.reporting import Implementation
from hielements.model.specification import Element, Ref, Scope
from hielements.syntax.tree import Path

# The bodies of one instance, of all instances together, and how many may stand in each other. Patterns whose children
# implement patterns can otherwise mean more elements than there are atoms.
_MOST_BODIES = 2000
_MOST_ALTOGETHER = 200_000
_DEEPEST = 250


def make_instances(context: Context) -> None:
    """Makes all instances and fills them in."""
    maker = _Maker(context)
    # Children stand after their parents, and an instance takes over those of its real children.
    for body in reversed(context.bodies):
        for path, pattern in body.implemented:
            maker.make(body, path, pattern)
    maker.report_oversized()
    for body in context.pattern_bodies:
        # In a pattern's own text, a pattern that its child implements means the pattern as such.
        for _, pattern in body.implemented:
            body.patterns[pattern] = pattern.body
    for body in context.pattern_bodies:
        if not _is_asked_for(context, body):
            bind_paths(context, body)
    for body in context.bodies:
        bind_paths(context, body)
    for instance in maker.nested:
        bind_paths(context, instance, silent=True)
    # Outer instances come last in the list, and what they take over from real children is complete by then.
    missing: dict[Body, list[Slot]] = {}
    for root, slot in maker.slots:
        if not _fill(context, slot):
            missing.setdefault(root, []).append(slot)
    for _, slot in maker.slots:
        _enter(slot)
    for body in context.bodies:
        for path, pattern in body.implemented:
            slots = missing.get(body.patterns[pattern])
            if slots:
                report_missing(context, body, path, slots)
    check_bindings(context, [slot for _, slot in maker.slots])


def _is_asked_for(context: Context, body: Body) -> bool:
    """Whether the body is, or is in, an element that a requirement asks for: that binds nothing."""
    at: Body | None = body
    while at is not None and at.is_abstract:
        if at in context.asked:
            return True
        at = at.parent
    return False


class _Maker:
    """Makes the bodies of instances. `slots` are all that have to be bound, each with the outermost body of its
    instance; `nested` are bodies in which the pattern itself binds the patterns of its children."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.slots: list[tuple[Body, Slot]] = []
        self.nested: list[Body] = []
        self._binding: set[Body | None] = set()
        self._made = 0
        self._made_altogether = 0
        self._depth = 0
        self._is_too_deep = False
        self._oversized: dict[Pattern, tuple[Body, Path, str]] = {}

    def make(self, host: Body, path: Path, pattern: Pattern) -> None:
        through = Implementation(host.file.tree.source, path, host.element.path, path.text)
        root = host.patterns[pattern] = _root(host, pattern, through)
        if pattern in self._oversized or self._made_altogether > _MOST_ALTOGETHER:
            if pattern in self._oversized and not host.element.children:
                self._oversized[pattern] = host, path, self._oversized[pattern][2]
            _empty(root)
            return
        slots, nested = len(self.slots), len(self.nested)
        self._made = 0
        self._is_too_deep = False
        self._copy(root, root, pattern.body, path.text, None, host)
        self._made_altogether += self._made
        trouble = self._trouble(pattern)
        if trouble:
            self._oversized[pattern] = host, path, trouble
            del self.slots[slots:], self.nested[nested:]
            _empty(root)

    def report_oversized(self) -> None:
        """One report for each pattern that is too large: the mistake is in the pattern, however many implement it."""
        for host, path, message in self._oversized.values():
            self.context.reporter.report(
                OVERSIZED_PATTERN,
                host.file.tree.source,
                path,
                message,
                "too many elements",
                help="implement the inner patterns on real elements instead",
            )

    def _trouble(self, pattern: Pattern) -> str | None:
        because = "because its children implement patterns too"
        if self._is_too_deep:
            return f"the elements of `{pattern.name}` nest more than {_DEEPEST} levels deep, {because}"
        if self._made > _MOST_BODIES:
            return f"`{pattern.name}` holds more than {_MOST_BODIES:,} elements, {because}"
        if self._made_altogether > _MOST_ALTOGETHER:
            return (
                f"all elements that implement patterns up to here stand for more than {_MOST_ALTOGETHER:,} elements of "
                "these patterns, and so many are not looked at"
            )
        return None

    def _copy(
        self, root: Body, instance: Body, abstract: Body, prefix: str, real: Body | None, children: Body | None
    ) -> None:
        """Fills an instance's body with slots and bodies of children. `real` is the element's own child whose members
        may stand for the slots, `children` the body whose children may stand for the pattern's children."""
        self._made += 1
        if self._made > _MOST_BODIES or self._is_too_deep:
            return
        if self._depth == _DEEPEST:
            self._is_too_deep = True
            return
        self._depth += 1
        for name, declared in abstract.names.items():
            path = f"{prefix}.{name}"
            if isinstance(declared, Scope | Ref):
                slot = Slot(path, declared, instance, real)
                instance.names[name] = slot
                self.slots.append((root, slot))
            elif isinstance(declared, Body):
                found = children.names.get(name) if children else None
                child = found if isinstance(found, Body) else None
                element = child.element if child else Element(name, instance.element, declared.element.location, None)
                inner = Body(element, instance, instance.file, declared.node, declared.statements)
                inner.through = root.through
                instance.names[name] = inner
                if child is None:
                    self.context.body_of[element] = inner
                    if instance.pattern is None:
                        instance.element.children.setdefault(name, element)
                self._nest(root, inner, declared, path, child)
                self._copy(root, inner, declared, path, child, child)
        self._depth -= 1

    def _nest(self, root: Body, inner: Body, abstract: Body, path: str, real: Body | None) -> None:
        """The patterns that a pattern's child implements: the real child's, or instances of their own."""
        for written, pattern in abstract.implemented:
            own = real.patterns.get(pattern) if real else None
            if own is not None:
                inner.patterns[pattern] = own
                continue
            inner.implemented.append((written, pattern))
            nested = _root(inner, pattern, root.through)
            inner.patterns[pattern] = nested
            self._copy(root, nested, pattern.body, f"{path}.{written.text}", None, real)
        if inner.implemented or inner.parent in self._binding:
            self._binding.add(inner)
            self.nested.append(inner)


def _root(host: Body, pattern: Pattern, through: Implementation | None) -> Body:
    root = Body(host.element, pattern.file.body, pattern.file, pattern.node, pattern.body.statements)
    root.pattern = pattern
    root.through = through
    return root


def _empty(root: Body) -> None:
    """An instance that cannot be made asks for nothing, and no name in it is wrong."""
    root.names = AnyNames()
    root.statements = ()


def _fill(context: Context, slot: Slot) -> bool:
    """Gives a slot that no path binds what a real child or the pattern's default says; False when neither does."""
    if slot.target is not None:
        return True
    abstract = slot.abstract
    name = abstract.name
    if slot.real is not None:
        found = slot.real.names.get(name)
        if isinstance(found, Scope | Ref):
            slot.target = found
            return True
    default = context.values.get(abstract)
    if default is None:
        return False
    holder = slot.body
    while holder.parent is not None and holder.pattern is None and slot.real is None:
        holder = holder.parent
    element = slot.real.element if slot.real else holder.element
    target: Scope | Ref
    if isinstance(abstract, Scope):
        target = Scope(element, slot.path, abstract.language, abstract.location)
        element.bound.append(target)
    else:
        target = Ref(element, slot.path, abstract.type_name, abstract.location)
    slot.target = target
    context.values[target] = PendingValue(target, default.expression, slot.body, default.statement, True)
    return True


def _enter(slot: Slot) -> None:
    """Puts what was bound in the place of the slot."""
    if slot.target is None:
        return
    name = slot.abstract.name
    slot.body.names[name] = slot.target
    if slot.real is None and slot.body.pattern is None:
        element = slot.body.element
        if isinstance(slot.target, Scope):
            element.scopes[name] = slot.target
        else:
            element.refs[name] = slot.target
