"""What may go wrong between host and plugin, as codes of JSON-RPC 2.0 and as text."""

from __future__ import annotations

INVALID_PARAMS = -32602
METHOD_NOT_FOUND = -32601
PARSE_ERROR = -32700
INVALID_REQUEST = -32600
PLUGIN_ERROR = -32000
CANCELLED = -32800


class RequestError(Exception):
    """A request that has no answer: a code of JSON-RPC and the reason."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class ServiceUnavailableError(Exception):
    """The host does not offer a service, or did not grant it to this plugin."""


def failure_text(error: BaseException) -> str:
    """An exception in one line, with the place in the plugin where it was raised."""
    if isinstance(error, ServiceUnavailableError):
        return str(error)
    place, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith(_OWN_FOLDER):
            place = f" ({code.co_filename.replace(chr(92), '/').rsplit('/', 1)[-1]}, line {trace.tb_lineno})"
        trace = trace.tb_next
    text = " ".join(str(error).split())
    return f"{type(error).__name__}{': ' if text else ''}{text}{place}"


_OWN_FOLDER = __file__[: -len("errors.py")]
