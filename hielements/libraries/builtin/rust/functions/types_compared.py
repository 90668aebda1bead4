"""`type_compatible` and `pipeline_connects`: the types at the edges of items fit together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.rust.interfaces import Interfaces, Port
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import title
from hielements.libraries.builtin.rust.type_texts import TypeText, same_type
from hielements.libraries.outcomes import Failure, Outcome, Passed, Violation
from hielements.libraries.signatures import (
    BOOL,
    SCOPE,
    STRING,
    Function,
    Parameter,
    Signature,
    list_of,
    one_of,
)
from hielements.libraries.values import ScopeValue

_ITEM = one_of(SCOPE, STRING)


FUNCTIONS = (
    Function(
        "type_compatible",
        "check",
        "Holds when two items have the same type. The type of a function is what it returns; a struct, enum, trait or "
        "alias is a type itself. A type may also be written: `'Result<Program>'`.\n\n"
        "References, lifetimes, `mut`, `dyn`, `impl` and the path before the last segment do not matter; `String` and "
        "`&str`, `Vec<T>` and `[T]`, `PathBuf` and `Path` are the same; type aliases of the workspace are followed. "
        "Generic arguments are compared where both sides have some. Nothing is unwrapped: `Option<T>` is not `T` (see "
        "pipeline_connects). A module has no one type: what depends on it is undecided, and so is a type parameter.",
        (
            Signature(
                (
                    Parameter("first", _ITEM, "a function or type, or a type as Rust writes it"),
                    Parameter("second", _ITEM, "another one"),
                ),
                BOOL,
            ),
        ),
        example="check rust.type_compatible(producer, consumer)",
    ),
    Function(
        "pipeline_connects",
        "check",
        "Holds when what the first gives is something that the second takes. A function gives what it returns and "
        "takes its parameters (a method also its own type); a struct, enum, trait or alias gives and takes itself; "
        "modules give and take what their public functions do, and one pair that fits is enough. A list of scopes is a "
        "pipeline: each must connect to the next.\n\n"
        "Types are compared as by type_compatible. Results are unwrapped: `Result<T, E>`, `Option<T>`, `Box<T>`, "
        "`Rc<T>`, `Arc<T>`, `Cow<T>` and `Pin<T>` also give and take a `T`; `impl Into<T>` and `AsRef<T>` take a "
        "`T`, `impl Iterator<Item = T>` takes a `Vec<T>`. Where nothing fits but a parameter is generic, it takes a "
        "compiler to know: undecided.",
        (
            Signature(
                (
                    Parameter("output", SCOPE, "the function, type or modules that give"),
                    Parameter("input", SCOPE, "the function, type or modules that take"),
                ),
                BOOL,
            ),
            Signature((Parameter("steps", list_of(SCOPE), "the steps of a pipeline, in order"),), BOOL),
        ),
        example="check rust.pipeline_connects(tokenize, parse)",
    ),
)


def evaluate_type_compatible(arguments: Arguments, library: Rust) -> Outcome:
    interfaces = Interfaces(library.code)
    failures = library.code.failures(library.code.rust_files)
    first, second = (_own_type(arguments, name, interfaces) for name in ("first", "second"))
    if same_type(first, second):
        return Passed(f"{first}")
    if failures:
        return verdict("", (), failures)  # an alias may stand in what could not be read
    names = [_called(arguments, name) for name in ("first", "second")]
    message = f"{names[0]} has the type {first}, and {names[1]} has the type {second}"
    place = arguments.value("second") if isinstance(arguments.value("second"), ScopeValue) else arguments.value("first")
    if isinstance(place, ScopeValue):
        line = place.lines[0] if place.lines else None
        return verdict(message, [Violation(message, place.root, line, 1 if line else None)])
    return verdict(message, [Violation(message)])


def _own_type(arguments: Arguments, name: str, interfaces: Interfaces) -> TypeText:
    value = arguments.value(name)
    return interfaces.text(value) if isinstance(value, str) else interfaces.own_type(arguments.scope(name))


def _called(arguments: Arguments, name: str) -> str:
    value = arguments.value(name)
    return f"'{value}'" if isinstance(value, str) else title(arguments.scope(name))


def evaluate_pipeline_connects(arguments: Arguments, library: Rust) -> Outcome:
    if "steps" in arguments:
        steps: Sequence[ScopeValue] = arguments.scopes("steps")
        if len(steps) < 2:
            raise refuse("a pipeline has at least two steps")
    else:
        steps = (arguments.scope("output"), arguments.scope("input"))
    interfaces = Interfaces(library.code)
    failures: list[Failure] = list(library.code.failures(library.code.rust_files))
    found: list[Violation] = []
    notes: list[str] = []
    for output, into in pairwise(steps):
        given, taken = interfaces.outputs(output), interfaces.inputs(into)
        fitting = next((one for one in given for other in taken if _fits(one, other)), None)
        if fitting is not None:
            notes.append(str(fitting.type))
            continue
        generic = next((port for port in (*given, *taken) if port.is_generic), None)
        if generic is not None:
            message = f"{title(output)} may connect to {title(into)} by the generic type {generic.type}"
            failures.append(Failure("unsupported", message, generic.found.path, generic.found.item.line))
            continue
        found.append(_misfit(output, into, given, taken))
    if found and not _is_certain(failures):
        found = []
    return verdict(found[0].message if found else "", found, failures, " -> ".join(notes))


def _is_certain(failures: Sequence[Failure]) -> bool:
    """Whether a misfit stands whatever could not be decided elsewhere: an unreadable file may define an alias."""
    return all(failure.reason == "unsupported" for failure in failures)


def _fits(output: Port, into: Port) -> bool:
    return not output.is_generic and not into.is_generic and same_type(output.type, into.type)


def _misfit(output: ScopeValue, into: ScopeValue, given: Sequence[Port], taken: Sequence[Port]) -> Violation:
    gives = ", ".join(sorted({str(port.type) for port in given})) or "nothing"
    takes = ", ".join(sorted({str(port.type) for port in taken})) or "nothing"
    message = f"{title(output)} gives {gives}, and {title(into)} takes {takes}"
    if taken:
        item = taken[0].found.item
        return Violation(message, taken[0].found.path, item.line, item.column)
    return Violation(message, into.root, into.lines[0] if into.lines else None)
