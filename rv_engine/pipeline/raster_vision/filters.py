"""Raster Vision's `class_id_to_filter`: Mapbox GL's "other filters", read and never executed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rv_engine.pipeline.raster_vision.changes import ChangeList

Part = dict[str, Any]


def convert_filters(part: Part, path: str, class_names: Sequence[str], changes: ChangeList) -> None:
    """Turns filters that ask for values of one field into `class_field` and `class_name_mapping`.

    Others are dropped: which features they choose is told.

    Args:
        part: The values of a class inference transformer; changed.
        path: Where it is.
        class_names: In the order of their ids.
        changes: Gets what is not as it was.
    """
    filters = part.pop("class_id_to_filter", None)
    if not filters:
        return
    where = f"{path}.class_id_to_filter"
    values = {class_id: values_of(rule) for class_id, rule in filters.items()}
    fields = {found[0] for found in values.values() if found is not None}
    known = all(0 <= _number(class_id) < len(class_names) for class_id in filters)
    if not known or len(fields) != 1 or any(found is None for found in values.values()):
        changes.dropped(
            where,
            "only filters that compare one field with values can be converted. Choose the features "
            "in your GIS, or set class_field. It was " + json.dumps(filters, ensure_ascii=False),
        )
        return
    mapping: dict[str, str] = {}
    for class_id in sorted(filters, key=_number):
        found = values[class_id]
        for value in found[1] if found is not None else ():
            # Their filters are tried in the order of the ids: the first one that fits counts.
            mapping.setdefault(value, class_names[_number(class_id)])
    part["class_field"] = fields.pop()
    part["class_name_mapping"] = {**(part.get("class_name_mapping") or {}), **mapping}
    changes.changed(where, f"it is class_field {part['class_field']!r} and class_name_mapping")


def values_of(rule: Any) -> tuple[str, list[str]] | None:
    """The field that a filter looks at and the values that it takes; None for any other filter."""
    if not isinstance(rule, list) or not rule or not isinstance(rule[0], str):
        return None
    operator, *arguments = rule
    if operator == "==" and len(arguments) == 2:
        return _field_and_values(arguments[0], arguments[1:])
    if operator == "in" and len(arguments) >= 2:
        return _field_and_values(arguments[0], arguments[1:])
    if operator in ("any", "all") and arguments:
        inner = [values_of(argument) for argument in arguments]
        if operator == "all" and len(inner) > 1:
            return None
        fields = {found[0] for found in inner if found is not None}
        if len(fields) == 1 and all(found is not None for found in inner):
            return fields.pop(), [value for found in inner if found for value in found[1]]
    return None


def _field_and_values(field: Any, values: Sequence[Any]) -> tuple[str, list[str]] | None:
    # "$type" and "$id" are not fields.
    if not isinstance(field, str) or field.startswith("$"):
        return None
    if not all(isinstance(value, (str, int, float)) for value in values):
        return None
    return field, [_text(value) for value in values]


def _text(value: Any) -> str:
    """As class inference reads it: whole numbers without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _number(class_id: Any) -> int:
    try:
        return int(class_id)
    except (TypeError, ValueError):
        return -1
