"""The scan for imports against the parser of Python: whatever it is sure of must be what the parser finds."""

from __future__ import annotations

import os
import sysconfig
import warnings
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.libraries.builtin.python.decoding import decode
from hielements.libraries.builtin.python.extraction import Unparsable, extract
from hielements.libraries.builtin.python.facts import Import
from hielements.libraries.builtin.python.import_rows import Sources, statements_of
from hielements.libraries.builtin.python.import_scanning import scan
from hielements.libraries.builtin.python.import_statements import Statements


def scanned(text: str) -> Sequence[Import] | None:
    sources = Sources()
    rows = scan(text, Statements(sources))
    return None if rows is None else sources.imports(rows)


def parsed(text: str) -> Sequence[Import] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        facts = extract(text, "file.py")
    return None if isinstance(facts, Unparsable) else facts.imports


SURE = [
    "import a\nimport a.b.c as d, e\nfrom . import f\nfrom ..g.h import i as j, k\nfrom l import *\n",
    "from a import (\n    b,  # one\n    c as d,\n\n    e,\n)\nimport f  # with a remark: import g\n",
    "from a import(b)\nfrom .a import(b,c)\nfrom ...import c\n",
    "import  a\nfrom\ta\timport\tb\nimport a , b\nimport\ta\n",
    '"""Says: import a\nimport b\n"""\nimport c\n',
    "x = '''\nimport a\n''' # import b\nimport c\n",
    'x = "import a; import b"\ny = \'# """\'\nimport c\nz = """\nimport d"""\n',
    "# import a\n#: import b\nimportant = reimport = 1\nx.import_ = 'import'\nimport c\n",
    "def f():\n    import a\n\n    class C:\n        from . import b\n    # c\n# d\n    import e\n",
    "if x:\n    import a\nelse:\n    import b\ntry:\n    import c\nexcept (E, F):\n    import d\nfinally:\n import e\n",
    "if TYPE_CHECKING:\n    import a\n    from b import (\n        c,\n    )\nimport d\n",
    "if typing.TYPE_CHECKING and x:  # for types\n    import a\nif not TYPE_CHECKING:\n    import b\n",
    "async def f(\n    x: int,\n) -> None:\n    async with a as b:\n        import c\n    for d in e:\n     import f\n",
    "if TYPE_CHECKING:\n    pass\nelif x:\n    import a\nelif TYPE_CHECKING:\n    import b\nelse:\n    import c\n",
    "if not TYPE_CHECKING:\n    pass\nelif x:\n    import a\nelse:\n    import b\n",
    "y = TYPE_CHECKING\ntry:\n    pass\nexcept E:\n    pass\nelse:\n    import d\n",
    "while x:\n  import a\nwith y:\n   import b\nmatch z:\n    case 1:\n        import c\n",
    'def f():\n    """Imports.\n\n    import a\nif x:\n    """\n    import b\n',
    "x = [\n1,\n]\nimport a\r\nimport b\rimport c",
    'class A:\n    x = """\nif y:\n"""\n    import a\n',
    "x = (\n    'a'\n)\n\nimport b",
    'r"""\\" """\n',
    "type X = int\ntry:\n    pass\nexcept A, B:\n    import c\n",
    "if x:\n    import a\n\n  # b\n    from c import d\nfrom e import (f)\n\n\n# g (\nimport h # (i\n",
    "def f():\n  '''a\n  b'''\n  import c\n  '''d\n'''\n  if e:\n    import g\n",
    # Calls that import nothing known, and what only looks like one.
    "import importlib\nimportlib.import_module(name)\nimportlib.import_module(f'a.{b}')\n",
    "import importlib as i\nf(i.import_module, i.import_module('%s.b' % c), x=i.import_module, y=1)\n",
    "# import_module('a')\nx = \"__import__('a')\"  # __import__\nmy_import_module('a')\n__import__(a.b)\n",
    "from importlib import import_module\nimport_module(\n    name, 'a'\n)\nimport_module('a'.b())\n",
    "x = '\u2103'  # \u2082\nimport a\n\u03a9ohm = 1\n",
]


@pytest.mark.parametrize("text", SURE)
def test_what_is_scanned_is_what_the_parser_finds(text: str) -> None:
    found = scanned(text)
    assert found is not None
    assert found == parsed(text)


UNSURE = [
    "if x: import a\n",
    "import a; import b\n",
    "import a, \\\n    b\n",
    "x = 'a\\\nimport b'\n",
    "if x:\n\timport a\n",
    "\x0cimport a\n",
    "import ä\nfrom \ufb01le import x\n",
    "import importlib\nimportlib.import_module('a')\n",
    "__import__('a')\n",
    "from importlib import import_module as load\nload('a')\n",
    "from  importlib import (import_module as load)\nload('a')\n",
    "from importlib import __import__ as load, x\nload('a')\n",
    "import importlib\nimportlib.import_module(name='a')\n",
    "import importlib\nimportlib.import_module('.a', b)\n",
    "import importlib\nimportlib.import_module(\n  # which\n  'a')\n",
    "import importlib\n(importlib.import_module)('a')\n",
    "import importlib\nimportlib.import_module \\\n ('a')\n",
    "import importlib\nimportlib.import_module(r'a')\nimportlib.import_module(('a'))\n",
    "importlib = 1\nx = \uff49mport_module\n",
    "from typing import TYPE_CHECKING as T\nif T:\n    import a\n",
    "lazy import a\n",
    "class A: from b import c\n",
]


@pytest.mark.parametrize("text", UNSURE)
def test_what_is_unusual_is_left_to_the_parser(text: str) -> None:
    assert scanned(text) is None


