"""Whether a value fits a field, as far as can be said at once; the engine checks everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..translation import tr
from .field_type import FieldType, Kind

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}$")


def problem_of(value: Any, field_type: FieldType) -> str:
    """What is wrong with a value, or ""."""
    if field_type.kind is Kind.UNION:
        problems = [problem_of(value, member) for member in field_type.members]
        return "" if "" in problems else problems[0]
    check = _CHECKS.get(field_type.kind)
    return "" if check is None else check(value, field_type)


def _check_number(value: Any, limits: FieldType) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return tr("A number is expected here.")
    if limits.kind is Kind.INTEGER and value != int(value):
        return tr("A whole number is expected here.")
    if limits.minimum is not None:
        if limits.is_above and value <= limits.minimum:
            return tr("It must be above {limit}.").format(limit=f"{limits.minimum:g}")
        if value < limits.minimum:
            return tr("It must be at least {limit}.").format(limit=f"{limits.minimum:g}")
    if limits.maximum is not None:
        if limits.is_below and value >= limits.maximum:
            return tr("It must be below {limit}.").format(limit=f"{limits.maximum:g}")
        if value > limits.maximum:
            return tr("It must be at most {limit}.").format(limit=f"{limits.maximum:g}")
    if limits.multiple_of and value % limits.multiple_of:
        return tr("It must be a multiple of {number}.").format(number=limits.multiple_of)
    return ""


def _check_text(value: Any, _: FieldType) -> str:
    return "" if isinstance(value, str) else tr("A text is expected here.")


def _check_colour(value: Any, _: FieldType) -> str:
    fits = isinstance(value, str) and _COLOUR.match(value)
    return "" if fits else tr("A colour such as #2f7d32 is expected here.")


def _check_list(value: Any, field_type: FieldType) -> str:
    if not isinstance(value, list):
        return tr("A list is expected here.")
    low, high = field_type.min_items, field_type.max_items
    if len(value) < low or (high is not None and len(value) > high):
        if low == high:
            return tr("{count} values are expected here.").format(count=low)
        return tr("At least {count} must be given.").format(count=low)
    if field_type.items is not None:
        for item in value:
            problem = problem_of(item, field_type.items)
            if problem:
                return problem
    return ""


def _check_json(value: Any, field_type: FieldType) -> str:
    if field_type.json_type == "object" and not isinstance(value, Mapping):
        return tr('An object such as {"name": 1} is expected here.')
    if field_type.json_type == "array" and not isinstance(value, list):
        return tr("A list such as [1, 2] is expected here.")
    return ""


def _check_nothing(value: Any, _: FieldType) -> str:
    return "" if value is None else tr("Nothing is expected here.")


def _check_values(value: Any, field_type: FieldType) -> str:
    return "" if value in field_type.values else tr("This is not one of the values.")


def _check_boolean(value: Any, _: FieldType) -> str:
    return "" if isinstance(value, bool) else tr("Yes or no is expected here.")


_CHECKS = {
    Kind.INTEGER: _check_number,
    Kind.NUMBER: _check_number,
    Kind.BOOLEAN: _check_boolean,
    Kind.TEXT: _check_text,
    Kind.PATH: _check_text,
    Kind.COLOUR: _check_colour,
    Kind.VALUES: _check_values,
    Kind.LIST: _check_list,
    Kind.JSON: _check_json,
    Kind.NOTHING: _check_nothing,
}
