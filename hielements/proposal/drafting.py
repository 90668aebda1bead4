"""A draft of a specification: its text with rules that are still to be tried.

Comes in: a Survey. Goes out: a Draft, and its text for any set of rules that turned out not to hold. It must never know
how rules are tried.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from hielements.proposal.fitting import Role
from hielements.proposal.layering import Circle, circles, levels
from hielements.proposal.survey import Package, Part, Survey
from hielements.record import Entity, Record

MOST_PARTS: Final = 24
"""Elements for more parts than that would hide the architecture instead of showing it."""

_FEW: Final = 3
_INDENT: Final = "    "
_LINE: Final = 116
_TAKEN: Final = frozenset({"code", "config", "docker", "files", "python", "rust", "scopes"})


class Rule(Entity):
    """A check that is to be tried. `reason` becomes its doc comment. One that is `optional` is left out where it does
    not hold, instead of being kept as a comment. One that is `instead` of another is tried where that does not hold."""

    indent: int
    expression: str
    reason: str
    optional: bool = False
    instead: Rule | None = None


class Written(Record):
    """The text of a draft, and the rule that stands in each line (from 1) where one begins."""

    text: str
    rules: Mapping[int, Rule]


class Draft(Record):
    """`head` is the comment that comes first; lines of text and rules, in order; and the libraries that they need."""

    head: tuple[str, ...]
    lines: tuple[str | Rule, ...]
    libraries: tuple[str, ...]

    def written(self, broken: Mapping[Rule, str]) -> Written:
        """The specification. Rules in `broken` are comments that say why, or left out where they are optional."""
        shown: list[str] = []
        rules: dict[int, Rule] = {}
        for piece in (*self.head, *_HELP, *(f"import {library}" for library in self.libraries), *self.lines):
            if isinstance(piece, Rule) and shown[-1].lstrip().startswith("#"):
                shown.append("")  # what stands above speaks of another rule
            if isinstance(piece, Rule) and piece.instead is not None and piece.instead not in broken:
                lines = []
            elif isinstance(piece, Rule) and piece not in broken:
                lines = rule_lines(piece)
                place = next(number for number, line in enumerate(lines) if line.lstrip().startswith("check "))
                rules[len(shown) + place + 1] = piece
            elif isinstance(piece, Rule):
                lines = [] if piece.optional else _comment(piece, broken[piece])
            else:
                lines = piece.split("\n")
            for line in lines:
                if line.strip() == "}" and shown[-1] == "":
                    shown.pop()
                if line or (shown and shown[-1]):
                    shown.append(line)
        return Written("\n".join(shown) + "\n", rules)


_HEAD: Final = (
    "# Proposed by `hielements init` from the code as it is: every rule holds today, and what does not hold is a",
    "# comment that says why. Change it: give elements the names that people use, and replace the doc comments",
    "# (## ...), which reports show as the reason of a rule, by your own reasons.",
)
_PATTERN_HEAD: Final = (
    "# Proposed by `hielements init`: which part plays which role was told from its name. Change what is not meant so.",
)
_HELP: Final = (
    "#",
    "# `hielements check` proves the rules, `hielements list` shows what the scopes select, `hielements coverage`",
    "# which files and dependencies no element and no rule governs, `hielements doc` what other rules there are.",
    "",
)


def rule_lines(rule: Rule) -> list[str]:
    """A rule as specification text, wrapped where its list would be too long for one line."""
    pad = _INDENT * rule.indent
    lines = [f"{pad}## {line}" for line in rule.reason.split("\n")]
    check = f"{pad}check {rule.expression}"
    head, bracket, rest = rule.expression.partition("[")
    if len(check) <= _LINE or not bracket:
        return [*lines, check]
    items, _, tail = rest.rpartition("]")
    inner = pad + _INDENT
    return [
        *lines,
        f"{pad}check {head}[",
        *(f"{inner}{item}," for item in items.split(", ")),
        f"{pad}]{tail}",
    ]


def _comment(rule: Rule, why: str) -> list[str]:
    pad = _INDENT * rule.indent
    lines = [f"{pad}# Does not hold today: {why}"]
    return lines + [f"{pad}# {line[len(pad) :]}" for line in rule_lines(rule)]


def pattern_draft(package: Package, module: str, pattern: str, bound: Mapping[Role, Sequence[str]]) -> Draft:
    """One element that implements a standard pattern, with its roles bound to parts of a package."""
    lines: list[str | Rule] = [
        f"import patterns.{module}",
        "",
        f"## The package {package.name}, held to the pattern `{pattern}`.",
        f"## `hielements doc patterns.{module}` tells what that demands, and why.",
        f"element {_Names().of(package.name)} implements {pattern} {{",
    ]
    selectors = {part.full: "package_selector" if part.is_package else "module_selector" for part in package.parts}
    for role, parts in bound.items():
        scopes = [f"python.{selectors.get(part, 'package_selector')}({_quoted(part)})" for part in parts]
        value = scopes[0] if len(scopes) == 1 else f"[{', '.join(scopes)}]"
        lines += [f"{_INDENT}# {line}" for line in role.doc.split("\n") if line.strip()]
        lines.append(f"{_INDENT}{role.path} = {value}")
    left = [part.name for part in package.parts if not any(part.full in parts for parts in bound.values())]
    if left:
        lines += ["", *_wrapped(f"These parts play no role yet: {', '.join(left)}.")]
    return Draft(_PATTERN_HEAD, (*lines, "}"), ("python",))


def draft(survey: Survey) -> Draft:
    """The draft: one element for each package, its parts below it, and one each for tests, images and services."""
    libraries: set[str] = set()
    lines: list[str | Rule] = []
    names = _Names()
    tests = [names.of(folder) for folder in survey.tests]
    for package in survey.packages:
        libraries.add(package.language)
        lines += ["", *_package(package, names, tests)]
    if survey.scripts:
        libraries.add("python")
        lines += ["", *_scripts(survey.scripts, names)]
    for folder, language in survey.others.items():
        lines.append("")
        if language:
            lines += [
                f"# No library reads {language} yet: rules about its files and their texts are possible, and a plugin",
                "# can read its dependencies.",
            ]
        lines += [
            f"element {names.of(folder)} {{",
            f"{_INDENT}scope code = files.folder_selector({_quoted(folder)})",
            "}",
        ]
    for folder, name in zip(survey.tests, tests, strict=True):
        lines += ["", f"element {name} {{", f"{_INDENT}scope code = files.folder_selector({_quoted(folder)})", "}"]
    for path in survey.dockerfiles:
        libraries.add("docker")
        lines += ["", *_image(path, names)]
    if survey.others or survey.tests:
        libraries.add("files")
    for path in survey.compose_files:
        libraries.add("docker")
        lines += ["", *_compose(path, names)]
    return Draft(_HEAD, tuple(lines), tuple(sorted(libraries)))


class _Names:
    """Names for elements on the top level: from paths, each once, none that hides a library."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, path: str) -> str:
        name = re.sub(r"\W+", "_", path).strip("_") or "project"
        name = f"_{name}" if name[0].isdigit() else name
        while name in self._given or name in _TAKEN:
            name += "_"
        self._given.add(name)
        return name


