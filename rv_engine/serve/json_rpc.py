"""JSON-RPC 2.0 (https://www.jsonrpc.org/specification), one message a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rv_engine.errors import Cancelled, RvError, describe
from rv_engine.messages import Message, encode, to_json

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
# Of the range that the specification leaves to applications.
FAILED = -32000
# The code for it in the Language Server Protocol, which is JSON-RPC too.
CANCELLED = -32800

RequestId = int | str


class RpcError(Exception):
    """A request that cannot be answered.

    Args:
        code: One of the codes above.
        message: For people.
        data: For programs: the parts of an `RvError`.
        request_id: Of the request, where that could be read.
    """

    def __init__(
        self, code: int, message: str, data: Any = None, request_id: RequestId | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.data = data
        self.request_id = request_id


@dataclass(frozen=True)
class Request:
    """A call of a method.

    Attributes:
        method: Its name.
        params: By name.
        id: What the answer repeats; None for a notification, which gets no answer.
    """

    method: str
    params: dict[str, Any]
    id: RequestId | None = None


def parse(line: bytes) -> Request:
    """The request in a line; raises `RpcError`."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RpcError(PARSE_ERROR, f"The line is no JSON: {error}.") from error
    if not isinstance(content, dict):
        raise RpcError(INVALID_REQUEST, "A request is a JSON object; batches are not supported.")
    request_id = content.get("id")
    if isinstance(request_id, bool) or not isinstance(request_id, (int, str, type(None))):
        raise RpcError(INVALID_REQUEST, "The id of a request is a number or a text.")
    method, params = content.get("method"), content.get("params", {})
    if content.get("jsonrpc") != "2.0" or not isinstance(method, str):
        raise RpcError(
            INVALID_REQUEST, 'A request has "jsonrpc": "2.0" and a "method".', None, request_id
        )
    if not isinstance(params, dict):
        raise RpcError(
            INVALID_PARAMS, "The params are given by name, in an object.", None, request_id
        )
    return Request(method, params, request_id)


def answer(request_id: RequestId, result: Any) -> dict[str, Any]:
    """What a request is answered with."""
    return {"jsonrpc": "2.0", "id": request_id, "result": result}


def notification(method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Something that is told without being asked."""
    return {"jsonrpc": "2.0", "method": method, "params": params}


def message_line(request_id: RequestId | None, message: Message) -> str:
    """The line that tells a message about a request; about the engine itself when there is none."""
    content = {"id": request_id, "message": json.loads(encode(message))}
    return to_json(notification("message", content)) + "\n"


def refusal(request_id: RequestId | None, error: BaseException) -> dict[str, Any]:
    """What a request is answered with that failed."""
    if isinstance(error, RpcError):
        code, data = error.code, error.data
    elif isinstance(error, RvError):
        code = CANCELLED if isinstance(error, Cancelled) else FAILED
        data = describe(error)
    else:
        code = INTERNAL_ERROR
        data = {
            "code": "internal",
            "message": f"An error in RV Studio itself: {type(error).__name__}: {error}",
            "hint": "Please report it, with the log.",
            "where": None,
        }
    message = data["message"] if code == INTERNAL_ERROR else str(error)
    body = {"code": code, "message": message}
    if data is not None:
        body["data"] = data
    return {"jsonrpc": "2.0", "id": request_id, "error": body}
