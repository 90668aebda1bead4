"""Facts about Python code, compared with an independent walk with the module `ast` over the standard library."""

from __future__ import annotations

import ast
import os
import tokenize
import warnings

import pytest

from hielements.libraries.builtin.python.decoding import decode
from hielements.libraries.builtin.python.extraction import Unparsable, extract
from hielements.libraries.builtin.python.facts import FileFacts, Import, from_plain, tag_names, to_plain

STANDARD_LIBRARY = os.path.dirname(os.__file__)


def facts_of(text: str) -> FileFacts:
    facts = extract(text, "file.py")
    assert isinstance(facts, FileFacts), facts
    return facts


def imports_of(text: str) -> list[tuple[str, list[str]]]:
    return [(each.text, sorted(tag_names(each.tags))) for each in facts_of(text).imports]


class Oracle(ast.NodeVisitor):
    """The same facts in the most obvious way: recursion with a stack of parents."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.parents: list[ast.AST] = []
        self.imports: list[tuple[object, ...]] = []
        self.definitions: list[tuple[object, ...]] = []

    def generic_visit(self, node: ast.AST) -> None:
        self.parents.append(node)
        super().generic_visit(node)
        self.parents.pop()

    def column(self, node: ast.stmt) -> int:
        return len(self.lines[node.lineno - 1].encode()[: node.col_offset].decode()) + 1

    def tags(self) -> frozenset[str]:
        conditions = (
            ast.If,
            ast.Try,
            ast.For,
            ast.AsyncFor,
            ast.While,
            ast.With,
            ast.AsyncWith,
            ast.Match,
            ast.TryStar,
        )
        found = set()
        if any(isinstance(each, conditions) for each in self.parents):
            found.add("conditional")
        if any(isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)) for each in self.parents):
            found.add("function")
        return frozenset(found)

    def visit_Import(self, node: ast.Import) -> None:
        for each in node.names:
            row = (node.lineno, self.column(node), 0, each.name, None, each.asname, self.tags())
            self.imports.append(row)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for each in node.names:
            tags = self.tags() | ({"star"} if each.name == "*" else set())
            row = (node.lineno, self.column(node), node.level, node.module or "", each.name, each.asname, tags)
            self.imports.append(row)

    def visit_definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        name = node.name
        for parent in reversed(self.parents):
            if isinstance(parent, ast.ClassDef):
                name = f"{parent.name}.{name}"
            elif isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
                name = f"{parent.name}.<locals>.{name}"
        kind = "class" if isinstance(node, ast.ClassDef) else "function"
        docstring = ast.get_docstring(node, clean=False)
        docstring = docstring and docstring.encode("utf-8", "replace").decode()
        row = (kind, name, node.lineno, self.column(node), node.end_lineno, len(node.decorator_list), docstring)
        self.definitions.append(row)
        self.generic_visit(node)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_definition  # noqa: N815


def standard_library_files() -> list[str]:
    found = []
    for folder, folders, files in os.walk(STANDARD_LIBRARY):
        folders[:] = sorted(set(folders) - {"site-packages", "__pycache__"})
        found += [os.path.join(folder, name) for name in sorted(files) if name.endswith(".py")]
    return found


def assert_agrees(path: str) -> None:
    with open(path, "rb") as file:
        content = file.read()
    text = decode(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(content)
        except (SyntaxError, ValueError):
            assert not isinstance(text, str) or isinstance(extract(text, path), Unparsable), path
            return
        assert isinstance(text, str), path
        facts = extract(text, path)
    assert isinstance(facts, FileFacts), path
    oracle = Oracle(text)
    oracle.visit(tree)
    statements = [
        (each.line, each.column, each.level, each.module, each.name, each.alias, tags - {"type-checking"})
        for each in facts.imports
        for tags in [tag_names(each.tags)]
        if "dynamic" not in tags
    ]
    assert statements == oracle.imports, path
    definitions = [
        (each.kind, each.name, each.line, each.column, each.end_line, len(each.decorators), each.docstring)
        for each in facts.definitions
    ]
    assert definitions == oracle.definitions, path
    assert from_plain(to_plain(facts)) == facts, path


FILES = standard_library_files()


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 8))])
def test_facts_agree_with_ast_on_the_standard_library(part: int) -> None:
    chosen = FILES[part::8]
    assert len(chosen) > 50
    for path in chosen:
        assert_agrees(path)


def test_decoding_agrees_with_the_module_tokenize() -> None:
    compared = 0
    for path in FILES:
        with open(path, "rb") as file:
            content = file.read()
        try:
            with tokenize.open(path) as opened:
                expected: str | None = opened.read()
        except (SyntaxError, UnicodeDecodeError):
            expected = None
        text = decode(content)
        found = text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else None
        assert found == expected, path
        compared += 1
    assert compared > 400


def test_forms_of_imports() -> None:
    assert imports_of(
        "import a.b as c, d\n"
        "from . import x\n"
        "from ..p.q import (y as z,\n  w)\n"
        "from m import *\n"
    ) == [
        ("import a.b as c", []),
        ("import d", []),
        ("from . import x", []),
        ("from ..p.q import y as z", []),
        ("from ..p.q import w", []),
        ("from m import *", ["star"]),
    ]  # fmt: skip


def test_an_import_in_a_comment_or_a_string_is_no_import() -> None:
    assert imports_of("# import a\nx = 'import b'\n'''\nimport c\n'''\nf'{1}import d'\n") == []


def test_where_an_import_stands_is_tagged() -> None:
    text = (
        "from typing import TYPE_CHECKING as TC\n"
        "import typing as t\n"
        "if TC:\n    import a\nelse:\n    import b\n"
        "if not t.TYPE_CHECKING:\n    import c\nelif x:\n    import d\n"
        "if TC and x:\n    import e\n"
        "if TC or x:\n    import f\n"
        "try:\n    import g\nexcept ImportError:\n    def h():\n        import i\n"
        "class K:\n    import j\n    async def m(self):\n        with x:\n            import n\n"
        "match x:\n    case 1:\n        import o\n"
    )
    assert imports_of(text)[2:] == [
        ("import a", ["conditional", "type-checking"]),
        ("import b", ["conditional"]),
        ("import c", ["conditional"]),
        ("import d", ["conditional", "type-checking"]),
        ("import e", ["conditional", "type-checking"]),
        ("import f", ["conditional"]),
        ("import g", ["conditional"]),
        ("import i", ["conditional", "function"]),
        ("import j", []),
        ("import n", ["conditional", "function"]),
        ("import o", ["conditional"]),
    ]


def test_dynamic_imports_with_literal_names() -> None:
    text = (
        "import importlib\nimport importlib as il\nfrom importlib import import_module as load\nimport builtins\n"
        "importlib.import_module('a.b')\n"
        "def f():\n    return il.import_module(name='c')\n"
        "load('.d', __package__)\nload('..e', package='p.q')\nload('.', 'p')\n"
        "__import__('g')\nbuiltins.__import__('h')\n"
        # Not known, or not the function of importlib:
        "load(name)\nload('not a name')\nother.import_module('x')\nload('.d', pkg)\nload('...z', 'p')\nload()\n"
    )
    found = [(each.line, each.text, sorted(tag_names(each.tags))) for each in facts_of(text).imports][4:]
    assert found == [
        (5, "import_module('a.b')", ["dynamic"]),
        (7, "import_module('c')", ["dynamic", "function"]),
        (8, "import_module('.d')", ["dynamic"]),
        (9, "import_module('p.e')", ["dynamic"]),
        (10, "import_module('p')", ["dynamic"]),
        (11, "import_module('g')", ["dynamic"]),
        (12, "import_module('h')", ["dynamic"]),
    ]


def test_dynamic_imports_wherever_they_stand() -> None:
    text = (
        "x = 1\r\n@deco(lambda: __import__('a'))\r@other\rclass A:\n    y = 2\n    def f(self, x=__import__('b')):\n"
        "        pass\n        with x as z, \\\n            __import__('c'):\n            pass\n"
        'try:\n    pass\nexcept __import__(\'d\').E:\n    x = f"""\n  {\n__import__(\'e\')}"""\n'
        "match x:\n    case 1 if __import__('f'):\n        [\n          1 for x in\n         __import__('g')]\nx = 3\n"
    )
    found = [(each.module, sorted(tag_names(each.tags))) for each in facts_of(text).imports]
    in_function = ["dynamic", "function"]
    assert sorted(found) == [
        ("a", in_function),
        ("b", in_function),
        ("c", in_function),
        ("d", ["dynamic"]),
        ("e", ["dynamic"]),
        ("f", ["dynamic"]),
        ("g", ["dynamic"]),
    ]
    assert found == [(each.module, sorted(tag_names(each.tags))) for each in facts_of(text + "# \u00e9\n").imports]


def test_dynamic_imports_by_a_name_that_the_parser_normalises() -> None:
    # Identifiers are compared after NFKC normalisation: the fullwidth letters are those of `import_module`.
    text = "import importlib\nimportlib.\uff49mport_module('a')\n"
    assert [each.module for each in facts_of(text).imports] == ["importlib", "a"]


def test_columns_count_characters() -> None:
    facts = facts_of("'é😀'; import a\nclass É:\n    'ü'; x = 'ß'; import b\n")
    assert [(each.line, each.column) for each in facts.imports] == [(1, 7), (3, 19)]


def test_form_feeds_and_carriage_returns_are_those_of_python() -> None:
    facts = facts_of("x = 1\f\n\fimport a\ry = 2\r\nimport b\n")
    assert [(each.line, each.column, each.module) for each in facts.imports] == [(2, 2, "a"), (4, 1, "b")]


def test_definitions() -> None:
    text = (
        "@cache\n@app.route('/x', methods=[\n  'GET'])\ndef f(a) -> dict[str, int]:\n    'Doc.'\n    def g(): pass\n"
        "class C(Base, Generic[T], metaclass=M, **kw):\n    @property\n    async def m(self) -> 'C': return self\n"
        "    class D: pass\n"
    )
    f, g, c, m, d = facts_of(text).definitions
    assert (f.kind, f.name, f.first_line, f.line, f.column, f.end_line) == ("function", "f", 1, 4, 1, 6)
    assert f.decorators == ("cache", "app.route('/x', methods=['GET'])")
    assert (f.returns, f.docstring) == ("dict[str, int]", "Doc.")
    assert (g.name, g.line, g.returns, g.docstring) == ("f.<locals>.g", 6, None, None)
    assert (c.kind, c.bases) == ("class", ("Base", "Generic[T]", "metaclass=M", "**kw"))
    assert (m.name, m.decorators, m.returns, m.column) == ("C.m", ("property",), "'C'", 5)
    assert (d.kind, d.name) == ("class", "C.D")


def test_docstrings_and_blank_files() -> None:
    assert facts_of('"""About."""\n').docstring == "About."
    assert facts_of("# comment\n\n").is_blank
    assert not facts_of("x = 1\n").is_blank
    assert facts_of("x = 1\n'not a docstring'\n").docstring is None
    assert facts_of("b'bytes'\n").docstring is None


@pytest.mark.parametrize(
    ("text", "reason", "line", "words"),
    [
        ("import a\ndef f(:\n    pass\n", "syntax", 2, "not valid Python"),
        ("import a\nx = 1\n\0import b\n", "syntax", 3, "null"),
        ("print 'x'\n", "syntax", 1, "Missing parentheses"),
        ("x = " + "(" * 5000 + ")" * 5000, "syntax", 1, "too many nested parentheses"),
        ("x = " + "-" * 100_000 + "1\n", "limit", None, "nested too deeply"),
        ("x = 1" + "+1" * 100_000 + "\n", "limit", None, "nested too deeply"),
        ("x" + ".y" * 100_000 + "\n", "limit", None, "nested too deeply"),
        ("x = f" + "()" * 100_000 + "\n", "limit", None, "nested too deeply"),
        ("x = " + "lambda: " * 100_000 + "1\n", "limit", None, "nested too deeply"),
        ("if a: pass\n" + "elif b: import c\n" * 100_000, "limit", None, "nested too deeply"),
        ("x = " + "9" * 10_000 + "\n", "syntax", 1, "Exceeds the limit"),
        ("'''" + "import a\n" * 10_000, "syntax", 1, "unterminated"),
        # Python itself would need tens of gigabytes for this one.
        ("import a\n\nimport " + ".".join(["abcde"] * 100_000) + "\n", "limit", 3, "more than a thousand parts"),
        ("from \\\n" + "a.\\\n " * 20_000 + "b import c\n", "limit", 1, "more than a thousand parts"),
    ],
)
def test_what_cannot_be_parsed_says_so(text: str, reason: str, line: int | None, words: str) -> None:
    problem = extract(text, "file.py")
    assert isinstance(problem, Unparsable)
    assert (problem.reason, problem.line) == (reason, line)
    assert words in problem.message


def test_a_deep_but_legal_file_is_walked_without_recursion() -> None:
    depth = 90  # Python itself allows 100 levels of indentation
    text = "".join(f"{' ' * level}if x:\n" for level in range(depth)) + f"{' ' * depth}import a\n"
    assert facts_of(text).imports == (Import(depth + 1, depth + 1, 0, "a", None, None, 4),)


def test_long_but_legal_texts() -> None:
    assert len(facts_of("import a;" * 20_000).imports) == 20_000
    assert len(facts_of(f"from a import ({'b,' * 20_000})").imports) == 20_000
    assert len(facts_of(f"x = '''{'from 1.5 ' * 20_000}'''\nimport a").imports) == 1
    assert len(facts_of("if a: pass\n" + "elif b: import c\n" * 500).imports) == 500
