"""The packages that a Python project declares to depend on, whether anything imports them yet or not.

Comes in: the workspace. Goes out: names in the normal form of PEP 503, of every group. What cannot be read or parsed
declares nothing here: these names only serve to tell a misspelled module from one that is not imported yet.
"""

from __future__ import annotations

import re

from hielements.libraries.builtin.python.manifests import manifests
from hielements.source.workspace import Workspace


def normalised(name: str) -> str:
    """PEP 503: `Flask_SQLAlchemy` and `flask.sqlalchemy` are one name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared_packages(workspace: Workspace) -> frozenset[str]:
    """All packages that any file of the workspace declares, in normal form."""
    return frozenset(normalised(each.name) for manifest in manifests(workspace) for each in manifest.requirements)


def declares(packages: frozenset[str], module: str) -> bool:
    """Whether a module is called like one of the packages: `google.cloud.storage` like `google-cloud-storage`."""
    parts = module.split(".")
    return any(normalised(".".join(parts[:count])) in packages for count in range(1, len(parts) + 1))
