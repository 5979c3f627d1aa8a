"""Every operator, against Mapbox's description of "other filters"."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rv_engine.vector.property_filter import check_filter, matches

HOUSE = {"type": "house", "area": 50.0, "storeys": np.int64(2), "new": True, "owner": None,
         "height": np.float64("nan"), "name": np.str_("A")}  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (["==", "type", "house"], True), (["==", "type", "road"], False),
        (["==", "storeys", 2], True), (["==", "storeys", 2.0], True), (["==", "storeys", "2"], False),
        (["==", "name", "A"], True), (["==", "new", True], True), (["==", "new", 1], False),
        (["==", "storeys", True], False), (["==", "missing", "x"], False),
        (["==", "owner", None], True), (["==", "missing", None], True),
        (["!=", "type", "house"], False), (["!=", "type", "road"], True),
        (["!=", "missing", "x"], True), (["!=", "type", None], True),
        (["<", "area", 50], False), (["<", "area", 50.1], True), (["<=", "area", 50], True),
        ([">", "area", 49], True), ([">", "area", 50], False), ([">=", "area", 50], True),
        (["<", "type", "i"], True), ([">", "area", "49"], False), (["<", "missing", 1], False),
        (["<", "height", 1], False), ([">=", "height", 1], False), (["<", "new", 2], False),
        (["in", "type", "road", "house"], True), (["in", "type", "road"], False),
        (["in", "type"], False), (["in", "missing", "x"], False),
        (["!in", "type", "road"], True), (["!in", "type", "road", "house"], False),
        (["!in", "missing", "x"], True), (["has", "type"], True), (["has", "owner"], False),
        (["has", "height"], False), (["has", "missing"], False), (["!has", "type"], False),
        (["!has", "owner"], True), (["!has", "missing"], True),
        (["==", "$type", "Polygon"], True), (["in", "$type", "Point", "LineString"], False),
        (["all"], True), (["any"], False), (["none"], True),
        (["all", ["has", "type"], ["has", "area"]], True),
        (["all", ["has", "type"], ["has", "missing"]], False),
        (["any", ["has", "missing"], ["has", "area"]], True),
        (["none", ["has", "missing"]], True), (["none", ["has", "type"]], False),
        # Raster Vision loses the brackets of these.
        (["all", ["any", ["has", "type"], ["has", "area"]], ["has", "missing"]], False),
        (["any", ["all", ["has", "missing"], ["has", "type"]], ["has", "area"]], True),
    ],
)  # fmt: skip
def test_a_filter_is_passed_or_not(expression: list[Any], expected: bool) -> None:
    check_filter(expression)
    assert matches(expression, HOUSE, "Polygon") is expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("type == 'house'", "is no filter; write"),
        ([], "is no filter"),
        (["=", "type", "house"], "'=' is no operator; choose of ==, !=, <"),
        ([["=="], 1], "is no operator"),
        (["==", "type"], "needs 2 values after '=='"),
        (["==", "type", "a", "b"], "needs 2 values after '=='"),
        (["has", "type", 1], "needs 1 values after 'has'"),
        (["==", ["get", "type"], "house"], "names no field after '=='"),
        (["in", "type", ["house"]], "is no text, number, true, false or null"),
        (["all", ["==", "type", "x"], ["or"]], "'or' is no operator"),
        (["all", "x"], "'x' is no filter"),
    ],
)
def test_what_is_no_filter_is_refused_with_what_is_allowed(expression: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_filter(expression)


def test_a_filter_without_a_bottom_is_refused() -> None:
    expression: list[Any] = ["all"]
    for _ in range(2000):
        expression = ["all", expression]
    with pytest.raises(ValueError, match="nested more than 50 deep"):
        check_filter(expression)


def test_nothing_in_a_filter_is_run() -> None:
    code = "__import__('os').system('false')"
    check_filter(["==", code, code])
    assert matches(["==", code, code], {code: code})
