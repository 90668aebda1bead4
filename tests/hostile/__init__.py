"""Hostile specifications: what accidents, merge conflicts and bad intentions make of good ones.

`specimens` are the specifications of this project, also those in its pages; `Mutator` damages them; `look_at` takes the
result through every stage that only looks at specifications. All randomness comes from a seed.
"""

from __future__ import annotations

import random
import re
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from types import FrameType

from hielements.app.adapters import open_catalog
from hielements.libraries.catalog import Catalog
from hielements.model.building import Modelled, build
from hielements.model.files import SpecificationFiles, imported_files
from hielements.plan.plan import Selection
from hielements.plan.planning import make_plan
from hielements.project.configuration import Configuration
from hielements.source.cache import NoCache
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse

ROOT = Path(__file__).resolve().parents[2]
ROOT_FILE = "spec.hie"

_FENCE = re.compile(r"^```hie[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"\n[ \t]*|\w+|'[^'\n]*'|[ \t]+|.", re.DOTALL)
_INSERTED = [
    "(", ")", "[", "]", "{", "}", ":", "=", ",", ".", ".*", "<", ">", "'", '"', "###", "##", "!", "\n", "\n        ",
    " element ", " pattern ", " scope ", " check ", " requires descendant ", " implements ", " binds ", " not ", " == ",
    "\t", "\x00", "\u2028", "import './spec.hie'\n", "import './other.hie' as other\n", "x", "files.", "0", "-1",
]  # fmt: skip


