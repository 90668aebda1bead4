"""A library in Python: its functions, what they are, and how a request becomes an answer.

Comes in: functions, and requests as plain values of a JSON text. Goes out: answers as plain values. Knows nothing of
streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from hielements.sdk.describing import Described, Parameter, WrongFunctionError
from hielements.sdk.errors import INVALID_PARAMS, METHOD_NOT_FOUND, RequestError, failure_text
from hielements.sdk.host import Host
from hielements.sdk.values import Dependency, Fail, Paths, Scope, Undecided, Violation, from_wire, to_wire

# The name that type checkers know; importing `typing` for it would cost milliseconds.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Function = TypeVar("Function", bound=Callable[..., object])
    Reporting = TypeVar("Reporting", bound=Callable[..., Iterable[Dependency]])


class Entry:
    """A function and how it is declared. It is described when somebody first asks."""

    def __init__(self, kind: str, function: Callable[..., object], more: Mapping[str, object]) -> None:
        self.kind = kind
        self.function = function
        self.more = more
        self._described: Described | None = None

    @property
    def described(self) -> Described:
        if self._described is None:
            self._described = Described(self.function)
        return self._described

    def to_wire(self) -> dict[str, object]:
        return {**self.described.to_wire(self.kind), **self.more}


class Library:
    """A library that specifications can import. `name` is for people: a specification imports the name that
    `hielements.toml` gives it. `types` are nominal types of connection points, `patterns` is specification text that
    declares patterns."""

    def __init__(
        self, name: str, version: str = "0.1.0", doc: str = "", types: Sequence[str] = (), patterns: str = ""
    ) -> None:
        self.name = name
        self.version = version
        self.doc = doc
        self.types = tuple(types)
        self.patterns = patterns
        self.languages: tuple[str, ...] = ()
        self._entries: dict[str, Entry] = {}
        self._dependencies: Callable[..., Iterable[Dependency]] | None = None

    # Declarations

    def selector(self, function: Function) -> Function:
        """Declares a function that gives a value: a Scope, a ConnectionPoint, a scalar or a list. It stays a plain
        function."""
        self._add("selector", function, {})
        return function

    def check(
        self, function: Function | None = None, *, about_existence: bool = False, governs: str | None = None
    ) -> Function | Callable[[Function], Function]:
        """Declares a check. It yields or returns Violations (none when the rule holds), or returns a Fail, or True or
        False. With `about_existence` it decides for itself what an empty scope means. `governs` says which dependencies
        it looks at: between, within, leaving, entering or named."""
        more: dict[str, object] = {}
        if about_existence:
            more["about_existence"] = True
        if governs is not None:
            more["governs"] = governs

        def declare(function: Function) -> Function:
            self._add("check", function, more)
            return function

        return declare if function is None else declare(function)

    def dependencies(self, *languages: str) -> Callable[[Reporting], Reporting]:
        """Declares the function that tells what files of these languages depend on: it takes a list of paths, behind a
        Host when it wants one, and yields Dependency."""

        def declare(function: Reporting) -> Reporting:
            self._dependencies = function
            self.languages = languages
            return function

        return declare

    def _add(self, kind: str, function: Callable[..., object], more: Mapping[str, object]) -> None:
        name = function.__name__
        if name in self._entries:
            raise WrongFunctionError(f"the library `{self.name}` has two functions that are called `{name}`")
        self._entries[name] = Entry(kind, function, more)

    # Answers

    def metadata(self) -> dict[str, object]:
        """The answer to `library.metadata`."""
        return {**self._head(), "functions": self._names("selector"), "checks": self._names("check")}

    def documentation(self) -> dict[str, object]:
        """The answer to `library.doc`."""
        lists = {
            key: [entry.to_wire() for entry in self._entries.values() if entry.kind == kind]
            for key, kind in (("functions", "selector"), ("checks", "check"))
        }
        return {**self._head(), **lists}

    def _head(self) -> dict[str, object]:
        return {
            "name": self.name,
            "version": self.version,
            "description": self.doc,
            "languages": list(self.languages),
            "types": list(self.types),
            "patterns": self.patterns,
        }

    def _names(self, kind: str) -> list[str]:
        return [name for name, entry in self._entries.items() if entry.kind == kind]

    @property
    def reports_dependencies(self) -> bool:
        return self._dependencies is not None

    def answer(self, method: str, params: Mapping[str, object], host: Host) -> object:
        """The result of a request. Raises RequestError for one that cannot be served, and whatever a function raises
        apart from Undecided."""
        if method == "library.metadata":
            return self.metadata()
        if method == "library.doc":
            return self.documentation()
        if method == "library.call":
            return self._call(params, host)
        if method == "library.check":
            return self._check(params, host)
        if method == "library.checkMany":
            return self._check_many(params, host)
        if method == "library.dependencies" and self._dependencies is not None:
            return self._depend(self._dependencies, params, host)
        raise RequestError(METHOD_NOT_FOUND, f"there is no method `{method}`")

    def _call(self, params: Mapping[str, object], host: Host) -> object:
        try:
            return to_wire(self._run("selector", params, host))
        except Undecided as reason:
            return {"Error": reason.to_wire()}

    def _check(self, params: Mapping[str, object], host: Host) -> object:
        try:
            return _verdict(self._run("check", params, host), params.get("function"))
        except Undecided as reason:
            return {"Error": reason.to_wire()}

    def _check_many(self, params: Mapping[str, object], host: Host) -> object:
        checks = params.get("checks")
        if not isinstance(checks, list):
            raise RequestError(INVALID_PARAMS, "`checks` is not a list")
        results = []
        for each in checks:
            if not isinstance(each, dict):
                raise RequestError(INVALID_PARAMS, "a check is not an object")
            try:
                results.append(self._check(each, host))
            except RequestError as error:
                results.append({"Error": str(error)})
            except Exception as error:
                results.append({"Error": failure_text(error)})
        return {"results": results}

    def _run(self, kind: str, params: Mapping[str, object], host: Host) -> object:
        name, given = params.get("function"), params.get("args", [])
        entry = self._entries.get(name) if isinstance(name, str) else None
        if entry is None or entry.kind != kind:
            raise RequestError(INVALID_PARAMS, f"there is no {kind} `{name}`")
        if not isinstance(given, list):
            raise RequestError(INVALID_PARAMS, "`args` is not a list")
        described = entry.described
        if len(given) > len(described.parameters):
            raise Undecided(f"`{name}` takes {len(described.parameters)} arguments, not {len(given)}")
        arguments: list[object] = []
        for index, parameter in enumerate(described.parameters):
            if index < len(given):
                arguments.append(_argument(given[index], parameter, index, host))
            elif parameter.required:
                raise Undecided(f"argument {index + 1} is not {_NOUNS.get(parameter.type or '', 'given')}")
            else:
                arguments.append(parameter.default)
        if described.host_parameter is not None:
            arguments.insert(described.host_parameter, host)
        return entry.function(*arguments)

    def _depend(
        self, function: Callable[..., Iterable[Dependency]], params: Mapping[str, object], host: Host
    ) -> object:
        files, handle = params.get("files"), params.get("handle")
        if isinstance(handle, str):
            files = list(fetch_from(host)(handle))
        if not isinstance(files, list):
            raise RequestError(INVALID_PARAMS, "`files` is not a list")
        arguments = [host] if function.__code__.co_argcount > 1 else []
        edges: list[object] = []
        failures: list[object] = []
        try:
            for edge in function(*arguments, files):
                edges.append(edge.to_wire())  # noqa: PERF401 - what came before a failure counts
        except Undecided as reason:
            said = reason.to_wire()
            failures.append(said if isinstance(said, dict) else {"message": said})
        return {"dependencies": edges, "failures": failures}

    def serve(self) -> None:
        """Answers the host on standard input and output until it says goodbye."""
        from hielements.sdk.serving import serve

        serve(self)


def fetch_from(host: Host) -> Callable[[str], Sequence[str]]:
    """How the paths behind a handle are had."""

    def fetch(handle: str) -> Sequence[str]:
        found: list[str] = []
        offset: object = 0
        while offset is not None:
            answer = host.request("host.scope_paths", {"handle": handle, "offset": offset})
            paths = answer.get("paths") if isinstance(answer, dict) else None
            if not isinstance(answer, dict) or not isinstance(paths, list):
                raise Undecided(f"the host gave no paths for the scope `{handle}`")
            found += paths
            offset = answer.get("next") if paths else None
        return found

    return fetch


_NOUNS = {"String": "a string", "Int": "an integer", "Bool": "a boolean", "Float": "a number", "Scope": "a scope"}


def _argument(json: object, parameter: Parameter, index: int, host: Host) -> object:
    """An argument as the function takes it. Raises Undecided when it is of another type than declared."""
    try:
        value = from_wire(json, fetch_from(host))
    except ValueError as error:
        raise Undecided(f"argument {index + 1}: {error}") from None
    wanted = _CLASSES.get(parameter.type or "")
    if wanted is None:
        return value
    if parameter.type == "Float" and type(value) is int:
        return float(value)
    if parameter.type == "Scope" and isinstance(value, list) and all(isinstance(each, Scope) for each in value):
        # A list of scopes where one is expected means their union.
        return Scope(sorted({path for scope in value for path in scope.paths}), "", "Glob")
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise Undecided(f"argument {index + 1} is not {_NOUNS.get(parameter.type or '', 'of the declared type')}")
    return value


_CLASSES: Mapping[str, type] = {"String": str, "Int": int, "Bool": bool, "Float": float, "Scope": Scope}


def _verdict(result: object, name: object) -> object:
    """What a check's result says. None says nothing: a check that forgot to answer must not pass."""
    if isinstance(result, bool):
        return {"Pass": None} if result else {"Fail": f"`{name}` does not hold"}
    if isinstance(result, Violation):
        result = [result]
    if isinstance(result, Fail):
        return {"Fail": {"message": result.message, "violations": [each.to_wire() for each in result.violations]}}
    if result is None or isinstance(result, str | Mapping | Paths) or not isinstance(result, Iterable):
        raise TypeError(f"`{name}` returned {result!r}; a check gives Violations, a Fail, True or False")
    found = list(result)
    wrong = next((each for each in found if not isinstance(each, Violation)), None)
    if wrong is not None:
        raise TypeError(f"`{name}` gave {wrong!r}, which is no Violation")
    if not found:
        return {"Pass": None}
    message = found[0].message if len(found) == 1 else f"{len(found)} violations"
    return {"Fail": {"message": message, "violations": [each.to_wire() for each in found]}}