BROKEN = [
    "import a\nx = (\n",
    "import a\nx = ')'\ny = (]\n",
    "import a\nx = 'b\n",
    'import a\nx = """b\n',
    "import a\n<<<<<<< ours\nx = 1\n",
    "import a b\n",
    "import class\n",
    "from a import as\n",
    "import a.\n",
    "from a import\n",
    "from a import b,\n",
    "from a import b(c)\n",
    "from a import (b, c as)\n",
    "from a import (b,, c)\n",
    "from a import ((b))\n",
    "from a..b import c\n",
    "x = 1\n    import a\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_python_is_left_to_the_parser(text: str) -> None:
    assert scanned(text) is None
    assert parsed(text) is None


NAMES = st.sampled_from(["a", "b.c", "d_e", "x1", "import_x", "from_y"])
ALIASES = st.sampled_from(["", "", " as z", "  as\tq"])
PLAIN = st.sampled_from(["a", "b", "c1", "important"])
LEVELS = st.sampled_from(["", "", ".", "..", ". ", "... "])


@st.composite
def imports(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return "import " + ", ".join(f"{draw(NAMES)}{draw(ALIASES)}" for _ in range(draw(st.integers(1, 3))))
    source = f"from {draw(LEVELS)}{draw(NAMES)} import" if draw(st.booleans()) else "from . import"
    names = [f"{draw(PLAIN)}{draw(ALIASES)}" for _ in range(draw(st.integers(1, 3)))]
    layout = draw(st.integers(0, 4))
    if layout == 0:
        return f"{source} *"
    if layout == 1:
        return f"{source}  {' ,'.join(names)}  # import (q"
    if layout == 2:
        return f"{source} (\n" + "".join(f"  {name}, # )\n" for name in names) + ")"
    if layout == 3:
        return f"{source}({', '.join(names)})"
    return f"{source} {', '.join(names)}"


OTHERS = st.sampled_from(
    [
        "pass",
        "# import a",
        "x = 'import a'",
        'x = """\nimport a\n  if b:\n"""',
        "x = '''a''' \"\"\"b\"\"\"",
        "x = [\n  1, 'import',\n]",
        "'''import a'''",
        "f(\nx\n)",
        "x = '\\''; y = 1",
        "x = '\"\"\"'  # '''",
        "",
        "x = rb'''\\''''''",
        "x = 'a\\\n  b'",
        "x = {'a': lambda: b, 'if': 1}",
        "x = \\\n  1",
        "import_module(a, 'b')\n__import__(f'b')",
        "x = importlib.import_module('a' + b, c)",
        "import_module('a')",
        "# (\n",
    ]
)
HEADERS = st.sampled_from(
    [
        "def f():",
        "class C:  # if x:",
        "if x:",
        "if TYPE_CHECKING:",
        "if not typing.TYPE_CHECKING:",
        "for x in y:",
        "while (\n  x\n):",
        "with x as y, z:",
        "async def f(\n    a='''\n''',\n) -> C:",
        "try:\n    pass\nexcept A:",
        "if x:\n    pass\nelif TYPE_CHECKING:",
        "if TYPE_CHECKING:\n    pass\nelse:",
        "if x: pass\nelse:",
        "match x:\n  case y if y > 1:",
    ]
)


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0) -> list[str]:
    found: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.integers(0, 3 if depth < 3 else 2))
        if kind == 3:
            header = draw(HEADERS)
            indent = " " * draw(st.integers(1, 4))
            if header.startswith("match"):
                indent += "  "
            found += header.split("\n")
            inner = [*draw(blocks(depth + 1)), "pass"]
            inside = False
            for line in inner:
                # What stands in a string keeps its place.
                found.append(line if inside or not line else indent + line)
                inside ^= line.count('"""') % 2 == 1 and '\'"""\'' not in line
        else:
            found += (draw(imports()) if kind else draw(OTHERS)).split("\n")
    return found


@given(blocks(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_generated_layouts(lines: list[str], end: str) -> None:
    text = end.join(lines) + end
    expected, found = parsed(text), scanned(text)
    if expected is not None and found is not None:
        assert found == expected, text


@given(st.text(alphabet="import from a.,*()'\"#\\\n\t:;=ï", max_size=60))
def test_any_text(text: str) -> None:
    expected, found = parsed(text), scanned(text)
    if expected is not None and found is not None:
        assert found == expected, text


@given(blocks())
def test_rows_keep_what_the_parser_finds(lines: list[str]) -> None:
    found = parsed("\n".join(lines))
    sources = Sources()
    assert found is None or sources.imports(sources.rows(statements_of(found))) == found


def python_files(folder: str) -> list[str]:
    found: list[str] = []
    for place, folders, files in os.walk(folder):
        folders.sort()
        found += [os.path.join(place, name) for name in sorted(files) if name.endswith(".py")]
    return found


INSTALLED = python_files(sysconfig.get_path("purelib"))
STANDARD = [path for path in python_files(sysconfig.get_path("stdlib")) if "site-packages" not in path]


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 12))])
def test_installed_packages_and_the_standard_library(part: int) -> None:
    sources = Sources()
    statements = Statements(sources)
    compared = unsure = 0
    for path in (INSTALLED + STANDARD)[part * 7 :: 84]:
        with open(path, "rb") as file:
            text = decode(file.read())
        if not isinstance(text, str) or len(text) > 500_000:
            continue
        rows = scan(text, statements)
        if rows is None:
            unsure += 1
            continue
        expected = parsed(text)
        if expected is not None:
            assert sources.imports(rows) == expected, path
            compared += 1
    assert compared > unsure, "most files are read without the parser"
