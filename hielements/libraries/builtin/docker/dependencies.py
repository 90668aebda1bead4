"""What files of Docker depend on: images, stages, services, and files of the workspace.

Comes in: paths. Goes out: dependencies. A stage or a service of a file is a member of it, so that a scope which is one
stage or one service is depended on by those who name it. `external` is an image from outside by its repository
(`python`, `bitnami/redis`), `name` as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hielements.libraries.builtin.docker.commands import Command, command_of
from hielements.libraries.builtin.docker.compose.building import Build, build_of
from hielements.libraries.builtin.docker.compose.services import Compose, Layer, Service, Text, pairs_of
from hielements.libraries.builtin.docker.dockerfile_dependencies import Found, external, of_dockerfile, runs
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.images import used_images
from hielements.libraries.builtin.docker.mounts import mounts_of
from hielements.libraries.builtin.docker.store import DockerFiles
from hielements.libraries.builtin.docker.subjects import ServiceSubject
from hielements.libraries.builtin.yaml_tree import Mapping, Node, Scalar
from hielements.libraries.outcomes import Dependencies, Dependency, Failure
from hielements.source.paths import join, normalise, printable


def dependencies(files: DockerFiles, paths: Sequence[str]) -> Dependencies:
    """The dependencies of the files of Docker among some files. A single file is taken for a Dockerfile when nothing
    tells what it is: whoever asks about it says so."""
    edges: dict[tuple[str, int, int, str, tuple[str, ...]], Dependency] = {}
    failures: dict[Failure, None] = {}
    for path in paths:
        kind = files.kind(path) or ("dockerfile" if len(paths) == 1 and not path.endswith(".dockerignore") else None)
        if kind is None:
            continue
        for found in of_dockerfile(files, path) if kind == "dockerfile" else _of_compose(files, path):
            if isinstance(found, Failure):
                failures[found] = None
            else:
                edges.setdefault((found.path, found.line, found.column, found.name, found.targets), found)
    return Dependencies(
        tuple(sorted(edges.values(), key=lambda each: (each.path, each.line, each.column, each.name))), tuple(failures)
    )


def _of_compose(files: DockerFiles, path: str) -> Iterator[Found]:
    compose = files.compose(path)
    if isinstance(compose, Failure):
        yield compose
        return
    for text in compose.includes:
        target = normalise(join(text.folder, text.text))
        if target is not None:
            yield Dependency(path, text.line, text.column, text.text, (target,), verb="includes")
    built = {
        service.image.text: service for service in compose.services.values() if service.image and service.node("build")
    }
    for service in compose.services.values():
        if service.path == path:
            yield from _of_service(files, compose, service, built)
    yield from _top_level_files(files, path, compose.layer)


def _of_service(files: DockerFiles, compose: Compose, service: Service, built: dict[str, Service]) -> Iterator[Found]:
    build = build_of(service)
    if isinstance(build, Failure):
        yield build
    elif build is not None:
        yield from _builds(files, service, build)
        yield from _other_contexts(files, compose, service)
    image = service.image
    if image is not None and build is None:
        maker = built.get(image.text)
        if maker is not None:
            yield _to_service(service, maker, *_at(service, image), "runs the image of")
        else:
            for used in used_images(ServiceSubject(service.path, service, None)):
                found = external(used, "runs")
                if isinstance(found, Dependency) and found.path != service.path:
                    found = found.with_(path=service.path, line=service.line, column=service.column)
                yield found
    for name, line, column, verb in named_services(service):
        other = compose.services.get(name)
        if other is None and name in _optional(service):
            continue
        if other is None:
            where = printable(service.path)
            message = f"{where} has the service '{service.name}', which names '{name}': there is no such service"
            yield Failure("syntax", message, service.path, line)
        else:
            yield _to_service(service, other, line, column, verb)
    yield from _extends(service)
    yield from _used_files(files, service)
    subject = ServiceSubject(service.path, service, _image(files, service))
    command = command_of(subject)
    if isinstance(command, Command):
        yield from runs(files, subject, command, service.path)


def _image(files: DockerFiles, service: Service) -> Image | Failure | None:
    from hielements.libraries.builtin.docker.compose.building import stage_of

    return stage_of(files, service)


def _at(service: Service, text: Text) -> tuple[int, int]:
    """The place of a text, or of the service when the text stands in another file."""
    return (text.line, text.column) if text.path == service.path else (service.line, service.column)


def _to_service(service: Service, other: Service, line: int, column: int, verb: str) -> Dependency:
    return Dependency(service.path, line, column, other.name, (other.path,), member=other.name, verb=verb)


def _builds(files: DockerFiles, service: Service, build: Build) -> Iterator[Found]:
    if build.dockerfile is None:
        return  # it is written into the compose file
    line, column = _at(service, build.place)
    if files.workspace.kind(build.dockerfile) != "file":
        message = f"{printable(service.path)} builds '{printable(build.dockerfile)}', and there is no such file"
        yield Failure("argument", message, service.path, line)
        return
    member = build.target.text.lower() if build.target is not None else None
    yield Dependency(service.path, line, column, build.dockerfile, (build.dockerfile,), member=member, verb="builds")


def _other_contexts(files: DockerFiles, compose: Compose, service: Service) -> Iterator[Found]:
    """What `additional_contexts` gives to a build: other services, and folders of the workspace."""
    for layer, node in service.nodes("build"):
        given = node.get("additional_contexts") if isinstance(node, Mapping) else None
        for text, _ in pairs_of(layer, given).values() if given is not None else ():
            line, column = _at(service, text)
            kind, separator, name = text.text.partition(":")
            if kind == "service" and separator:
                other = compose.services.get(name)
                if other is not None:
                    yield _to_service(service, other, line, column, "builds with")
            elif "://" not in text.text:
                yield from _to_files(files, service.path, text, line, column, "builds with")


def named_services(service: Service) -> Iterator[tuple[str, int, int, str]]:
    """The services that a service names, with the place and the verb of each."""
    own = service.path
    for name, (layer, key, _) in service.names("depends_on").items():
        yield name, key.line if layer.path == own else service.line, key.column, "starts after"
    for listed, verb in ("links", "is linked to"), ("volumes_from", "mounts the volumes of"):
        for layer, node in service.items(listed):
            if isinstance(node, Scalar):
                text = layer.text(node)
                name = text.text.partition(":")[0]
                if listed == "volumes_from" and name == "container":
                    continue
                line, column = _at(service, text)
                yield name, line, column, verb
    for mode_key in ("network_mode", "pid", "ipc"):
        mode = service.text(mode_key)
        if mode is not None and mode.text.startswith("service:"):
            line, column = _at(service, mode)
            yield mode.text.removeprefix("service:"), line, column, "shares the network of"


def _optional(service: Service) -> set[str]:
    """The services that need not be there: `required: false`."""
    found = set()
    for name, (_, _, value) in service.names("depends_on").items():
        required = value.get("required") if isinstance(value, Mapping) else None
        if isinstance(required, Scalar) and required.text.lower() == "false":
            found.add(name)
    return found


def _extends(service: Service) -> Iterator[Found]:
    """The services that this one extends: its layers but the last one."""
    node = service.layers[-1].values.get("extends")
    if node is None or len(service.layers) < 2:
        return
    layer = service.layers[-2]
    wanted = node.get("service") if isinstance(node, Mapping) else node
    name = wanted.text if isinstance(wanted, Scalar) else service.name
    yield Dependency(service.path, node.line, node.column, name, (layer.path,), member=name, verb="extends")


def _used_files(files: DockerFiles, service: Service) -> Iterator[Found]:
    """Files and folders of the workspace that a service mounts or takes variables from."""
    texts: list[tuple[Text, str]] = []
    for layer, node in service.items("env_file"):
        inner: Node | None = node.get("path") if isinstance(node, Mapping) else node
        if isinstance(inner, Scalar):
            texts.append((layer.text(inner), "takes variables from"))
    for mount in mounts_of(service):
        if mount.is_path and mount.source:
            value = mount.place.value.with_(text=mount.source)
            texts.append((mount.place.with_(value=value), "mounts"))
    for text, verb in texts:
        line, column = _at(service, text)
        yield from _to_files(files, service.path, text, line, column, verb)


def _to_files(files: DockerFiles, path: str, text: Text, line: int, column: int, verb: str) -> Iterator[Found]:
    if text.text.startswith(("/", "~")) or text.value.unknown:
        return  # a place of the machine, not of the workspace
    target = normalise(join(text.folder, text.text))
    kind = files.workspace.kind(target) if target else "folder" if target == "" else None
    if target is None or kind is None:
        return  # it is made before the services start
    targets = (target,) if kind == "file" else tuple(files.workspace.files(target))
    yield Dependency(path, line, column, text.text, targets, verb=verb)


def _top_level_files(files: DockerFiles, path: str, layer: Layer) -> Iterator[Found]:
    """The files of top-level `secrets` and `configs`."""
    for section in ("secrets", "configs"):
        node = layer.values.get(section)
        for _, value in node.entries.values() if isinstance(node, Mapping) else ():
            file = value.get("file") if isinstance(value, Mapping) else None
            if isinstance(file, Scalar):
                named = layer.text(file)
                yield from _to_files(files, path, named, named.line, named.column, "takes")
