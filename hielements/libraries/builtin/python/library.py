"""The library `python` itself: its description, the table of its functions, and its dependencies.

Comes in: the environment. Goes out: a `Library`. What the functions mean stands in their own modules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from hielements.libraries.builtin.library import BuiltinLibrary, Loaded, Undecidable
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.library import Environment, TypeCount
from hielements.libraries.outcomes import Dependencies, Failure

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.distributions import Distributions
    from hielements.libraries.builtin.python.manifests import Manifest
    from hielements.libraries.builtin.python.rule_code import PythonCode
    from hielements.libraries.dependency_rules.code_graphs import RuleGraphs

OPTIONS: Final = ("distributions", "roots")
"""The keys of the table `[python]` in hielements.toml. `roots`: folders from which absolute imports start; without it
they are found (see `modules`). `distributions`: the modules that a distribution brings, by its name."""

_ABOUT_DETAILS: Final = frozenset({
    "all_defined", "calls", "calls_function", "calls_scope", "const_selector", "exported_classes", "get_main_module",
    "imports_allowed", "max_complexity", "max_functions", "max_lines", "names_match", "public_functions",
    "type_annotated", "variable_selector",
})  # fmt: skip
"""The functions that need details of files. All functions that a specification names are known before the first of them
is evaluated."""


class Python(BuiltinLibrary):
    """Modules, functions, classes and imports of Python code."""

    NAME: ClassVar[str] = "python"
    DOC: ClassVar[str] = (
        "Modules, functions, classes and imports of Python code, from real parsing: an import in a comment or a "
        "string is no import. Nothing of the checked project is imported or executed, and it need not be "
        "installed.\n\n"
        "Modules are named as Python names them (`shop.db`) or by path (`src/shop/db.py`). Where absolute imports "
        "start is found: folders named `src`, the folders that hold outermost packages, and the workspace; `roots` in "
        "the table `[python]` of hielements.toml states it. Folders without `__init__.py` count as packages.\n\n"
        "`import a.b.c` depends on the module `a.b.c` and not on the `__init__.py` of its parents; `from a import b` "
        "depends on the module `a.b` if there is one, else on `a`. Imports inside functions, under conditions and "
        "under `if TYPE_CHECKING:` count, and so do `importlib.import_module('a.b')` and `__import__('a.b')` with a "
        "literal name (for a relative one the package must be a literal, `__package__` or `__name__`); options of the "
        "checks leave some of them out.\n\n"
        "A file that is no Python leaves every check undecided that depends on it. Imports are told without parsing "
        "all of a file: checks of imports need its strings, brackets and import statements to be whole, and leave "
        "other mistakes in a long file to `no_syntax_errors`. Files may be written for a newer Python than the one "
        "that Hielements runs on."
    )
    PACKAGE: ClassVar[str] = "hielements.libraries.builtin.python"
    FUNCTIONS: ClassVar[Mapping[str, str]] = {
        "acyclic": "functions.acyclic",
        "all_defined": "functions.all_defined",
        "allowed_packages": "functions.allowed_packages",
        "calls": "functions.calls",
        "calls_function": "functions.calls_function",
        "calls_scope": "functions.calls_scope",
        "can_import": "functions.can_import",
        "class_exists": "functions.class_exists",
        "class_selector": "functions.class_selector",
        "const_selector": "functions.const_selector",
        "declared_dependencies": "functions.declared_dependencies",
        "decorated_with": "functions.decorated_with",
        "depends_on": "functions.depends_on",
        "exported_classes": "functions.exported_classes",
        "function_exists": "functions.function_exists",
        "function_returns_type": "functions.function_returns_type",
        "function_selector": "functions.function_selector",
        "get_main_module": "functions.get_main_module",
        "has_docstring": "functions.has_docstring",
        "has_docstrings": "functions.has_docstrings",
        "has_tests": "functions.has_tests",
        "imported_only_by": "functions.imported_only_by",
        "imports": "functions.imports",
        "imports_allowed": "functions.imports_allowed",
        "imports_from": "functions.imports_from",
        "imports_only": "functions.imports_only",
        "imports_package": "functions.imports_package",
        "independent": "functions.independent",
        "inherits": "functions.inherits",
        "interface": "functions.interface",
        "layers": "functions.layers",
        "max_complexity": "functions.size_limits",
        "max_functions": "functions.size_limits",
        "max_lines": "functions.size_limits",
        "module_exists": "functions.module_exists",
        "module_selector": "functions.module_selector",
        "names_match": "functions.names_match",
        "no_circular_imports": "functions.no_circular_imports",
        "no_dependency": "functions.no_dependency",
        "no_import": "functions.no_import",
        "no_syntax_errors": "functions.no_syntax_errors",
        "package_selector": "functions.package_selector",
        "public_functions": "functions.public_functions",
        "returns_type": "functions.returns_type",
        "type_annotated": "functions.type_annotated",
        "variable_selector": "functions.variable_selector",
    }
    LANGUAGES: ClassVar[tuple[str, ...]] = ("python",)
    PATTERNS: ClassVar[tuple[str, ...]] = ("public_package",)
    PATTERN_FILE: ClassVar[str] = "python/patterns.hie"

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.code = Codebase(environment)

    @cached_property
    def rules(self) -> RuleGraphs:
        """The code as the rules about dependencies see it, with what earlier checks found out."""
        from hielements.libraries.dependency_rules.code_graphs import RuleGraphs

        return RuleGraphs(self._rule_code)

    @cached_property
    def _rule_code(self) -> PythonCode:
        from hielements.libraries.builtin.python.rule_code import PythonCode

        return PythonCode(self.code)

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        """The imports of the given files, resolved; files other than `*.py` are passed over. `external` is the
        top-level name of a package or module outside of the workspace (`os`, `django`)."""
        paths = [path for path in files if path.endswith(".py")]
        try:
            self.code.prepare()
            self.code.store.load_imports(paths)
            edges = tuple(edge.dependency for path in paths for edge in self.code.edges(path))
        except Undecidable as problem:
            return Dependencies((), (problem.failure,))
        return Dependencies(edges, (*self.code.import_failures(paths), *self.code.unknown_targets(paths)))

    def file_facts(self, path: str) -> Mapping[str, object] | Failure:
        """Imports, definitions and docstrings of a Python file, for plugins."""
        from hielements.libraries.builtin.python.shared_facts import shared_facts

        facts = self.code.facts(path)
        return facts if isinstance(facts, Failure) else shared_facts(facts)

    def count_types(self, files: Sequence[str]) -> TypeCount:
        from hielements.libraries.builtin.python.abstract_types import count_types

        return count_types(self.code, [path for path in files if path.endswith(".py")])

    def own_files(self) -> Sequence[str]:
        """The Python files of the project: installed packages that stand in the workspace are none of them."""
        try:
            return self.code.modules.ordered
        except Undecidable:
            return ()

    def knows_module(self, name: str) -> bool:
        """Whether a module is one of the workspace, belongs to Python's standard library, or is called like a package
        that the project declares to depend on."""
        from hielements.libraries.builtin.python.declared import declares

        if name.partition(".")[0] in sys.stdlib_module_names or declares(self._declared, name, self.distributions):
            return True
        try:
            return bool(self.files_named(name)) or self.code.names_foreign(name)
        except Undecidable:
            return False

    def module_names(self) -> Sequence[str]:
        """The names of the project's modules, of those of the standard library and of the declared packages, as an
        import would spell them."""
        own = {self.code.modules.name(path) for path in self.own_files()}
        declared = {module for name in self._declared for module in self.distributions.modules_of(name)}
        return sorted({*own, *sys.stdlib_module_names, *declared})

    def knows_name(self, name: str) -> bool:
        """Whether a name is that of a known module, or of something in a module of the workspace."""
        outer, dot, last = name.rpartition(".")
        if not dot or self.knows_module(name):
            return self.knows_module(name)
        modules = self.code.modules
        files = [path for path in self.files_named(outer) if modules.name(path) == outer]
        # A class, and what stands in it: whoever looks that deep knows the module.
        return self.knows_name(outer) if not files else any(self._may_define(path, last) for path in files)

    def could_be_external(self, name: str) -> bool:
        """Whether nothing in the workspace has the first part of the name as its own: a package with `__init__.py`, or
        a module. Folders without one are shared by projects (`google.cloud`)."""
        top = name.partition(".")[0]
        return all(path not in (f"{top}.py", f"{top}/__init__.py") for path in self._below_roots(top))

    def _below_roots(self, top: str) -> Iterator[str]:
        for path in self.files_named(top):
            root = self.code.modules.root_of(path.rpartition("/")[0])
            yield path[len(root) + 1 :] if root else path

    def _may_define(self, path: str, name: str) -> bool:
        """Whether a module may have something of a name: the name stands in its text, or it takes names from
        elsewhere that nobody can list."""
        import re

        from hielements.libraries.builtin.python.facts import STAR

        facts = self.code.facts(path)
        if isinstance(facts, Failure) or any(each.tags & STAR for each in facts.imports):
            return True
        text = self.workspace.read(path).decode(errors="replace")
        return bool(re.search(rf"\b({re.escape(name)}|__getattr__|globals)\b", text))

    def files_named(self, name: str) -> Sequence[str]:
        """The files of the module or package of a dotted name or a path."""
        from hielements.libraries.builtin.python.selection import select_module

        try:
            return select_module(self.code, name, "module").files
        except Undecidable:
            return ()

    def _load(self, name: str) -> Loaded:
        if name in _ABOUT_DETAILS:
            self.code.store.expect_details()
        return super()._load(name)

    def refresh(self, changed: Sequence[str]) -> bool:
        """Reads the changed files anew, and keeps what is known of all others. A file that is no Python may be one that
        states dependencies, and so may `setup.py`."""
        if any(not path.endswith(".py") or path.rpartition("/")[2] == "setup.py" for path in changed):
            return False
        self.code.refresh(changed)
        if "rules" in self.__dict__:
            self._rule_code.refresh(changed)
            del self.rules
        return True

    def close(self) -> None:
        """Stores what the next run can use of the imports."""
        self.code.close()

    @cached_property
    def distributions(self) -> Distributions:
        """Which modules installed packages bring, as far as it is known without an environment."""
        from hielements.libraries.builtin.python.distributions import Distributions

        return Distributions(self.environment.options)

    @cached_property
    def manifests(self) -> tuple[Manifest, ...]:
        """The files that declare what the project depends on."""
        from hielements.libraries.builtin.python.manifests import manifests

        return manifests(self.workspace)

    @cached_property
    def _declared(self) -> frozenset[str]:
        from hielements.libraries.builtin.python.declared import declared_packages

        return declared_packages(self.manifests)
