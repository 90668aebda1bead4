"""`declared_dependencies`: what a scope imports from outside is declared by the project."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, rule_graph, title
from hielements.libraries.builtin.python.codebase import Edge
from hielements.libraries.builtin.python.distributions import Distributions
from hielements.libraries.builtin.python.facts import TYPE_CHECKING
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.manifests import (
    Manifest,
    Requirement,
    counts,
    gaps,
    manifests_above,
)
from hielements.libraries.builtin.python.resolution import is_standard
from hielements.libraries.dependency_rules.code import Findings
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of

FUNCTION = Function(
    "declared_dependencies",
    "check",
    "Holds when every third-party package that the scope imports is declared: in `pyproject.toml` (`[project]`, its "
    "optional dependencies, `[dependency-groups]`, the tables of Poetry, PDM and uv), in `setup.cfg`, in a `Pipfile`, "
    "or in files `requirements*.txt`, `*-requirements.txt` and `requirements/*.txt` (also `.in`), with the files that "
    "these include (`-r`, and `file:` of setuptools). The files in the folder of the importing file and in those above "
    "count.\n\n"
    "Dependencies and extras count. Other groups (`dev`, `test`; `requirements-dev.txt` is the group `dev`) count when "
    "`groups` names them, `'*'` for all, and for imports under `if TYPE_CHECKING:`, for which stubs (`types-PyYAML`, "
    "`pandas-stubs`) are enough too. What the build system requires never counts.\n\n"
    "A declared name brings the modules that are called like it, however it is written (`Flask_SQLAlchemy` brings "
    "`flask_sqlalchemy`, `google-cloud-storage` brings `google.cloud.storage`), and what a table of well-known "
    "packages says (`PyYAML` brings `yaml`). The rest is said by `distributions` in the table [python] of "
    "hielements.toml: "
    '`distributions = { "Example-Dist" = ["example"] }`. A project without any of these files, one that leaves its '
    "dependencies to a program (`setup.py`, `dynamic`), and a file that cannot be parsed, leave open whether a package "
    "that is not found is declared: undecided.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that imports"),
                Parameter("groups", list_of(STRING), "groups that count besides dependencies and extras", default=()),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.declared_dependencies(tests, groups=['dev'])",
    governs="leaving",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    code, scope, groups = library.code, arguments.scope("scope"), arguments.texts("groups")
    known = library.manifests
    _check_groups(groups, known)
    distributions = library.distributions
    graph = rule_graph(library, arguments)
    found: list[Violation] = []
    failures = list(code.import_failures(code.python_files(scope)))
    looked = 0
    for edge in code.scope_edges(scope):
        external = edge.dependency.external
        if external is None or is_standard(external) or not graph.counts(edge.dependency):
            continue
        looked += 1
        here = manifests_above(known, edge.dependency.path.rpartition("/")[0])
        every = [each for manifest in here for each in manifest.requirements if each.group != "build"]
        if any(_serves(each, edge, groups, distributions) for each in every):
            continue
        typing = bool(edge.source.tags & TYPE_CHECKING)
        unread = gaps(here, ("*",) if typing else groups)
        if unread:
            failures += unread
        else:
            found.append(_undeclared(graph.code.text(edge.dependency), edge, every, distributions))
    missing = sorted({each.message.split("'")[1] for each in found})
    findings = Findings(
        f"{title(scope)} imports {', '.join(missing)} without declaring {'it' if len(missing) == 1 else 'them'}",
        tuple(found),
        tuple(dict.fromkeys(failures)),
        counted(looked, "third-party import"),
    )
    return conclude(findings, graph)


def _check_groups(groups: tuple[str, ...], known: tuple[Manifest, ...]) -> None:
    names = {each.group for manifest in known for each in manifest.requirements}
    for group in groups:
        if group != "*" and group not in names and f"extra:{group}" not in names:
            listed = sorted(each.removeprefix("extra:") for each in names - {"", "build"})
            known_ones = f"; there are {', '.join(listed)}" if listed else ""
            raise refuse(f"no group '{group}' is declared{known_ones}")


def _serves(each: Requirement, edge: Edge, groups: tuple[str, ...], distributions: Distributions) -> bool:
    typing = bool(edge.source.tags & TYPE_CHECKING)
    name = edge.dependency.name
    return (typing or counts(each.group, groups)) and (
        distributions.provides(each.name, name) or (typing and distributions.stubs_for(each.name, name))
    )


def _undeclared(text: str | None, edge: Edge, every: list[Requirement], distributions: Distributions) -> Violation:
    dependency = edge.dependency
    package = distributions.likely(dependency.name)
    elsewhere = next((each for each in every if distributions.provides(each.name, dependency.name)), None)
    if elsewhere is not None:
        message = f"imports '{package}', which {elsewhere.path} declares for '{elsewhere.group}' only"
        help_text = f"declare it as a dependency, or add groups=['{elsewhere.group}'] where that is meant"
    else:
        message = f"imports '{package}', which is not declared"
        help_text = "declare it; when it is installed under another name, state that in [python] distributions"
    return Violation(message, dependency.path, dependency.line, dependency.column, evidence=text, help=help_text)
