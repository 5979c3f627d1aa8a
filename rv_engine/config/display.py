"""How a field of a Config is shown to people: in forms, in `rv schema` and in the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic.types import JsonValue


def display(*, unit: str = "", advanced: bool = False, **extra: JsonValue) -> dict[str, JsonValue]:
    """What a form must know of a field, for `Field(json_schema_extra=display(unit="px"))`.

    Args:
        unit: What a number counts: "px", "m", "s", "chips". Fractions and names have none.
        advanced: A newcomer leaves it as it is: forms hide it at first.
        extra: Further keys of JSON Schema, such as `enum` or `examples`.
    """
    values: dict[str, JsonValue] = dict(extra)
    if unit:
        values["unit"] = unit
    if advanced:
        values["advanced"] = True
    return values


def is_advanced(field: FieldInfo) -> bool:
    """Whether a newcomer leaves a field as it is."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("advanced", False))
