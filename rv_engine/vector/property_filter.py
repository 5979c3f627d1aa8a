"""Filters on the properties of features, in the language of Mapbox GL, evaluated without `eval`.

The language of "other filters": lists such as `["all", ["==", "type", "house"], [">", "area", 50]]`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

Filter = list[Any]

_MAX_DEPTH = 50
_TYPES = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString"}
_MISSING = object()


def check_filter(expression: object, depth: int = 0) -> None:
    """Raises `ValueError` when an expression is no filter; it says which part is wrong."""
    if depth > _MAX_DEPTH:
        raise ValueError(f"a filter is nested more than {_MAX_DEPTH} deep")
    if not isinstance(expression, list) or not expression:
        raise ValueError(f'{expression!r} is no filter; write ["==", "field", value] or the like')
    operator, *operands = expression
    if not isinstance(operator, str) or operator not in _OPERATORS:
        raise ValueError(f"{operator!r} is no operator; choose of {', '.join(_OPERATORS)}")
    if operator in _JOINING:
        for operand in operands:
            check_filter(operand, depth + 1)
        return
    if not operands or not isinstance(operands[0], str):
        raise ValueError(f"{expression!r} names no field after {operator!r}")
    wanted = {"has": 1, "!has": 1, "in": None, "!in": None}.get(operator, 2)
    if wanted is not None and len(operands) != wanted:
        raise ValueError(f"{expression!r} needs {wanted} values after {operator!r}")
    for value in operands[1:]:
        if not (value is None or isinstance(value, (str, int, float, bool))):
            raise ValueError(f"{value!r} in {expression!r} is no text, number, true, false or null")


def matches(expression: Filter, properties: Mapping[str, object], geometry_type: str = "") -> bool:
    """Whether a feature passes a filter.

    A field without a value is as if it were not there. Values of different kinds are not equal,
    and neither is less than the other.

    Args:
        expression: Checked by `check_filter`.
        properties: The feature's fields; "$id" is one of them.
        geometry_type: What "$type" is compared with: "Point", "LineString" or "Polygon".
    """
    operator, *operands = expression
    if operator in _JOINING:
        return _JOINING[operator](
            matches(operand, properties, geometry_type) for operand in operands
        )
    name, *values = operands
    if name == "$type":
        found: object = _TYPES.get(geometry_type, geometry_type)
    else:
        found = _plain(properties.get(name, _MISSING))
    return bool(_COMPARING[operator](found, values))


def _plain(value: object) -> object:
    """As a value of JSON; `_MISSING` for none."""
    item = getattr(value, "item", None)
    value = item() if item is not None else value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return _MISSING
    return value


def _same(found: object, wanted: object) -> bool:
    if wanted is None:
        return found is _MISSING
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    return _comparable(found, wanted) and found == wanted


def _comparable(found: object, wanted: object) -> bool:
    numbers = isinstance(found, (int, float)) and isinstance(wanted, (int, float))
    texts = isinstance(found, str) and isinstance(wanted, str)
    return (numbers or texts) and not isinstance(found, bool) and not isinstance(wanted, bool)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, list[Any]], bool]:
    return lambda found, values: _comparable(found, values[0]) and compare(found, values[0])


_JOINING: dict[str, Callable[[Any], bool]] = {
    "all": all,
    "any": any,
    "none": lambda results: not any(results),
}
_COMPARING: dict[str, Callable[[Any, list[Any]], bool]] = {
    "==": lambda found, values: _same(found, values[0]),
    "!=": lambda found, values: not _same(found, values[0]),
    "<": _ordered(lambda one, other: one < other),
    "<=": _ordered(lambda one, other: one <= other),
    ">": _ordered(lambda one, other: one > other),
    ">=": _ordered(lambda one, other: one >= other),
    "in": lambda found, values: any(_same(found, value) for value in values),
    "!in": lambda found, values: not any(_same(found, value) for value in values),
    "has": lambda found, values: found is not _MISSING,
    "!has": lambda found, values: found is _MISSING,
}
_OPERATORS = (*_COMPARING, *_JOINING)
