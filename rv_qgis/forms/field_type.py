"""What may stand in a field of a Config: read from JSON Schema, without widgets."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

_REFERENCE = "#/$defs/"


class Kind(enum.Enum):
    """The kinds of values, one for each kind of editor."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    PATH = "path"
    COLOUR = "colour"
    NOTHING = "nothing"
    VALUES = "values"
    """One of some values."""
    LIST = "list"
    """A list of simple values."""
    CONFIG = "config"
    """An object with a type hint."""
    CONFIGS = "configs"
    """A list of such objects, or of their names."""
    UNION = "union"
    JSON = "json"
    """Anything else."""


@dataclass(frozen=True)
class FieldType:
    """What may stand in a field.

    Attributes:
        kind: Which of the following say more.
        minimum, maximum: Limits of numbers; with `is_above` and `is_below` they are not reached.
        multiple_of: What an integer is a multiple of.
        values: Of VALUES.
        hints: Of CONFIG and CONFIGS: the type hints to choose from, and first the one that is meant
            when none is given.
        items: Of LIST.
        min_items, max_items: How many items a list has.
        members: Of UNION.
        takes_names: Of CONFIGS: an item may also be a name.
        json_type: The type in JSON Schema, of JSON.
    """

    kind: Kind
    minimum: Optional[float] = None
    maximum: Optional[float] = None
    is_above: bool = False
    is_below: bool = False
    multiple_of: Optional[int] = None
    values: tuple[Any, ...] = ()
    hints: tuple[str, ...] = ()
    items: Optional[FieldType] = None
    min_items: int = 0
    max_items: Optional[int] = None
    members: tuple[FieldType, ...] = ()
    takes_names: bool = False
    json_type: str = ""

    @property
    def is_optional(self) -> bool:
        """Whether null may stand there."""
        return any(member.kind is Kind.NOTHING for member in self.members)

    def without_nothing(self) -> FieldType:
        """The same without null."""
        members = tuple(member for member in self.members if member.kind is not Kind.NOTHING)
        if len(members) == len(self.members):
            return self
        return members[0] if len(members) == 1 else FieldType(Kind.UNION, members=members)

    def config_members(self) -> tuple[FieldType, ...]:
        """What of it is a Config."""
        if self.kind is Kind.CONFIG:
            return (self,)
        return tuple(member for member in self.members if member.kind is Kind.CONFIG)


def read_type(schema: Mapping[str, Any], name: str, groups: Mapping[str, Any]) -> FieldType:
    """What a JSON Schema of a field allows.

    Args:
        schema: Of the field.
        name: Of the field: some names tell what a text is.
        groups: `$defs.groups` of the whole schema.
    """
    if "$ref" in schema:
        return FieldType(Kind.CONFIG, hints=_hints(schema["$ref"], groups))
    for key in ("anyOf", "oneOf"):
        if key in schema:
            members = tuple(read_type(member, name, groups) for member in schema[key])
            return _union(members)
    if "const" in schema:
        return FieldType(Kind.VALUES, values=(schema["const"],))
    if "enum" in schema:
        return FieldType(Kind.VALUES, values=tuple(schema["enum"]))
    json_type = schema.get("type")
    if json_type in ("integer", "number"):
        return _number(schema, Kind(json_type))
    if json_type == "array":
        return _array(schema, name, groups)
    simple = {"boolean": Kind.BOOLEAN, "string": _text_kind(name), "null": Kind.NOTHING}
    kind = simple.get(str(json_type), Kind.JSON)
    return FieldType(kind, json_type=str(json_type or ""))


def _hints(reference: str, groups: Mapping[str, Any]) -> tuple[str, ...]:
    kind, _, name = reference[len(_REFERENCE) :].partition("/")
    if kind != "groups":
        return (name,)
    choices = tuple(groups[name]["discriminator"]["mapping"])
    # What is declared is what it is when no type hint is given.
    return (name, *(c for c in choices if c != name)) if name in choices else choices


def _union(members: tuple[FieldType, ...]) -> FieldType:
    """One type for several: nested unions are opened, and values are put together."""
    flat: list[FieldType] = []
    for member in members:
        flat.extend(member.members if member.kind is Kind.UNION else (member,))
    return flat[0] if len(flat) == 1 else FieldType(Kind.UNION, members=tuple(flat))


def _number(schema: Mapping[str, Any], kind: Kind) -> FieldType:
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    if kind is Kind.INTEGER:
        # A whole number above 0 is at least 1.
        minimum = above + 1 if above is not None else minimum
        maximum = below - 1 if below is not None else maximum
        above = below = None
    return FieldType(
        kind,
        minimum=minimum if above is None else above,
        maximum=maximum if below is None else below,
        is_above=above is not None,
        is_below=below is not None,
        multiple_of=schema.get("multipleOf"),
    )


def _array(schema: Mapping[str, Any], name: str, groups: Mapping[str, Any]) -> FieldType:
    limits = {"min_items": schema.get("minItems", 0), "max_items": schema.get("maxItems")}
    prefix = schema.get("prefixItems")
    item_schema = schema.get("items") or {}
    if prefix:
        if any(json.dumps(item) != json.dumps(prefix[0]) for item in prefix):
            return FieldType(Kind.JSON, json_type="array")
        item_schema = prefix[0]
    if not item_schema:
        return FieldType(Kind.JSON, json_type="array")
    items = read_type(item_schema, name, groups)
    configs = items.config_members()
    others = [m for m in items.members if m.kind is not Kind.CONFIG]
    if configs and all(member.kind is Kind.TEXT for member in others):
        hints = tuple(hint for member in configs for hint in member.hints)
        return FieldType(Kind.CONFIGS, hints=hints, takes_names=bool(others), **limits)
    if items.kind in _SIMPLE:
        return FieldType(Kind.LIST, items=items, **limits)
    return FieldType(Kind.JSON, json_type="array")


_SIMPLE = (Kind.INTEGER, Kind.NUMBER, Kind.TEXT, Kind.PATH, Kind.COLOUR)


def _text_kind(name: str) -> Kind:
    words = name.split("_")
    if words[-1] in ("uri", "uris", "path"):
        return Kind.PATH
    return Kind.COLOUR if words[-1] in ("color", "colors") else Kind.TEXT
