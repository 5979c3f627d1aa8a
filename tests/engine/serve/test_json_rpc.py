import json

import pytest

from rv_engine.errors import BundleError, Cancelled
from rv_engine.serve.json_rpc import (
    CANCELLED,
    FAILED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    PARSE_ERROR,
    Request,
    RpcError,
    parse,
    refusal,
)


def line(**content):
    return json.dumps(content).encode()


def test_a_request_is_read():
    assert parse(line(jsonrpc="2.0", id="a", method="ping")) == Request("ping", {}, "a")
    assert parse(line(jsonrpc="2.0", method="ping", params={"x": 1})) == Request("ping", {"x": 1})


@pytest.mark.parametrize(
    ("content", "code", "request_id"),
    [
        (b"{", PARSE_ERROR, None),
        (b"\xff", PARSE_ERROR, None),
        (b"[" * 100_000, PARSE_ERROR, None),
        (b"[]", INVALID_REQUEST, None),
        (line(jsonrpc="2.0", id=True, method="ping"), INVALID_REQUEST, None),
        (line(jsonrpc="1.0", id=1, method="ping"), INVALID_REQUEST, 1),
        (line(jsonrpc="2.0", id=2), INVALID_REQUEST, 2),
        (line(jsonrpc="2.0", id=3, method="ping", params=[1]), INVALID_PARAMS, 3),
    ],
)
def test_what_is_no_request_is_refused_by_its_code(content, code, request_id):
    with pytest.raises(RpcError) as raised:
        parse(content)
    assert (raised.value.code, raised.value.request_id) == (code, request_id)


def test_errors_travel_with_all_their_parts():
    error = BundleError("It is damaged.", hint="Copy it again.", where="a.zip")
    body = refusal(1, error)["error"]
    assert (body["code"], body["message"]) == (FAILED, "It is damaged. Copy it again.")
    assert body["data"] == {
        "code": "bundle", "message": "It is damaged.", "hint": "Copy it again.", "where": "a.zip",
        "problems": None,
    }  # fmt: skip
    assert refusal(1, Cancelled())["error"]["code"] == CANCELLED
    assert refusal(1, KeyError("x"))["error"]["code"] == INTERNAL_ERROR