def _package(package: Package, names: _Names, tests: Sequence[str]) -> list[str | Rule]:
    is_python = package.language == "python"
    selector = "package_selector" if is_python else "crate_selector"
    parts = _chosen(package.parts)
    kind = "package" if is_python else "crate"
    lines: list[str | Rule] = [
        f"## The {kind} {package.name}.",
        f"element {names.of(package.name)} {{",
        f"{_INDENT}scope code = {package.language}.{selector}({_quoted(package.name)})",
        "",
    ]
    if is_python and len(parts) > 1:
        lines += _layers(package, parts)
    for circle in circles(_only_among(parts)):
        lines += _circle(circle, parts)
    lines += [*_no_circles(package.language), ""]
    if is_python:
        reason = "What is imported must be installed together with the package."
        lines += [Rule(1, "python.declared_dependencies(code)", reason), ""]
        lines += [
            piece
            for name in tests
            for piece in (Rule(1, f"python.no_dependency(code, {name}.code)", "Tests are not shipped.", True), "")
        ]
    if len(parts) < len(package.parts):
        left = [part.name for part in package.parts if part not in parts]
        lines += _wrapped(
            f"{len(left)} more parts have no element of their own, to keep this readable: {', '.join(left)}."
        )
    for part in parts:
        lines += ["", *_part(package, part, parts)]
    return [*lines, "}"]


def _no_circles(language: str) -> list[str | Rule]:
    """The rule against circles; for Python, where it does not hold, the weaker ones that may."""
    reason = "Modules that use each other cannot be understood, tested or changed alone."
    strict = Rule(1, f"{language}.no_circular_imports(code)", reason)
    if language != "python":
        return [strict]
    types = Rule(
        1,
        "python.no_circular_imports(code, ignore_type_checking=true)",
        f"{reason}\nImports for type checkers alone never run, and do not count.",
        True,
        strict,
    )
    late = Rule(
        1,
        "python.no_circular_imports(code, ignore_type_checking=true, ignore_function_level=true)",
        "Modules that need each other while they are loaded can be loaded in one order only.\n"
        "Imports inside functions run later, and do not count.",
        True,
        types,
    )
    return [strict, types, late]


def _chosen(parts: Sequence[Part]) -> list[Part]:
    """All parts when there are few; else the largest packages among them, or, where these are few as well, the parts
    that most others depend on."""
    if len(parts) <= MOST_PARTS:
        return list(parts)
    packages = sorted((part for part in parts if part.is_package), key=lambda part: (-len(part.files), part.name))
    if len(packages) < _FEW:
        users = Counter(used for part in parts for used in part.uses)
        packages = sorted(parts, key=lambda part: (-users[part.name], part.name))
    return sorted(packages[:MOST_PARTS], key=lambda part: part.name)


def _only_among(parts: Sequence[Part]) -> list[Part]:
    names = {part.name for part in parts}
    return [part.with_(uses={name: use for name, use in part.uses.items() if name in names}) for part in parts]


