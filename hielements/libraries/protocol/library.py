"""A plugin as a library: the interface of libraries over any backend.

Comes in: calls with values of the domain, a backend. Goes out: values, outcomes, dependencies. Trouble of the plugin is
a Failure that names it, never an exception. Must never know how the plugin runs.

What the plugin offers is asked for once, when somebody first needs it. A plugin that does not say is taken as it is:
any function with any arguments. A plugin whose description makes no sense, or that cannot be asked, is taken the same
way, and every check that calls it is undecided for that reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

from hielements.libraries.library import Call, Environment, PluginUse
from hielements.libraries.outcomes import Dependencies, Failure, Outcome, Passed, Undecided
from hielements.libraries.protocol.backend import Agreement, Backend, Noted, Refusal, Unsupported
from hielements.libraries.protocol.batching import Batch
from hielements.libraries.protocol.dependencies import dependencies_from_wire
from hielements.libraries.protocol.description_cache import DescriptionCache
from hielements.libraries.protocol.descriptions import describe_trouble, description_from_wire, pattern_names
from hielements.libraries.protocol.handles import ScopeHandles
from hielements.libraries.protocol.outcomes import error_in_answer, outcome_from_wire
from hielements.libraries.protocol.trouble import WireError, failure
from hielements.libraries.protocol.values import Reading, from_wire, to_wire
from hielements.libraries.signatures import Description, Function
from hielements.libraries.values import ScopeValue, Value
from hielements.record import Record

_ADVICE = "this is a defect of the plugin, not of the specification"


class _Known(Record):
    """What is known of a plugin. `trouble` is why nothing is."""

    description: Description | None
    functions: Mapping[str, Function]
    trouble: Failure | None = None


class PluginLibrary:
    """A library that a plugin implements. Safe to use from several threads."""

    def __init__(
        self,
        name: str,
        environment: Environment,
        backend: Backend,
        handles: ScopeHandles | None = None,
        fingerprint: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`fingerprint` names everything that decides what the plugin says of itself, so that its description can be
        kept across runs; None when nothing can vouch for that. `handles` are shared with the services of the host."""
        self._name = name
        self._backend = backend
        self._handles = handles or ScopeHandles()
        self._cache = DescriptionCache(environment.cache, fingerprint)
        self._reading = Reading(name, backend.mapping, environment.workspace, self._handles.files)
        self._batch = Batch(name, backend.request)
        self._known: _Known | None = None
        self._lock = Lock()
        self._requests = 0

    @property
    def backend(self) -> Backend:
        return self._backend

    def plugin_use(self) -> PluginUse:
        """What the plugin did until now. Requests of several threads at once may be counted as one."""
        standing = self._backend.standing()
        return PluginUse(
            self._name,
            standing.kind,
            standing.isolation,
            standing.confinement,
            self._requests,
            standing.operations,
        )

    # Description

    def describe(self) -> Description:
        known = self._get_known()
        if known.description is not None:
            return known.description
        doc = describe_trouble(known.trouble.message) if known.trouble else "This plugin does not describe itself."
        return Description(self._name, "", doc, ())

    def function(self, name: str) -> Function | None:
        return self._get_known().functions.get(name)

    def function_names(self) -> Sequence[str]:
        return list(self._get_known().functions)

    def languages(self) -> Sequence[str]:
        """The languages that the plugin reports dependencies for."""
        description = self._get_known().description
        return description.languages if description is not None else ()

    def pattern_names(self) -> Sequence[str]:
        description = self._get_known().description
        return pattern_names(description.patterns) if description is not None and description.patterns else ()

    def pattern_text(self) -> str:
        description = self._get_known().description
        return description.patterns if description is not None else ""

    def trouble(self) -> Failure | None:
        """Why the plugin could not be asked what it offers; None when it could."""
        return self._get_known().trouble

    def _get_known(self) -> _Known:
        known = self._known
        if known is None:
            with self._lock:
                known = self._known
                if known is None:
                    known = self._known = self._ask()
        return known

    def _ask(self) -> _Known:
        answers: list[object] = self._cache.get() or []
        cached = len(answers) == 2
        if not cached:
            answers = []
            for method in ("library.metadata", "library.doc"):
                answer = _plain(self._backend.request(method, {"workspace": self._reading.mapping.root}))
                if isinstance(answer, Failure) and not isinstance(answer, Refusal):
                    return _Known(None, {}, answer)
                # A refusal is how many plugins say that they do not know a method.
                answers.append(None if isinstance(answer, Unsupported | Refusal) else answer)
        try:
            description = description_from_wire(answers[0], answers[1], self._reading)
        except (WireError, RecursionError) as problem:
            return _Known(None, {}, failure(self._name, str(problem), help=_ADVICE))
        if not cached:
            self._cache.put(answers)
        functions = {each.name: each for each in description.functions} if description is not None else {}
        return _Known(description, functions)

    # Questions

    def call(self, call: Call) -> Value | Failure:
        answer = self._request("library.call", call)
        if isinstance(answer, Failure):
            return answer
        answer = _plain(answer)
        try:
            reported = error_in_answer(answer, self._reading)
            value = from_wire(answer, self._reading) if reported is None else reported
        except (WireError, RecursionError) as problem:
            return self._malformed(call, problem)
        if isinstance(value, ScopeValue):
            arguments = [item for item in call.arguments.values() if isinstance(item, str)]
            if not value.selector and arguments:
                value = value.with_(selector=arguments[0])
        return value

    def check(self, call: Call) -> Outcome:
        answer = self._request("library.check", call)
        if isinstance(answer, Failure):
            return Undecided((answer,))
        try:
            outcome = outcome_from_wire(_plain(answer), self._reading)
        except (WireError, RecursionError) as problem:
            outcome = Undecided((self._malformed(call, problem),))
        return _with_note(outcome, answer.note) if isinstance(answer, Noted) else outcome

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        if not self.languages():
            return Dependencies(())
        agreement = self._backend.agreement()
        if isinstance(agreement, Failure):
            return Dependencies((), (agreement,))
        mapping = self._reading.mapping
        short = self._handles.shorten(files) if agreement.scope_handles else None
        self._requests += 1
        named: Mapping[str, object] = {"files": [mapping.outgoing(path) for path in files]} if short is None else short
        answer = _plain(self._backend.request("library.dependencies", {**named, "workspace": mapping.root}))
        if isinstance(answer, Unsupported):
            message = f"says that it knows {', '.join(self.languages())}, and has no `library.dependencies`"
            answer = failure(self._name, message, "unsupported", _ADVICE)
        if isinstance(answer, Failure):
            return Dependencies((), (answer,))
        try:
            return dependencies_from_wire(answer, self._reading)
        except (WireError, RecursionError) as problem:
            return Dependencies((), (failure(self._name, f"{problem}, asked for dependencies", help=_ADVICE),))

    def close(self) -> None:
        self._backend.close()

    def _request(self, method: str, call: Call) -> object | Failure:
        trouble = self._get_known().trouble
        if trouble is not None:
            return trouble
        agreement = self._backend.agreement()
        if isinstance(agreement, Failure):
            return agreement
        params = self._params(call, agreement)
        self._requests += 1
        together = method == "library.check" and agreement.check_many
        answer = self._batch.check(params) if together else self._backend.request(method, params)
        if isinstance(answer, Unsupported):
            return failure(self._name, f"has no `{answer.method}`", "unsupported", _ADVICE)
        if isinstance(answer, Refusal):
            return answer.with_(message=f"{answer.message} (asked for `{call.function}`)")
        return answer

    def _params(self, call: Call, agreement: Agreement) -> Mapping[str, object]:
        mapping = self._reading.mapping
        shorten = self._handles.shorten if agreement.scope_handles else None
        params: dict[str, Any] = {
            "function": call.function,
            "args": [to_wire(value, mapping, shorten) for value in call.arguments.values()],
            "workspace": mapping.root,
        }
        if agreement.version is not None:
            params["names"] = list(call.arguments)
        return params

    def _malformed(self, call: Call, problem: Exception) -> Failure:
        return failure(self._name, f"{problem} (asked for `{call.function}`)", help=_ADVICE)


def _plain(answer: object) -> object:
    return answer.result if isinstance(answer, Noted) else answer


def _with_note(outcome: Outcome, note: str) -> Outcome:
    """The outcome with the remark, where there is room for one: a violation speaks of code, not of the plugin."""
    if isinstance(outcome, Passed):
        return outcome.with_(note=f"{outcome.note}; {note}" if outcome.note else note)
    if isinstance(outcome, Undecided):
        return Undecided(tuple(each.with_(message=f"{each.message}; {note}") for each in outcome.failures))
    return outcome
