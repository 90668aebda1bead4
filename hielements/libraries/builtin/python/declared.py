"""The packages that a Python project declares to depend on, whether anything imports them yet or not.

Comes in: the files that declare. Goes out: names in the normal form of PEP 503, of every group. What cannot be read or
parsed declares nothing here: these names only serve to tell a misspelled module from one that is not imported yet.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.builtin.python.distributions import Distributions
from hielements.libraries.builtin.python.manifests import Manifest
from hielements.libraries.builtin.python.requirement_lines import normalised


def declared_packages(manifests: Iterable[Manifest]) -> frozenset[str]:
    """All packages that any of the files declares, in normal form."""
    return frozenset(normalised(each.name) for manifest in manifests for each in manifest.requirements)


def declares(packages: Iterable[str], module: str, distributions: Distributions) -> bool:
    """Whether one of the packages brings a module: `google-cloud-storage` brings `google.cloud.storage`, `pyyaml`
    brings `yaml`."""
    return any(distributions.provides(package, module) for package in packages)
