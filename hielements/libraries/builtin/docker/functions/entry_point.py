"""`docker.entry_point`: what a container runs, as a value and as a check."""

from __future__ import annotations

from hielements.libraries.builtin.docker.checking import Finding, judge_each
from hielements.libraries.builtin.docker.commands import Command, command_of, nothing_runs
from hielements.libraries.builtin.docker.image import Image, shorten
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.programs import program_of
from hielements.libraries.builtin.docker.shell import inline_commands
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject, subjects
from hielements.libraries.builtin.library import Arguments, Undecidable, refuse
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, CONNECTION_POINT, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ConnectionPoint, Value

_SCOPE = Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service")

FUNCTION = Function(
    "entry_point",
    "selector",
    "`entry_point(scope)` is what a container of the scope runs: ENTRYPOINT with CMD behind it, as far as they are in "
    "force in the last stage; a service's `entrypoint` and `command` take their places. Of several commands of a shell "
    "the value is the last one, and the check looks at all. It is a connection point, "
    "named by the command, with these members: `command` (a list of the words), `executable` (the first of them), "
    "`form` (`'exec'` or `'shell'`), `workdir`, `user` (a string, or null where none is set), and `file` and `module`: "
    "the workspace file and the Python module that are run, where they can be found through COPY, else null. A "
    "connection to such a ref is one to that file of Docker.\n\n"
    "`entry_point(scope, command)` is a check: it holds when everything in the scope runs a command in which these "
    "words stand one after the other; of `sh -c '...'` the commands of that text count as well. A single word may "
    "also be the last segments of a path: `'main.py'` fits `/srv/main.py`. Where it turns on a variable that only the "
    "run knows (`python -m $MODULE`), it is undecided.",
    (
        Signature((_SCOPE,), CONNECTION_POINT),
        Signature(
            (_SCOPE, Parameter("command", STRING, "words of the command: `python -m shop`")), BOOL, is_check=True
        ),
    ),
    example="check docker.entry_point(dockerfile, 'python -m shop')",
)


def evaluate(arguments: Arguments, library: Docker) -> Value | Failure | Outcome:
    scope = arguments.scope("scope")
    found = subjects(library, scope)
    if "command" in arguments:
        words = arguments.text("command").split()
        if not words:
            raise refuse("the command is empty")
        return judge_each(found, lambda subject: _judge(subject, words))
    for failure in found.failures:
        raise Undecidable(failure)
    if len(found.every) != 1:
        raise refuse(f"'{scope.selector}' has {len(found.every)} images, and not one", "select one file or service")
    return _point(library, found.every[0])


def _point(library: Docker, subject: Subject) -> ConnectionPoint | Failure:
    command = command_of(subject)
    if isinstance(command, Failure):
        return command
    if command is None:
        raise refuse(nothing_runs(subject))
    if command.unknown and "$" in command.words[0]:
        raise Undecidable(_depends(subject, command, command.unknown))
    image = subject if isinstance(subject, Image) else subject.image
    program = program_of(library.files, subject, command)
    workdir, user = _settings(image) if isinstance(image, Image) else (None, None)
    if isinstance(subject, ServiceSubject):
        own_user, own_folder = subject.service.text("user"), subject.service.text("working_dir")
        user, workdir = own_user.text if own_user else user, own_folder.text if own_folder else workdir
    place = command.place
    return ConnectionPoint(
        " ".join(command.words),
        "entry_point",
        {
            "command": command.words,
            "executable": command.words[0] if command.words else None,
            "form": "shell" if command.is_shell else "exec",
            "workdir": workdir,
            "user": user,
            "file": program.targets[0] if program and program.targets else None,
            "module": program.module if program else None,
        },
        place.path,
        place.line,
    )


def _settings(image: Image) -> tuple[str | None, str | None]:
    from hielements.libraries.builtin.docker.filesystem import working_folder

    user = image.stage.last("USER")
    return working_folder(image.stage), user[1].words[0].text if user else None


def _judge(subject: Subject, wanted: list[str]) -> list[Finding]:
    command = command_of(subject)
    if isinstance(command, Failure):
        return [command]
    if command is None:
        return [subject.missing(nothing_runs(subject))]
    if _has(command, wanted):
        return []
    variables = _turns_on(command, wanted)
    if variables:
        return [_depends(subject, command, variables)]
    place = command.place
    shown = shorten("; ".join(" ".join(each) for each in command.every), 80)
    message = f"{subject.title} runs '{shown}', not '{' '.join(wanted)}'"
    help_text = None
    if command.is_shell and place.text.startswith("["):
        help_text = (
            "the list is no JSON, so that a shell is given it as text: write double quotes, and no comma at its end"
        )
    return [Violation(message, place.path, place.line, place.column, evidence=shorten(place.text), help=help_text)]


def _depends(subject: Subject, command: Command, variables: tuple[str, ...]) -> Failure:
    place = command.place
    shown = shorten(" ".join(command.words), 80)
    message = f"{subject.title} runs '{shown}', and nothing in the workspace says what {' and '.join(variables)} is"
    return Failure("unsupported", message, place.path, place.line)


def _turns_on(command: Command, wanted: list[str]) -> tuple[str, ...]:
    """The variables that could make the command the wanted one: what it starts with, or what stands beside some of the
    wanted words. In the exec form of a Dockerfile nothing replaces them."""
    inner = {each for words in (*command.place.earlier, command.words) for each in map(tuple, inline_commands(words))}
    for words in command.every:
        if not command.is_shell and not command.unknown and words not in inner:
            continue
        if words and "$" in words[0]:
            return (words[0],)
        for start in range(len(words) - len(wanted) + 1):
            pairs = list(zip(words[start:], wanted, strict=False))
            open_words = tuple(word for word, each in pairs if word != each and "$" in word)
            closed = any(word == each for word, each in pairs)
            if open_words and closed and all(word == each or "$" in word for word, each in pairs):
                return open_words
    return ()


def _has(command: Command, wanted: list[str]) -> bool:
    for words in map(list, command.every):
        if len(wanted) == 1 and any(word.endswith(f"/{wanted[0]}") for word in words):
            return True
        if any(words[start : start + len(wanted)] == wanted for start in range(len(words))):
            return True
    return False
