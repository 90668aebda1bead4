"""`layers`: higher layers may depend on lower ones, never the other way round."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse
from hielements.libraries.builtin.python.checking import (
    WHICH_IMPORTS,
    conclude,
    hierarchy,
    items,
    modules_part,
    named_scope,
    rule_graph,
)
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_rules.layers import Level, layered, named_levels, unlayered
from hielements.libraries.dependency_rules.members import Hierarchy
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of, one_of
from hielements.libraries.values import ScopeValue

_ROOT_DOC = "the package whose modules are the layers: a scope, or its dotted name or path"
_LAYERS_DOC = (
    "the layers, the highest first: names of modules below the root (`'api'`, `'services | tasks'`, `'(optional)'`); "
    "without a root, scopes"
)
_NAMES = Parameter("layers", list_of(STRING), _LAYERS_DOC)
_CLOSED = Parameter(
    "closed",
    BOOL,
    "whether of all lower layers only the next level may be used (closed, or strict, layers)",
    default=False,
)
_NAMED_OPTIONS = (
    _CLOSED,
    Parameter("exhaustive", BOOL, "whether every module directly below the root must be a layer", default=False),
    Parameter("exhaustive_ignores", list_of(STRING), "modules below the root that need not be a layer", default=()),
    *WHICH_IMPORTS,
)

FUNCTION = Function(
    "layers",
    "check",
    "Holds when no layer depends on one above it. Layers are listed from the highest to the lowest. Each is a module "
    "below the root with all that lies below it, or, in the form without a root, a scope. What belongs to no layer may "
    "be used by all.\n\n"
    "`'services | tasks'` is one level of two layers that must not depend on each other either; layers of a level "
    "written with `:` may (`'services : tasks'`). In the form with scopes, a list in the list is such a level of "
    "independent layers: `[api, [services, tasks], db]`. A layer that does not exist leaves the check undecided, "
    "because nothing was proved about it; `'(tasks)'` may be absent.\n\n"
    "Indirect dependencies count: where a layer imports a module of no layer that leads to a higher layer, that is a "
    "violation as well, with the whole chain and the cheapest imports to cut (as for `no_dependency` with "
    "`indirect=true`). A chain through a third layer is reported at the step that goes up. With `closed=true`, a layer "
    "must not use layers below the next one, except through it. This is the meaning of the contract `layers` of "
    "import-linter.",
    (
        Signature((Parameter("root", SCOPE, _ROOT_DOC), _NAMES, *_NAMED_OPTIONS), BOOL),
        Signature((Parameter("root", STRING, _ROOT_DOC), _NAMES, *_NAMED_OPTIONS), BOOL),
        Signature(
            (
                Parameter("layers", list_of(one_of(SCOPE, list_of(SCOPE))), _LAYERS_DOC),
                _CLOSED,
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.layers(shop, ['api', 'services | tasks', 'domain', '(plugins)', 'db'])",
    governs="within",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    outside: list[Violation] = []
    if "root" in arguments:
        root = _root(arguments, library)
        levels = named_levels(root, arguments.texts("layers"))
        if isinstance(levels, Failure):
            return levels
        if arguments.flag("exhaustive"):
            outside = unlayered(root, arguments.texts("layers"), arguments.texts("exhaustive_ignores"))
        of = root.title
    else:
        levels = _levels_of_scopes(arguments, library)
        of = " > ".join(level.title for level in levels)
    graph = rule_graph(library, arguments, [each for level in levels for each in level.parts])
    return conclude(layered(graph, of, levels, arguments.flag("closed"), outside), graph)


def _root(arguments: Arguments, library: Python) -> Hierarchy:
    value = arguments.value("root")
    return hierarchy(library, named_scope(library, value) if isinstance(value, str) else arguments.scope("root"))


def _levels_of_scopes(arguments: Arguments, library: Python) -> list[Level]:
    levels = []
    for item in items(arguments, "layers"):
        siblings = item if isinstance(item, tuple) else (item,)
        scopes = [each for each in siblings if isinstance(each, ScopeValue)]
        if not siblings or len(scopes) < len(siblings):
            raise refuse("layers without a root must be scopes", "write layers(root, ['api', 'db']) to give names")
        levels.append(Level(tuple(modules_part(library, scope).with_(title=scope.selector) for scope in scopes)))
    return levels
