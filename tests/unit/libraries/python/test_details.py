"""Details of files against independent readings of the same code: `ast`, ruff and the package mccabe."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.libraries.builtin.python.details import FileDetails, from_plain, to_plain
from hielements.libraries.builtin.python.store import FactStore
from hielements.source.memory import MemoryWorkspace

PACKAGES = [Path(sysconfig.get_path("stdlib"), name) for name in ("asyncio", "email", "json", "logging", "unittest")]


class MemoryCache:
    """A cache that can be looked into."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], bytes] = {}
        self.stored = 0

    def get(self, kind: str, key: str) -> bytes | None:
        return self.entries.get((kind, key))

    def put(self, kind: str, key: str, content: bytes) -> None:
        self.stored += 1
        self.entries[kind, key] = content


def details(text: str) -> FileDetails:
    found = FactStore(MemoryWorkspace({"a.py": textwrap.dedent(text)}), MemoryCache()).details("a.py")
    assert isinstance(found, FileDetails), found
    return found


def calls(text: str) -> list[tuple[int, str, tuple[tuple[int, str, str | None], ...]]]:
    return [(each.line, each.written, each.origins) for each in details(text).calls]


def library_files() -> Iterator[Path]:
    """Some packages of the standard library: real code that nobody edits while the tests run."""
    for folder in PACKAGES:
        yield from sorted(folder.rglob("*.py"))


def walked(tree: ast.Module) -> list[tuple[int, int, str]]:
    """Every call as `ast.walk` finds it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target, parts = node.func, []
            while isinstance(target, ast.Attribute):
                parts.append(target.attr)
                target = target.value
            head = target.id if isinstance(target, ast.Name) else ""
            path = ".".join([head, *reversed(parts)])
            if path:
                found.append((node.lineno, node.col_offset, path))
    return sorted(found)


def test_calls_are_those_of_ast_walk_in_the_standard_library() -> None:
    total = 0
    for path in library_files():
        text = path.read_text("utf-8")
        if not text.isascii():
            continue
        found = [(each.line, each.column - 1, each.written) for each in details(text).calls]
        assert sorted(found) == walked(ast.parse(text)), path
        total += len(found)
    assert total > 5000


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b.c", "f()", "g.h()", "1", "''"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"f({two[0]}, x={two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}).m({two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"[{two[0]} for i in {two[1]} if p(i)]"),
        st.tuples(inner, inner).map(lambda two: f"{{{two[0]}: {two[1]} for k, (v, *w), z[q()] in r()}}"),
        st.tuples(inner, inner).map(lambda two: f"(lambda y={two[0]}: {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} if {two[1]} else (n := f(a)))"),
        inner.map(lambda one: f"d[{one}:s(1)]"),
    ),
    max_leaves=8,
)
STATEMENTS = st.recursive(
    EXPRESSIONS.map(lambda one: f"v = {one}\n"),
    lambda inner: st.one_of(
        st.tuples(EXPRESSIONS, inner, inner).map(lambda p: f"if {p[0]}:\n{indent(p[1])}else:\n{indent(p[2])}"),
        st.tuples(EXPRESSIONS, inner, inner).map(
            lambda p: f"for i, j.k in {p[0]}:\n{indent(p[1])}else:\n{indent(p[2])}"
        ),
        st.tuples(EXPRESSIONS, inner).map(lambda p: f"while {p[0]}:\n{indent(p[1])}"),
        st.tuples(EXPRESSIONS, inner).map(lambda p: f"with {p[0]} as w[q()]:\n{indent(p[1])}"),
        st.tuples(inner, inner, inner, inner).map(
            lambda p: f"try:\n{indent(p[0])}except E():\n{indent(p[1])}else:\n{indent(p[2])}finally:\n{indent(p[3])}"
        ),
        st.tuples(inner, inner).map(lambda p: f"try:\n{indent(p[0])}except (A, b()) as e:\n{indent(p[1])}"),
        st.tuples(EXPRESSIONS, inner).map(lambda p: f"@d({p[0]})\ndef f(x: t()=u(), *, y=z()) -> r():\n{indent(p[1])}"),
        st.tuples(EXPRESSIONS, inner).map(lambda p: f"class C(B({p[0]}), metaclass=M()):\n{indent(p[1])}"),
        st.tuples(EXPRESSIONS, inner, inner).map(
            lambda p: f"match {p[0]}:\n case C(x=1) if g(): \n{indent(p[1])} case _:\n{indent(p[2])}"
        ),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=6,
)


def indent(text: str) -> str:
    return textwrap.indent(text, "  ")


def compiles(text: str) -> bool:
    """The parser accepts some misplaced `:=` that the compiler and ruff refuse."""
    try:
        compile(text, "a.py", "exec")
    except SyntaxError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(STATEMENTS)
def test_calls_are_those_of_ast_walk_in_random_programs(text: str) -> None:
    found = [(each.line, each.column - 1, each.written) for each in details(text).calls]
    assert sorted(found) == walked(ast.parse(text)), text


def ruff_complexities(folder: Path) -> dict[tuple[str, int], int]:
    """Rule C901 of ruff with the limit 0 names every function's complexity."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "C901", "--output-format", "json",
               "--config", "lint.mccabe.max-complexity=0", "--target-version", "py311", "--ignore-noqa", "--no-cache",
               str(folder)]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {}
    for each in json.loads(ran.stdout):
        number = int(each["message"].partition("(")[2].partition(" ")[0])
        found[each["filename"], each["location"]["row"]] = number
    return found


