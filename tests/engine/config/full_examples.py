"""A config of each task with every part in it: wherever one of several may stand, all do."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from hypothesis import Phase, find, settings
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from rv_engine.config import Config
from rv_engine.config.expectations import is_union
from tests.engine.config.generated_configs import _field_values, concrete_configs

# Generated parts at this depth are as small as they can be.
_DEEP = 6


def full_example(
    config_class: type[Config], around: tuple[type[Config], ...] = ()
) -> dict[str, Any]:
    """The JSON values of a valid config in which every optional part is there.

    Values that are no parts are the defaults; where there is none, the simplest that fits.
    """
    values: dict[str, Any] = {"type_hint": config_class.type_hint}
    fields = config_class.model_fields
    for name, field in sorted(fields.items(), key=lambda item: not item[1].is_required()):
        value = _part(field.annotation, (*around, config_class))
        if value is None and field.is_required():
            value = _simplest(config_class, name, field)
        if value is None:
            continue
        more = values | {name: value}
        if field.is_required() or _is_valid(config_class, more):
            values = more
    # The defaults, so that a mistake can be made in each of them.
    return config_class.from_dict(values).to_dict() if not around else values


def _part(annotation: Any, around: tuple[type[Config], ...]) -> Any:
    """A part, or a list with one of each kind of part; None where the field holds no parts."""
    if is_union(annotation):
        found = (_part(argument, around) for argument in get_args(annotation))
        return next((part for part in found if part is not None), None)
    if get_origin(annotation) is list:
        kinds = _kinds(get_args(annotation)[0], around)
        return [full_example(kind, around) for kind in kinds] or None
    kinds = _kinds(annotation, around)
    return full_example(kinds[0], around) if kinds else None


def _kinds(annotation: Any, around: tuple[type[Config], ...]) -> list[type[Config]]:
    """What may stand here, but for what is around already: sources of sources would never end."""
    if not (isinstance(annotation, type) and issubclass(annotation, Config)):
        return []
    fitting = [cls for cls in concrete_configs() if issubclass(cls, annotation)]
    return [cls for cls in fitting if cls not in around]


def _simplest(config_class: type[Config], name: str, field: FieldInfo) -> Any:
    values = _field_values(config_class, name, field, _DEEP)
    return find(
        values, lambda value: value is not None,
        settings=settings(database=None, derandomize=True, phases=[Phase.generate]),
    )  # fmt: skip


def _is_valid(config_class: type[Config], values: dict[str, Any]) -> bool:
    try:
        config_class.model_validate(values)
    except ValidationError:
        return False
    return True
