"""Which annotations name a type."""

from __future__ import annotations

import pytest

from hielements.libraries.builtin.python.annotations import names_type, parse_annotation

MEANINGS = {"Resp": ("http.Response",), "m.Order": ("shop.models.Order",)}


def is_type(annotation: str, wanted: str) -> bool:
    return names_type(parse_annotation(annotation), parse_annotation(wanted), lambda name: MEANINGS.get(name, (name,)))


@pytest.mark.parametrize(
    ("annotation", "wanted"),
    [
        ("List", "List"),
        ("List[int]", "List"),
        ("list[int]", "List"),
        ("typing.List", "List"),
        ("t.List[int]", "list"),
        ("typing.List[int]", "typing.List"),
        ("list[int]", "List[int]"),
        ("Dict[str, List[int]]", "dict[str, list[int]]"),
        ("'Order'", "Order"),
        ("'list[\"Order\"]'", "list[Order]"),
        ("Optional[Order]", "Order"),
        ("Optional[Order]", "None"),
        ("Order | None", "None"),
        ("int | str | Order", "Order"),
        ("Union[int, 'Order']", "Order"),
        ("Annotated[Order, 1]", "Order"),
        ("Resp", "Response"),
        ("Resp", "http.Response"),
        ("Resp", "Resp"),
        ("m.Order", "shop.models.Order"),
        ("m.Order", "models.Order"),
        ("Callable[[int], str]", "Callable[[int], str]"),
        ("Callable[[int], str]", "Callable"),
        ("Literal['a']", "Literal"),
        ("None", "None"),
        ("tuple[int, ...]", "Tuple[int, ...]"),
    ],
)
def test_is(annotation: str, wanted: str) -> None:
    assert is_type(annotation, wanted)


@pytest.mark.parametrize(
    ("annotation", "wanted"),
    [
        ("Iterator[Order]", "Order"),
        ("list[Order]", "Order"),
        ("list[int]", "list[str]"),
        ("list", "list[int]"),
        ("Orders", "Order"),
        ("Order", "models.Order"),
        ("int", "None"),
        ("Response", "http.Response"),
        ("Callable[[int], str]", "Callable[[str], str]"),
        ("Callable[[int], str]", "str"),
        ("f()", "f"),
        ("1", "int"),
        ("Sequence", "list"),
        ("shop.List", "list"),
        ("'not a type'", "a"),
        ("tuple[int]", "tuple[int, ...]"),
    ],
)
def test_is_not(annotation: str, wanted: str) -> None:
    assert not is_type(annotation, wanted)


@pytest.mark.parametrize("text", ["", "a b", "x = 1", "\0", "(" * 5000, "a" + "." * 3])
def test_what_is_no_type(text: str) -> None:
    assert parse_annotation(text) is None


def test_nested_strings_and_unions_end() -> None:
    assert not is_type("Optional[" * 90 + "int" + "]" * 90, "str")
    text = "int"
    for _ in range(8):
        text = repr(text)
    assert not is_type(text, "int")
