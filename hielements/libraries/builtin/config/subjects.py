"""What a function of the library looks at: the files that an argument means, and what stands there under a key.

Comes in: arguments. Goes out: files, and values with their places. It must never put the value of a secret into words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hielements.libraries.builtin.absence import why_absent
from hielements.libraries.builtin.config.formats import format_of
from hielements.libraries.builtin.config.keys import Found, Segments, dotted, look_up, nearest_key, parse_key
from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.tree import MOST_NODES, Documents, Items, Leaf, Table, TooLarge, plain
from hielements.libraries.builtin.library import Arguments, Undecidable, counted, refuse
from hielements.libraries.builtin.secret_values import is_secret_name, secret_value
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, STRING, Parameter, Signature, Type, one_of
from hielements.libraries.values import Origin, Value, describe, placed
from hielements.record import Entity
from hielements.source.paths import normalise, printable

SCOPE_PARAMETER = Parameter("scope", one_of(SCOPE, STRING), "The files: a scope, or the path of one file.")
KEY_PARAMETER = Parameter("key", STRING, "Such as `server.ports[0]`.")


def keyed(returns: Type, is_judged: bool = False) -> tuple[Signature, ...]:
    """The two ways to ask for what stands under a key: in the configuration of the workspace, and in files."""
    return (
        Signature((KEY_PARAMETER,), returns, is_judged=is_judged),
        Signature((SCOPE_PARAMETER, KEY_PARAMETER), returns, is_judged=is_judged),
    )


_SHOWN = 5


class Sighting(Entity):
    """Something under a key in a file; `document` counts from 0."""

    path: str
    document: int
    found: Found

    @property
    def key(self) -> str:
        return dotted(self.found.path)

    @property
    def place(self) -> str:
        return f"{printable(self.path)}:{self.found.line}"

    @property
    def is_secret(self) -> bool:
        """Whether the value must not be shown: by a name of its key, or by its form."""
        node = self.found.node
        by_name = any(isinstance(step, str) and is_secret_name(step) for step in self.found.path)
        return by_name or (isinstance(node, Leaf) and isinstance(node.value, str) and bool(secret_value(node.value)))


def files_of(arguments: Arguments, library: Config, name: str = "scope") -> tuple[Sequence[str], str]:
    """The files that are looked at, and how messages call them. Without such an argument: those that projects keep
    their configuration in. Refuses when there are none."""
    if name not in arguments:
        files = library.files.customary()
        if not files:
            raise refuse(
                "the workspace has no file that is configuration by its name",
                "name the file: config.get('path/of/file.toml', 'key')",
            )
        return files, "the configuration of the workspace"
    value = arguments.value(name)
    if isinstance(value, str):
        path = file_at(value, library)
        return (path,), f"'{printable(path)}'"
    scope = arguments.scope(name)
    files = [path for path in scope.files if format_of(path) is not None] if len(scope.files) > 1 else scope.files
    if not files:
        raise refuse(scope.absence or f"{scope.title} holds no configuration file")
    return files, f"'{printable(scope.files[0])}'" if len(scope.files) == 1 else scope.title


def file_at(text: str, library: Config) -> str:
    """The workspace path of a file that an argument names. Undecided when it is not there."""
    path = normalise(text)
    if not path:
        raise refuse(f"'{printable(text)}' is no path in the workspace")
    if library.workspace.kind(path) != "file":
        absence = why_absent(library.workspace, path, "file")
        raise Undecidable(absence if isinstance(absence, Failure) else Failure("argument", absence, path))
    return path


def documents_of(files: Sequence[str], library: Config) -> tuple[list[tuple[str, Documents]], list[Failure]]:
    """The documents of the files that can be read, and why others cannot."""
    read: list[tuple[str, Documents]] = []
    failures: list[Failure] = []
    for path in files:
        documents = library.files.documents(path)
        if isinstance(documents, Failure):
            failures.append(documents)
        else:
            read.append((path, documents))
    return read, failures


def sightings(arguments: Arguments, library: Config) -> tuple[list[Sighting], list[Failure], str]:
    """Everything under the key of the arguments in their files; what could not be read; and where was looked, as the
    end of a sentence with the nearest key there is."""
    segments = parse_key(arguments.text("key"))
    files, title = files_of(arguments, library)
    read, failures = documents_of(files, library)
    found = [
        Sighting(path, number, each)
        for path, documents in read
        for number, document in enumerate(documents)
        for each in look_up(document, segments)
    ]
    return found, failures, title if found else f"{title}{_hint(read, segments)}"


def _hint(read: Sequence[tuple[str, Documents]], segments: Segments) -> str:
    near = next(
        (key for _, documents in read for each in documents if (key := nearest_key(each, segments)) is not None), None
    )
    return f"; did you mean '{near}'?" if near else ""


def only_value(arguments: Arguments, library: Config) -> Sighting:
    """The one thing that stands under the key. Undecided when there is none, or when it is not the same everywhere."""
    found, failures, where = sightings(arguments, library)
    if failures:
        raise Undecidable(failures[0])
    key = arguments.text("key")
    if not found:
        raise refuse(f"there is no key '{key}' in {where}")
    first = found[0]
    if any(each.found.node is not first.found.node and _text(each) != _text(first) for each in found[1:]):
        places = ", ".join(each.place for each in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise refuse(
            f"'{key}' has different values: {places}{more}",
            "name the file or the item that is meant, or take all with config.get_all",
        )
    return first


def _text(sighting: Sighting) -> str:
    return repr(plain_data(sighting))


def plain_data(sighting: Sighting) -> object:
    """What stands there as dictionaries, lists and values. Undecided when it is too much."""
    try:
        return plain(sighting.found.node)
    except TooLarge:
        raise _too_large(sighting) from None


def _too_large(sighting: Sighting) -> Undecidable:
    message = f"{printable(sighting.path)} has more than {MOST_NODES:,} values, counted with aliases"
    return Undecidable(Failure("limit", message, sighting.path, sighting.found.line))


def value_of(sighting: Sighting) -> Value:
    """The value with its place. Undecided for a table, and for what only the environment knows."""
    node = sighting.found.node
    if isinstance(node, Table):
        keys = ", ".join(list(node.entries)[:_SHOWN])
        raise Undecidable(
            Failure(
                "argument",
                f"'{sighting.key}' is a table with {counted(len(node.entries), 'key')}, and no value",
                sighting.path,
                sighting.found.line,
                f"name a key in it: {keys}" if keys else None,
            )
        )
    if isinstance(node, Items):
        plain_data(sighting)  # aliases of YAML let a short list stand for more values than there is memory for
        return _values(sighting, node)
    if node.unknown is not None:
        message = f"the value of '{sighting.key}' is unknown: {node.unknown}"
        raise Undecidable(Failure("unsupported", message, sighting.path, node.line))
    if node.value is None:
        return None
    return placed(node.value, Origin(sighting.path, node.line, sighting.is_secret))


def _values(sighting: Sighting, items: Items) -> Value:
    return tuple(
        _values(each, each.found.node) if isinstance(each.found.node, Items) else value_of(each)
        for each in _items(sighting, items)
    )


def _items(sighting: Sighting, node: Items) -> Iterator[Sighting]:
    for index, item in enumerate(node.nodes):
        found = Found(item, (*sighting.found.path, index), item.line, item.column)
        yield Sighting(sighting.path, sighting.document, found)


def leaves(sighting: Sighting) -> Iterator[Sighting]:
    """All values in a node, at any depth."""
    waiting = [sighting]
    left = MOST_NODES
    while waiting:
        each = waiting.pop()
        left -= 1
        if left < 0:
            raise _too_large(sighting)
        node = each.found.node
        if isinstance(node, Items):
            waiting += reversed(list(_items(each, node)))
        elif isinstance(node, Table):
            waiting += reversed(
                [
                    Sighting(
                        each.path, each.document, Found(entry.node, (*each.found.path, key), entry.line, entry.column)
                    )
                    for key, entry in node.entries.items()
                ]
            )
        else:
            yield each


def unfit(sighting: Sighting, expected: str) -> Undecidable:
    """What to raise when a value is not of the expected kind."""
    message = f"'{sighting.key}' is {shown(sighting)}, and no {expected}"
    return Undecidable(Failure("argument", message, sighting.path, sighting.found.line))


def shown(sighting: Sighting) -> str:
    """The value as messages may show it."""
    node = sighting.found.node
    if isinstance(node, Table):
        return "a table"
    if isinstance(node, Items):
        return "a list"
    return "a secret" if sighting.is_secret else describe(node.value)
