"""Builds models of specification texts, with libraries that are described and cannot be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import dedent

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Call, Environment, Library
from hielements.libraries.outcomes import Dependencies, Failure, Outcome
from hielements.libraries.signatures import (
    ANY,
    BOOL,
    CONNECTION_POINT,
    INT,
    SCOPE,
    STRING,
    Description,
    Function,
    Parameter,
    Signature,
    Type,
    list_of,
)
from hielements.libraries.values import Value
from hielements.model.building import Modelled, build
from hielements.model.files import SpecificationFiles
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse


def form(returns: Type, *parameters: Type | tuple[Type, Value]) -> Signature:
    """A signature whose parameters are called `a`, `b`, `c`; a pair is a type and a default."""
    made = []
    for letter, parameter in zip("abcdef", parameters, strict=False):
        if isinstance(parameter, tuple):
            made.append(Parameter(letter, parameter[0], "", parameter[1]))
        else:
            made.append(Parameter(letter, parameter, ""))
    return Signature(tuple(made), returns)


def selector(name: str, *forms: Signature) -> Function:
    return Function(name, "selector", "", forms)


def check(name: str, *forms: Signature) -> Function:
    return Function(name, "check", "", forms)


class DescribedLibrary:
    """A library that describes itself, and says how often it was asked to."""

    def __init__(self, name: str, functions: Sequence[Function], languages: tuple[str, ...] = ()) -> None:
        self.name = name
        self.functions = {function.name: function for function in functions}
        self.languages = languages
        self.described = 0

    def describe(self) -> Description:
        self.described += 1
        return Description(self.name, "1", "", tuple(self.functions.values()), (), self.languages)

    def function(self, name: str) -> Function | None:
        return self.functions.get(name)

    def function_names(self) -> Sequence[str]:
        return sorted(self.functions)

    def call(self, call: Call) -> Value | Failure:
        raise AssertionError("the model must not call a library")

    def check(self, call: Call) -> Outcome:
        raise AssertionError("the model must not call a library")

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        raise AssertionError("the model must not call a library")

    def close(self) -> None:
        return None


_SELECT = form(SCOPE, STRING)
_EXISTS = (form(BOOL, STRING), form(BOOL, SCOPE, STRING))


def files_library() -> DescribedLibrary:
    return DescribedLibrary(
        "files",
        [
            selector("file_selector", _SELECT),
            selector("folder_selector", _SELECT),
            selector("glob_selector", _SELECT),
            check("exists", *_EXISTS),
            check("no_files_matching", form(BOOL, SCOPE, STRING)),
            check("max_size", form(BOOL, SCOPE, INT)),
        ],
    )


def rust_library() -> DescribedLibrary:
    """The functions of Rust that the public specifications use."""
    points = [form(CONNECTION_POINT, STRING), form(CONNECTION_POINT, SCOPE, STRING)]
    return DescribedLibrary(
        "rust",
        [
            *(selector(name, _SELECT) for name in ("module_selector", "crate_selector")),
            *(
                selector(name, *points)
                for name in ("function_selector", "struct_selector", "enum_selector", "trait_selector")
            ),
            selector("const_selector", form(ANY, STRING), form(ANY, SCOPE, STRING)),
            selector("public_functions", form(CONNECTION_POINT, SCOPE)),
            *(check(name, *_EXISTS) for name in ("function_exists", "struct_exists", "enum_exists", "trait_exists")),
            check("has_tests", form(BOOL, SCOPE)),
            check("has_docs", form(BOOL, SCOPE)),
            check("implements", form(BOOL, STRING, STRING)),
            check("depends_on", form(BOOL, SCOPE, SCOPE)),
            check("no_dependency", form(BOOL, SCOPE, SCOPE)),
            check("dependency_exists", form(BOOL, SCOPE, SCOPE)),
        ],
        ("rust",),
    )


def python_library() -> DescribedLibrary:
    return DescribedLibrary(
        "python",
        [
            selector("module_selector", _SELECT),
            selector("count", form(INT, SCOPE)),
            selector("function_selector", form(CONNECTION_POINT, SCOPE, STRING)),
            check("imports", form(BOOL, SCOPE, STRING)),
            check("no_import", form(BOOL, SCOPE, STRING)),
            check("no_dependency", form(BOOL, SCOPE, SCOPE, (BOOL, False))),
            check("layers", form(BOOL, SCOPE, list_of(STRING))),
            check("imports_allowed", form(BOOL, list_of(SCOPE), list_of(SCOPE))),
            check("no_circular_imports", form(BOOL, SCOPE)),
        ],
        ("python",),
    )


def libraries(**more: DescribedLibrary) -> dict[str, DescribedLibrary]:
    """The libraries of a test: three described ones, and `old`, a plugin that does not describe itself."""
    return {
        "files": files_library(),
        "rust": rust_library(),
        "python": python_library(),
        "old": DescribedLibrary("old", []),
        **more,
    }


def model(
    text: str,
    files: Mapping[str, str] | None = None,
    known: Mapping[str, DescribedLibrary] | None = None,
    unreadable: Mapping[str, str] | None = None,
) -> Modelled:
    """The model of `spec.hie` with that text, beside other files. The texts must be free of syntax errors."""
    trees = {}
    for name, content in {"spec.hie": text, **(files or {})}.items():
        parsed = parse(SourceText(name, dedent(content)))
        errors = [diagnostic.message for diagnostic in parsed.diagnostics if diagnostic.is_error]
        assert not errors, errors
        trees[name] = parsed.tree
    return build(SpecificationFiles("spec.hie", trees, unreadable or {}), catalog_of(known or libraries()))


def catalog_of(known: Mapping[str, DescribedLibrary]) -> Catalog:
    environment = Environment(MemoryWorkspace({}), {}, NoCache())
    return Catalog({name: _opener(library) for name, library in known.items()}, lambda _: environment)


def said(modelled: Modelled) -> list[str]:
    """The diagnostics as `LINE name: message`."""
    return [line(diagnostic) for diagnostic in modelled.diagnostics]


def line(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.location.line} {diagnostic.code.name}: {diagnostic.message}"


def names_of(modelled: Modelled) -> list[str]:
    """The diagnostics as `LINE name`."""
    return [f"{diagnostic.location.line} {diagnostic.code.name}" for diagnostic in modelled.diagnostics]


def _opener(library: DescribedLibrary) -> Callable[[Environment], Library]:
    return lambda _: library
