"""Values on the wire and back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hielements.libraries.protocol.handles import ScopeHandles
from hielements.libraries.protocol.json_text import NotJson, read_json, write_json
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.trouble import WireError
from hielements.libraries.protocol.values import Reading, from_wire, to_wire
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value
from hielements.source.memory import MemoryWorkspace

WORKSPACE = MemoryWorkspace({"src/a.py": "", "src/b.py": "", "docs/x.md": ""}, root="/shop")
READING = Reading("sample", PathMapping("/shop", ("/real/shop",)), WORKSPACE)


def scope(**content: object) -> ScopeValue:
    value = from_wire({"Scope": content}, READING)
    assert isinstance(value, ScopeValue)
    return value


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    SCALARS
    | TEXTS
    | st.builds(
        lambda name, data: ConnectionPoint(name, "port", data, "src/a.py", 3),
        TEXTS,
        st.dictionaries(TEXTS, SCALARS, max_size=3),
    )
    | st.sampled_from(
        [
            ScopeValue("file", "a", "src/a.py", ("src/a.py",), "python", "sample"),
            ScopeValue("module", "b", "src", ("src/a.py", "src/b.py"), None, "sample", "f", (1, 3)),
        ]
    ),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_every_value_comes_back_as_it_went(value: Value) -> None:
    text = write_json(to_wire(value, READING.mapping))
    assert b"\n" not in text
    json = read_json(text)
    assert not isinstance(json, NotJson)
    back = from_wire(json, READING)
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize(
    ("json", "value"),
    [
        (True, True),
        (3, 3),
        (0.5, 0.5),
        ("a", "a"),
        ([1, {"Int": 2}], (1, 2)),
        ({"Float": 3}, 3.0),
        ({"Null": None}, None),
    ],
)
def test_untagged_values_are_accepted(json: object, value: Value) -> None:
    back = from_wire(json, READING)
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize(
    ("json", "said"),
    [
        ({"Int": 3.5}, "the number 3.5 in"),
        ({"Int": True}, "a boolean in"),
        ({"String": 3}, "the number 3 in"),
        ({"Bool": "true"}, "the string 'true' in"),
        ({"List": {}}, "an empty object in"),
        ({"a": 1, "b": 2}, "keys 'a' and 'b', which is no value"),
        ({}, "an empty object, which is no value"),
        ({"Scope": 3}, "the number 3 in"),
        ({"Scope": {"paths": []}}, "null for the kind of a scope"),
        ({"Scope": {"kind": {"Folder": "src"}, "paths": "src"}}, "for the paths of a scope"),
        ({"Scope": {"kind": {"Folder": "src"}, "handle": "s1"}}, "nobody gave out"),
        ({"Scope": {"kind": {"Folder": "src"}, "lines": [3, 1], "paths": []}}, "for the lines of a scope"),
        ({"Scope": {"kind": {"Folder": "src"}, "paths": [3]}}, "is no path"),
        ({"Scope": {"kind": {"Glob": "src/[a"}, "resolved": False}}, "the glob"),
        ({"ConnectionPoint": {"kind": "x"}}, "without a name"),
        ({"ConnectionPoint": {"name": "x", "line": 0}}, "counts from 1"),
        ({"ConnectionPoint": {"name": "x", "data": {"y": {"z": 1}}}}, "which is no value"),
    ],
)
def test_what_is_no_value_is_named(json: object, said: str) -> None:
    with pytest.raises(WireError) as problem:
        from_wire(json, READING)
    assert said in str(problem.value)


def test_paths_of_scopes_are_normalised_sorted_and_counted_once() -> None:
    found = scope(kind={"Folder": "src/"}, paths=["/shop/src/b.py", "src/./a.py", "/shop/src/../src/a.py"])
    assert (found.root, found.files, found.library, found.selector) == (
        "src",
        ("src/a.py", "src/b.py"),
        "sample",
        "src/",
    )


def test_a_folder_among_the_paths_means_its_files() -> None:
    assert scope(kind={"Folder": "src"}, paths=["/shop/src"]).files == ("src/a.py", "src/b.py")
    assert scope(kind="src", paths=["/shop/src"]).root == "src"


def test_an_unresolved_scope_is_resolved_here() -> None:
    assert scope(kind={"Folder": "src"}, resolved=False).files == ("src/a.py", "src/b.py")
    assert scope(kind={"File": "docs/x.md"}, resolved=False).files == ("docs/x.md",)
    assert scope(kind={"Glob": "**/*.py"}, resolved=False).files == ("src/a.py", "src/b.py")
    assert scope(kind={"File": "src/c.py"}, resolved=False).is_empty


def test_an_empty_scope_says_who_found_nothing() -> None:
    found = scope(kind={"Folder": "lib"}, paths=[], resolved=True)
    assert found.is_empty
    assert found.absence == "the plugin `sample` found no files"


def test_other_names_of_the_workspace_lead_to_the_same_files() -> None:
    assert scope(kind={"File": "/real/shop/src/a.py"}, paths=["/real/shop/src/a.py"]).files == ("src/a.py",)


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../x", "/shop/../etc/passwd", "/shopping/a.py", "src/../../x", "/real/shopping", "/shop/a\0b"],
)
def test_no_path_leaves_the_workspace(path: str) -> None:
    for json in (
        {"Scope": {"kind": {"Folder": "src"}, "paths": [path]}},
        {"Scope": {"kind": {"File": path}, "paths": []}},
        {"ConnectionPoint": {"name": "x", "path": path}},
    ):
        with pytest.raises(WireError):
            from_wire(json, READING)


def test_large_scopes_go_by_handle_and_come_back_by_it() -> None:
    handles = ScopeHandles(threshold=2)
    large = ScopeValue("folder", "src", "src", ("src/a.py", "src/b.py"))
    wire = to_wire(large, READING.mapping, handles.shorten)
    assert isinstance(wire, dict)
    sent = wire["Scope"]
    assert (sent["handle"], sent["count"], "paths" in sent) == ("scope-1", 2, False)
    assert to_wire(large, READING.mapping, handles.shorten) == wire
    back = from_wire(wire, READING.with_(files_of=handles.files))
    assert isinstance(back, ScopeValue)
    assert back.files == large.files


def test_names_that_are_no_unicode_can_be_sent() -> None:
    text = write_json(to_wire(ScopeValue("file", "\udcff", "\udcff", ("\udcff",)), READING.mapping))
    assert b"\\udcff" in text


def test_deep_values_are_refused_before_anything_recurses() -> None:
    json: object = 1
    for _ in range(5000):
        json = [json]
    with pytest.raises(WireError, match="levels deep"):
        from_wire(json, READING)
