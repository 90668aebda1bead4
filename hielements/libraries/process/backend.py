"""A plugin that is a process: started when it is first needed, kept for the run, started again when it breaks.

Comes in: settings, requests from any thread. Goes out: results and failures that name the plugin and the reason.

A process that breaks is started again, each time after a longer pause, and after three times it is left alone for the
rest of the run. The handshake is optional: whatever a plugin makes of `initialize` (an error, null, silence, its own
end), it is then spoken to as plugins of the first protocol are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Final

from hielements.libraries.outcomes import Failure
from hielements.libraries.process import watching
from hielements.libraries.process.conversation import Bounds, Conversation
from hielements.libraries.process.requests import Answered, Lost, Refused, duration
from hielements.libraries.process.starting import Prepared, ProcessSettings, discard, prepare, spawn
from hielements.libraries.protocol.backend import OLD_PLUGIN, Agreement, Noted, Refusal, Standing, Unsupported
from hielements.libraries.protocol.json_text import MAX_MESSAGE
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.messages import METHOD_NOT_FOUND
from hielements.libraries.protocol.negotiation import Grants, agreement_from_wire, initialize_params
from hielements.libraries.protocol.trouble import WireError, excerpt, failure

_PAUSES: Final = (0.0, 0.1, 0.4)
"""Seconds before a start, by the number of times that the plugin broke; as many breaks are tolerated."""
_QUIET: Final = 2.0
"""Seconds of silence after which a plugin may be one that ignores what it does not know."""
_DESCRIBING: Final = frozenset({"library.metadata", "library.doc"})
_MOST_TRIES: Final = 3
_MOST_NOTES: Final = 100

Serve = Callable[[str, Mapping[str, object]], object]


class _Running:
    """A process that can be asked. `bare` plugins know `library.call` and `library.check` and nothing else."""

    def __init__(self, conversation: Conversation, agreement: Agreement, bare: bool) -> None:
        self.conversation = conversation
        self.agreement = agreement
        self.bare = bare


class ProcessBackend:
    """One plugin in a process of its own. Safe to use from several threads."""

    def __init__(
        self,
        settings: ProcessSettings,
        root: str,
        mapping: PathMapping,
        grants: Grants,
        options: Mapping[str, object],
        serve: Serve | None = None,
        line_limit: int = MAX_MESSAGE,
    ) -> None:
        """`serve` answers what the plugin asks of the host."""
        self._settings = settings
        self._root = root
        self._mapping = mapping
        self._grants = grants
        self._options = options
        self._serve = serve
        self._bounds = Bounds(settings.memory_mb, settings.processes, line_limit, settings.grace_ms / 1000)
        self._lock = Lock()
        self._prepared: Prepared | str | None = None
        self._running: _Running | None = None
        self._bare = False
        self._breaks: list[str] = []
        self._notes: list[str] = []
        self._closed = False

    @property
    def mapping(self) -> PathMapping:
        return self._mapping

    def agreement(self) -> Agreement | Failure:
        running = self._ready()
        return running if isinstance(running, Failure) else running.agreement

    def request(self, method: str, params: Mapping[str, object]) -> object | Failure | Unsupported:
        settings = self._settings
        limit = (settings.start_ms if method in _DESCRIBING else settings.time_ms) / 1000
        checks = params.get("checks")
        if isinstance(checks, list):
            limit *= len(checks)
        for tries in range(1, _MOST_TRIES + 1):
            running = self._ready()
            if isinstance(running, Failure):
                return running
            if method in _DESCRIBING and running.bare:
                return Unsupported(method)
            conversation = running.conversation
            fate = conversation.wait(conversation.send(method, params, limit))
            if isinstance(fate, Answered):
                return fate.result if fate.note is None else Noted(fate.result, self._note(fate.note))
            if isinstance(fate, Refused):
                return self._refusal(method, fate)
            assert isinstance(fate, Lost)
            if fate.blamed and not (fate.early and tries == 1):
                if not fate.alive:
                    self._broke(running, fate)
                return self._failure(fate)
        return failure(settings.name, "ended again and again while it was asked other things")

    def notes(self) -> Sequence[str]:
        notes = list(self._notes)
        if isinstance(self._prepared, Prepared):
            notes.insert(0, self._prepared.confinement)
        return notes

    def standing(self) -> Standing:
        prepared = self._prepared
        if isinstance(prepared, Prepared):
            return Standing("process", prepared.level, prepared.confinement)
        return Standing("process", None, "not started")

    @property
    def level(self) -> str | None:
        """The isolation of the process; None when it was never started."""
        return self._prepared.level if isinstance(self._prepared, Prepared) else None

    @property
    def process_id(self) -> int | None:
        """The id of the process, while it runs."""
        running = self._running
        return None if running is None or running.conversation.is_over else running.conversation.process_id

    def close(self) -> None:
        with self._lock:
            self._closed = True
            running, self._running = self._running, None
            prepared = self._prepared
        if running is not None:
            conversation = running.conversation
            if running.agreement.version is not None and not conversation.is_over:
                conversation.wait(conversation.send("shutdown", {}, 1.0))
            conversation.close()
        if isinstance(prepared, Prepared):
            if prepared.level != "bubblewrap":
                # There the kernel ends all that the plugin started; here some of it may have left group and tree.
                watching.kill_with_variable(*prepared.mark)
            discard(prepared)

    # Starting

    def _ready(self) -> _Running | Failure:
        """The process, started when it is not running. Others that need it wait for the same start."""
        with self._lock:
            running = self._running
            if running is not None and not running.conversation.is_over:
                return running
            if self._closed:
                return failure(self._settings.name, "was asked after the run")
            if len(self._breaks) >= len(_PAUSES):
                message = f"is not asked any more in this run: it broke {len(self._breaks)} times, and at last it"
                return failure(self._settings.name, f"{message} {self._breaks[-1]}")
            if self._prepared is None:
                self._prepared = prepare(self._settings, self._root)
            if isinstance(self._prepared, str):
                return failure(self._settings.name, self._prepared)
            time.sleep(_PAUSES[len(self._breaks)])
            started = self._start(self._prepared)
            if isinstance(started, Lost):
                self._breaks.append(started.message)
                return self._failure(started)
            self._running = started
            return started

    def _start(self, prepared: Prepared) -> _Running | Lost:
        conversation = self._converse(prepared)
        if isinstance(conversation, Lost):
            return conversation
        if self._bare:
            return _Running(conversation, OLD_PLUGIN, True)
        limit = self._settings.start_ms / 1000
        params = initialize_params(self._mapping.root, self._grants, self._options)
        initialize = conversation.send("initialize", params, limit)
        fate = conversation.wait(initialize, _QUIET)
        if fate is None:
            # It starts slowly, or it says nothing to what it does not know. Answers come in the order of questions, so
            # an answer to a later one tells.
            probe = conversation.send(
                "library.call", {"function": "", "args": [], "workspace": self._mapping.root}, limit
            )
            while initialize.fate is None and probe.fate is None:
                conversation.wait(probe, 0.05)
            fate = initialize.fate
            if fate is None and not isinstance(probe.fate, Lost):
                self._bare = True
                conversation.abandon(initialize)
                return _Running(conversation, OLD_PLUGIN, True)
            fate = fate or initialize.fate or probe.fate
        if isinstance(fate, Lost):
            return self._start_bare(prepared, conversation, fate)
        if isinstance(fate, Refused) or fate is None:
            return _Running(conversation, OLD_PLUGIN, False)
        try:
            agreement = agreement_from_wire(fate.result)
        except WireError as problem:
            conversation.close()
            return Lost(str(problem))
        conversation.concurrency = agreement.concurrency
        conversation.cancels = agreement.cancel
        return _Running(conversation, agreement, False)

    def _start_bare(self, prepared: Prepared, conversation: Conversation, fate: Lost) -> _Running | Lost:
        """A plugin that ended at the sight of `initialize` may be one that cannot bear what it does not know. It is
        started once more and asked nothing but what it was made for."""
        conversation.close()
        if fate.reason == "limit":
            return fate
        self._bare = True
        again = self._converse(prepared)
        return again if isinstance(again, Lost) else _Running(again, OLD_PLUGIN, True)

    def _converse(self, prepared: Prepared) -> Conversation | Lost:
        conversation = Conversation(lambda: spawn(prepared), self._bounds, self._serve, self._keep)
        conversation.signals_as_status = prepared.level == "bubblewrap"
        problem = conversation.start()
        if problem is not None:
            return Lost(f"could not be started: {(problem.strerror or str(problem)).lower()}")
        return conversation

    def _broke(self, running: _Running, fate: Lost) -> None:
        running.conversation.close()
        with self._lock:
            if self._running is running:
                self._running = None
            self._breaks.append(fate.message)

    # Saying

    def _failure(self, fate: Lost) -> Failure:
        advice = None
        if fate.reason == "limit" and "within" in fate.message:
            advice = (
                f"`[libraries.{self._settings.name}.limits] time_ms` in the configuration sets how long it may take"
            )
        return failure(self._settings.name, fate.message, fate.reason, advice)

    def _refusal(self, method: str, fate: Refused) -> Failure | Unsupported:
        if fate.code == METHOD_NOT_FOUND and method not in ("library.call", "library.check"):
            return Unsupported(method)
        said = excerpt(fate.message) or f"the error {fate.code}, and no reason"
        return Refusal("library", f"the plugin `{self._settings.name}` answered with an error: {said}", code=fate.code)

    def _note(self, noise: str) -> str:
        note = f"the plugin `{self._settings.name}` also wrote {noise}"
        self._keep(note)
        return note

    def _keep(self, note: str) -> None:
        if len(self._notes) < _MOST_NOTES:
            self._notes.append(note)


def limits_in_words(settings: ProcessSettings) -> str:
    """What the plugin may use, for people."""
    return (
        f"{duration(settings.time_ms / 1000)} for each request, {duration(settings.start_ms / 1000)} for its start, "
        f"{settings.memory_mb:,} MB of memory, {settings.processes} processes"
    )
