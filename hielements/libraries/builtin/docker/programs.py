"""The script or the Python module that a command runs, as a file of the workspace.

Comes in: a command and the image it runs in. Goes out: programs with the workspace files they are. Commands are known
that run a file or a module named on their command line: interpreters, shells, servers for Python applications. What
another command runs is not known, and nothing is guessed about it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hielements.libraries.builtin.docker.commands import Command, Part
from hielements.libraries.builtin.docker.contexts import Context, contexts_of
from hielements.libraries.builtin.docker.filesystem import ContainerFiles, working_folder
from hielements.libraries.builtin.docker.image import Image
from hielements.libraries.builtin.docker.shell import SHELLS, inline_commands
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject
from hielements.record import Record
from hielements.source.paths import join, normalise

if TYPE_CHECKING:
    from hielements.libraries.builtin.docker.store import DockerFiles

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*\Z")
_PYTHON_OPTIONS = re.compile(r"-[bBdEiIOPqsSuvx]*([cm])(.*)\Z")
"""`-m` and `-c`, with the options before them in the same word, and what stands behind them in it."""
_APPLICATION = re.compile(r"([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*):([A-Za-z_][\w.]*)(?:\(.*\))?\Z")
_MOVES = re.compile(r"(?:^|[\s;&(])(?:cd|--chdir|--app-dir|--directory)[ =]+([^\s;&|)'\"=-][^\s;&|)'\"]*)")
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\Z")
_SERVERS: Final = frozenset(("uvicorn", "gunicorn", "hypercorn", "daphne", "granian", "waitress-serve", "uwsgi"))
_WITH_APP: Final = frozenset(("celery", "flask", "rq", "dramatiq", "arq", "huey_consumer"))
_RUNNERS: Final = SHELLS | {
    "node",
    "ruby",
    "perl",
    "php",
    "lua",
    "Rscript",
    "tsx",
    "ts-node",
    "bun",
    "nodemon",
    "pm2-runtime",
    "source",
    ".",
}
_RUN_COMMANDS: Final = frozenset(
    ("streamlit", "fastapi", "deno", "poetry", "uv", "pipenv", "pdm", "hatch", "rye", "coverage")
)
_WRAPPERS: Final = {"exec": 0, "env": 0, "tini": 0, "dumb-init": 0, "nice": 0, "nohup": 0, "catatonit": 0, "gosu": 1,
                    "su-exec": 1, "setpriv": 0, "timeout": 1, "time": 0, "setsid": 0, "s6-setuidgid": 1, "xvfb-run": 0,
                    "opentelemetry-instrument": 0, "ddtrace-run": 0, "newrelic-admin": 1, "sudo": 0}  # fmt: skip
"""Commands that start the one behind them, and how many words of their own stand before it."""

_WITH_VALUE: Final = {"sudo": ("-u", "-g"), "nice": ("-n",), "env": ("-u", "-C"), "timeout": ("-s", "-k")}
"""Options of theirs that take the next word."""


class Program(Record):
    """What is run: its name as the command says it, the workspace files it leads to, and the module when it is one."""

    name: str
    targets: tuple[str, ...]
    module: str | None
    part: Part


def program_of(files: DockerFiles, subject: Subject, command: Command) -> Program | None:
    """The last program of a command that is a file of the workspace: the script that starts is often there to start
    another one."""
    found = programs_of(files, subject, command)
    return found[-1] if found else None


def programs_of(files: DockerFiles, subject: Subject, command: Command) -> list[Program]:
    """All programs of a command that are files of the workspace."""
    finders = _finders(files, subject)
    found: list[Program] = []
    parts = [part for part in (command.entry, command.arguments) if part is not None and part.words]
    groups = [(part, list(words)) for part in parts for words in (*part.earlier, part.words)]
    if len(parts) == len(groups) == 2 and not _named(groups[0][1]):
        groups = [(groups[1][0], [*groups[0][1], *groups[1][1]])]  # `ENTRYPOINT ["python"]`, `CMD ["app.py"]`
    groups = [(part, each) for part, words in groups for each in inline_commands(words) or [words]]
    # Behind `--` many scripts start what is given to them: `wait-for-it.sh db:5432 -- python app.py`.
    groups += [(part, words[words.index("--") + 1 :]) for part, words in groups if "--" in words]
    for part, words in groups:
        named = _named(words)
        if named is None:
            continue
        kind, name = named
        # Most commands that change the folder change back into the one that WORKDIR says, or say it once more.
        tries = (find(kind, name, folder) for folder in ("", *_folders_of(part, words)) for find in finders)
        path = next((path for path in tries if path is not None), None)
        if path is not None:
            found.append(Program(name, (path,), name if kind != "file" else None, part))
    return found


def _folders_of(part: Part, words: list[str]) -> list[str]:
    """The folders that a command changes to before it looks for a program."""
    return _MOVES.findall(" ".join([part.text, *part.words, *words]))


def _named(words: list[str]) -> tuple[str, str] | None:
    """What the words run: `file` and a path, or `module` (or `package`, by `-m`) and a dotted name."""
    at = 0
    while at < len(words):
        word = words[at]
        name = posixpath.basename(word)
        if re.match(r"[A-Za-z_]\w*=", word) or word == "--":
            at += 1
        elif name in _WRAPPERS:
            at += 1
            while at < len(words) and words[at].startswith("-"):
                at += 2 if words[at] in _WITH_VALUE.get(name, ()) else 1
            at += _WRAPPERS[name]
        elif name in _RUN_COMMANDS and words[at + 1 : at + 2] == ["run"]:
            at += 2
            while at < len(words) and words[at].startswith("-"):
                if words[at] in ("-m", "--module"):
                    return _python(["-m", *words[at + 1 :]])
                at += 1
            if at < len(words) and words[at].endswith((".py", ".ts", ".js")):
                return "file", words[at]
        else:
            break
    rest = words[at + 1 :]
    if at >= len(words):
        return None
    program = posixpath.basename(words[at])
    if _PYTHON.match(program):
        return _python(rest)
    if program in _SERVERS:
        return _application(rest)
    if program in _WITH_APP:
        return _with_app(rest)
    if program in _RUNNERS:
        return next((("file", each) for each in rest if not each.startswith("-")), None)
    return ("file", words[at]) if "/" in words[at] or "." in words[at] else None


def _python(words: list[str]) -> tuple[str, str] | None:
    at = 0
    while at < len(words):
        word = words[at]
        cluster = _PYTHON_OPTIONS.match(word)
        if cluster is not None and cluster[1] == "m":
            # `-m shop`, `-um shop` and `-mshop` are the same.
            name, *rest = [cluster[2], *words[at + 1 :]] if cluster[2] else [*words[at + 1 :], ""]
            if name in _SERVERS or name in _WITH_APP:
                return _application(rest) if name in _SERVERS else _with_app(rest)
            return ("package", name) if _MODULE.match(name) else None
        if cluster is not None or word == "-":
            return None
        if word in ("-W", "-X"):
            at += 2
        elif word.startswith("-"):
            at += 1
        else:
            return "file", word
    return None


def _application(words: list[str]) -> tuple[str, str] | None:
    for at, word in enumerate(words):
        if word in ("--wsgi-file", "--file") and at + 1 < len(words):
            return "file", words[at + 1]
        match = _APPLICATION.match(word)
        # `-c python:settings` names the configuration of gunicorn.
        if match is not None and match[1] not in ("python", "file"):
            return "module", match[1]
    last = words[-1] if words else ""
    return ("module", last) if "." in last and _MODULE.match(last) else None


def _with_app(words: list[str]) -> tuple[str, str] | None:
    for at, word in enumerate(words):
        flag, given, value = word.partition("=")
        if flag in ("-A", "--app"):
            name = value if given else words[at + 1] if at + 1 < len(words) else ""
            name = name.partition(":")[0]
            return ("module", name) if _MODULE.match(name) else ("file", name) if name.endswith(".py") else None
    return None


Find = Callable[[str, str, str], "str | None"]
"""A way to look a program up: by its kind, its name, and the folder that was changed to (`""` for none)."""


def _finders(files: DockerFiles, subject: Subject) -> list[Find]:
    """Ways to look a program up: where the service mounts folders, in each context through COPY, and as if the context
    were the working folder."""
    image = subject if isinstance(subject, Image) else subject.image
    finders: list[Find] = []
    if isinstance(subject, ServiceSubject):
        finders.append(_mounted(files, subject, image if isinstance(image, Image) else None))
    if isinstance(image, Image):
        contexts = contexts_of(files, image.path, image.dockerfile) if isinstance(subject, Image) else [
            _context(files, subject, image)
        ]  # fmt: skip
        finders += (_copied_into(files, image, context) for context in contexts)
        finders += (_as_written(files, context) for context in contexts)
    return finders


def _context(files: DockerFiles, subject: ServiceSubject, image: Image) -> Context:
    from hielements.libraries.builtin.docker.compose.building import Build, build_of

    found = build_of(subject.service)
    return Context(files, found.context if isinstance(found, Build) else "", image.path)


def _candidates(kind: str, name: str, folders: list[str], moved: str) -> list[str]:
    """The absolute paths in the container at which a program may lie."""
    folders = [posixpath.join(folders[0], moved)] if moved else folders
    if kind == "file":
        return [posixpath.normpath(posixpath.join(folders[0], name))]
    inner = name.replace(".", "/")
    endings = ("/__main__.py", ".py") if kind == "package" else (".py", "/__init__.py")
    return [posixpath.normpath(posixpath.join(folder, inner)) + ending for folder in folders for ending in endings]


def _import_folders(image: Image) -> list[str]:
    """The folders from which Python imports in a container: the working folder, PYTHONPATH, and `src`."""
    folder = working_folder(image.stage)
    found = [folder]
    for step in image.stage.all("ENV"):
        for word in step.words:
            name, _, value = word.text.partition("=")
            if name == "PYTHONPATH":
                found += (posixpath.join(folder, each) for each in value.split(":") if each and "$" not in each)
    return [*found, posixpath.join(folder, "src")]


def _copied_into(files: DockerFiles, image: Image, context: Context) -> Find:
    container = ContainerFiles(files.workspace, image.dockerfile, context)
    folders = _import_folders(image)

    def find(kind: str, name: str, moved: str) -> str | None:
        located = (container.locate(image.stage, path) for path in _candidates(kind, name, folders, moved))
        return next((path for path in located if path is not None), None)

    return find


def _as_written(files: DockerFiles, context: Context) -> Find:
    def find(kind: str, name: str, moved: str) -> str | None:
        if name.startswith("/"):
            return None
        for path in _candidates(kind, name, ["/", "/src"], moved):
            inside = join(context.folder, path.lstrip("/"))
            if files.workspace.kind(inside) == "file" and context.has(inside):
                return inside
        return None

    return find


def _mounted(files: DockerFiles, subject: ServiceSubject, image: Image | None) -> Find:
    from hielements.libraries.builtin.docker.mounts import mounts_of

    mounts = [mount for mount in mounts_of(subject.service) if mount.is_path and mount.source]
    own = subject.service.text("working_dir")
    folders = [own.text] if own else _import_folders(image) if image else ["/"]

    def find(kind: str, name: str, moved: str) -> str | None:
        for path in _candidates(kind, name, folders, moved):
            for mount in reversed(mounts):
                goal = mount.target.rstrip("/")
                if path != goal and not path.startswith(goal + "/"):
                    continue
                inner = path[len(goal) :].lstrip("/")
                source = normalise(join(mount.place.folder, mount.source or ""))
                here = join(source, inner) if source is not None else None
                if here and files.workspace.kind(here) == "file":
                    return here
        return None

    return find