def test_complexities_are_those_of_ruff_in_the_standard_library() -> None:
    theirs = {key: number for folder in PACKAGES for key, number in ruff_complexities(folder).items()}
    assert len(theirs) > 500
    ours = {
        (str(path), each.line): each.complexity
        for path in {Path(path) for path, _ in theirs}
        for each in details(path.read_text("utf-8")).functions
    }
    assert {key: ours[key] for key in theirs} == theirs


@settings(max_examples=10, deadline=None)
@given(st.lists(STATEMENTS.filter(compiles), min_size=20, max_size=20))
def test_complexities_are_those_of_ruff_in_random_programs(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("programs")
    text = "".join(f"def f{number}():\n{indent(part)}" for number, part in enumerate(parts))
    (folder / "a.py").write_text(text, "utf-8")
    theirs = {line: number for (_, line), number in ruff_complexities(folder).items()}
    assert {each.line: each.complexity for each in details(text).functions} == theirs, text


def test_complexities_are_those_of_mccabe_but_for_what_it_leaves_out() -> None:
    """The package mccabe counts one more for a `try` without `else`, and looks into neither `finally` nor `match`."""
    mccabe = pytest.importorskip("mccabe")
    compared = 0
    for path in library_files():
        tree = ast.parse(path.read_text("utf-8"))
        visitor = mccabe.PathGraphingAstVisitor()
        visitor.preorder(tree, visitor)
        theirs = {graph.lineno: graph.complexity() for graph in visitor.graphs.values()}
        ours = {each.line: each.complexity for each in details(path.read_text("utf-8")).functions}
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.lineno in theirs:
                inside = list(ast.walk(node))
                if any(
                    isinstance(each, (ast.Match, ast.ClassDef)) or getattr(each, "finalbody", ()) for each in inside
                ):
                    continue
                quirks = sum(isinstance(each, ast.Try) and not each.orelse for each in inside)
                assert ours[node.lineno] == theirs[node.lineno] - quirks, (path, node.lineno)
                compared += 1
    assert compared > 1000


def test_the_first_name_of_a_call_is_looked_up_as_python_does() -> None:
    assert calls(
        """\
        import os.path
        from .db import connect as open_db
        from shop import log
        def helper(): ...
        def local(log, items):
            helper(); print(); log.info(); os.path.join(); open_db(); unknown()
            [os() for os in items]
            os.getcwd()
        class C:
            def helper(self): ...
            x = helper(1)
            def m(self):
                return helper(), self.helper(), super().m()
        """
    ) == [
        (6, "helper", ((-1, "", "helper"),)),
        (6, "print", ((-2, "", "print"),)),
        (6, "log.info", ()),
        (6, "os.path.join", ((0, "os", None),)),
        (6, "open_db", ((1, "db", "connect"),)),
        (6, "unknown", ((-3, "", "unknown"),)),
        (7, "os", ()),
        (8, "os.getcwd", ((0, "os", None),)),
        (11, "helper", ()),
        (13, "helper", ((-1, "", "helper"),)),
        (13, "self.helper", ()),
        (13, ".m", ()),
        (13, "super", ((-2, "", "super"),)),
    ]


def test_global_nonlocal_walrus_and_branches() -> None:
    assert calls(
        """\
        try:
            import json
        except ImportError:
            json = None
        try:
            from fast import dump
        except ImportError:
            from slow import dump
        def f():
            global json
            json = g()
            json.loads(); dump()
            def inner():
                nonlocal_ = 1
                nonlocal_()
        def h():
            v = 1
            def inner():
                nonlocal v
                v = 2
                v()
            [(w := 1) for _ in v]
            w()
        """
    ) == [
        (11, "g", ((-3, "", "g"),)),
        (12, "json.loads", ((0, "json", None),)),
        (12, "dump", ((0, "fast", "dump"), (0, "slow", "dump"))),
        (15, "nonlocal_", ()),
        (21, "v", ()),
        (23, "w", ()),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("X = 8080", 8080),
        ("X = -1", -1),
        ("X: int = +3", 3),
        ("X = 2.5", 2.5),
        ("X = -2.5e3", -2500.0),
        ("X = True", True),
        ("X = not True", False),
        ("X = None", None),
        ("X = 'a' 'b'", "ab"),
        ("X = 'a' + 'b'", "ab"),
        ("X = 60 * 60 - 1", 3599),
        ("X = [1, 'a', (2.0, None)]", (1, "a", (2.0, None))),
        ("Y, X = 1, 2", 2),
        ("Y = X = 7", 7),
    ],
)
def test_values_of_literals(text: str, value: object) -> None:
    found = [each for each in details(text).variables if each.name == "X"]
    assert [(each.is_literal, each.value, type(each.value)) for each in found] == [(True, value, type(value))]


