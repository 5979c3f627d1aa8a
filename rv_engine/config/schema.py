"""The JSON Schema of Configs: it feeds the forms in QGIS, the reference pages, and editors.

Beside what JSON Schema knows, a definition says its `class`, its `group`, whether it is `abstract`
(only its subclasses can be used) and which `plugin` brings it; and a property says its `unit` and whether it is
`advanced`: see `display`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from rv_engine.config.config import Config
from rv_engine.config.field_titles import title_of
from rv_engine.config.registry import Registry, default_registry
from rv_engine.config.upgrades import PLUGIN_VERSIONS_KEY, VERSION_KEY

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PIPELINES = "pipeline"
_CONFIGS = "#/$defs/configs/"
_GROUPS = "#/$defs/groups/"
_MODELS = "#/models/"


def config_schema(
    registry: Registry | None = None, *, built_in_only: bool = False
) -> dict[str, Any]:
    """The JSON Schema of a config file, with definitions of everything that is registered.

    Args:
        registry: What is described; the default one when left out.
        built_in_only: Leave out what plugins brought.

    Returns:
        JSON values. `$defs.configs` has one definition a type hint; `$defs.groups` the choice
        wherever one of several may stand; `groups` the type hints of each group.
    """
    registry = registry or default_registry()
    classes = {
        type_hint: config_class
        for type_hint, config_class in registry.config_classes().items()
        if not built_in_only or registry.origin_of(type_hint).kind == "built-in"
    }
    pipelines = [
        {"$ref": _CONFIGS + type_hint, "required": ["type_hint"]}
        for type_hint in _choices(classes.get(PIPELINES), classes)
    ]
    return {
        "$schema": DIALECT,
        "title": "Config of RV Studio",
        "description": "What a pipeline is made of: the file that `rv run` takes.",
        "oneOf": pipelines,
        "groups": _groups(classes),
        "$defs": {
            "configs": _definitions(classes, registry),
            "groups": _choice_definitions(classes),
        },
    }


def part_schema(type_hint: str, registry: Registry | None = None) -> dict[str, Any]:
    """The JSON Schema of one Config, or of the choice within a group, with what it refers to.

    Raises:
        ValueError: There is no such type hint; the message suggests the nearest.
    """
    registry = registry or default_registry()
    type_hint = registry.config_class(type_hint).type_hint
    whole = config_schema(registry)
    is_group = registry.config_class(type_hint).is_abstract
    root = (_GROUPS if is_group else _CONFIGS) + type_hint
    needed: dict[str, dict[str, Any]] = {"configs": {}, "groups": {}}
    _collect(root, whole["$defs"], needed)
    return {"$schema": DIALECT, "$ref": root, "$defs": needed}


def _collect(ref: str, definitions: Mapping[str, Any], needed: dict[str, dict[str, Any]]) -> None:
    _, _, kind, name = ref.split("/")
    if name not in needed[kind]:
        needed[kind][name] = definitions[kind][name]
        for inner in _references(needed[kind][name]):
            _collect(inner, definitions, needed)


def _references(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "$ref":
                yield item
            else:
                yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _definitions(classes: Mapping[str, type[Config]], registry: Registry) -> dict[str, Any]:
    models, generated = models_json_schema(
        [(config_class, "validation") for config_class in classes.values()],
        ref_template=_MODELS + "{model}",
    )
    definitions = generated["$defs"]
    names = {
        models[config_class, "validation"]["$ref"].removeprefix(_MODELS): config_class
        for config_class in classes.values()
    }
    resolver = _Resolver(definitions, names, classes)
    result = {}
    for name, config_class in sorted(names.items(), key=lambda item: item[1].type_hint):
        definition = resolver.resolve(definitions[name])
        result[config_class.type_hint] = _described(definition, config_class, classes, registry)
    return result


def _described(
    definition: dict[str, Any],
    config_class: type[Config],
    classes: Mapping[str, type[Config]],
    registry: Registry,
) -> dict[str, Any]:
    type_hint = config_class.type_hint
    origin = registry.origin_of(type_hint)
    properties: dict[str, Any] = {
        "type_hint": {
            "const": type_hint,
            "default": type_hint,
            "title": "Type",
            "description": "What this is.",
        }
    }
    group = _group(config_class, classes)
    if group == PIPELINES:
        properties |= _versions(registry)
    for name, field in config_class.model_fields.items():
        schema = definition.get("properties", {}).get(name, {})
        title = field.title or title_of(name)
        description = " ".join((field.description or "").split())
        schema = {"title": title, "description": description} | {
            key: value for key, value in schema.items() if key not in {"title", "description"}
        }
        if not field.is_required():
            schema["default"] = _default(field.get_default(call_default_factory=True))
        properties[name] = schema
    described: dict[str, Any] = {
        "title": title_of(type_hint),
        "description": inspect.cleandoc(config_class.__doc__ or ""),
        "type": "object",
        "class": config_class.__name__,
        "group": group,
        "abstract": config_class.is_abstract,
        "properties": properties,
        "required": [n for n, field in config_class.model_fields.items() if field.is_required()],
        "additionalProperties": False,
    }
    if origin.kind != "built-in":
        described["plugin"] = origin.name
    return described


def _versions(registry: Registry) -> dict[str, Any]:
    return {
        VERSION_KEY: {
            "title": "Version of the file",
            "description": "The version that the file was written in; older ones are upgraded.",
            "type": "integer",
            "minimum": 1,
            "maximum": registry.upgrades.version(),
            "advanced": True,
        },
        PLUGIN_VERSIONS_KEY: {
            "title": "Versions of the plugins",
            "description": "The versions of the plugins that the file was written with.",
            "type": "object",
            "additionalProperties": {"type": "integer", "minimum": 1},
            "advanced": True,
        },
    }


def _default(value: Any) -> Any:
    """A default as JSON; of a Config only what differs from its own defaults."""
    if isinstance(value, Config):
        changed = value.model_dump(mode="json", exclude_unset=True, serialize_as_any=True)
        return {"type_hint": value.type_hint} | changed
    if isinstance(value, (list, tuple)):
        return [_default(item) for item in value]
    return getattr(value, "value", value)  # of an enum


class _Resolver:
    """Turns references to classes into those to type hints and groups; other models stand inline."""

    def __init__(
        self,
        definitions: Mapping[str, Any],
        names: Mapping[str, type[Config]],
        classes: Mapping[str, type[Config]],
    ) -> None:
        self._definitions = definitions
        self._names = names
        self._classes = classes

    def resolve(self, value: Any) -> Any:
        """The same schema with our references."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        resolved = {key: self.resolve(item) for key, item in value.items() if key != "$ref"}
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return resolved
        name = reference.removeprefix(_MODELS)
        config_class = self._names.get(name)
        if config_class is None:
            inline = {
                key: item
                for key, item in self._definitions[name].items()
                if key not in {"title", "description"}
            }
            return {**self.resolve(inline), **resolved}
        return {"$ref": _reference(config_class, self._classes), **resolved}


