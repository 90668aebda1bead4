"""Whatever a specification says, saying what is wrong with it takes little time and no exception."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hostile import ROOT_FILE, Mutator, at_most, built_in_catalog, look_at, specimens

from hielements.libraries.catalog import Catalog
from modelling import said


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return built_in_catalog()


def test_damaged_specifications_are_done_with_soon(catalog: Catalog) -> None:
    texts = specimens()
    for seed in range(400):
        with at_most(20):
            look_at(Mutator(texts, seed).files(), catalog)


def _codes(text: str, catalog: Catalog) -> set[str]:
    with at_most(20):
        seen = look_at({ROOT_FILE: text}, catalog)
    return {line.split(":")[0].split(" ")[1] for line in said(seen.modelled)}


def _chain(count: int, last: str) -> str:
    return "".join(f"pattern p{i} {{ element a implements p{i + 1} }}\n" for i in range(count)) + last


def test_patterns_in_a_long_chain_are_too_deep(catalog: Catalog) -> None:
    assert _codes(_chain(1000, "pattern p1000 {}\nelement e implements p0\n"), catalog) == {"oversized-pattern"}
    assert not _codes(_chain(100, "pattern p100 {}\nelement e implements p0\n"), catalog)


def test_patterns_in_a_long_circle_are_a_cycle(catalog: Catalog) -> None:
    text = _chain(1000, "pattern p1000 { element a implements p0 }\nelement e implements p0\n")
    assert _codes(text, catalog) == {"cyclic-pattern", "oversized-pattern"}


def test_an_oversized_pattern_is_reported_once(catalog: Catalog) -> None:
    doubling = "".join(
        f"pattern p{i} {{\n element a implements p{i + 1}\n element b implements p{i + 1}\n}}\n" for i in range(12)
    )
    many = "".join(f"element e{i} implements p0 {{ p0.a.s = 1 }}\n" for i in range(1000))
    text = f"{doubling}pattern p12 {{}}\n{many}"
    with at_most(20):
        seen = look_at({ROOT_FILE: text}, catalog)
    assert [line.split(":")[0] for line in said(seen.modelled)] == ["50 oversized-pattern"]


def test_all_instances_together_have_a_limit(catalog: Catalog) -> None:
    children = "".join(f" element c{i}\n" for i in range(1000))
    many = "".join(f"element e{i} implements p\n" for i in range(2000))
    assert _codes(f"pattern p {{\n{children}}}\n{many}", catalog) == {"oversized-pattern"}


def test_requirements_in_requirements_do_not_multiply_without_end(catalog: Catalog) -> None:
    asked = "requires descendant element x {\n" * 8
    elements = "element x {\n" * 40
    text = f"pattern p {{\n{asked}{'}' * 8}\n}}\nelement e implements p {{\n{elements}{'}' * 40}\n}}\n"
    assert _codes(text, catalog) == {"unfit-binding"}


def _allows(count: int) -> str:
    rules = "".join(f"allows scope s{i}\n" for i in range(count))
    return f"pattern p {{\n{rules}}}\nelement e implements p\n"


def _required_scopes(count: int) -> str:
    return (
        "element e {\n"
        + "".join(f"requires descendant scope a{i}\nelement x{i} {{ ref b: string = 'q' }}\n" for i in range(count))
        + "}\n"
    )


def _required_patterns(count: int) -> str:
    rules = "".join(f"requires descendant implements p\nelement x{i} implements p\n" for i in range(count))
    return f"pattern p {{}}\nelement e {{\n{rules}}}\n"


def _allowed_connections(count: int) -> str:
    rules = "".join(f"allows connection to s{i}\n" for i in range(count))
    return f"pattern p {{\n{rules}}}\nelement e implements p {{ ref r: string = 'q' }}\n"


def _wide_targets(count: int) -> str:
    targets = "".join(f"element z{i} {{ scope s = files.folder_selector('x') }}\n" for i in range(count))
    many = "".join(f"element e{i} implements p {{ scope s = files.folder_selector('x') }}\n" for i in range(count))
    return f"import files\npattern p {{ forbids connection to q.* }}\nelement q {{\n{targets}}}\n{many}"


def _ambiguous_receivers(count: int) -> str:
    scopes = "".join(f"scope s{i} = files.folder_selector('x')\n" for i in range(count))
    checks = "check e.exists('x')\n" * count
    return f"import files\nelement e {{\n{scopes}}}\nelement f {{\n{checks}}}\n"


def _chain_of_refs(count: int) -> str:
    refs = "".join(f"ref r{i}: Topic = r{i + 1}\n" for i in range(count))
    return f"element e {{\n{refs}ref r{count}: Topic = 'x'\ncheck r0 == 'x'\n}}\n"


def _siblings_of_a_language(count: int) -> str:
    language = "language python { connection_check c(a: scope[], b: scope[]): python.no_dependency(a, b) }\n"
    siblings = "".join(f"element e{i} {{ scope s = python.module_selector('a') }}\n" for i in range(count))
    return f"import python\n{language}{siblings}"


@pytest.mark.parametrize(
    "write",
    [
        _allows,
        _required_scopes,
        _required_patterns,
        _allowed_connections,
        _wide_targets,
        _ambiguous_receivers,
        _chain_of_refs,
        _siblings_of_a_language,
    ],
)
def test_much_about_the_same_thing_is_done_with_soon(write: Callable[[int], str], catalog: Catalog) -> None:
    with at_most(20):
        assert look_at({ROOT_FILE: write(4000)}, catalog).seconds.keys() == {"parse", "model", "plan"}
