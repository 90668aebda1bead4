"""The Dockerfile and the stage that a service builds.

Comes in: a service. Goes out: its build as far as the file says it, and the stage. A build from a repository or with
variables that nobody knows is a failure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.libraries.builtin.docker.compose.services import Service, Text, pairs_of
from hielements.libraries.builtin.docker.dockerfile.instructions import Problem
from hielements.libraries.builtin.docker.dockerfile.stages import Dockerfile, build
from hielements.libraries.builtin.docker.dockerfile.words import Unknown
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.yaml_tree import Mapping, Scalar
from hielements.libraries.outcomes import Failure
from hielements.record import Entity
from hielements.source.paths import join, normalise, printable

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.store import DockerFiles


class Build(Entity):
    """What a service builds. `context` and `dockerfile` are workspace paths; `dockerfile` is None for one that is
    written into the compose file. `target` is the stage that is asked for."""

    context: str
    dockerfile: str | None
    inline: Text | None
    target: Text | None
    arguments: dict[str, str | Unknown]
    place: Text
    """What names the Dockerfile, or else the context."""
    contexts: dict[str, Text]
    """Further contexts by the names that FROM and `--from` call them."""


def build_of(service: Service) -> Build | Failure | None:
    """The build of a service; None when it has none."""
    said: dict[str, Text] = {}
    arguments: dict[str, str | Unknown] = {}
    contexts: dict[str, Text] = {}
    for layer, node in service.nodes("build"):
        if isinstance(node, Scalar) and not node.is_null:
            said["context"] = layer.text(node)
        elif isinstance(node, Mapping):
            for key in ("context", "dockerfile", "dockerfile_inline", "target"):
                value = node.get(key)
                if isinstance(value, Scalar) and not value.is_null:
                    said[key] = layer.text(value)
                    if key == "dockerfile_inline":
                        # Docker replaces variables in it as in all texts of a compose file.
                        said.pop("dockerfile", None)
            further = node.get("additional_contexts")
            if further is not None:
                contexts.update({key: text for key, (text, _) in pairs_of(layer, further).items()})
            given = node.get("args")
            if given is not None:
                pairs = pairs_of(layer, given)
                for argument, (text, has_value) in pairs.items():
                    if has_value:  # else the environment may give one, and the default holds
                        arguments[argument] = Unknown(text.value.unknown[0]) if text.value.unknown else text.text
            if "context" not in said:
                said["context"] = layer.text(Scalar(".", True, None, node.line, node.column, node.line))
    if "context" not in said:
        return None
    context = said["context"]
    folder = _path(context, context.folder)
    if isinstance(folder, Failure):
        return folder
    inline = said.get("dockerfile_inline")
    name = said.get("dockerfile")
    target = said.get("target")
    if inline is not None:
        return Build(folder, None, inline, target, arguments, inline, contexts)
    path = join(folder, "Dockerfile")
    if name is not None:
        named = _path(name, folder)
        if isinstance(named, Failure):
            return named
        path = named
    return Build(folder, path, None, target, arguments, name or context, contexts)


def _path(text: Text, folder: str) -> str | Failure:
    if text.value.unknown:
        names = " and ".join(text.value.unknown)
        message = f"{text.path} builds '{text.text}', and nothing in the workspace says what {names} is"
        return Failure("unsupported", message, text.path, text.line)
    written = text.text
    # Docker takes these for places on the network: https://docs.docker.com/build/concepts/context/#git-repositories
    outside = "://" in written or written.startswith(("git@", "github.com/", "/", "~")) or written.endswith(".git")
    path = None if outside else normalise(join(folder, written))
    if path is None:
        message = f"{text.path} builds '{printable(written)}', which is not in the workspace"
        return Failure("unsupported", message, text.path, text.line)
    return path


def stage_of(files: DockerFiles, service: Service) -> Image | Failure | None:
    """The stage that a service builds; None when it builds nothing."""
    found = build_of(service)
    if found is None or isinstance(found, Failure):
        return found
    place = found.place
    if found.dockerfile is not None:
        if files.workspace.kind(found.dockerfile) != "file":
            message = f"{place.path} builds '{printable(found.dockerfile)}', and there is no such file"
            return Failure("argument", message, place.path, place.line)
        dockerfile: Dockerfile | Failure = _with_arguments(files, found.dockerfile, found.arguments)
        path = found.dockerfile
    else:
        assert found.inline is not None
        dockerfile = _inline(found.inline, found.arguments)
        path = found.inline.path
    if isinstance(dockerfile, Failure):
        return dockerfile
    stage = dockerfile.final if found.target is None else dockerfile.stage(found.target.text)
    if stage is None:
        assert found.target is not None
        message = f"{place.path} builds the stage '{found.target.text}', which {path} does not have"
        return Failure("argument", message, found.target.path, found.target.line)
    return Image(path, dockerfile, stage)


def _with_arguments(files: DockerFiles, path: str, arguments: dict[str, str | Unknown]) -> Dockerfile | Failure:
    plain = files.dockerfile(path)
    if isinstance(plain, Failure) or not arguments:
        return plain
    return _built(files.text(path), path, arguments)


def _inline(text: Text, arguments: dict[str, str | Unknown]) -> Dockerfile | Failure:
    # Blank lines in front put the instructions on the lines on which they stand in the compose file: a block scalar
    # starts below its mark.
    return _built("\n" * text.line + text.text, text.path, arguments)


def _built(text: str | Failure, path: str, arguments: dict[str, str | Unknown]) -> Dockerfile | Failure:
    from hielements.libraries.builtin.docker.dockerfile.parsing import parse

    if isinstance(text, Failure):
        return text
    parsed = parse(text)
    built = parsed if isinstance(parsed, Problem) else build(parsed, arguments)
    if isinstance(built, Problem):
        return Failure("syntax", f"{printable(path)} {built.message}", path, built.line)
    return built
