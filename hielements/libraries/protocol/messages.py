"""JSON-RPC 2.0, one message on one line: https://www.jsonrpc.org/specification.

Comes in: lines of bytes, and what is to be said. Goes out: messages as records, and lines. Must never know what the
methods mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hielements.libraries.protocol.json_text import MAX_MESSAGE, NotJson, read_json, write_json
from hielements.libraries.protocol.trouble import kind_of
from hielements.record import Record

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
REQUEST_CANCELLED: Final = -32800
DENIED: Final = -32001
"""What the host answers when a plugin asks for what it was not granted."""
UNREADABLE: Final = -32002
"""What the host answers when a file cannot be had."""

Id = int | str | None


class Request(Record):
    """A question to be answered under the same id."""

    id: Id
    method: str
    params: Mapping[str, object]


class Notification(Record):
    """A message without an answer."""

    method: str
    params: Mapping[str, object]


class Response(Record):
    """The answer to the request with that id."""

    id: Id
    result: object


class ErrorResponse(Record):
    """The answer that there is none."""

    id: Id
    code: int
    message: str
    data: object = None


class Malformed(Record):
    """A line that is no message: why, as the end of a sentence that starts with "a line that". `is_json` tells a JSON
    text of the wrong shape from noise."""

    message: str
    is_json: bool = False


Message = Request | Notification | Response | ErrorResponse


def request(id: Id, method: str, params: Mapping[str, object]) -> bytes:  # noqa: A002
    return _line({"jsonrpc": "2.0", "method": method, "params": params, "id": id})


def notification(method: str, params: Mapping[str, object]) -> bytes:
    return _line({"jsonrpc": "2.0", "method": method, "params": params})


def response(id: Id, result: object) -> bytes:  # noqa: A002
    return _line({"jsonrpc": "2.0", "result": result, "id": id})


def error(id: Id, code: int, message: str, data: object = None) -> bytes:  # noqa: A002
    problem: dict[str, object] = {"code": code, "message": message}
    if data is not None:
        problem["data"] = data
    return _line({"jsonrpc": "2.0", "error": problem, "id": id})


def _line(message: Mapping[str, object]) -> bytes:
    return write_json(message) + b"\n"


def read_message(line: bytes, limit: int = MAX_MESSAGE) -> Message | Malformed:
    """The message on a line. The member `jsonrpc` may be missing, as some plugins leave it out, but not be another
    version."""
    content = read_json(line, limit)
    if isinstance(content, NotJson):
        return Malformed(content.message)
    if not isinstance(content, dict) or not content.keys() & {"method", "result", "error"}:
        return Malformed(f"is {kind_of(content)} and no JSON-RPC message", isinstance(content, dict))
    if content.get("jsonrpc", "2.0") != "2.0":
        return Malformed(f"has the JSON-RPC version {kind_of(content['jsonrpc'])}", True)
    identifier = content.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, int | str | None):
        return Malformed(f"has {kind_of(identifier)} for an id", True)
    if "method" in content:
        return _call(content, identifier)
    if "result" in content and content.get("error") is None:
        return Response(identifier, content["result"])
    if "result" in content and content["result"] is not None:
        return Malformed("has both a result and an error", True)
    problem = content.get("error")
    if isinstance(problem, str):
        return ErrorResponse(identifier, INTERNAL_ERROR, problem)
    if not isinstance(problem, dict) or not isinstance(problem.get("message"), str):
        return Malformed(f"has {kind_of(problem)} for an error", True)
    code = problem.get("code", INTERNAL_ERROR)
    if isinstance(code, bool) or not isinstance(code, int):
        return Malformed(f"has {kind_of(code)} for the code of an error", True)
    return ErrorResponse(identifier, code, problem["message"], problem.get("data"))


def _call(content: Mapping[str, object], identifier: Id) -> Message | Malformed:
    method, params = content["method"], content.get("params", {})
    if not isinstance(method, str):
        return Malformed(f"has {kind_of(method)} for a method", True)
    if params is None:
        params = {}
    if not isinstance(params, dict):
        return Malformed(f"has {kind_of(params)} for parameters; they must be an object", True)
    return Request(identifier, method, params) if "id" in content else Notification(method, params)
