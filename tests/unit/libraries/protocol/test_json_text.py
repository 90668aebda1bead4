"""JSON that nobody vouches for."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hielements.libraries.protocol.json_text import MAX_DEPTH, NotJson, read_json
from hielements.libraries.protocol.messages import (
    ErrorResponse,
    Malformed,
    Notification,
    Request,
    Response,
    read_message,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff\xfe", "is not UTF-8 (byte 1)"),
        (b"{", "is not JSON"),
        (b"", "is not JSON"),
        (b"[1, NaN]", "NaN is no number"),
        (b"[-Infinity]", "-Infinity is no number"),
        (b"[" * 100_000, "nested more than 64 levels"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "nested more than 64 levels"),
        (b"[" * 70 + b'"]]]]]]]]"' + b"]" * 70, "nested more than 64 levels"),
        (b'"' + b"\\ud800" + b'"', "half of a surrogate pair"),
        (b'["\\udc00\\ud800"]', "half of a surrogate pair"),
        (b"9" * 5000, "integer of 5,000 digits"),
        (b" " * 200, "more than 150 bytes"),
    ],
)
def test_what_is_refused(text: bytes, said: str) -> None:
    found = read_json(text, 150 if text.startswith(b"   ") else 1 << 30)
    assert isinstance(found, NotJson)
    assert said in found.message


@pytest.mark.parametrize(
    "text",
    [
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        json.dumps(["[[[[" * 50, '"{{{"' * 50, "\\" * 99]).encode(),
        json.dumps([[i] for i in range(500)]).encode(),
        b'"\\ud83d\\ude00 \\\\ud800"',
    ],
)
def test_what_is_accepted(text: bytes) -> None:
    assert read_json(text) == json.loads(text)


NESTED = st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NESTED, st.integers(0, 70))
def test_the_depth_is_counted_as_nesting_is(value: object, more: int) -> None:
    for _ in range(more):
        value = [value]
    text = json.dumps(value, ensure_ascii=False)
    depth, found = 0, [value]
    while lists := [item for item in found if isinstance(item, list)]:
        depth, found = depth + 1, [item for each in lists for item in each]
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert isinstance(read_json(text), NotJson) == (depth > MAX_DEPTH)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"jsonrpc":"2.0","id":1,"result":null}', Response(1, None)),
        (b'{"id":"a","result":3}', Response("a", 3)),
        (b'{"id":1,"result":null,"error":{"code":-32601,"message":"no"}}', ErrorResponse(1, -32601, "no")),
        (b'{"id":1,"result":3,"error":null}', Response(1, 3)),
        (b'{"id":1,"error":"broken"}', ErrorResponse(1, -32603, "broken")),
        (b'{"id":7,"method":"host.facts","params":{"paths":[]}}', Request(7, "host.facts", {"paths": []})),
        (b'{"method":"$/log"}', Notification("$/log", {})),
    ],
)
def test_messages_are_told_apart(line: bytes, message: object) -> None:
    assert read_message(line) == message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"hello", "is not JSON"),
        (b"[1]", "is a list and no JSON-RPC message"),
        (b'{"answer":1}', "no JSON-RPC message"),
        (b'{"jsonrpc":"1.0","id":1,"result":1}', "version"),
        (b'{"id":true,"result":1}', "a boolean for an id"),
        (b'{"id":1.5,"result":1}', "for an id"),
        (b'{"id":1,"result":1,"error":{"code":1,"message":"x"}}', "both a result and an error"),
        (b'{"id":1,"error":{"code":"x","message":"x"}}', "for the code of an error"),
        (b'{"id":1,"error":7}', "for an error"),
        (b'{"id":1,"method":7}', "for a method"),
        (b'{"id":1,"method":"m","params":[1]}', "must be an object"),
    ],
)
def test_what_is_no_message(line: bytes, said: str) -> None:
    found = read_message(line)
    assert isinstance(found, Malformed)
    assert said in found.message