@pytest.mark.parametrize(
    "text",
    ["X = f()", "X = b'bytes'", "X = 1j", "X = {}", "X = '\\ud800'", "X = y", "X, Y = pair", "X = -'a'",
     "X = " + "9" * 18 + " * " + "9" * 18, "X = 1 << 3", "X: int", "X += 1",
     "X = " + "(" * 50 + "-" * 50 + "1" + ")" * 50],
)  # fmt: skip
def test_what_is_no_literal(text: str) -> None:
    found = [each for each in details(text).variables if each.name == "X"]
    assert [each.is_literal for each in found] == [False]


def test_variables_of_classes_branches_and_functions() -> None:
    found = details(
        """\
        A = 1
        if A:
            A = 2
        class C:
            B: int = 3
        def f():
            global A
            A = 4
            local = 5
        """
    ).variables
    assert [(each.name, each.line, each.is_literal, each.is_conditional) for each in found] == [
        ("A", 1, True, False),
        ("A", 3, True, True),
        ("C.B", 5, True, False),
        ("A", 8, False, True),
    ]


@pytest.mark.parametrize(
    ("text", "names", "complete"),
    [
        ("__all__ = ['a', 'b']", ["a", "b"], True),
        ("__all__ = ('a',)\n__all__ += ['b']", ["a", "b"], True),
        ("__all__ = ['a'] + ['b']\n__all__.append('c')\n__all__.extend(['d'])", ["a", "b", "c", "d"], True),
        ("__all__: list[str] = ['a']", ["a"], True),
        ("__all__ = ['a']\n__all__ = ['b']", ["b"], True),
        ("import m\n__all__ = ['a'] + m.__all__", ["a"], False),
        ("__all__ = [n for n in dir()]", [], False),
        ("__all__ = ['a']\n__all__.remove('a')", ["a"], False),
        ("def f():\n    __all__ = ['a']", None, True),
        ("x = 1", None, True),
    ],
)
def test_exports(text: str, names: list[str] | None, complete: bool) -> None:
    found = details(text)
    assert (None if found.exports is None else [each.name for each in found.exports]) == names
    assert found.exports_complete is complete


def test_functions_lines_and_main() -> None:
    found = details(
        """\
        def f(a, b: int, *c, d=1, **e) -> int: ...
        class C:
            def m(self, x): ...
            @staticmethod
            def s(x): ...
        if "__main__" == __name__:
            f()
        """
    )
    assert [(each.name, each.unannotated, each.returns_annotated) for each in found.functions] == [
        ("f", ("a", "d", "c", "e"), True),
        ("C.m", ("x",), False),
        ("C.s", ("x",), False),
    ]
    assert found.main_line == 6
    assert found.lines == 7
    assert found.module_names == ("C", "f")
    assert details("").lines == 0
    assert details("x = 1").lines == 1


def test_details_survive_the_cache_and_damage_to_it() -> None:
    cache = MemoryCache()
    workspace = MemoryWorkspace({"a.py": "import os\nos.getcwd()\nX = [1, (2, 'ü')]\n__all__ = ['X']\n"})
    first = FactStore(workspace, cache).details("a.py")
    assert isinstance(first, FileDetails)
    assert cache.stored == 2  # one parse gave the facts as well
    assert from_plain(to_plain(first)) == first
    again = FactStore(workspace, cache)
    assert again.details("a.py") == first
    assert cache.stored == 2
    for key in cache.entries:
        cache.entries[key] = cache.entries[key][:-1]
    assert FactStore(workspace, cache).details("a.py") == first


def test_facts_alone_never_touch_the_details() -> None:
    cache = MemoryCache()
    store = FactStore(MemoryWorkspace({"a.py": "import os\nos.getcwd()\n"}), cache)
    store.load(["a.py"])
    assert [kind for kind, _ in cache.entries if "details" in kind] == []
    assert isinstance(store.details("a.py"), FileDetails)
    assert len(cache.entries) == 2


def test_deep_and_long_code_is_no_trouble() -> None:
    found = details("x = " + "f(" * 80 + ")" * 80 + "\n" + "a" + ".b" * 500 + "()\n" + "c()\n" * 5000)
    assert len(found.calls) == 5081