def _layers(package: Package, parts: Sequence[Part]) -> list[str | Rule]:
    found = levels(_only_among(parts))
    if len(found) < 2 and not any(len(level.groups) > 1 for level in found):
        return []
    shown = ", ".join(_quoted(" | ".join(" : ".join(group) for group in level.groups)) for level in found)
    if any(len(level.groups) > 1 and any(len(group) > 1 for group in level.groups) for level in found):
        # The two signs cannot be mixed on one level: what is a circle stands with the others as if it used them.
        shown = ", ".join(
            _quoted(
                (" : " if any(len(group) > 1 for group in level.groups) else " | ").join(
                    part for group in level.groups for part in group
                )
            )
            for level in found
        )
    reason = (
        "The parts from the highest down: each uses only those below it, so that what is below can be read, tested\n"
        "and changed without what is above. Parts written `a | b` do not use each other, parts written `a : b` may."
    )
    return [Rule(1, f"python.layers({_quoted(package.name)}, [{shown}])", reason), ""]


def _circle(circle: Circle, parts: Sequence[Part]) -> list[str]:
    by_name = {part.name: part for part in parts}
    way = [*circle.shortest, circle.shortest[0]]
    lines = _wrapped(f"A circle: {' -> '.join(way)}." + _among(circle))
    for one, other in pairwise(way):
        use = by_name[one].uses.get(other)
        if use is not None:
            lines.append(f"{_INDENT}#   {use.path}:{use.line} {use.verb} {use.name}")
    return [*lines, ""]


def _among(circle: Circle) -> str:
    if len(circle.members) == len(circle.shortest):
        return ""
    return f" It is the shortest among {len(circle.members)} parts that use each other: {', '.join(circle.members)}."


def _part(package: Package, part: Part, parts: Sequence[Part]) -> list[str | Rule]:
    name = f"{part.name}_" if part.name in _TAKEN else part.name
    pad = _INDENT * 2
    is_python = package.language == "python"
    selector = "package_selector" if is_python and part.is_package else "module_selector"
    others = [
        f"{other.name}_" if other.name in _TAKEN else other.name
        for other in parts
        if other is not part and other.name not in part.uses
    ]
    listed = ", ".join(f"{other}.code" for other in others)
    rules: list[str | Rule] = []
    in_a_circle = any(part.name in circle.members for circle in circles(_only_among(parts)))
    if others and (in_a_circle or not is_python):
        # Where layers cannot tell what must not be used, what is not used today is the boundary there is.
        reason = "None of these is used today. Allow what is needed, and know that it was allowed."
        rules = [Rule(2, f"{package.language}.no_dependency(code, [{listed}])", reason, True)]
    return [
        f"{_INDENT}element {name} {{",
        f"{pad}scope code = {package.language}.{selector}({_quoted(part.full)})",
        *rules,
        f"{_INDENT}}}",
    ]


def _scripts(paths: Sequence[str], names: _Names) -> list[str | Rule]:
    listed = ", ".join(f"python.module_selector({_quoted(path)})" for path in paths)
    scope = f"{_INDENT}scope code = [{listed}]"
    if len(scope) > _LINE:
        items = "".join(f"{_INDENT * 2}python.module_selector({_quoted(path)}),\n" for path in paths)
        scope = f"{_INDENT}scope code = [\n{items}{_INDENT}]"
    return [
        "## Programs and modules on the top level.",
        f"element {names.of('scripts')} {{",
        scope,
        "",
        *_no_circles("python"),
        "}",
    ]


def _image(path: str, names: _Names) -> list[str | Rule]:
    where = posixpath.dirname(path) or "."
    return [
        f"## The image that {path} builds.",
        f"element {names.of('image' if where == '.' else f'{where}_image')} {{",
        f"{_INDENT}scope dockerfile = docker.file_selector({_quoted(path)})",
        "",
        Rule(1, "docker.pinned_images(dockerfile)", "The same commit must build the same image next year."),
        Rule(1, "docker.no_root_user(dockerfile)", "Who breaks into the program must not own the container."),
        Rule(1, "docker.no_secrets(dockerfile)", "What an image holds, everybody who can pull it can read."),
        Rule(
            1,
            "docker.has_healthcheck(dockerfile)",
            "A container that hangs looks healthy to who only sees it run.",
            True,
        ),
        "}",
    ]


def _compose(path: str, names: _Names) -> list[str | Rule]:
    return [
        f"## The services of {path}.",
        f"element {names.of('services')} {{",
        f"{_INDENT}scope compose = docker.compose_selector({_quoted(path)})",
        "",
        Rule(1, "docker.pinned_images(compose)", "The same commit must start the same services next year."),
        Rule(1, "docker.no_secrets(compose)", "What is in version control, everybody who can clone it can read."),
        "}",
    ]


def _wrapped(text: str) -> list[str]:
    """A comment inside of an element, in lines that fit."""
    from textwrap import wrap

    return [f"{_INDENT}# {line}" for line in wrap(text, _LINE - 6, break_long_words=False, break_on_hyphens=False)]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