def _reference(config_class: type[Config], classes: Mapping[str, type[Config]]) -> str:
    is_choice = _choices(config_class, classes) != [config_class.type_hint]
    return (_GROUPS if is_choice else _CONFIGS) + config_class.type_hint


def _choice_definitions(classes: Mapping[str, type[Config]]) -> dict[str, Any]:
    """For each Config that others derive from: one of them, told apart by the type hint."""
    result = {}
    for type_hint, config_class in classes.items():
        choices = _choices(config_class, classes)
        if choices == [type_hint]:
            continue
        result[type_hint] = {
            "title": title_of(type_hint),
            "description": inspect.cleandoc(config_class.__doc__ or ""),
            "oneOf": [
                # What is declared is what it is when no type hint is given.
                {"$ref": _CONFIGS + choice}
                | ({} if choice == type_hint else {"required": ["type_hint"]})
                for choice in choices
            ],
            "discriminator": {
                "propertyName": "type_hint",
                "mapping": {choice: _CONFIGS + choice for choice in choices},
            },
        }
    return result


def _choices(base: type[Config] | None, classes: Mapping[str, type[Config]]) -> list[str]:
    """The type hints that may stand where a Config is asked for."""
    return [
        type_hint
        for type_hint, config_class in classes.items()
        if base is not None and issubclass(config_class, base) and not config_class.is_abstract
    ]


def _groups(classes: Mapping[str, type[Config]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for type_hint, config_class in classes.items():
        members = groups.setdefault(_group(config_class, classes), [])
        if not config_class.is_abstract:
            members.append(type_hint)
    return dict(sorted(groups.items()))


def _group(config_class: type[Config], classes: Mapping[str, type[Config]]) -> str:
    """The type hint of the outermost Config that a Config derives from."""
    known = classes.values()
    bases = [base for base in config_class.__mro__ if issubclass(base, Config) and base in known]
    return bases[-1].type_hint
