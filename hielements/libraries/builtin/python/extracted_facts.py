"""Facts and details of single files: each kept in a cache entry of its own for each content, and extracted only when a
check asks for it. A file is parsed at most once in a run: where any check of the run is one about details, they are
extracted together with the facts.

Comes in: workspace paths. Goes out: facts and details, or a Failure that says why there are none. This module must
never know what they are used for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from hielements.libraries.builtin.python.facts import FORMAT, FileFacts, from_plain, to_plain
from hielements.libraries.builtin.source_contents import Contents
from hielements.libraries.outcomes import Failure
from hielements.source.cache import Cache
from hielements.source.packing import digest, pack, unpack
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.details import FileDetails
    from hielements.libraries.builtin.python.fact_portions import Answer
    from hielements.libraries.builtin.python.parsed_files import ParsedFile

MANY: Final = 20
"""Whether a companion is worth while is a question only for so many files."""

_STAMP: Final = 4


class ExtractedFacts:
    """Not safe to use from several threads: `FactStore` sees to that."""

    def __init__(
        self, workspace: Workspace, cache: Cache, version: str, contents: Contents, processors: int = 1
    ) -> None:
        """`version` begins the names of entries: what the parser accepts, and so what a fact is, depends on the
        running Python."""
        self._workspace = workspace
        self._cache = cache
        self._version = version
        self._contents = contents
        self._processors = processors
        self.facts: dict[str, FileFacts | Failure] = {}
        """What is known of the files that were loaded."""
        self.details: dict[str, FileDetails | Failure] = {}
        self._keys: dict[str, str] = {}
        self.expects_details = False
        """Whether some check of this run is about details, as far as is known."""

    def load(self, paths: Iterable[str]) -> None:
        """Gets the facts about many files at once."""
        self._fill(self.facts, self._recall, self.expects_details, paths)

    def load_details(self, paths: Iterable[str]) -> None:
        """Gets the details of many files at once."""
        self._fill(self.details, self._recall_details, True, paths)

    def refresh(self, changed: Sequence[str]) -> None:
        """Some files have other contents now."""
        for path in changed:
            for known in (self.facts, self.details, self._keys):
                known.pop(path, None)

    def _fill(
        self,
        known: dict[str, Any],
        recall: Callable[[str], Any],
        with_details: bool,
        paths: Iterable[str],
    ) -> None:
        """With the garbage collector out of the way: syntax trees hold many objects and no garbage."""
        missing = [path for path in paths if path not in known]
        if not missing:
            return
        import gc

        collecting = gc.isenabled()
        gc.disable()
        try:
            unparsed: list[str] = []
            shares = self._processors > 1 and len(missing) >= MANY
            for path in missing:
                found = recall(path)
                if found is not None:
                    known[path] = found
                elif shares:
                    unparsed.append(path)
                else:
                    self._parse(path, with_details)
            if unparsed:
                self._parse_all(unparsed, with_details)
        finally:
            if collecting:
                gc.enable()

    # What earlier runs found out

    def _key(self, path: str) -> str | Failure:
        key = self._keys.get(path)
        if key is None:
            content = self._contents.read(path)
            if isinstance(content, Failure):
                return content
            key = self._keys[path] = digest(content).hex()
        return key

    def _recall(self, path: str) -> FileFacts | Failure | None:
        key = self._key(path)
        return key if isinstance(key, Failure) else from_plain(unpack(self._cache.get(self._kind, key)))

    def _recall_details(self, path: str) -> FileDetails | Failure | None:
        from hielements.libraries.builtin.python import details

        known = self.facts.get(path)
        key = known if isinstance(known, Failure) else self._key(path)
        if isinstance(key, Failure):
            return key
        return details.from_plain(unpack(self._cache.get(self._details_kind, key)))

    # What this run finds out

    def _parse_all(self, paths: Sequence[str], with_details: bool) -> None:
        """Parses files, some of them in companions where that is worth while."""
        from hielements.libraries.builtin.file_portions import FileToRead, companions_for, share_files
        from hielements.libraries.builtin.python.fact_portions import sharing_of

        # What an editor holds has no stamp, and what does not come from the file system has none either.
        stamps = self._workspace.stamps(paths)
        on_disk = list(zip(paths, stamps[::_STAMP], stamps[_STAMP - 1 :: _STAMP], strict=True)) if stamps else []
        files = [FileToRead(path, b"", size) for path, size, inode in on_disk if inode]
        sharing = sharing_of(self._contents.limit, with_details)
        companions = companions_for(files, sharing, self._processors)
        shared = {file.path for file in files}
        for path in paths:
            if path not in shared:
                self._parse(path, with_details)

        def here(number: int) -> None:
            self._parse(files[number].path, with_details)

        def there(_companion: int, numbers: range, answer: Answer) -> None:
            for number, (name, facts, inner) in zip(numbers, answer, strict=True):
                if not name or not self._accept(files[number].path, name.hex(), facts, inner):
                    self._parse(files[number].path, with_details)

        share_files(sharing, self._workspace.root, files, companions, here, there)

    def _accept(self, path: str, key: str, facts: bytes, inner: bytes) -> bool:
        """Takes what a companion found in a file; False where that is nothing."""
        found = from_plain(unpack(facts))
        if found is None:
            return False
        if inner:
            from hielements.libraries.builtin.python import details

            deeper = details.from_plain(unpack(inner))
            if deeper is None:
                return False
            self.details[path] = deeper
            self._cache.put(self._details_kind, key, inner)
        self.facts[path] = found
        self._keys[path] = key
        self._cache.put(self._kind, key, facts)
        return True

    def _parse(self, path: str, with_details: bool) -> None:
        from hielements.libraries.builtin.python.parsed_files import parsed

        content = self._contents.read(path)
        if isinstance(content, Failure):
            self._fail(path, content, with_details)
            return
        tree = parsed(path, content)
        if isinstance(tree, Failure):
            self._fail(path, tree, with_details)
            return
        key = self._keys[path] = digest(content).hex()
        if with_details:
            self.details[path] = self._extract_details(tree, key)
        if path not in self.facts:
            self.facts[path] = from_plain(unpack(self._cache.get(self._kind, key))) or self._extract(tree, key)

    def _fail(self, path: str, failure: Failure, with_details: bool) -> None:
        self.facts.setdefault(path, failure)
        if with_details:
            self.details[path] = failure

    def _extract_details(self, tree: ParsedFile, key: str) -> FileDetails:
        from hielements.libraries.builtin.python import details as form
        from hielements.libraries.builtin.python.detail_extraction import extract_details

        details = extract_details(tree.module, tree.text)
        self._cache.put(self._details_kind, key, pack(form.to_plain(details)))
        return details

    def _extract(self, tree: ParsedFile, key: str) -> FileFacts:
        from hielements.libraries.builtin.python.extraction import extract_facts

        facts = extract_facts(tree.module, tree.text)
        self._cache.put(self._kind, key, pack(to_plain(facts)))
        return facts

    @property
    def _kind(self) -> str:
        return f"{self._version}facts{FORMAT}"

    @property
    def _details_kind(self) -> str:
        from hielements.libraries.builtin.python import details

        return f"{self._version}details{details.FORMAT}"
