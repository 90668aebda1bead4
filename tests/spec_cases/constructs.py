"""The constructs of the language, and which cases of the reference show what about each of them.

Comes in: the pages under tests/spec. Goes out: for each construct the cases that show it accepted, refused, holding,
violated and undecided. A case says what it covers in a comment below its heading:

    <!-- covers: binds holds violated; default refused -->

and what it says is verified: `holds`, `violated` and `undecided` need a result with that status, `refused` needs an
error, or a warning for what is only warned of. Requirements, rules about connections, uses and connection checks need
no comment: their results name them. What holds, is violated or is undecided was accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spec_cases.expectations import expected_diagnostics, expected_results
from spec_cases.pages import Case, PageError, read_page

KINDS = ("accepted", "refused", "holds", "violated", "undecided")
_STATUSES = {"holds": "pass", "violated": "fail", "undecided": "error"}
_COVERS = re.compile(r"<!--\s*covers:\s*(.*?)\s*-->", re.DOTALL)

NAMES_ALONE = "the text alone decides it"
NO_CODE = "decided without looking at code"


@dataclass(frozen=True)
class Construct:
    """One construct. `never` says for each kind of case that cannot be why it cannot be; `result` matches the texts of
    the results that are about this construct."""

    name: str
    text: str
    never: Mapping[str, str] = field(default_factory=dict)
    result: re.Pattern[str] | None = None


def _requirements() -> Iterator[Construct]:
    subjects = {
        "scope": r"scope",
        "ref": r"ref",
        "check": r"check",
        "element": r"element",
        "implements": r"implements",
        "language": r"language",
        "connection": r"connection",
    }
    for subject, words in subjects.items():
        for action in ("requires", "forbids", "allows"):
            for depth in ("", "descendant"):
                never = {}
                if subject == "implements" or (action == "allows" and subject in {"ref", "element"}):
                    never = {"undecided": NAMES_ALONE}
                if action == "allows" and subject == "check":
                    meaning = "it has no meaning and is always refused"
                    never = dict.fromkeys(("accepted", "holds", "violated", "undecided"), meaning)
                name = "-".join(part for part in (action, depth, subject) if part)
                text = " ".join(part for part in (action, depth, subject) if part)
                start = rf"{action} " + (rf"{depth} " if depth else "") + rf"{words}\b.*"
                yield Construct(name, f"`{text}`", never, re.compile(start))


def _all() -> Iterator[Construct]:
    yield Construct("scope", "`scope NAME = EXPR`")
    yield Construct("ref", "`ref NAME: TYPE = EXPR`")
    for kind in ("string", "integer", "float", "boolean", "nominal"):
        decided = {} if kind in {"boolean", "nominal"} else {"undecided": NO_CODE}
        if kind in {"string", "float"}:
            decided["violated"] = "as for `integer`: by comparisons"
        yield Construct(f"ref-type-{kind}", f"refs of a {kind} type", decided)
    yield Construct(
        "ref-members",
        "`endpoint.port`",
        dict.fromkeys(
            ("accepted", "holds", "violated", "undecided"),
            "no built-in library gives values with members; tests/unit/run/test_comparison.py has fakes that do",
        ),
    )
    yield Construct("check", "`check EXPR`")
    yield Construct("uses", "`SCOPE uses PATH`", {}, re.compile(r"\w+ uses .*"))
    yield Construct("undeclared-uses", "`[check] undeclared_uses`")
    yield Construct("element", "`element NAME`")
    yield Construct("implements", "`implements P`")
    yield Construct("binds", "`binds PATH`")
    yield Construct("path-binding", "`PATH = EXPR`")
    yield Construct("child-binding", "a child of the same shape")
    yield Construct("default", "defaults of patterns")
    yield Construct("several-patterns", "several patterns")
    yield Construct("pattern-of-a-file", "patterns of other files")
    yield Construct("child-checks", "checks of a pattern's children")
    yield Construct("child-pattern", "patterns of a pattern's children")
    yield Construct("child-requirements", "requirements of a pattern's children")
    yield Construct("import-file", "`import './file.hie'`")
    yield Construct("import-library", "`import library`")
    yield Construct("import-function", "`from library import function`")
    yield Construct("import-pattern", "`import patterns.name`")
    yield Construct("language-declaration", "`language L`")
    yield Construct("connection-check", "`connection_check`", {}, re.compile(r"connection_check .*", re.DOTALL))
    for receiver in ("scope", "element", "ref"):
        yield Construct(f"dotted-check-of-{receiver}", f"`x.f(..)`, where `x` is a {receiver}")
    for name, operator in (("equal", "=="), ("unequal", "!="), ("in", "in")):
        yield Construct(name, f"`{operator}`")
    for name, operator in (("less", "<"), ("less-or-equal", "<="), ("greater", ">"), ("greater-or-equal", ">=")):
        yield Construct(name, f"`{operator}`", {"undecided": "values with an order are known from the text"})
    for operator in ("not", "and", "or"):
        yield Construct(operator, f"`{operator}`")
    yield Construct("named-arguments", "`f(name=value)`")
    yield Construct("list", "`[a, b]`")
    yield Construct("empty-scope", "scopes that select nothing")
    yield from _requirements()
    yield Construct("inherited-boundary", "boundaries of the elements around", {"refused": "as for connections"})
    yield Construct("forbids-over-allows", "`forbids` over `allows`", {"refused": "as for connections"})
    yield Construct("target-element", "a target that is an element")
    yield Construct("target-wildcard", "a target with `.*`")
    yield Construct("target-scope", "a target that is a scope", {"refused": "a scope can always be a target"})
    yield Construct("target-ref", "a target that is a ref", {"refused": "a ref can always be a target"})
    yield Construct("target-module", "a target that is a module")
    yield Construct("target-module-wildcard", "a module and all below", {"refused": "as for a module"})
    for name, old in (
        ("template", "`template`"),
        ("connection-point", "`connection_point`"),
        ("scope-colon", "`scope x : lang`"),
        ("requires-underscore", "`requires_descendant ..`"),
        ("connection-underscore", "`forbids_connection to`"),
        ("requirement-in-element", "a requirement in an element"),
    ):
        yield Construct(f"old-{name}", f"older spelling: {old}", {"undecided": "as for the newer spelling"})


CONSTRUCTS = {construct.name: construct for construct in _all()}

SENTENCES = {
    "s7-one-statement-a-line": "two statements on one line are an error, one in braces is fine",
    "s7-empty-bodies": "`{}`, a body of comments only, and no body are accepted",
    "s7-dangling-doc": "a doc comment with nothing after it is a hint",
    "s7-strings-on-one-line": "strings do not span lines",
    "s7-block-comments": "`###` text may contain `#`; a fourth `#` makes an ordinary comment",
    "s7-indented-expression": "the expression of a connection check may stand on the next line",
    "s7-ref-without-type": "a ref without a type is an error with a fix",
    "s7-element-type": "`requires element e: T` reads as `implements T`",
    "s7-file-stem": "`import './zones.hie'` binds `zones`",
    "s7-relative-import": "paths are relative to the importing file",
    "s7-pattern-path": "a pattern's absolute path, with alias or without",
    "s7-imported-elements": "imported elements can be referred to; their checks do not run",
    "s7-language-and-import": "`language python` and `import python` do not clash",
    "s7-target-lookup": "a target is looked up from the element, then from the pattern's file",
    "s7-language-library": "`x<L>` takes the known library of that name",
    "s7-language-unknown": "an unknown language is a warning, its dependencies are undecided",
    "s7-language-contradiction": "a language that contradicts the selector's library is an error",
    "s7-direct-children": "for elements and patterns, immediate means direct children",
    "s7-child-requirement": "a requirement in a pattern's child applies to what is bound as that child",
    "s7-required-check-names": "names in a required check are declared by the candidate itself",
    "s7-binds-satisfies": "`binds P.x` satisfies `requires scope x`",
    "s7-meaningless-allows": "`allows check`, and `allows scope` and `allows ref` with a value, are refused",
    "s7-equal-scopes": "equal scopes have the same files and language",
    "s7-unknown-target": "an unknown target is a warning; the rule holds as written",
    "s7-allows-external": "`allows` governs the workspace, and external modules once one is listed",
    "s7-target-own-scopes": "a target without `.*` means the element's own scopes; none are an error",
    "s7-import-of-parents": "`import a.b.c` is not a dependency on the `__init__` of its parents",
    "s7-every-import": "imports under TYPE_CHECKING and inside functions count",
    "s7-no-language": "a scope without a language has those of its files; none leave a connection undecided",
    "s7-implementing-element": "the result's element is the implementing element, the violation names the file",
    "s7-undeclared-place": "an undeclared use is reported as `uses` at the importing element's header",
    "s7-union": "a list of scopes means their union",
    "s7-empty-list-not-evaluated": "with an empty list a connection check is not evaluated",
    "s7-dotted-library-order": "dotted checks take the language's library first",
    "s7-boolean-position": "in boolean position a function is a check, in value position a call",
    "s7-empty-scope-setting": "`[check] empty_scope`",
    "s7-no-vacuous-pass": "a check never passes because of a file's trouble",
}
"""What docs/language.md settles in single sentences: each needs a case."""

Place = tuple[Path, Case]


def coverage(folder: Path) -> tuple[dict[tuple[str, str], list[Place]], dict[str, list[Place]], list[str]]:
    """The cases of each construct and kind, those of each sentence, and what is wrong with the comments."""
    found: dict[tuple[str, str], list[Place]] = {}
    sentences: dict[str, list[Place]] = {}
    problems: list[str] = []
    for page in sorted(folder.rglob("*.md")):
        if page.name == "README.md":
            continue
        lines = page.read_text(encoding="utf-8").split("\n")
        cases = read_page("\n".join(lines))
        for case in cases:
            tags = list(_tags(lines, case))
            results = _results(case)
            for name, kind in _from_results(results):
                found.setdefault((name, kind), []).append((page, case))
            for name, kinds in tags:
                where = f"{page.name}: {case.name}: "
                if name in SENTENCES and not kinds:
                    sentences.setdefault(name, []).append((page, case))
                    continue
                if name not in CONSTRUCTS or not kinds:
                    problems.append(f"{where}`{name}` names no construct")
                    continue
                for kind in kinds:
                    problem = _unshown(case, results, kind)
                    if problem:
                        problems.append(f"{where}{name} {kind}: {problem}")
                    found.setdefault((name, kind), []).append((page, case))
    for name in CONSTRUCTS:
        for kind in ("holds", "violated", "undecided"):
            for place in found.get((name, kind), ()):
                found.setdefault((name, "accepted"), []).append(place)
    return found, sentences, problems


def _tags(lines: list[str], case: Case) -> Iterator[tuple[str, list[str]]]:
    """The comments between the heading of a case and its first fence."""
    end = next((i for i in range(case.line, len(lines)) if lines[i].startswith("```")), len(lines))
    for match in _COVERS.finditer("\n".join(lines[case.line : end])):
        for part in match[1].split(";"):
            words = part.split()
            if all(word in SENTENCES for word in words):
                yield from ((word, []) for word in words)
            else:
                yield words[0], words[1:]


def _results(case: Case) -> list[tuple[str, str]]:
    fence = case.expectations.get("results")
    return (
        [(_text(result.text, result.status), result.status) for result in expected_results(fence).results]
        if fence
        else []
    )


def _text(line: str, status: str) -> str:
    return line.partition(" | ")[2].partition(f" | {status}")[0]


def _from_results(results: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for text, status in results:
        for construct in CONSTRUCTS.values():
            if construct.result is not None and construct.result.fullmatch(text):
                yield construct.name, next(kind for kind, name in _STATUSES.items() if name == status)


def _unshown(case: Case, results: list[tuple[str, str]], kind: str) -> str | None:
    """Why the case does not show what it says that it shows."""
    if kind == "accepted":
        errors = [item for item in expected_diagnostics(case) if item.severity == "error"]
        return "there is an error" if errors else None
    if kind == "refused":
        refused = [item for item in expected_diagnostics(case) if item.severity in {"error", "warning"}]
        return None if refused else "nothing is refused or warned of"
    if kind not in _STATUSES:
        return f"no such kind; there are {', '.join(KINDS)}"
    return None if any(status == _STATUSES[kind] for _, status in results) else "no result has that status"


__all__ = ["CONSTRUCTS", "KINDS", "SENTENCES", "Construct", "PageError", "coverage"]
