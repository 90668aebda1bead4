"""What the scopes of a specification select, for editors that show it beside them.

Comes in: elements and the catalog. Goes out: for each named scope its files, or why there are none. No check is
evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Undecided
from hielements.model.specification import Element, Scope
from hielements.run.evaluation import Evaluator


def scope_contents(elements: Iterable[Element], catalog: Catalog) -> Iterator[tuple[Scope, Sequence[str], str | None]]:
    """Each scope that has a name of its own, its files, and what is in the way of them."""
    evaluator = Evaluator(catalog)
    for element in elements:
        for name, scope in element.scopes.items():
            if name != scope.name or scope.value is None:
                continue
            try:
                found = evaluator.declarations.scope(scope)
            except Exception as problem:
                # A library that raises makes its checks undecided; here it is enough to say so.
                yield scope, (), f"{type(problem).__name__}: {problem}"
                continue
            if isinstance(found, Undecided):
                yield scope, (), "; ".join(failure.message for failure in found.failures)
            else:
                files = getattr(found, "files", ())
                yield scope, files, getattr(found, "absence", None)
