"""Compose files, with what they include and extend.

Comes in: the path of a compose file. Goes out: its services, or a Failure. `include` brings in the services of other
files, `extends` what another service says; both are followed within the workspace, and what cannot be followed is a
failure. An override file (`compose.override.yaml`) is a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from hielements.libraries.builtin.docker.compose.environment import read_environment
from hielements.libraries.builtin.docker.compose.services import Compose, Layer, Service, Text
from hielements.libraries.builtin.docker.dockerfile.words import Unknown
from hielements.libraries.builtin.yaml_tree import Mapping as YamlMapping
from hielements.libraries.builtin.yaml_tree import Node, Scalar, Sequence, YamlProblem, read_yaml
from hielements.libraries.outcomes import Failure
from hielements.source.paths import join, normalise, parent, printable

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.store import DockerFiles

_MOST_INCLUDES: Final = 100


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
        for texts, project, inner_variables in self._includes(layer):
            inner_folder = project
            together: dict[str, Service] = {}
            for text in texts:
                includes.append(text)
                self._included += 1
                if self._included > _MOST_INCLUDES:
                    message = f"{path} includes more than {_MOST_INCLUDES} files"
                    raise _Undecided(Failure("limit", message, path, text.line))
                target = self._target(text)
                # Of several files under one `path` the first says where paths start from, later ones override.
                inner_folder = parent(target) if inner_folder is None else inner_folder
                inner = self.read(target, inner_folder, inner_variables, (*above, path))
                for name, service in inner.services.items():
                    first = together.get(name)
                    layers = (*first.layers, *service.layers) if first else service.layers
                    together[name] = (first or service).with_(layers=layers)
                networks.update(inner.networks)
                volumes.update(inner.volumes)
            services.update(together)
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

    def _includes(self, layer: Layer) -> Iterator[tuple[list[Text], str | None, Mapping[str, str | Unknown]]]:
        """The included files, each with those that override it and the folder and the variables that it starts from."""
        node = layer.values.get("include")
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Scalar):
                yield [layer.text(item)], None, layer.variables
                continue
            if not isinstance(item, YamlMapping):
                raise self._failure("includes something that is no path", layer.path, item.line)
            variables = dict(layer.variables)
            for text in _texts(layer, item.get("env_file")):
                for name, value in self._environment(self._target(text)).items():
                    variables.setdefault(name, value)
            folders = [self._below(text) for text in _texts(layer, item.get("project_directory"))]
            yield _texts(layer, item.get("path")), folders[0] if folders else None, variables

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
