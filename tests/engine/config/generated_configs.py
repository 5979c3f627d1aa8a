"""Configs with generated values, for each Config that is registered, from the types of its fields.

A new Config needs nothing here, unless its validators refuse what its types allow: then HELPERS says
for such a field what fits.
"""

from __future__ import annotations

import types
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from hypothesis import assume
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError
from pydantic.fields import FieldInfo

from rv_engine.config import Config, default_registry

# Deeper than this, only fields that have no default are filled in.
_MAX_DEPTH = 4
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
_SIDES = st.tuples(*[st.integers(0, 9)] * 2, *[st.integers(10, 99)] * 2)
# For fields whose validators ask for more than their types say, by name or by type hint and name.
HELPERS: dict[str, st.SearchStrategy[Any]] = {
    "primary_source_idx": st.integers(0, 1),
    "temporal": st.just(False),
    "bbox": st.none() | _SIDES,
    "channel_order": st.none() | st.lists(st.integers(0, 9), min_size=1, max_size=4),
    "class_config.colors": st.none()
    | st.lists(st.from_regex("#[0-9a-f]{6}", fullmatch=True), min_size=1, max_size=2),
    "class_config.names": st.lists(NAMES, min_size=1, max_size=4, unique=True),
    "class_config.null_class": st.none() | NAMES,
    "class_loss_weights": st.none() | st.lists(st.floats(0.1, 9), min_size=1),
    "multi_stage": st.lists(st.integers(1, 99), unique=True).map(sorted),
    "scene.id": NAMES,
    "scene_groups": st.dictionaries(NAMES, st.just([]), max_size=2),
}


def concrete_configs() -> list[type[Config]]:
    """All registered Configs that describe something by themselves."""
    return [cls for cls in default_registry().config_classes().values() if not cls.is_abstract]


def configs(config_class: type[Config]) -> st.SearchStrategy[Config]:
    """Valid configs of one class."""
    return config_values(config_class, 0).map(config_class.from_dict)


@st.composite
def config_values(draw: st.DrawFn, config_class: type[Config], depth: int) -> dict[str, Any]:
    """The JSON values of a valid config."""
    fields = config_class.model_fields
    values: dict[str, Any] = {"type_hint": config_class.type_hint}
    for name, field in fields.items():
        if field.is_required():
            values[name] = draw(_field_values(config_class, name, field, depth))
    assume(_is_valid(config_class, values))
    optional = [name for name, field in fields.items() if not field.is_required()]
    if depth < _MAX_DEPTH and optional:
        chosen = draw(st.lists(st.sampled_from(optional), unique=True, min_size=len(optional) // 4))
        for name in chosen:
            more = values | {name: draw(_field_values(config_class, name, fields[name], depth))}
            # What does not fit to the other fields is left out again.
            values = more if _is_valid(config_class, more) else values
    return values


def _is_valid(config_class: type[Config], values: dict[str, Any]) -> bool:
    try:
        config_class.model_validate(values)
    except ValidationError:
        return False
    return True


def _field_values(
    config_class: type[Config], name: str, field: FieldInfo, depth: int
) -> st.SearchStrategy[Any]:
    for key in (f"{config_class.type_hint}.{name}", name):
        if key in HELPERS:
            return HELPERS[key]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    if "enum" in extra:
        return st.sampled_from(extra["enum"])
    if "examples" in extra:
        return st.sampled_from(extra["examples"])
    items = extra.get("items")
    if isinstance(items, dict) and "enum" in items:
        return st.lists(st.sampled_from(items["enum"]), max_size=4)
    return _values(field.annotation, field.metadata, depth)


def _values(annotation: Any, limits: list[Any], depth: int) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _values(arguments[0], [*limits, *arguments[1:]], depth)
    if origin in (Union, types.UnionType):
        return st.one_of([_values(argument, limits, depth) for argument in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (list, tuple, dict):
        return _collections(origin, arguments, limits, depth)
    if annotation in (Any, JsonValue):
        return JSON
    if annotation in (None, type(None)):
        return st.none()
    if issubclass(annotation, Config):
        return _some_config(annotation, depth)
    if issubclass(annotation, Enum):
        return st.sampled_from([member.value for member in annotation])
    return _scalars(annotation, limits)


def _collections(
    origin: type, arguments: tuple[Any, ...], limits: list[Any], depth: int
) -> st.SearchStrategy[Any]:
    least = int(_limit(limits, "min_length") or 0)
    most = int(_limit(limits, "max_length") or least + 2)
    if origin is dict:
        keys, values = (_values(argument, [], depth) for argument in arguments)
        return st.dictionaries(keys.map(str), values, min_size=least, max_size=most)
    if origin is list or arguments[1:] == (...,):
        return st.lists(_values(arguments[0], [], depth), min_size=least, max_size=most)
    return st.tuples(*(_values(argument, [], depth) for argument in arguments)).map(list)


def _scalars(annotation: type, limits: list[Any]) -> st.SearchStrategy[Any]:
    low, high = _limit(limits, "ge", "gt"), _limit(limits, "le", "lt")
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        step = int(_limit(limits, "multiple_of") or 1)
        least = -(2**40) if low is None else int(low) + (_limit(limits, "gt") is not None)
        most = least + 2**20 if high is None else int(high) - (_limit(limits, "lt") is not None)
        return st.integers(-(-least // step), most // step).map(lambda number: number * step)
    if annotation is float:
        return st.floats(
            low, high, exclude_min=_limit(limits, "gt") is not None,
            exclude_max=_limit(limits, "lt") is not None, allow_nan=False, allow_infinity=False,
        )  # fmt: skip
    if annotation in (str, Path):
        least = int(_limit(limits, "min_length") or 0)
        return TEXTS.filter(lambda text: len(text) >= least) if least else TEXTS
    raise NotImplementedError(f"A field of type {annotation}: say here how to generate it.")


def _limit(limits: list[Any], *names: str) -> float | None:
    for item in limits:
        grouped = item if isinstance(item, annotated_types.GroupedMetadata) else [item]
        for limit in grouped:
            for name in names:
                if getattr(limit, name, None) is not None:
                    return float(getattr(limit, name))
    return None


def _some_config(base: type[Config], depth: int) -> st.SearchStrategy[Any]:
    fitting = [cls for cls in concrete_configs() if issubclass(cls, base)]
    if depth >= _MAX_DEPTH:
        # The ones that do not go on and on.
        fitting = [cls for cls in fitting if not _needs_configs(cls)] or fitting
    return st.deferred(
        lambda: st.one_of([config_values(cls, depth + 1) for cls in fitting])
    )  # fmt: skip


def _needs_configs(config_class: type[Config]) -> bool:
    required = [field for field in config_class.model_fields.values() if field.is_required()]
    return any("Config" in str(field.annotation) for field in required)
