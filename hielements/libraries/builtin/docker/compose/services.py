"""The services of a compose file.

Comes in: the path of a compose file. Goes out: its services with what each says, variables replaced, or a Failure.
`include` brings in the services of other files, `extends` what another service says; both are followed within the
workspace, and what cannot be followed is a failure. An override file (`compose.override.yaml`) is a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from hielements.libraries.builtin.docker.compose.environment import read_environment
from hielements.libraries.builtin.docker.dockerfile.words import Expanded, Unknown, interpolate
from hielements.libraries.builtin.docker.ports import Ports, read_ports
from hielements.libraries.builtin.yaml_tree import Mapping as YamlMapping
from hielements.libraries.builtin.yaml_tree import Node, Scalar, Sequence, YamlProblem, read_yaml
from hielements.libraries.outcomes import Failure
from hielements.record import Entity, Record
from hielements.source.paths import join, normalise, parent, printable

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.store import DockerFiles

_MOST_INCLUDES: Final = 100


class Text(Record):
    """A text of a compose file with its place, variables replaced. `folder` is what relative paths in it start from."""

    value: Expanded
    path: str
    line: int
    column: int
    folder: str

    @property
    def text(self) -> str:
        return self.value.text


class ServicePorts(Record):
    """Ports of a service: those of its container, or (`published`) those of the host that lead there."""

    ports: Ports
    text: str
    line: int
    published: bool


class Layer(Entity):
    """What one place says of a service: the service itself, or a service that it extends."""

    path: str
    folder: str
    variables: Mapping[str, str | Unknown]
    values: YamlMapping

    def text(self, node: Scalar) -> Text:
        expanded = interpolate(node.text, self.variables.get)
        return Text(expanded, self.path, node.line, node.column, self.folder)


class Service(Entity):
    """A service. `path` is the file it stands in, which an `include` may have brought along. `layers` are what it says
    and what the services that it extends say, these first."""

    name: str
    path: str
    line: int
    column: int
    end_line: int
    layers: tuple[Layer, ...]

    def node(self, key: str) -> tuple[Layer, Node] | None:
        """What the service says under a key: the last layer that says something counts."""
        for layer in reversed(self.layers):
            node = layer.values.get(key)
            if node is not None:
                return None if node.tag == "!reset" or (isinstance(node, Scalar) and node.is_null) else (layer, node)
        return None

    def text(self, key: str) -> Text | None:
        """The text under a key; None where there is none or something other than a text."""
        found = self.node(key)
        return found[0].text(found[1]) if found and isinstance(found[1], Scalar) else None

    def nodes(self, key: str) -> list[tuple[Layer, Node]]:
        """What all layers say under a key; what an `!override` or `!reset` comes after does not count."""
        found: list[tuple[Layer, Node]] = []
        for layer in self.layers:
            node = layer.values.get(key)
            if node is None:
                continue
            if node.tag in ("!reset", "!override"):
                found = []
            if node.tag != "!reset":
                found.append((layer, node))
        return found

    def items(self, key: str) -> list[tuple[Layer, Node]]:
        """The items of all lists under a key; a single text stands for a list of one."""
        found: list[tuple[Layer, Node]] = []
        for layer, node in self.nodes(key):
            if isinstance(node, Sequence):
                found += ((layer, item) for item in node.items)
            elif isinstance(node, Scalar) and not node.is_null:
                found.append((layer, node))
        return found

    def names(self, key: str) -> dict[str, tuple[Layer, Scalar, Node | None]]:
        """The names under a key that takes a list of names or a mapping: `depends_on`, `networks`. Each with its place
        and, in a mapping, with its value."""
        found: dict[str, tuple[Layer, Scalar, Node | None]] = {}
        for layer, node in self.nodes(key):
            if isinstance(node, YamlMapping):
                for name, (at, value) in node.entries.items():
                    found[name] = (layer, at, value)
            elif isinstance(node, Sequence):
                for item in node.items:
                    if isinstance(item, Scalar):
                        found[layer.text(item).text] = (layer, item, None)
        return found

    def pairs(self, key: str) -> dict[str, tuple[Text, bool]]:
        """Names and values under a key that takes a mapping or a list of `NAME=value`: `environment`, `args`. The
        flag says whether a value is given; else it comes from whoever runs it."""
        found: dict[str, tuple[Text, bool]] = {}
        for layer, node in self.nodes(key):
            found.update(pairs_of(layer, node))
        return found

    @property
    def image(self) -> Text | None:
        return self.text("image")

    @property
    def healthcheck(self) -> str:
        """`test`, `disabled`, or `none` where the service says nothing."""
        found = self.node("healthcheck")
        if found is None or not isinstance(found[1], YamlMapping):
            return "none"
        says_test = False
        disabled = False
        for _, node in self.nodes("healthcheck"):
            if not isinstance(node, YamlMapping):
                continue
            off, test = node.get("disable"), node.get("test")
            if isinstance(off, Scalar):
                disabled = off.plain and off.text.lower() in ("true", "yes", "on", "y")
            first = test.items[0] if isinstance(test, Sequence) and test.items else test
            if isinstance(first, Scalar) and not first.is_null:
                says_test = True
                disabled = first.text.upper() == "NONE"
        # Without `test` the settings (an interval, say) are for the health check of the image.
        return "disabled" if disabled else "test" if says_test else "none"

    @property
    def ports(self) -> tuple[ServicePorts, ...]:
        return tuple(each for each in self._ports() if isinstance(each, ServicePorts))

    @property
    def port_failures(self) -> tuple[Failure, ...]:
        return tuple(each for each in self._ports() if isinstance(each, Failure))

    def _ports(self) -> Iterator[ServicePorts | Failure]:
        for layer, node in self.items("expose"):
            if isinstance(node, Scalar):
                yield _port(layer.text(node), layer.text(node).text, False)
        for layer, node in self.items("ports"):
            if isinstance(node, Scalar):
                yield from _short_ports(layer.text(node))
            elif isinstance(node, YamlMapping):
                protocol = node.get("protocol")
                suffix = f"/{layer.text(protocol).text}" if isinstance(protocol, Scalar) else ""
                for key in ("target", "published"):
                    value = node.get(key)
                    if isinstance(value, Scalar) and not value.is_null:
                        text = layer.text(value)
                        yield _port(text, text.text + suffix, key == "published")


class Compose(Entity):
    """A compose file with the services of the files that it includes. `networks` are the names of the top-level
    networks with the lines on which they stand, `volumes` likewise."""

    path: str
    layer: Layer
    """The whole file."""
    services: Mapping[str, Service]
    networks: Mapping[str, tuple[Layer, Scalar, Node]]
    volumes: Mapping[str, tuple[Layer, Scalar, Node]]
    includes: tuple[Text, ...]


def _short_ports(text: Text) -> Iterator[ServicePorts | Failure]:
    """`[HOST:]CONTAINER[/PROTOCOL]`, where HOST is `[IP:]PORT`."""
    value, slash, protocol = text.text.rpartition("/") if "/" in text.text else (text.text, "", "")
    # Colons of `${PORT:-80}` are no separators.
    import re

    parts = re.split(r":(?![-+?])(?![^{]*\})(?![^\[]*\])", value)
    suffix = slash + protocol
    yield _port(text, parts[-1] + suffix, False)
    if len(parts) > 1 and parts[-2]:
        yield _port(text, parts[-2] + suffix, True)


def _port(text: Text, value: str, published: bool) -> ServicePorts | Failure:
    ports = read_ports(value)
    if ports is not None:
        return ServicePorts(ports, value, text.line, published)
    if text.value.unknown:
        names = " and ".join(text.value.unknown)
        message = f"{text.path} has the port '{value}', and nothing in the workspace says what {names} is"
        return Failure("unsupported", message, text.path, text.line, "write a default: `${NAME:-8080}`, or a .env file")
    return Failure("syntax", f"{text.path} has the port '{value[:40]}', which is none", text.path, text.line)


def pairs_of(layer: Layer, node: Node) -> dict[str, tuple[Text, bool]]:
    """`NAME: value` of a mapping, or `NAME=value` of a list."""
    found: dict[str, tuple[Text, bool]] = {}
    if isinstance(node, YamlMapping):
        for name, (at, value) in node.entries.items():
            if isinstance(value, Scalar):
                text = layer.text(value)
                found[name] = (text.with_(line=at.line, column=at.column), not value.is_null)
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                text = layer.text(item)
                name, given, value_text = text.text.partition("=")
                found[name] = (text.with_(value=text.value.with_(text=value_text)), bool(given))
    return found


def read_compose(path: str, files: DockerFiles) -> Compose | Failure:
    """The services of a compose file, those of included files among them."""
    reader = _Reader(files)
    try:
        return reader.read(path, parent(path), None, ())
    except _Undecided as problem:
        return problem.failure


class _Undecided(Exception):  # noqa: N818 - an early return
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class _Reader:
    def __init__(self, files: DockerFiles) -> None:
        self._files = files
        self._roots: dict[str, YamlMapping] = {}
        self._included = 0

    def read(
        self, path: str, folder: str, variables: Mapping[str, str | Unknown] | None, above: tuple[str, ...]
    ) -> Compose:
        if path in above:
            raise self._failure(f"includes itself: {' -> '.join((*above[above.index(path) :], path))}", path, 1)
        root = self._root(path)
        own = dict(variables or {})
        own.update(self._environment(join(folder, ".env")))
        layer = Layer(path, folder, own, root)
        services: dict[str, Service] = {}
        networks: dict[str, tuple[Layer, Scalar, Node]] = {}
        volumes: dict[str, tuple[Layer, Scalar, Node]] = {}
        includes: list[Text] = []
        for text, inner_folder, inner_variables in self._includes(layer):
            includes.append(text)
            self._included += 1
            if self._included > _MOST_INCLUDES:
                raise _Undecided(Failure("limit", f"{path} includes more than {_MOST_INCLUDES} files", path, text.line))
            target = self._target(text)
            inner = self.read(target, inner_folder or parent(target), inner_variables, (*above, path))
            services.update(inner.services)
            networks.update(inner.networks)
            volumes.update(inner.volumes)
        for name, (key, value) in self._section(layer, "services").items():
            if not isinstance(value, YamlMapping):
                raise self._failure(f"has the service '{name}', which is no mapping", path, key.line)
            layers = (*self._extended(layer, value, name, ((path, name),)), layer.with_(values=value))
            services[name] = Service(name, path, key.line, key.column, max(value.end_line, key.line), layers)
        for section, found in ("networks", networks), ("volumes", volumes):
            for name, (key, value) in self._section(layer, section).items():
                found[name] = (layer, key, value)
        return Compose(path, layer, services, networks, volumes, tuple(includes))

    def _root(self, path: str) -> YamlMapping:
        known = self._roots.get(path)
        if known is None:
            known = self._roots[path] = self._read(path)
        return known

    def _read(self, path: str) -> YamlMapping:
        text = self._files.text(path)
        if isinstance(text, Failure):
            raise _Undecided(text)
        documents = read_yaml(text)
        if isinstance(documents, YamlProblem):
            reason = "limit" if documents.is_limit else "syntax"
            message = f"{printable(path)} is no YAML that can be read: {documents.message}"
            if documents.is_limit:
                message = f"{printable(path)} {documents.message}"
            raise _Undecided(Failure(reason, message, path, documents.line))  # type: ignore[arg-type]
        roots = [each for each in documents if each is not None]
        if len(roots) != 1 or not isinstance(roots[0], YamlMapping):
            raise self._failure("is no compose file: it must be one YAML mapping", path, 1)
        if not {"services", "include"} & set(roots[0].entries):
            raise self._failure("is no compose file: it has no `services`", path, 1)
        return roots[0]

    def _environment(self, path: str) -> dict[str, str | Unknown]:
        if self._files.workspace.kind(path) != "file":
            return {}
        text = self._files.text(path)
        if isinstance(text, Failure):
            raise _Undecided(text)
        return read_environment(text)

    def _section(self, layer: Layer, name: str) -> dict[str, tuple[Scalar, Node]]:
        node = layer.values.get(name)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return {}
        if not isinstance(node, YamlMapping):
            raise self._failure(f"has `{name}` that is no mapping", layer.path, node.line)
        return node.entries

    def _includes(self, layer: Layer) -> Iterator[tuple[Text, str | None, Mapping[str, str | Unknown]]]:
        """The included files, each with the folder and the variables that it starts from."""
        node = layer.values.get("include")
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Scalar):
                yield layer.text(item), None, layer.variables
                continue
            if not isinstance(item, YamlMapping):
                raise self._failure("includes something that is no path", layer.path, item.line)
            variables = dict(layer.variables)
            for text in _texts(layer, item.get("env_file")):
                for name, value in self._environment(self._target(text)).items():
                    variables.setdefault(name, value)
            folders = [self._below(text) for text in _texts(layer, item.get("project_directory"))]
            for text in _texts(layer, item.get("path")):
                yield text, folders[0] if folders else None, variables

    def _extended(
        self, layer: Layer, values: YamlMapping, name: str, above: tuple[tuple[str, str], ...]
    ) -> tuple[Layer, ...]:
        """The layers that a service takes over by `extends`, outermost first."""
        node = values.get("extends")
        if node is None:
            return ()
        wanted = node.get("service") if isinstance(node, YamlMapping) else node
        if not isinstance(wanted, Scalar):
            raise self._failure(f"has the service '{name}', which extends no service", layer.path, node.line)
        file = node.get("file") if isinstance(node, YamlMapping) else None
        base = layer
        if isinstance(file, Scalar):
            target = self._target(layer.text(file))
            base = Layer(target, parent(target), layer.variables, self._root(target))
        other = layer.text(wanted).text
        if (base.path, other) in above:
            raise self._failure(f"has the service '{name}', which extends itself", layer.path, node.line)
        services = base.values.get("services") if base is not layer else self._root(layer.path).get("services")
        found = services.get(other) if isinstance(services, YamlMapping) else None
        if not isinstance(found, YamlMapping):
            message = f"has the service '{name}', which extends '{other}': there is no such service in {base.path}"
            raise self._failure(message, layer.path, node.line)
        if len(above) > _MOST_INCLUDES:
            raise _Undecided(Failure("limit", f"{layer.path} extends too many services", layer.path, node.line))
        inner = base.with_(values=found)
        return (*self._extended(base, found, other, (*above, (base.path, other))), inner)

    def _target(self, text: Text) -> str:
        """The workspace file that a text names."""
        path = self._below(text)
        if self._files.workspace.kind(path) != "file":
            raise self._failure(
                f"names '{text.text}', and there is no such file in the workspace", text.path, text.line
            )
        return path

    def _below(self, text: Text) -> str:
        if text.value.unknown or text.value.problem:
            raise self._failure(f"names '{text.text}', which is known only when it runs", text.path, text.line)
        path = (
            normalise(join(text.folder, text.text))
            if not text.text.startswith("/") and "://" not in text.text
            else None
        )
        if path is None:
            raise self._failure(f"names '{text.text}', which lies outside of the workspace", text.path, text.line)
        return path

    @staticmethod
    def _failure(message: str, path: str, line: int) -> _Undecided:
        return _Undecided(Failure("syntax", f"{printable(path)} {message}", path, line))


def _texts(layer: Layer, node: Node | None) -> list[Text]:
    """A text, or the texts of a list."""
    items = node.items if isinstance(node, Sequence) else (node,)
    return [layer.text(item) for item in items if isinstance(item, Scalar) and not item.is_null]
