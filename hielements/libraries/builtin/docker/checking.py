"""What the checks share: judging each subject of a scope and putting the answers together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hielements.libraries.builtin.docker.compose.services import Compose
from hielements.libraries.builtin.docker.subjects import Subject, Subjects, docker_files
from hielements.libraries.builtin.library import Undecidable, counted, refuse, verdict
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.values import ScopeValue
from hielements.source.paths import printable

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.library import Docker

Finding = Violation | Failure


def judge_each(found: Subjects, judge: Callable[[Subject], Iterable[Finding]], noun: str = "image") -> Outcome:
    """The outcome of a check that must hold for each subject of a scope."""
    violations: list[Violation] = []
    failures = list(found.failures)
    for subject in found.every:
        for finding in judge(subject):
            if isinstance(finding, Violation):
                violations.append(finding)
            else:
                failures.append(finding)
    return conclude(violations, failures, counted(len(found.every), noun))


def conclude(violations: list[Violation], failures: Iterable[Failure], note: str | None = None) -> Outcome:
    """The outcome of findings, each told once: several services may build the same image."""
    once = list(dict.fromkeys(violations))
    messages = list(dict.fromkeys(each.message for each in once))
    message = "; ".join(messages[:3]) + (f"; and {len(messages) - 3} more" if len(messages) > 3 else "")
    return verdict(message, once, tuple(dict.fromkeys(failures)), note)


def the_compose(library: Docker, scope: ScopeValue) -> Compose:
    """The compose file of a scope. Raises Undecidable when there is none, several, or one that cannot be read."""
    paths = [path for path, kind in docker_files(library, scope) if kind == "compose"]
    if len(paths) != 1:
        what = "no compose file" if not paths else f"several compose files: {', '.join(paths[:5])}"
        raise refuse(f"'{printable(scope.selector)}' holds {what}", "give one: docker.compose_selector('compose.yaml')")
    compose = library.files.compose(paths[0])
    if isinstance(compose, Failure):
        raise Undecidable(compose)
    return compose


def unknown_service(compose: Compose, name: str) -> str:
    """Says that a compose file has no such service, with the name that comes nearest."""
    return f"there is no service '{name}' in {printable(compose.path)}{suggest(name, compose.services)}"


def suggest(name: str, names: Iterable[str]) -> str:
    """The nearest names as the end of a sentence, or all of them when they are few."""
    from difflib import get_close_matches

    known = sorted(names)
    near = get_close_matches(name, known, n=2) or (known if len(known) <= 5 else [])
    if not near:
        return ""
    quoted = " or ".join(f"'{each}'" for each in near)
    return (
        f"; did you mean {quoted}?" if near is not known else f"; there is {' and '.join(repr(each) for each in known)}"
    )
