"""Comments that allow violations, in the comment syntax of many languages."""

from __future__ import annotations

import pytest

from hielements.libraries.outcomes import Violation
from hielements.run.allow_comments import comments_in
from hielements.run.violations import target_of
from hielements.source.memory import MemoryWorkspace

ALLOWED = [
    ("a.py", "import x  # hielements: allow(why)"),
    ("a.py", "import x  # hielements: allow (why)"),
    ("a.py", "s = '''\n# no\n'''  # hielements: allow(why)"),
    ("a.py", "broken = (  # hielements: allow(why)\n"),
    ("a.rs", "use x; // hielements: allow(why)"),
    ("a.rs", "fn f<'a>(x: &'a str) {} // hielements: allow(why)"),
    ("a.ts", 'import "https://x"; // hielements: allow(why)'),
    ("a.c", "/* hielements: allow(why) */ int x;"),
    ("a.css", "a { } /* hielements: allow(why) */"),
    ("Dockerfile", "  # hielements: allow(why)"),
    ("api.Dockerfile", "# hielements: allow(why)"),
    ("compose.yaml", "image: x # hielements: allow(why)"),
    ("Makefile", "all: # hielements: allow(why)"),
    (".env", "A=1 # hielements: allow(why)"),
    ("a.sql", "select 1 -- hielements: allow(why)"),
    ("a.html", "<p> <!-- hielements: allow(why) -->"),
    ("a.ini", "; hielements: allow(why)"),
    ("a.hie", "check x() # hielements: allow(why)"),
    ("a.hie", "ref x: string = 'a'# hielements: allow(why)"),
    ("a.py", "if x:\n        a\n    b\n# hielements: allow(why)\n"),
    ("a.rs", "use x;// hielements: allow(why)"),
    ("a.rs", "fn f<'a>() {} // hielements: allow(why)"),
    ("a.rs", 'let x = "\\"a"; // hielements: allow(why)'),
    ("compose.yaml", "# hielements: allow(why)"),
]
NOT_ALLOWED = [
    ("a.py", "x = '# hielements: allow(why)'"),
    ("a.py", '"""\n# hielements: allow(why)\n"""'),
    ("a.py", "# see hielements: allow(why)"),
    ("a.rs", 'let x = "// hielements: allow(why)";'),
    ("a.rs", "# hielements: allow(why)"),
    ("a.rs", 'let x = "\\" // hielements: allow(why)";'),
    ("a.rs", 'let x = ["\\"", "// hielements: allow(why)"];'),
    ("a.hie", "check x('', '# hielements: allow(why)')"),
    ("a.css", "a // hielements: allow(why)"),
    ("compose.yaml", "image: x# hielements: allow(why)"),
    ("Dockerfile", "RUN x # hielements: allow(why)"),
    ("a.json", '{"a": "# hielements: allow(why)"}'),
    ("a.unknown", "# hielements: allow(why)"),
    ("a.py", "# hielements: allowed(why)"),
]


def reasons(path: str, text: str) -> list[str]:
    found = comments_in(path, MemoryWorkspace({path: text.encode()}))
    return [comment.reason for comment in found.comments] if found else []


@pytest.mark.parametrize(("path", "text"), ALLOWED)
def test_a_comment_is_found(path: str, text: str) -> None:
    assert reasons(path, text) == ["why"]


@pytest.mark.parametrize(("path", "text"), NOT_ALLOWED)
def test_what_is_no_comment_allows_nothing(path: str, text: str) -> None:
    assert reasons(path, text) == []


def test_a_reason_may_hold_parentheses_and_a_rule_stands_in_brackets() -> None:
    text = "x = 1  # hielements: allow[python.no_import](see (2), below)\n"
    found = comments_in("a.py", MemoryWorkspace({"a.py": text.encode()}))
    assert found is not None
    comment = found.comments[0]
    assert (comment.rule, comment.reason, comment.line, comment.column) == ("python.no_import", "see (2), below", 1, 8)
    assert (comment.end_column, comment.stands_alone) == (len(text), False)


def test_a_line_is_spoken_of_by_itself_and_by_lines_that_stand_alone_above() -> None:
    lines = [
        "first()  # hielements: allow(one)",
        "# hielements: allow(two)",
        "# hielements: allow(three)",
        "fourth()",
        "/* hielements: allow(four) */ fifth()",
        "sixth()",
    ]
    text = "\n".join(line.replace("#", "//") for line in lines)
    found = comments_in("a.rs", MemoryWorkspace({"a.rs": text.encode()}))
    assert found is not None
    about = [[comment.reason for comment in found.about(line, line)] for line in range(1, 7)]
    assert about == [["one"], ["two"], ["three", "two"], ["three", "two"], ["four"], []]


@pytest.mark.parametrize(
    ("message", "target"),
    [
        ("imports `shop.db`", "imports `shop.db`"),
        ("has 312 lines, 12 more than 300", "has # lines, # more than #"),
        ("has 1,312 bytes", "has # bytes"),
        ("exposes '8080'", "exposes '8080'"),
        ("imports shop.v2.db", "imports shop.v2.db"),
        ("the   value\n3.5 is wrong", "the value # is wrong"),
    ],
)
def test_a_violation_is_known_by_its_message_without_numbers(message: str, target: str) -> None:
    assert target_of(Violation(message)) == target


def test_a_violation_is_known_by_its_target() -> None:
    assert target_of(Violation("imports shop.db", target="shop.db")) == "shop.db"
