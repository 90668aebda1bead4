"""What a service mounts: named volumes, and files and folders of the host."""

from __future__ import annotations

import re

from hielements.libraries.builtin.docker.compose.services import Service, Text
from hielements.libraries.builtin.yaml_tree import Mapping, Scalar
from hielements.record import Record


class Mount(Record):
    """`source` is None for a volume without a name. `is_path` says that the source is a place of the host."""

    source: str | None
    target: str
    is_path: bool
    place: Text
    unknown: tuple[str, ...] = ()
    """Variables in the target that nothing in the workspace sets."""


def mounts_of(service: Service) -> list[Mount]:
    """The `volumes` of a service. At one path of the container the last one lies."""
    return list({mount.target.rstrip("/"): mount for mount in _written(service)}.values())


def _written(service: Service) -> list[Mount]:
    found: list[Mount] = []
    for layer, node in service.items("volumes"):
        if isinstance(node, Scalar):
            text = layer.text(node)
            parts = re.split(r":(?![^{]*\})", text.text)
            if len(parts) == 1:
                found.append(Mount(None, parts[0], False, text, _unknown(text, parts[0])))
            else:
                is_path = parts[0].startswith((".", "/", "~"))
                found.append(Mount(parts[0], parts[1], is_path, text, _unknown(text, parts[1])))
        elif isinstance(node, Mapping):
            values = {
                key: layer.text(value)
                for key in ("source", "target", "type")
                if isinstance(value := node.get(key), Scalar)
            }
            if "target" in values:
                source = values.get("source")
                kind = values["type"].text if "type" in values else "volume"
                found.append(
                    Mount(
                        source.text if source else None,
                        values["target"].text,
                        kind == "bind",
                        source or values["target"],
                        values["target"].value.unknown,
                    )
                )
    return found


def _unknown(text: Text, target: str) -> tuple[str, ...]:
    return text.value.unknown if "$" in target else ()
