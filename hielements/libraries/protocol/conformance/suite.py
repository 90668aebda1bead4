"""The suite: each question is a method, and its docstring is the question.

Comes in: what opens the plugin, any number of times. Goes out: findings in the order of the questions. A question may
fail without harm to the next: each gets a plugin that works, or says that there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Thread

from hielements.libraries.outcomes import Failure, Passed, Undecided
from hielements.libraries.protocol.backend import Agreement, Backend, Noted, Refusal, Unsupported
from hielements.libraries.protocol.conformance.findings import Broken, Finding, Skipped
from hielements.libraries.protocol.conformance.samples import TEXTS, arguments_for, every_type, scope_of
from hielements.libraries.protocol.dependencies import dependencies_from_wire
from hielements.libraries.protocol.descriptions import description_from_wire, pattern_names
from hielements.libraries.protocol.handles import ScopeHandles
from hielements.libraries.protocol.json_text import write_json
from hielements.libraries.protocol.outcomes import outcome_from_wire
from hielements.libraries.protocol.schema import result_problems
from hielements.libraries.protocol.trouble import WireError, excerpt
from hielements.libraries.protocol.values import Reading, from_wire, to_wire
from hielements.libraries.signatures import Description, Function, type_of
from hielements.libraries.values import Value
from hielements.source.workspace import Workspace

UNKNOWN = "hielements_asks_for_what_nobody_has"
_MANY = 10_000
_LARGE = 1 << 20
_THREADS = 4
_ROUNDS = 5
_SHOWN = 3

Open = Callable[[int | None], Backend]
"""Opens the plugin anew; with a number, every request may take that many milliseconds."""


class Suite:
    """The questions about one plugin."""

    def __init__(self, name: str, open_backend: Open, workspace: Workspace) -> None:
        self._open = open_backend
        self._workspace = workspace
        self._backend = open_backend(None)
        self._handles = ScopeHandles()
        self._reading = Reading(name, self._backend.mapping, workspace, self._handles.files)
        self._files = list(workspace.files())[:_MANY] or ["a.txt"]
        self._description: Description | None = None

    def run(self) -> Sequence[Finding]:
        """All findings."""
        findings = []
        try:
            for question in self.QUESTIONS:
                findings.append(self._ask(question))
                if question is Suite.starts and findings[0].status == "failed":
                    break
        finally:
            self._backend.close()
        return findings

    def _ask(self, question: Callable[[Suite], str | None]) -> Finding:
        name = question.__name__.replace("_", "-")
        text = " ".join((question.__doc__ or "").split())
        try:
            return Finding(name, text, "ok", question(self) or "")
        except Skipped as reason:
            return Finding(name, text, "skipped", str(reason))
        except Broken as problem:
            return Finding(name, text, "failed", str(problem))

    # Questions

    def starts(self) -> str | None:
        """It starts, agrees on how to speak, and answers."""
        agreement = self._agreement()
        self._alive()
        return f"version {agreement.version}" if agreement.version else "it knows the first protocol only"

    def describes_itself(self) -> str | None:
        """`library.metadata` and `library.doc` are as the schema says."""
        answers = []
        for method in ("library.metadata", "library.doc"):
            answer = self._request(method, {"workspace": self._reading.mapping.root})
            answers.append(None if isinstance(answer, Unsupported | Refusal) else answer)
            found = result_problems(method, answers[-1])
            if found:
                raise Broken(f"`{method}`: {'; '.join(found)}")
        try:
            self._description = description_from_wire(answers[0], answers[1], self._reading)
        except WireError as problem:
            raise Broken(str(problem)) from None
        if self._description is None or not self._description.functions:
            raise Skipped("it does not describe itself, so that specifications are checked less well")
        return f"{len(self._description.functions)} functions"

    def documents_every_function(self) -> str | None:
        """Every function says what it does, and of what type each parameter and each result is."""
        silent = []
        for function in self._functions():
            if not function.doc:
                silent.append(f"`{function.name}` says nothing of itself")
            elif not function.signatures:
                silent.append(f"`{function.name}` does not say what it takes")
            silent += [
                f"`{parameter.name}` of `{function.name}` says nothing of itself"
                for signature in function.signatures
                for parameter in signature.parameters
                if not parameter.doc
            ]
        self._none_of(silent)
        return None

    def does_what_it_describes(self) -> str | None:
        """Each described function, asked with arguments of its types, gives a result of its type or says why not."""
        wrong = []
        tried = 0
        for function in self._functions():
            if not function.signatures:
                continue
            tried += 1
            arguments = arguments_for(function, self._files)
            method = "library.check" if function.kind == "check" else "library.call"
            answer = self._request(method, self._params(function.name, arguments))
            if isinstance(answer, Refusal):
                continue
            problem = self._problem_with(function, method, answer)
            if problem is not None:
                wrong.append(f"`{function.name}` {problem}")
        self._none_of(wrong)
        return f"{tried} functions were tried"

    def refuses_unknown_functions(self) -> str | None:
        """A check that it does not have never passes, and a selector that it does not have gives no value."""
        check = self._request("library.check", self._params(UNKNOWN, {}))
        if not isinstance(check, Refusal | Unsupported) and isinstance(self._outcome(check), Passed):
            raise Broken("a check that it does not have passed: misspelt checks would be green for ever")
        value = self._request("library.call", self._params(UNKNOWN, {}))
        if not isinstance(value, Refusal | Unsupported) and self._is_value(value) and value is not None:
            raise Broken(f"a selector that it does not have gave {excerpt(str(value))}")
        return None

    def refuses_unknown_methods(self) -> str | None:
        """A method that nobody has is refused, and does no harm."""
        answer = self._request("library.hielementsAsks", {})
        self._alive()
        return (
            "unsupported" if isinstance(answer, Unsupported) else "an error" if isinstance(answer, Refusal) else "null"
        )

    def survives_wrong_arguments(self) -> str | None:
        """Too few arguments, too many, and arguments of wrong types are answered, and do no harm."""
        wrong: tuple[dict[str, Value], ...] = ({}, {f"argument {number}": None for number in range(20)}, {"a": ((),)})
        for function in [*self._functions_or_none(), _named(UNKNOWN)][:_SHOWN]:
            for arguments in wrong:
                for method in ("library.call", "library.check"):
                    self._request(method, self._params(function.name, arguments))
        return self._alive()

    def survives_malformed_requests(self) -> str | None:
        """Requests without a function, with arguments that are none, with parameters of wrong types do no harm."""
        root = self._reading.mapping.root
        for params in (
            {},
            {"function": None, "args": None, "workspace": None},
            {"function": 3, "args": "text", "workspace": root},
            {"function": UNKNOWN, "args": [{"Strange": 1}, {"Scope": {}}, {"Scope": None}], "workspace": root},
            {"function": UNKNOWN, "args": [[[[[]]]]], "workspace": "/nowhere/at/all"},
        ):
            for method in ("library.call", "library.check"):
                self._request(method, params)
        return self._alive()

    def takes_values_of_every_type(self) -> str | None:
        """Values of every type arrive: each is answered."""
        values = every_type(self._files)
        for value in values.values():
            self._request("library.check", self._params(UNKNOWN, {"value": value}))
        self._request("library.call", self._params(UNKNOWN, {"values": tuple(values.values())}))
        self._alive()
        return f"{len(values)} values"

    def gives_values_back_unchanged(self) -> str | None:
        """A selector called `echo`, where there is one, gives back what it got."""
        if "echo" not in {function.name for function in self._functions_or_none()}:
            raise Skipped("it has no selector called `echo`")
        wrong = []
        for title, value in every_type(self._files).items():
            answer = self._request("library.call", self._params("echo", {"value": value}))
            if isinstance(answer, Failure | Unsupported):
                wrong.append(f"{title} was refused")
                continue
            back = self._value(answer)
            if to_wire(back, self._reading.mapping) != to_wire(value, self._reading.mapping):
                wrong.append(f"{title} came back as {excerpt(str(to_wire(back, self._reading.mapping)))}")
        self._none_of(wrong)
        return None

    def takes_any_text(self) -> str | None:
        """Text of any script, with quotes, line ends and control characters, is answered: also as the name of a
        function."""
        for text in TEXTS.values():
            self._request("library.call", self._params(text, {"text": text}))
        return self._alive()

    def takes_large_messages(self) -> str | None:
        """A text of a million characters, a list of 10,000 items and a scope of 10,000 files are answered."""
        files = tuple(f"src/module_{number}.py" for number in range(_MANY))
        for value in ("x" * _LARGE, tuple(range(_MANY)), scope_of(files)):
            self._request("library.check", self._params(UNKNOWN, {"value": value}))
        return self._alive()

    def takes_deep_values(self) -> str | None:
        """A list in a list, 20 levels deep, is answered."""
        value: Value = 1
        for _ in range(20):
            value = (value,)
        self._request("library.call", self._params(UNKNOWN, {"value": value}))
        return self._alive()

    def answers_alike(self) -> str | None:
        """The same question has the same answer, byte by byte: again, and in a plugin that was started anew."""
        first = self._all_answers(self._backend)
        if self._all_answers(self._backend) != first:
            raise Broken("the second answer to the same question was another one")
        fresh = self._open(None)
        try:
            if self._all_answers(fresh) != first:
                raise Broken("started anew, it answered the same question otherwise")
        finally:
            fresh.close()
        return f"{len(first)} answers"

    def answers_several_at_once(self) -> str | None:
        """Questions that come from several threads at once have the answers that they have one by one."""
        expected = self._all_answers(self._backend)
        wrong: list[str] = []

        def work() -> None:
            rounds = (self._all_answers(self._backend) for _ in range(_ROUNDS))
            wrong.extend("it mixed up answers" for answers in rounds if answers != expected)

        threads = [Thread(target=work) for _ in range(_THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._none_of(wrong[:1])
        return None

    def ends_in_time(self) -> str | None:
        """With a millisecond for each request it answers, or is stopped; either way the host goes on."""
        hurried = self._open(1)
        try:
            answer = hurried.request("library.check", self._params(UNKNOWN, {}))
        finally:
            hurried.close()
        return "it was stopped" if isinstance(answer, Failure) and not isinstance(answer, Refusal) else "it answered"

    def checks_many_at_once(self) -> str | None:
        """`library.checkMany`, where it says that it has it, gives one result for each check, in their order."""
        if not self._agreement().check_many:
            raise Skipped("it does not say that it can")
        one = self._params(UNKNOWN, {})
        answer = self._request("library.checkMany", {"checks": [one, one, one], "workspace": one["workspace"]})
        if isinstance(answer, Failure | Unsupported):
            raise Broken("it says that it can, and refused")
        found = result_problems("library.checkMany", answer)
        if found or not isinstance(answer, dict) or len(answer["results"]) != 3:
            raise Broken("; ".join(found) or "three checks had another number of results")
        return None

    def reports_dependencies(self) -> str | None:
        """`library.dependencies` is there for the languages that it names, and is as the schema says."""
        languages = self._description.languages if self._description is not None else ()
        if not languages:
            raise Skipped("it names no language")
        mapping = self._reading.mapping
        files = [mapping.outgoing(path) for path in self._files[:_SHOWN]]
        answer = self._request("library.dependencies", {"files": files, "workspace": mapping.root})
        if isinstance(answer, Failure | Unsupported):
            raise Broken(f"it names {', '.join(languages)} and does not answer `library.dependencies`")
        found = result_problems("library.dependencies", answer)
        if found:
            raise Broken("; ".join(found))
        try:
            return f"{len(dependencies_from_wire(answer, self._reading).edges)} dependencies of {len(files)} files"
        except WireError as problem:
            raise Broken(str(problem)) from None

    def names_its_patterns(self) -> str | None:
        """The text of its patterns declares patterns."""
        text = self._description.patterns if self._description is not None else ""
        if not text:
            raise Skipped("it has none")
        names = pattern_names(text)
        if not names:
            raise Broken("its text declares no pattern at its top level")
        return ", ".join(names)

    def writes_nothing_else(self) -> str | None:
        """It wrote nothing but messages on its standard output."""
        self._none_of([note for note in self._backend.notes() if " also wrote " in note])
        return None

    QUESTIONS: tuple[Callable[[Suite], str | None], ...] = (
        starts,
        describes_itself,
        documents_every_function,
        does_what_it_describes,
        refuses_unknown_functions,
        refuses_unknown_methods,
        survives_wrong_arguments,
        survives_malformed_requests,
        takes_values_of_every_type,
        gives_values_back_unchanged,
        takes_any_text,
        takes_large_messages,
        takes_deep_values,
        answers_alike,
        answers_several_at_once,
        ends_in_time,
        checks_many_at_once,
        reports_dependencies,
        names_its_patterns,
        writes_nothing_else,
    )

    # What questions share

    def _agreement(self) -> Agreement:
        agreement = self._backend.agreement()
        if isinstance(agreement, Failure):
            raise Broken(agreement.message)
        return agreement

    def _request(self, method: str, params: Mapping[str, object]) -> object:
        """The answer. A plugin that breaks ends the question, and the next one gets another."""
        answer = self._backend.request(method, params)
        if isinstance(answer, Failure) and not isinstance(answer, Refusal):
            self._backend.close()
            self._backend = self._open(None)
            raise Broken(answer.message)
        return answer.result if isinstance(answer, Noted) else answer

    def _alive(self) -> str | None:
        """Asks something harmless, to see that the plugin still answers."""
        self._request("library.check", self._params(UNKNOWN, {}))
        return None

    def _params(self, function: str, arguments: Mapping[str, Value]) -> dict[str, object]:
        mapping = self._reading.mapping
        args = [to_wire(value, mapping) for value in arguments.values()]
        return {"function": function, "args": args, "workspace": mapping.root}

    def _functions(self) -> Sequence[Function]:
        if self._description is None or not self._description.functions:
            raise Skipped("it does not describe itself")
        return self._description.functions

    def _functions_or_none(self) -> Sequence[Function]:
        return self._description.functions if self._description is not None else ()

    def _problem_with(self, function: Function, method: str, answer: object) -> str | None:
        if isinstance(answer, Unsupported):
            return f"is described, and `{method}` is not there"
        found = result_problems(method, answer)
        if found:
            return f"gave what the schema does not know: {'; '.join(found)}"
        if method == "library.check":
            outcome = self._outcome(answer)
            return outcome.failures[0].message if isinstance(outcome, Undecided) and not _reported(answer) else None
        if isinstance(answer, dict) and "Error" in answer:
            return None
        value = self._value(answer)
        returns = function.signatures[0].returns
        return None if returns.accepts(type_of(value)) else f"gave {type_of(value)}, and says that it gives {returns}"

    def _outcome(self, answer: object) -> object:
        try:
            return outcome_from_wire(answer, self._reading)
        except WireError as problem:
            return Undecided((Failure("library", str(problem)),))

    def _value(self, answer: object) -> Value:
        try:
            return from_wire(answer, self._reading)
        except WireError as problem:
            raise Broken(str(problem)) from None

    def _is_value(self, answer: object) -> bool:
        try:
            from_wire(answer, self._reading)
        except WireError:
            return False
        return True

    def _all_answers(self, backend: Backend) -> list[bytes]:
        """Answers to some questions, as bytes; a refusal is its words."""
        answers = []
        for function in [*self._functions_or_none(), _named(UNKNOWN)]:
            arguments = arguments_for(function, self._files) if function.signatures else {}
            method = "library.check" if function.kind == "check" else "library.call"
            answer = backend.request(method, self._params(function.name, arguments))
            if isinstance(answer, Noted):
                answer = answer.result
            answers.append(write_json(answer.message if isinstance(answer, Failure) else _plain(answer)))
        return answers

    def _none_of(self, problems: Sequence[str]) -> None:
        if problems:
            more = len(problems) - _SHOWN
            raise Broken("; ".join(problems[:_SHOWN]) + (f"; and {more} more" if more > 0 else ""))


def _plain(answer: object) -> object:
    return answer.method if isinstance(answer, Unsupported) else answer


def _reported(answer: object) -> bool:
    """Whether the plugin itself says that it could not decide."""
    return isinstance(answer, dict) and ("Error" in answer or answer.get("result") == "error")


def _named(name: str) -> Function:
    return Function(name, "check", "", ())
