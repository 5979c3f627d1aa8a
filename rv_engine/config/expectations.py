"""What a field may hold, in words: "a whole number greater than 0, 'auto' or null"."""

from __future__ import annotations

import types
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rv_engine.config.registry import default_registry

_MAX_SHOWN = 60
_MAX_CHOICES = 30
_NOUNS: dict[Any, str] = {
    Any: "any value",
    None: "null",
    type(None): "null",
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a whole number",
    list: "a list",
    str: "a text",
    tuple: "a list",
    Path: "a path",
}
_PLURALS = {"a whole number": "whole numbers", "a number": "numbers", "a text": "texts"}
_COMPARISONS = {
    "gt": "greater than {}",
    "ge": "of at least {}",
    "lt": "less than {}",
    "le": "of at most {}",
    "multiple_of": "divisible by {}",
}


def is_union(annotation: Any) -> bool:
    """Whether a value may be of one of several types."""
    return get_origin(annotation) in (Union, types.UnionType)


def takes_truth(annotation: Any) -> bool:
    """Whether a value may be true or false."""
    if annotation in (bool, Any):
        return True
    if get_origin(annotation) is Literal:
        return any(isinstance(argument, bool) for argument in get_args(annotation))
    inner = get_args(annotation) if is_union(annotation) or _is_annotated(annotation) else ()
    return any(
        takes_truth(argument) for argument in inner[: 1 if _is_annotated(annotation) else None]
    )


def _is_annotated(annotation: Any) -> bool:
    return get_origin(annotation) is Annotated


def expectation(annotation: Any, limits: Sequence[Any] = (), choices: Sequence[Any] = ()) -> str:
    """What may stand where a type is asked for.

    Args:
        annotation: The type.
        limits: What pydantic knows of the field beside its type, such as `annotated_types.Gt(0)`.
        choices: The values that there are, where the type does not tell them.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if choices and annotation is str:
        return _one_of(choices)
    if origin is Annotated:
        return expectation(arguments[0], [*limits, *arguments[1:]], choices)
    if is_union(annotation):
        parts = [expectation(argument, limits, choices) for argument in _null_last(arguments)]
        return _joined(parts)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (list, tuple):
        return _list(origin, arguments, limits, choices)
    if origin is dict:
        return f"an object of which each value is {expectation(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _one_of([member.value for member in annotation])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _object(annotation)
    return _number(
        _NOUNS.get(annotation, f"a {getattr(annotation, '__name__', annotation)}"), limits
    )


def _object(model: type[BaseModel]) -> str:
    name = getattr(model, "type_hint", "") or model.__name__
    described = f"an object that describes a {name!r}"
    if not getattr(model, "is_abstract", False):
        return described
    hints = [
        type_hint
        for type_hint, config_class in default_registry().config_classes().items()
        if issubclass(config_class, model) and not config_class.is_abstract
    ]
    return f"{described} (type_hint {_one_of(hints)})" if hints else described


def choices_of(annotation: Any, field: FieldInfo | None = None) -> list[Any]:
    """The values that a field may have, where they can be counted; all of them or none."""
    extra = field.json_schema_extra if field is not None else None
    if isinstance(extra, dict):
        items = extra.get("items")
        found = extra.get("enum") or (items.get("enum") if isinstance(items, dict) else None)
        if isinstance(found, list):
            return found
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [member.value for member in annotation]
    return [choice for argument in get_args(annotation) for choice in choices_of(argument)]


def shown(value: Any) -> str:
    """A value as the user wrote it in JSON, not longer than a line."""
    if isinstance(value, (bool, type(None))):
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict):
        return "an object"
    text = repr(value.value if isinstance(value, Enum) else value)
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 3] + "..."


def _list(
    origin: type, arguments: tuple[Any, ...], limits: Sequence[Any], choices: Sequence[Any]
) -> str:
    if origin is tuple and arguments[1:] != (...,):
        kinds = list(dict.fromkeys(_plural(argument, ()) for argument in arguments))
        return f"a list of {len(arguments)} {_joined(kinds)}"
    least = _limits(limits).get("min_length")
    filled = "" if not least else " that is not empty" if least == 1 else f", at least {least:g}"
    return f"a list of {_plural(arguments[0], choices)}{filled}"


def _plural(annotation: Any, choices: Sequence[Any]) -> str:
    """What the items of a list may be."""
    single = expectation(annotation, (), choices)
    for noun in (*_PLURALS, "an object that describes"):
        if single.startswith(noun) and not is_union(annotation):
            return single.replace(noun, _PLURALS.get(noun, "objects that describe"), 1)
    return single


def _number(noun: str, limits: Sequence[Any]) -> str:
    found = _limits(limits)
    if noun == "a text":
        return "a text that is not empty" if found.get("min_length") else noun
    words = [
        pattern.format(f"{found[name]:g}")
        for name, pattern in _COMPARISONS.items()
        if name in found
    ]
    return " ".join([noun, " and ".join(words)]).strip() if noun in _NUMBERS else noun


_NUMBERS = {_NOUNS[int], _NOUNS[float]}


def _limits(limits: Sequence[Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for item in limits:
        for limit in item if isinstance(item, annotated_types.GroupedMetadata) else [item]:
            for name in (*_COMPARISONS, "min_length"):
                value = getattr(limit, name, None)
                if isinstance(value, (int, float)):
                    found[name] = value
    return found


def _null_last(arguments: Sequence[Any]) -> list[Any]:
    return sorted(arguments, key=lambda argument: argument is type(None))


def _one_of(values: Sequence[Any]) -> str:
    names = [shown(value) for value in values]
    return _joined(names[:_MAX_CHOICES] + (["another"] if len(names) > _MAX_CHOICES else []))


def _joined(parts: Sequence[str]) -> str:
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if parts[1:] else "".join(parts)
