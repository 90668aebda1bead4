"""`can_import`: the rules of Rust and Cargo let one scope import another."""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.builtin.library import Arguments, Undecidable, verdict
from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.builtin.rust.crates import Node
from hielements.libraries.builtin.rust.facts import REEXPORT, TEST
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.resolution import STANDARD
from hielements.libraries.builtin.rust.selection import inline_path, title
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

_SOURCE = Parameter("source", SCOPE, "the code that would import")

FUNCTION = Function(
    "can_import",
    "check",
    "Holds when every file of the first scope could import the second, whether it does or not: it belongs to the same "
    "crate, or to the library of a package that Cargo.toml declares as a dependency (`dev-dependencies` are for tests, "
    "examples and benches, `build-dependencies` for build.rs); and every module on the way is visible from there "
    "(`pub`, `pub(crate)`, `pub(super)`, `pub(in ..)`, or private to a module around the first scope), or a visible "
    "module re-exports something of it. Of a program nothing can be imported.\n\n"
    "In the place of the second scope a crate may be named: `can_import(api, 'serde')` holds when Cargo.toml declares "
    "it. Without a Cargo.toml nothing is known about crates: undecided.",
    (
        Signature((_SOURCE, Parameter("target", SCOPE, "the code that would be imported")), BOOL),
        Signature((_SOURCE, Parameter("crate", STRING, "the name of a crate or package")), BOOL),
    ),
    example="check rust.can_import(api, db)",
    governs="between",
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    source = arguments.scope("source")
    files = code.files_of(source)
    failures = list(code.failures(files))
    found: dict[str, Violation] = {}
    if "crate" in arguments:
        crate = arguments.text("crate").replace("-", "_")
        for path in files:
            _named(code, path, crate, found)
        return verdict(f"{title(source)} cannot import '{crate}'", found.values(), failures)
    target = arguments.scope("target")
    wanted = code.files_of(target)
    failures += code.failures(wanted)
    tops = _tops(code, target, wanted)
    for path in files:
        for place in code.places(path)[:1]:
            for top in tops:
                if not _reaches(code, place, top, found):
                    break
    return verdict(f"{title(source)} cannot import {title(target)}", found.values(), failures)


def _tops(code: Codebase, target: ScopeValue, files: Iterable[str]) -> list[Node]:
    """The modules of a scope that lie in no other module of it."""
    inside = frozenset(files)
    wanted = inline_path(code, target)
    if wanted is not None:
        return [
            node for crate in code.crates.all for node in crate.nodes if node.file in inside and node.inside == wanted
        ]
    nodes = [node for path in inside for node in code.places(path)[:1]]
    return [node for node in nodes if not any(_above(other, node) for other in nodes)]


def _above(other: Node, node: Node) -> bool:
    shorter = len(other.path) < len(node.path)
    return shorter and other.crate is node.crate and node.path[: len(other.path)] == other.path


def _named(code: Codebase, path: str, crate: str, found: dict[str, Violation]) -> bool:
    """Whether a file can import a crate by what Cargo.toml declares; if not, `found` has the reason."""
    for place in code.places(path)[:1]:
        package = place.crate.package
        if crate in STANDARD or crate == place.crate.name:
            return True
        if package is None:
            message = f"{path} belongs to no package: no Cargo.toml says what it may import"
            raise Undecidable(Failure("argument", message, path))
        if crate == package.crate and package.target_of("lib") is not None:
            return True
        named = (each for each in package.requirements.values() if crate in (each.name, each.package.replace("-", "_")))
        requirement = next(named, None)
        if requirement is not None and _kind_fits(place, requirement.kinds):
            return True
        text = f"{package.manifest} does not declare '{crate}' as a dependency"
        if requirement is not None:
            kinds = " and ".join(sorted(requirement.kinds))
            text = f"{package.manifest} declares '{crate}' as a {kinds} dependency only, and {path} is none of that"
        found.setdefault(text, Violation(text, package.manifest))
        return False
    return True


def _kind_fits(place: Node, kinds: frozenset[str]) -> bool:
    if place.crate.kind == "build":
        return "build" in kinds
    if place.tags & TEST or place.crate.kind in ("test", "example", "bench"):
        return bool(kinds & {"normal", "dev"})
    return "normal" in kinds


def _reaches(code: Codebase, place: Node, top: Node, found: dict[str, Violation]) -> bool:
    """Whether one module can import another; if not, `found` has the reason."""
    if place.crate is not top.crate:
        package = top.crate.package
        if top.crate.kind != "lib":
            text = f"'{top.crate.name or top.crate.base}' is a {top.crate.kind}, of which nothing can be imported"
            found.setdefault(text, Violation(text, top.file))
            return False
        if package is None:
            raise Undecidable(
                Failure("argument", f"{top.file} belongs to no package: no Cargo.toml says who may import it", top.file)
            )
        if place.file is not None and not _named(code, place.file, package.crate, found):
            return False
    hidden = _hidden(place, top)
    if hidden is None or _reexported(code, place, top):
        return True
    name, parent = "::".join(hidden.path), "::".join(hidden.path[:-1]) or "the root of the crate"
    text = f"the module '{name}' is not visible here: it is private to {parent}"
    file, declared = hidden.declared if hidden.declared is not None else (hidden.file, None)
    line, column = (declared.line, declared.column) if declared is not None else (None, None)
    found.setdefault(text, Violation(text, file, line, column))
    return False


def _hidden(place: Node, top: Node) -> Node | None:
    """The first module on the way to a module that is not visible from a place."""
    same = place.crate is top.crate
    for length in range(1, len(top.path) + 1):
        node = top.crate.modules.get(top.path[:length])
        if node is None or node.declared is None:
            continue  # placed by location: nothing is known of its visibility
        visibility = node.declared[1].visibility
        if visibility == "pub" or (same and visibility == "crate"):
            continue
        owner = node.path[:-1]
        if visibility == "super":
            owner = owner[:-1]
        elif visibility.startswith("in "):
            path = tuple(visibility.removeprefix("in ").split("::"))
            owner = path[1:] if path[0] == "crate" else owner[: len(owner) - path.count("super")]
        if not same or place.path[: len(owner)] != owner:
            return node
    return None


def _reexported(code: Codebase, place: Node, top: Node) -> bool:
    """Whether a visible module re-exports something of a module or of one below it."""
    below = {node.file for node in top.crate.nodes if node.path[: len(top.path)] == top.path and node.file is not None}
    for node in top.crate.nodes:
        if node.file is None or node.inside or node.file in below or _hidden(place, node) is not None:
            continue
        for edge in code.edges(node.file):
            if edge.tags & REEXPORT and not below.isdisjoint(edge.definitions):
                return True
    return False
