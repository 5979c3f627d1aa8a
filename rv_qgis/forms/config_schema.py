"""The engine's schema as forms read it: which Configs there are, and their fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .field_type import FieldType, read_type

_NOT_SHOWN = ("type_hint", "schema_version", "plugin_schema_versions")


@dataclass(frozen=True)
class FieldSchema:
    """A field of a Config.

    Attributes:
        name: In the config.
        title: For people.
        description: The help.
        type: What may stand there.
        default: What stands there when it is left out; None also where it must be given.
        is_required: Whether it must be given.
        is_advanced: Whether a newcomer leaves it as it is.
        unit: What a number counts, or "".
        examples: Values to choose from; others are allowed too.
    """

    name: str
    title: str
    description: str
    type: FieldType
    default: Any = None
    is_required: bool = False
    is_advanced: bool = False
    unit: str = ""
    examples: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ConfigDefinition:
    """A kind of Config.

    Attributes:
        type_hint: Its name in JSON.
        title: For people.
        description: What it is.
        fields: In their order.
    """

    type_hint: str
    title: str
    description: str
    fields: tuple[FieldSchema, ...]

    def field(self, name: str) -> FieldSchema:
        """The field with a name.

        Raises:
            KeyError: There is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.type_hint} has no field {name!r}")


class ConfigSchema:
    """Answers what a Config consists of; definitions are read when they are asked for.

    Args:
        schema: What `rv schema` writes.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._configs: Mapping[str, Any] = schema["$defs"]["configs"]
        self._groups: Mapping[str, Any] = schema["$defs"]["groups"]
        self._read: dict[str, ConfigDefinition] = {}

    @classmethod
    def load(cls, path: Path) -> ConfigSchema:
        """The schema in a file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def __contains__(self, type_hint: object) -> bool:
        return type_hint in self._configs

    def title(self, type_hint: str) -> str:
        """The name of a kind of Config for people."""
        config = self._configs.get(type_hint)
        return type_hint if config is None else str(config["title"])

    def definition(self, type_hint: str) -> ConfigDefinition:
        """What a Config consists of.

        Raises:
            KeyError: There is no such type hint.
        """
        if type_hint not in self._read:
            self._read[type_hint] = self._definition(type_hint)
        return self._read[type_hint]

    def _definition(self, type_hint: str) -> ConfigDefinition:
        config = self._configs[type_hint]
        required = config.get("required", ())
        return ConfigDefinition(
            type_hint=type_hint,
            title=str(config["title"]),
            description=" ".join(str(config.get("description", "")).split()),
            fields=tuple(
                self._field(name, schema, name in required)
                for name, schema in config["properties"].items()
                if name not in _NOT_SHOWN
            ),
        )

    def _field(self, name: str, schema: Mapping[str, Any], is_required: bool) -> FieldSchema:
        return FieldSchema(
            name=name,
            title=str(schema.get("title", name)),
            description=str(schema.get("description", "")),
            type=read_type(schema, name, self._groups),
            default=schema.get("default"),
            is_required=is_required,
            is_advanced=bool(schema.get("advanced", False)),
            unit=str(schema.get("unit", "")),
            examples=tuple(schema.get("examples", ())),
        )
