"""`docker.no_secrets`: images and compose files hold no passwords and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hielements.libraries.builtin.docker.checking import Finding, judge_each
from hielements.libraries.builtin.docker.compose.services import Service, Text, pairs_of
from hielements.libraries.builtin.docker.contexts import copied
from hielements.libraries.builtin.docker.dockerfile.instructions import Instruction
from hielements.libraries.builtin.docker.dockerfile.stages import Step
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.secrets import secret_file, secret_in_command
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject, every_stage
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.secret_values import is_literal, is_secret_name, secret_value
from hielements.libraries.builtin.yaml_tree import Mapping, Scalar, Sequence
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_secrets",
    "check",
    "Holds when no secret is written into the files of the scope. In a Dockerfile: an ENV with the name of a secret "
    "(`DB_PASSWORD`, `API_KEY`) that has a value; an ARG of such a name, with or without a value, because build "
    "arguments can be read from the finished image; a value in any instruction that has the form of a private key, of "
    "a token of a known service or of a password in an address; an option of a command such as `--password=...`; a "
    "COPY of a file that holds keys (`.env`, `id_rsa`, `*.pem`). In a compose file: variables and build arguments of "
    "such names or values, and such values and options anywhere in a service; the Dockerfile that it builds is a file "
    "of its own. What comes from outside at run time is fine: `${DB_PASSWORD}`, `DB_PASSWORD_FILE`, `RUN "
    "--mount=type=secret`. Messages do not repeat values.",
    (Signature((Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service"),), BOOL),),
    example="check docker.no_secrets(dockerfile)",
)

_DEFAULT = re.compile(r"\$\{\w+:?-([^}$]+)\}")
"""The value of a variable that nobody sets, as it is written."""

_OUTSIDE = "write `${NAME}`, or use `secrets`"
_HELP = "give it at run time, or to the build by `RUN --mount=type=secret`"


def evaluate(arguments: Arguments, library: Docker) -> Outcome:
    return judge_each(every_stage(library, arguments.scope("scope")), lambda subject: list(_judge(subject)))


def _judge(subject: Subject) -> Iterator[Finding]:
    if isinstance(subject, ServiceSubject):
        yield from _service(subject)
        return
    first = subject.stage.index == 0
    for step in (*(subject.dockerfile.arguments if first else ()), *subject.stage.steps):
        yield from _step(subject, step)


def _step(image: Image, step: Step) -> Iterator[Finding]:
    instruction = step.instruction
    keyword = instruction.keyword
    if instruction.trigger is not None:
        yield from _step(image, Step(instruction.trigger, step.words))
    elif keyword in ("ARG", "ENV"):
        for word in step.words:
            name, _, value = word.text.partition("=")
            # Other names for the value of an ARG or of the base image: that is told where the value comes from.
            default = _DEFAULT.search(value) if word.unknown else None
            written = keyword == "ARG" or (
                is_literal(default[1] if default else value) and not (word.unknown and not default)
            )
            what = secret_value(value)
            if what is None and is_secret_name(name) and written:
                what = "a secret by its name"
            if what is not None:
                yield _violation(
                    image, instruction, name, f"{keyword} '{name}' is {what}, and stays in the image"
                ).with_(quotable=False)
    elif keyword in ("COPY", "ADD"):
        for word in copied(step):
            if secret_file(word.text):
                message = f"{keyword} puts '{word.text}', which holds secrets by its name, into the image"
                yield _violation(image, instruction, word.text, message)
        yield from _text(image, instruction, _everything(instruction))
    else:
        yield from _text(image, instruction, _everything(instruction))


def _everything(instruction: Instruction) -> str:
    """What an instruction says, its here-documents behind it, and the words of the exec form as one command."""
    command = [" ".join(instruction.items)] if instruction.items is not None else []
    return "\n".join([instruction.arguments, *(each.content for each in instruction.heredocs), *command])


def _text(image: Image, instruction: Instruction, text: str) -> Iterator[Finding]:
    found = secret_in_command(text)
    if found is not None:
        what, offset = found
        line, column = instruction.place(offset) if offset < len(instruction.arguments) else (instruction.line, 1)
        yield Violation(f"{instruction.keyword} has {what} in it", image.path, line, column, help=_HELP, quotable=False)


def _violation(image: Image, instruction: Instruction, word: str, message: str) -> Violation:
    place = next((each for each in instruction.words() if each.text.startswith(word)), None)
    line, column = (place.line, place.column) if place else (instruction.line, instruction.column)
    return Violation(message, image.path, line, column, evidence=f"{instruction.keyword} {word}", help=_HELP)


def _service(subject: ServiceSubject) -> Iterator[Finding]:
    service = subject.service
    values = [*service.pairs("environment").items()]
    for layer, node in service.nodes("build"):
        given = node.get("args") if hasattr(node, "get") else None
        if given is not None:
            values += pairs_of(layer, given).items()
    for name, (text, has_value) in values:
        if not has_value:
            continue
        what = secret_value(text.text)
        if what is None and is_secret_name(name) and is_literal(text.text.replace("$", "")) and not text.value.unknown:
            what = "a secret by its name"
        if what is not None:
            message = f"{subject.title} has '{name}', which is {what}, with its value"
            yield Violation(message, text.path, text.line, text.column, evidence=name, quotable=False, help=_OUTSIDE)
    for key, text in _other_texts(service):
        found = secret_in_command(text.text)
        if found is not None:
            message = f"{subject.title} has {found[0]} under `{key}`"
            yield Violation(message, text.path, text.line, text.column, evidence=key, quotable=False, help=_OUTSIDE)


def _other_texts(service: Service) -> Iterator[tuple[str, Text]]:
    """All texts of a service but its variables, and the words of its commands as one text each."""
    seen: set[int] = set()
    for key in dict.fromkeys(key for layer in service.layers for key in layer.values.entries):
        for layer, node in service.nodes(key) if key not in ("environment", "build") else ():
            waiting = [node]
            while waiting:
                each = waiting.pop()
                if id(each) in seen:
                    continue  # an alias, which stands for the same again
                seen.add(id(each))
                if isinstance(each, Scalar):
                    yield key, layer.text(each)
                    continue
                inner = each.items if isinstance(each, Sequence) else [value for _, value in each.entries.values()]
                words = [layer.text(item).text for item in inner if isinstance(item, Scalar)]
                if isinstance(each, Sequence) and words:
                    first = layer.text(Scalar("", True, None, each.line, each.column, each.line))
                    yield key, first.with_(value=first.value.with_(text=" ".join(words)))
                waiting += [item for item in inner if not isinstance(item, Scalar) or isinstance(each, Mapping)]
