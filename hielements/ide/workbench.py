"""One workspace folder as an editor works on it: texts that are not saved yet, what they mean, what checks found.

Comes in: how to open the workspace, texts as they are typed, findings of checks. Goes out: an Analysis for each
specification, made anew only when one of the texts it was made of has changed. Texts are set by one thread; analyses
may be made in another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hielements.ide.analysis import Analysis, analyse
from hielements.ide.findings import Findings
from hielements.model.declarations import LibraryName
from hielements.pipeline import Inputs
from hielements.source.reading import DecodedText, ReadProblem
from hielements.source.text import SourceText
from hielements.syntax.parsed import Kept, Parsed
from hielements.syntax.parsing import parse
from hielements.syntax.reparsing import reparse


class Workbench:
    """`root` is the absolute path of the folder; files are named as reports name them, relative to it."""

    def __init__(self, root: str, open_inputs: Callable[[], Inputs]) -> None:
        self.root = root
        self.findings = Findings()
        self._open_inputs = open_inputs
        self._inputs: Inputs | None = None
        self._read_disk: Callable[[str], DecodedText | ReadProblem] | None = None
        self._typed: dict[str, SourceText] = {}
        self._on_disk: dict[str, DecodedText] = {}
        self._parsed: dict[str, Parsed] = {}
        self._analyses: dict[str, Analysis] = {}
        self._replaced: list[Analysis] = []
        self._warm: set[str] = set()

    # Texts

    @property
    def typed(self) -> Mapping[str, SourceText]:
        """The texts that are open in the editor, by name."""
        return self._typed

    def set_text(self, name: str, text: str, path: str | None = None) -> None:
        """The text of a file as it is typed now; it counts instead of what is on disk."""
        self._typed[name] = DecodedText(name, text, path)

    def forget_text(self, name: str) -> None:
        """From now on what is on disk counts again."""
        self._typed.pop(name, None)

    def source(self, name: str) -> SourceText | None:
        """The present text of a file."""
        found = self._read(name)
        return found if isinstance(found, SourceText) else None

    # What they mean

    @property
    def inputs(self) -> Inputs:
        """The libraries and settings of the workspace, opened on first use."""
        if self._inputs is None:
            opened = self._open_inputs()
            self._read_disk = opened.read
            self._inputs = opened.with_(read=self._read, parse=self._parse)
        return self._inputs

    def reopen(self) -> None:
        """Forgets libraries and settings: the configuration or the files of the workspace have changed."""
        inputs, self._inputs = self._inputs, None
        if inputs is not None:
            inputs.catalog.close()
        self._replaced += self._analyses.values()
        self._analyses = {}
        self._warm.clear()

    def known_specifications(self) -> list[str]:
        """The specifications of the workspace, open ones among them; standard patterns are not."""
        known = [name for name in self.inputs.known() if not name.startswith("<")]
        typed = [name for name in self._typed if name.endswith(".hie")]
        return sorted({*known, *typed})

    def analysis(self, name: str) -> Analysis:
        """The specification of that name as it is now."""
        found = self._analyses.get(name)
        if found is None or not self._is_current(found):
            if found is not None:
                self._replaced.append(found)
            found = analyse(self.inputs, name, found, self._kept)
            self._analyses[name] = found
        return found

    def analysis_with(self, name: str, texts: Mapping[str, str]) -> Analysis:
        """The specification of that name as it would be with other texts of some files. Nothing is remembered of it."""
        changed = {each: DecodedText(each, text) for each, text in texts.items()}
        inputs = self.inputs.with_(read=lambda wanted: changed.get(wanted) or self._read(wanted), parse=parse)
        return analyse(inputs, name)

    def warm_up(self, name: str) -> None:
        """Has the libraries that a specification imports describe themselves, so that the first question about them is
        answered as fast as the others."""
        analysis = self._analyses.get(name)
        if analysis is None or analysis.context is None:
            return
        for file in analysis.context.files.values():
            for entry in file.imports.values():
                library = getattr(entry.what, "library", None)
                if isinstance(entry.what, LibraryName) and library is not None and entry.what.name not in self._warm:
                    self._warm.add(entry.what.name)
                    library.describe()

    def release_replaced(self) -> None:
        """Lets go of analyses that newer ones have replaced. To be called when nobody looks at them any more."""
        while self._replaced:
            self._replaced.pop().release()

    def last_analysis(self, name: str) -> Analysis | None:
        """The specification as it was last understood, which may be a few keystrokes ago; nothing is computed."""
        return self._analyses.get(name)

    def all_analyses(self) -> list[Analysis]:
        """All specifications of the workspace, for questions that go beyond one of them."""
        return [self.analysis(name) for name in self.known_specifications()]

    def close(self) -> None:
        if self._inputs is not None:
            self._inputs.catalog.close()

    def _is_current(self, analysis: Analysis) -> bool:
        return all(self._current(name) is source for name, source in list(analysis.read.items()))

    def _current(self, name: str) -> SourceText | None:
        found = self._read(name)
        return found if isinstance(found, SourceText) else None

    def _read(self, name: str) -> DecodedText | ReadProblem:
        typed = self._typed.get(name)
        if isinstance(typed, DecodedText):
            return typed
        found = self._disk(name)
        if isinstance(found, ReadProblem):
            self._on_disk.pop(name, None)
            return found
        known = self._on_disk.get(name)
        if known is not None and known.text == found.text:
            return known
        self._on_disk[name] = found
        return found

    def _disk(self, name: str) -> DecodedText | ReadProblem:
        if self._read_disk is None:
            _ = self.inputs
        assert self._read_disk is not None
        return self._read_disk(name)

    def _kept(self, name: str) -> Kept | None:
        parsed = self._parsed.get(name)
        return parsed.kept if parsed is not None else None

    def _parse(self, source: SourceText) -> Parsed:
        known = self._parsed.get(source.name)
        if known is not None and known.tree.source is source:
            return known
        parsed = parse(source) if known is None else reparse(known, source)
        self._parsed[source.name] = parsed
        return parsed
