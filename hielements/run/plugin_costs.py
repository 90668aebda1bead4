"""What a check asked of the plugins, and what that cost them.

Comes in: the catalog of the run. Goes out: what was done since somebody last looked: that of one check, as long as
checks run one after another. Must never know how a plugin runs.
"""

from __future__ import annotations

from hielements.libraries.catalog import Catalog
from hielements.libraries.library import PluginUse
from hielements.run.results import PluginCost


class PluginMeter:
    """Tells what the plugins did between two looks."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._before: dict[str, PluginUse] = {}

    def start(self) -> None:
        """What was done until now is not on the next bill."""
        self._before = {use.name: use for use in self._catalog.plugins()}

    def bill(self) -> tuple[PluginCost, ...]:
        """What was done since the start, of the plugins that were asked something."""
        costs = []
        for now in self._catalog.plugins():
            before = self._before.get(now.name)
            requests = now.requests - (before.requests if before is not None else 0)
            if not requests:
                continue
            counted = now.operations
            if counted is not None and before is not None:
                counted -= before.operations or 0
            costs.append(PluginCost(now.name, requests, counted))
        return tuple(costs)
