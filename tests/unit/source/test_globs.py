"""Globs: the rules of the module's docstring, a slow but obvious matcher as oracle, and hostile patterns."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.source.globs import Glob, GlobProblem, compile_glob


def glob(pattern: str) -> Glob:
    compiled = compile_glob(pattern)
    assert isinstance(compiled, Glob), compiled
    return compiled


MATCHES = [
    ("*.py", "a.py", True),
    ("*.py", ".py", True),
    ("*.py", ".hidden.py", True),
    ("*.py", "src/a.py", False),
    ("*.py", "a.PY", False),
    ("*.py", "a.pyc", False),
    ("**/*.py", "a.py", True),
    ("**/*.py", "src/app/a.py", True),
    ("src/**/x.py", "src/x.py", True),
    ("src/**/x.py", "src/a/b/x.py", True),
    ("src/**/x.py", "srcs/x.py", False),
    ("src/**", "src/a", True),
    ("src/**", "src/a/b", True),
    ("src/**", "src", False),
    ("**", "a/b", True),
    ("a/**/b/**/c", "a/b/c", True),
    ("a/**/b/**/c", "a/x/b/y/z/c", True),
    ("a/**/b/**/c", "a/x/c", False),
    ("a/*/c", "a/b/c", True),
    ("a/*/c", "a/c", False),
    ("a/*/c", "a/b/b/c", False),
    ("?", "ä", True),
    ("?", "/", False),
    ("?", "\n", True),
    ("*", "two\nlines", True),
    ("[abc]x", "bx", True),
    ("[!abc]x", "bx", False),
    ("[^abc]x", "dx", True),
    ("[a-c]", "b", True),
    ("[]]", "]", True),
    ("[[:digit:]]*", "7up", True),
    ("a[/]b", "a/b", False),
    ("{a,b}.py", "b.py", True),
    ("{a,b}.py", "{a,b}.py", False),
    ("x{,.min}.js", "x.min.js", True),
    ("x{,.min}.js", "x.js", True),
    ("{src,test/{unit,spec}}/*.py", "test/spec/a.py", True),
    ("{src,test/{unit,spec}}/*.py", "test/a.py", False),
    ("[{]a", "{a", True),
    ("\\*", "*", True),
    ("\\*", "a", False),
    ("\\{a\\}", "{a}", True),
    ("./src/*.py", "src/a.py", True),
    ("a//b", "a/b", True),
    ("*a*b*c*", "xxaxxbxxcxx", True),
    ("*ab", "aab", True),
    ("*a?c*d", "aaxcxd", True),
]


@pytest.mark.parametrize(("pattern", "path", "expected"), MATCHES)
def test_matches(pattern: str, path: str, expected: bool) -> None:
    assert glob(pattern).matches(path) is expected


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("", "empty"),
        ("/etc/*", "absolute"),
        ("/", "names no path"),
        ("./", "names no path"),
        ("../*.py", "'..'"),
        ("a/./b", "'.'"),
        ("src/**.py", "'**' must stand alone"),
        ("a**", "'**' must stand alone"),
        ("***", "'**' must stand alone"),
        ("[a", "'[' is not closed"),
        ("[[:nope:]]", "unknown class"),
        ("{a,b", "not closed"),
        ("a}", "without '{'"),
        ("a\\", "last backslash"),
        ("a\0", "NUL"),
        ("{a,b}" * 12, "more than 1000"),
    ],
)
def test_patterns_that_make_no_sense_are_refused(pattern: str, part: str) -> None:
    problem = compile_glob(pattern)
    assert isinstance(problem, GlobProblem)
    assert part in problem.message


def test_a_double_star_in_a_name_comes_with_a_suggestion() -> None:
    assert compile_glob("src/**.py") == GlobProblem(
        "'**' must stand alone between slashes, in the glob 'src/**.py'", "write 'src/**/*.py' for any depth"
    )


@pytest.mark.parametrize(
    ("pattern", "base"),
    [
        ("src/app/*.py", "src/app"),
        ("*.py", ""),
        ("src/**", "src"),
        ("src/a.py", "src"),
        ("{a/x,a/y}/*", "a"),
        ("{a,b}/c", ""),
    ],
)
def test_the_base_is_the_folder_of_all_matches(pattern: str, base: str) -> None:
    assert glob(pattern).base == base


def test_a_slash_at_the_end_means_folders() -> None:
    assert glob("build/").folders_only
    assert not glob("build").folders_only
    assert not glob("build/").has_slash


PIECES = st.lists(st.sampled_from(["a", "b", "*", "?", "/", "**/", "/**/", "[ab]", "."]), max_size=8).map("".join)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", ".", "/"]), max_size=12).map("".join)


def slow_match(pattern: str, path: str) -> bool:
    """The rules as written, by trying everything; for patterns of `*`, `?`, `[ab]`, `**` between slashes."""

    @cache
    def fits(at: int, place: int) -> bool:
        if at == len(pattern):
            return place == len(path)
        if pattern.startswith("**", at):
            if at + 2 == len(pattern):
                return True
            # As many whole segments as it takes; after `**/` the place is always the start of a segment.
            return fits(at + 3, place) or any(
                path[next_place - 1] == "/" and fits(at + 3, next_place)
                for next_place in range(place + 1, len(path) + 1)
            )
        if pattern[at] == "*":
            return fits(at + 1, place) or (place < len(path) and path[place] != "/" and fits(at, place + 1))
        if place == len(path):
            return False
        if pattern[at] == "?":
            return path[place] != "/" and fits(at + 1, place + 1)
        if pattern.startswith("[ab]", at):
            return path[place] in "ab" and fits(at + 4, place + 1)
        return path[place] == pattern[at] and fits(at + 1, place + 1)

    return fits(0, 0)


@settings(max_examples=600, deadline=None)
@given(pattern=PIECES, paths=st.lists(PATHS, max_size=10))
def test_agrees_with_a_slow_matcher(pattern: str, paths: list[str]) -> None:
    compiled = compile_glob(pattern)
    if isinstance(compiled, GlobProblem) or "//" in pattern or pattern.startswith("./") or pattern.endswith("/"):
        return
    for path in paths:
        if "//" not in path and not path.startswith("/"):
            assert compiled.matches(path) == slow_match(pattern, path), (pattern, path)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab*?[]!^-{},\\/.:#"), max_size=30))
def test_any_text_gives_a_glob_or_a_problem(pattern: str) -> None:
    compiled = compile_glob(pattern)
    if isinstance(compiled, Glob):
        compiled.matches("a/b/a.b")


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 40 + "b",
        "a" + "*a" * 60 + "*/b",
        "**/a/" * 30 + "b",
        "**/*a*a*a*a*a*a/" * 8 + "b",
        "?*" * 60 + "b",
        "{*a*a*a*a,*a*a*a*b}" * 4 + "c",
    ],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    compiled = glob(pattern)
    assert not compiled.matches("a" * 250)
    assert not compiled.matches("a/" * 400 + "c/" + "a" * 200)
