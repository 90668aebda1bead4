"""The services of a compose file.

Comes in: the YAML of services. Goes out: what each of them says, with places, variables replaced. This module must
never know where files are (see `reading`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hielements.libraries.builtin.docker.dockerfile.words import Expanded, Unknown, interpolate
from hielements.libraries.builtin.docker.ports import Ports, read_ports
from hielements.libraries.builtin.yaml_tree import Mapping as YamlMapping
from hielements.libraries.builtin.yaml_tree import Node, Scalar, Sequence
from hielements.libraries.outcomes import Failure
from hielements.record import Entity, Record


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
    path: str
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
        says: str = "none"
        disabled = False
        for layer, node in self.nodes("healthcheck"):
            if not isinstance(node, YamlMapping):
                continue
            off, test = node.get("disable"), node.get("test")
            if isinstance(off, Scalar):
                disabled = layer.text(off).text.lower() in ("true", "yes", "on", "y")
            first = test.items[0] if isinstance(test, Sequence) and test.items else test
            if isinstance(first, Scalar) and first.text and not first.is_null:
                says = "disabled" if first.text.upper() == "NONE" else "test"
        # `disable` wins over any `test`. Without `test` the settings (an interval, say) are for that of the image.
        return "disabled" if disabled else says

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
        return ServicePorts(ports, value, text.path, text.line, published)
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
