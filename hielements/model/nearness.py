"""What came nearest to a requirement that nothing meets, in words.

Comes in: what is asked for, and the elements that were looked at. Goes out: half a sentence for the report.
"""

from __future__ import annotations

from hielements.model.candidates import Candidates
from hielements.model.context import Context
from hielements.model.origins import language_of
from hielements.model.reporting import either, nearest
from hielements.model.specification import (
    CheckSubject,
    Element,
    ElementSubject,
    ImplementsSubject,
    LanguageSubject,
    RefSubject,
    ScopeSubject,
    Subject,
)

# Looking for near spellings costs more than all else, and nobody reads very many of them.
_MOST_SEARCHES = 50


class Nearness:
    """Says what came nearest, for one build."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._searches = 0

    def told(self, subject: Subject, candidates: Candidates) -> str | None:
        """None where something meets the requirement, where nothing is near, or after many searches."""
        if isinstance(subject, ScopeSubject) and not subject.matches and not subject.possible:
            same = next((each for each in candidates.scopes_named(subject.name) if each.name == subject.name), None)
            if same is not None:
                language = language_of(self.context, same)
                return f"`{same.element.path}` has a scope `{subject.name}` with the language {language}"
            other = next((each for each in candidates.refs_named(subject.name) if each.name == subject.name), None)
            if other is not None:
                return f"`{other.element.path}` has a ref `{subject.name}`, which is no scope"
            return self._spelled(subject.name, candidates, "scope")
        if isinstance(subject, RefSubject) and not subject.matches:
            same_ref = next((each for each in candidates.refs_named(subject.name) if each.name == subject.name), None)
            if same_ref is not None:
                return f"`{same_ref.element.path}` has a ref `{subject.name}` of type {same_ref.type_name}"
            scope = next((each for each in candidates.scopes_named(subject.name) if each.name == subject.name), None)
            if scope is not None:
                return f"`{scope.element.path}` has a scope `{subject.name}`, which is no ref"
            return self._spelled(subject.name, candidates, "ref")
        if isinstance(subject, ElementSubject) and not subject.matches:
            named = candidates.named(subject.name)
            if named:
                return f"`{named[0].path}` does not implement {either(subject.patterns)}"
            return self._spelled(subject.name, candidates, "element")
        if isinstance(subject, ImplementsSubject) and not subject.matches:
            return self._implementing(candidates)
        if isinstance(subject, LanguageSubject) and not subject.matches and not subject.possible:
            languages = sorted(each for each in candidates.by_language() if each)
            return f"there are scopes of {either(languages)}" if languages else None
        if isinstance(subject, CheckSubject) and not subject.attempts and not subject.misfits:
            for name in subject.names:
                if not candidates.declaring(name):
                    return self._spelled(name, candidates, "scope") or self._spelled(name, candidates, "ref")
        return None

    def _implementing(self, candidates: Candidates) -> str | None:
        found: list[str] = []
        for element in candidates.elements:
            body = self.context.body_of.get(element)
            if body is not None and body.patterns:
                found.append(f"`{element.path}` implements {either(pattern.name for pattern in body.patterns)}")
                if len(found) == 3:
                    break
        return ", ".join(found) or None

    def _spelled(self, name: str, candidates: Candidates, what: str) -> str | None:
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return None
        known: dict[str, Element]
        if what == "element":
            known = {each.name: each for each in reversed(candidates.elements)}
        elif what == "scope":
            known = {each.name: each.element for each in reversed(candidates.scopes())}
        else:
            known = {each.name: each.element for each in reversed(candidates.refs())}
        near = nearest(name, known, 1)
        if not near:
            return None
        if what == "element":
            return f"there is an element `{known[near[0]].path}`"
        return f"`{known[near[0]].path}` has a {what} `{near[0]}`"
