"""The stages of a Dockerfile, and what is in force at the end of each: user, ports, volumes, what runs.

Comes in: instructions. Goes out: stages with values in which variables are replaced as far as the file tells. A stage
that starts from another stage has what that one has. Where a variable is known only when the image is built (an ARG
without a default, or an environment variable of a base image) it stays in the text as written, and is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hielements.libraries.builtin.docker.dockerfile.instructions import Instruction, Problem
from hielements.libraries.builtin.docker.dockerfile.parsing import Parsed
from hielements.libraries.builtin.docker.dockerfile.words import Expanded, Lookup, Unknown, expand, split_words
from hielements.record import Entity

PLATFORM_ARGUMENTS: Final = frozenset(
    (
        "TARGETPLATFORM",
        "TARGETOS",
        "TARGETARCH",
        "TARGETVARIANT",
        "BUILDPLATFORM",
        "BUILDOS",
        "BUILDARCH",
        "BUILDVARIANT",
        "TARGETSTAGE",
    )
)
"""Set by the builder: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope."""

_EVERY_IMAGE: Final = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


class Step(Entity):
    """An instruction of a stage with its words, in which variables are replaced."""

    instruction: Instruction
    words: tuple[Expanded, ...]


class Stage(Entity):
    """A stage. `name` is in small letters as Docker compares it, None without `AS`. `base` is what stands after FROM;
    `parent` the earlier stage that it names, None for an image from outside."""

    index: int
    name: str | None
    written_name: str | None
    base: Expanded
    parent: Stage | None
    start: Instruction
    steps: tuple[Step, ...]
    inherited: int
    """How many of the steps, at the start, are what the parent kept for this stage by ONBUILD."""
    end_line: int

    @property
    def own(self) -> tuple[Step, ...]:
        """The steps that are written in the stage itself."""
        return self.steps[self.inherited :]

    @property
    def title(self) -> str:
        return f"stage '{self.written_name}'" if self.written_name else f"stage {self.index}"

    def lineage(self) -> list[Stage]:
        """The stage and those that it is built upon, itself first."""
        found: list[Stage] = [self]
        while (parent := found[-1].parent) is not None:
            found.append(parent)
        return found

    def last(self, *keywords: str) -> tuple[Stage, Step] | None:
        """The last of some instructions that is in force, and the stage that has it."""
        for stage in self.lineage():
            for step in reversed(stage.steps):
                if step.instruction.keyword in keywords:
                    return stage, step
        return None

    def all(self, keyword: str) -> list[Step]:
        """All instructions of a kind that are in force, in the order in which they are carried out."""
        return [
            step for stage in reversed(self.lineage()) for step in stage.steps if step.instruction.keyword == keyword
        ]


class Dockerfile(Entity):
    """A Dockerfile. `stages` has at least one; the last one is what a build gives unless it asks for another."""

    stages: tuple[Stage, ...]
    directives: Mapping[str, str]
    escape: str
    arguments: tuple[Step, ...]
    """The ARGs before the first FROM."""

    @property
    def final(self) -> Stage:
        return self.stages[-1]

    def stage(self, name: str, before: int | None = None) -> Stage | None:
        """The stage of a name or number, of those before a number."""
        among = self.stages if before is None else self.stages[:before]
        for stage in reversed(among):
            if stage.name == name.lower():
                return stage
        if name.isdecimal() and name.isascii() and len(name) < 9 and int(name) < len(among):
            return among[int(name)]
        return None


def build(parsed: Parsed, arguments: Mapping[str, str | Unknown] | None = None) -> Dockerfile | Problem:
    """The stages of a Dockerfile, or what is wrong with the order or the form of its instructions. `arguments` are
    values of build arguments that somebody states, such as a compose file."""
    return _Builder(parsed, arguments or {}).build()


class _Builder:
    def __init__(self, parsed: Parsed, given: Mapping[str, str | Unknown]) -> None:
        self._parsed = parsed
        self._escape = parsed.escape
        self._given = given
        self._globals: dict[str, str | Unknown] = {}
        self._stages: list[Stage] = []
        self._environments: list[dict[str, str | Unknown]] = []
        self._locals: list[dict[str, str | Unknown]] = []
        self._open_ended: list[bool] = []
        self._meta: list[Step] = []

    def build(self) -> Dockerfile | Problem:
        opening: Instruction | None = None
        body: list[Instruction] = []
        for instruction in self._parsed.instructions:
            problem = malformed(instruction.trigger or instruction)
            if problem:
                return Problem(problem, instruction.line, instruction.column)
            if instruction.keyword == "FROM":
                if opening is not None:
                    self._stages.append(self._stage(opening, body))
                opening, body = instruction, []
            elif opening is not None:
                body.append(instruction)
            elif instruction.keyword == "ARG":
                self._meta.append(self._argument(instruction, self._globals, self._global))
            else:
                message = f"has {instruction.keyword} before the first FROM, where only ARG may stand"
                return Problem(message, instruction.line, instruction.column)
        if opening is None:
            return Problem("has no FROM, so that it describes no image", 1)
        self._stages.append(self._stage(opening, body))
        return Dockerfile(tuple(self._stages), self._parsed.directives, self._escape, tuple(self._meta))

    def _global(self, name: str) -> str | Unknown | None:
        if name in self._globals:
            return self._globals[name]
        return Unknown(name) if name in PLATFORM_ARGUMENTS else None

    def _stage(self, opening: Instruction, body: list[Instruction]) -> Stage:
        words = opening.arguments.split()
        base = expand(words[0], self._global, self._escape)
        written = words[2] if len(words) == 3 else None
        index = len(self._stages)
        earlier = Dockerfile(tuple(self._stages), {}, "", ()) if self._stages else None
        # A stage is found by its name here, not by its number.
        parent = earlier.stage(base.text) if earlier and not base.text.isdecimal() else None
        environment: dict[str, str | Unknown] = dict(self._environments[parent.index]) if parent else dict(_EVERY_IMAGE)
        # Whatever an image from outside sets, only `scratch` is known to set nothing.
        open_ended = self._open_ended[parent.index] if parent else base.text != "scratch"
        # Build arguments of a stage hold in the stages that start from it, too.
        local: dict[str, str | Unknown] = dict(self._locals[parent.index]) if parent else {}

        def lookup(name: str) -> str | Unknown | None:
            if name in environment:
                return environment[name]
            if name in local:
                return local[name]
            return Unknown(name) if open_ended else None

        # What a stage keeps by ONBUILD is carried out first thing in the stages that start from it.
        kept = [each.instruction.trigger for each in parent.own if each.instruction.trigger] if parent else []
        steps = [self._carried_out(each, local, environment, lookup) for each in (*kept, *body)]
        self._environments.append(environment)
        self._locals.append(local)
        self._open_ended.append(open_ended)
        end = body[-1].end_line if body else opening.end_line
        return Stage(
            index, written.lower() if written else None, written, base, parent, opening, tuple(steps), len(kept), end
        )

    def _carried_out(
        self,
        instruction: Instruction,
        local: dict[str, str | Unknown],
        environment: dict[str, str | Unknown],
        lookup: Lookup,
    ) -> Step:
        if instruction.trigger is not None:
            # Nothing is set before it is carried out, which is in another stage.
            later = self._carried_out(instruction.trigger, dict(local), dict(environment), lookup)
            return Step(instruction, later.words)
        if instruction.keyword == "ARG":
            return self._argument(instruction, local, lookup)
        if instruction.keyword == "ENV":
            return self._environment(instruction, environment, lookup)
        return self._step(instruction, lookup)

    def _argument(self, instruction: Instruction, values: dict[str, str | Unknown], lookup: Lookup) -> Step:
        words = []
        for text, _ in split_words(instruction.arguments, self._escape):
            name, given, default = text.partition("=")
            expanded = expand(default, lookup, self._escape)
            words.append(Expanded(f"{name}={expanded.text}" if given else name, expanded.unknown, expanded.problem))
            if name in self._given:
                values[name] = self._given[name]
            elif given:
                values[name] = Unknown(name) if expanded.unknown or expanded.problem else expanded.text
            else:
                # In a stage, an ARG without a default takes up the one before the first FROM.
                values[name] = self._globals.get(name, Unknown(name))
        return Step(instruction, tuple(words))

    def _environment(self, instruction: Instruction, values: dict[str, str | Unknown], lookup: Lookup) -> Step:
        words = []
        changes: dict[str, str | Unknown] = {}
        for name, value in environment_pairs(instruction, self._escape):
            expanded = expand(value, lookup, self._escape)
            changes[name] = Unknown(name) if expanded.unknown or expanded.problem else expanded.text
            words.append(Expanded(f"{name}={expanded.text}", expanded.unknown, expanded.problem))
        # All values of one instruction see the environment as it was before the instruction.
        values.update(changes)
        return Step(instruction, tuple(words))

    def _step(self, instruction: Instruction, lookup: Lookup) -> Step:
        if instruction.keyword in ("RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK", "MAINTAINER"):
            # Variables in these are left to the shell that runs them.
            return Step(instruction, tuple(Expanded(each) for each in instruction.items or ()))
        if instruction.keyword in ("USER", "WORKDIR", "STOPSIGNAL"):
            return Step(instruction, (expand(instruction.arguments, lookup, self._escape),))
        words = (
            expand(word, lookup, self._escape) for word in instruction.items or tuple(instruction.arguments.split())
        )
        return Step(instruction, tuple(words))


def malformed(instruction: Instruction) -> str | None:
    """What BuildKit refuses in an instruction whose text is in order: it would build nothing."""
    words = instruction.items or tuple(instruction.arguments.split())
    keyword = instruction.keyword
    if keyword == "FROM" and len(words) != 1 and not (len(words) == 3 and words[1].upper() == "AS"):
        return "has a FROM that is neither 'FROM image' nor 'FROM image AS name'"
    if keyword in ("ADD", "COPY") and len(words) < 2:
        return f"has {keyword} with '{' '.join(words)}' alone: it needs a source and a destination"
    if keyword == "HEALTHCHECK":
        kind, *rest = instruction.arguments.split()
        if kind.upper() not in ("CMD", "NONE"):
            return f"has HEALTHCHECK {kind}: only 'HEALTHCHECK CMD command' and 'HEALTHCHECK NONE' are known"
        if kind.upper() == "CMD" and (not rest or instruction.items == ()):
            return "has HEALTHCHECK CMD without a command"
        if kind.upper() == "NONE" and rest:
            return "has HEALTHCHECK NONE with arguments, of which it has none"
    return None


def environment_pairs(instruction: Instruction, escape: str) -> list[tuple[str, str]]:
    """The names and values of ENV and LABEL: `NAME=value ...`, or the older `NAME the rest of the line`."""
    words = split_words(instruction.arguments, escape)
    if not words:
        return []
    if "=" not in words[0][0]:
        rest = instruction.arguments.removeprefix(words[0][0])
        return [(words[0][0], rest.strip())]
    return [(name, value) for text, _ in words for name, _, value in [text.partition("=")]]