class TimeIsUpError(Exception):
    """An input that was not done with in time."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupts what runs longer, wherever it is, with the traceback of the place it was at.

    Seconds of the processor: on a busy machine nothing is interrupted for having waited.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeIsUpError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def specimens(folders: Sequence[Path] = ()) -> list[str]:
    """The texts of all specifications of this project and of more folders."""
    texts = []
    for folder in (ROOT / "examples", ROOT / "lib", ROOT / "tests", *folders):
        texts += [path.read_text("utf-8") for path in sorted(folder.rglob("*.hie"))]
    texts.append((ROOT / "hielements.hie").read_text("utf-8"))
    for folder in (ROOT / "tests" / "spec", ROOT / "hielements" / "diagnostics" / "explanations"):
        for path in sorted(folder.rglob("*.md")):
            texts += _FENCE.findall(path.read_text("utf-8"))
    return list(dict.fromkeys(texts))


class Mutator:
    """Damages texts. Equal seeds give equal damage."""

    def __init__(self, texts: Sequence[str], seed: int) -> None:
        self.texts = texts
        self.random = random.Random(seed)

    def files(self) -> dict[str, str]:
        """A damaged specification, and another one that it may import."""
        return {ROOT_FILE: self.text(), "other.hie": self.text()}

    def text(self) -> str:
        text = self.random.choice(self.texts)
        for _ in range(self.random.choice((1, 1, 2, 3, 6))):
            text = self.random.choice(_DAMAGES)(self, text)
            if len(text) > 60_000:
                break
        return text

    def _place(self, text: str) -> int:
        return self.random.randrange(len(text) + 1)

    def _tokens(self, text: str) -> list[str]:
        return _TOKEN.findall(text) or [""]

    def _delete(self, text: str) -> str:
        tokens = self._tokens(text)
        start = self.random.randrange(len(tokens))
        del tokens[start : start + self.random.choice((1, 1, 2, 5))]
        return "".join(tokens)

    def _double(self, text: str) -> str:
        tokens = self._tokens(text)
        start = self.random.randrange(len(tokens))
        end = start + self.random.choice((1, 2, 5, 20))
        return "".join([*tokens[:end], *tokens[start:]])

    def _swap(self, text: str) -> str:
        tokens = self._tokens(text)
        one, other = self.random.randrange(len(tokens)), self.random.randrange(len(tokens))
        tokens[one], tokens[other] = tokens[other], tokens[one]
        return "".join(tokens)

    def _insert(self, text: str) -> str:
        place = self._place(text)
        return text[:place] + self.random.choice(_INSERTED) * self.random.choice((1, 1, 3)) + text[place:]

    def _truncate(self, text: str) -> str:
        return text[: self._place(text)] if self.random.random() < 0.7 else text[self._place(text) :]

    def _splice(self, text: str) -> str:
        other = self.random.choice(self.texts)
        return text[: self._place(text)] + other[self._place(other) :]

    def _repeat_lines(self, text: str) -> str:
        lines = text.splitlines(keepends=True) or [""]
        start = self.random.randrange(len(lines))
        end = start + self.random.choice((1, 3, 10))
        times = self.random.choice((2, 10, 100, 1000))
        return "".join([*lines[:start], *lines[start:end] * times, *lines[end:]])[:100_000]

    def _repeat_token(self, text: str) -> str:
        tokens = self._tokens(text)
        place = self.random.randrange(len(tokens))
        tokens[place] *= self.random.choice((10, 1000, 5000))
        return "".join(tokens)[:100_000]

    def _indent(self, text: str) -> str:
        lines = text.splitlines(keepends=True) or [""]
        start = self.random.randrange(len(lines))
        for index in range(start, min(start + self.random.choice((1, 5, 50)), len(lines))):
            lines[index] = self.random.choice((" ", "    ", "\t")) + lines[index]
        return "".join(lines)

    def _join_lines(self, text: str) -> str:
        place = self._place(text)
        return text[:place] + text[place:].replace("\n", " ", self.random.choice((1, 5, 1000)))

    def _rename(self, text: str) -> str:
        """Gives one name of the text to another: names meet, and definitions lead back to themselves."""
        words = re.findall(r"[a-z_]\w*", text)
        if not words:
            return text
        return re.sub(rf"\b{self.random.choice(words)}\b", self.random.choice(words), text)

    def _cross(self, text: str) -> str:
        """Lets an element or a pattern implement, bind or use whatever has a name."""
        words = re.findall(r"(?:pattern|template|element|scope|ref)[ \t]+(\w+)", text)
        if not words:
            return text
        one, other = self.random.choice(words), self.random.choice(words)
        clause = self.random.choice((f" implements {other}", f" binds {one}.{other} = {other}", f": {one} = {other}"))
        return re.sub(rf"((?:element|scope|ref)[ \t]+{one})\b", rf"\1{clause}", text)


_DAMAGES: list[Callable[[Mutator, str], str]] = [
    Mutator._delete,
    Mutator._delete,
    Mutator._double,
    Mutator._swap,
    Mutator._insert,
    Mutator._insert,
    Mutator._truncate,
    Mutator._splice,
    Mutator._repeat_lines,
    Mutator._repeat_token,
    Mutator._indent,
    Mutator._join_lines,
    Mutator._rename,
    Mutator._rename,
    Mutator._cross,
    Mutator._cross,
]


class Seen:
    """What became of an input, and how many seconds of the processor each stage took."""

    def __init__(self, modelled: Modelled, seconds: dict[str, float]) -> None:
        self.modelled = modelled
        self.seconds = seconds


def built_in_catalog() -> Catalog:
    return open_catalog(str(ROOT / "lib"), Configuration(), NoCache())


def look_at(files: Mapping[str, str], catalog: Catalog) -> Seen:
    """Parses the files, builds the model of `spec.hie` and, where nothing is wrong, plans what it asks for."""
    start = process_time()
    trees = {}
    waiting = [ROOT_FILE]
    unreadable: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in trees or name in unreadable:
            continue
        text = files.get(name)
        if text is None and name.startswith("<patterns>/"):
            found = sorted((ROOT / "lib").glob(f"patterns/*/{Path(name).name}"))
            text = found[0].read_text("utf-8") if found else None
        if text is None:
            unreadable[name] = "does not exist"
            continue
        trees[name] = parse(SourceText(name, text)).tree
        waiting += [each for _, each in imported_files(trees[name])]
    parsed = process_time()
    modelled = build(SpecificationFiles(ROOT_FILE, trees, unreadable), catalog)
    built = process_time()
    if not modelled.has_errors:
        make_plan(modelled.specification, Selection())
    planned = process_time()
    return Seen(modelled, {"parse": parsed - start, "model": built - parsed, "plan": planned - built})
