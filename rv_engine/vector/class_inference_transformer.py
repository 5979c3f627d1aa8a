"""The class of each feature, from its fields."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.types import Array
from rv_engine.vector.features import UNKNOWN_CLASS_ID, Features
from rv_engine.vector.property_filter import Filter, matches
from rv_engine.vector.vector_transformer import VectorTransformer

log = logging.getLogger(__name__)

# The fields that Raster Vision looks at, in its order, after "class_id".
_NAME_FIELDS = ("class_name", "label")


class ClassInferenceTransformer(VectorTransformer):
    """Finds class ids and drops features of no class.

    Args:
        class_config: The classes.
        class_field: The field that holds class names; None looks at "class_id", then "class_name",
            then "label".
        class_name_mapping: From a value of the field to a class name.
        class_id_to_filter: For features whose class is not found in their fields: the class of the
            first filter that they pass.
        default_class_id: For features whose class is still not found; None drops them.
    """

    def __init__(
        self,
        class_config: ClassConfig,
        *,
        class_field: str | None = None,
        class_name_mapping: Mapping[str, str] | None = None,
        class_id_to_filter: Mapping[int, Filter] | None = None,
        default_class_id: int | None = None,
    ) -> None:
        self.class_config = class_config
        self.class_field = class_field
        self.class_name_mapping = dict(class_name_mapping or {})
        self.class_id_to_filter = dict(class_id_to_filter or {})
        self.default_class_id = default_class_id

    def transform(self, features: Features, where: str) -> Features:
        class_ids = features.class_ids.copy()
        if self.class_field is not None:
            class_ids = self._by_name(self._named_field(features, where), class_ids)
        else:
            if "class_id" in features.properties:
                class_ids = self._by_id(features.properties["class_id"], class_ids)
            for name in _NAME_FIELDS:
                if name in features.properties:
                    class_ids = self._by_name(features.properties[name], class_ids)
        class_ids = self._by_filter(features, class_ids)
        unknown = class_ids == UNKNOWN_CLASS_ID
        if self.default_class_id is not None:
            class_ids[unknown] = self.default_class_id
        elif unknown.any():
            log.warning(
                "Left out of '%s': %d of %d, which have no class of %s.",
                where, unknown.sum(), len(features), self.class_config.names,
            )  # fmt: skip
        known = features.with_class_ids(class_ids)
        return known if self.default_class_id is not None else known.where(~unknown)

    def _named_field(self, features: Features, where: str) -> Array:
        field = self.class_field or ""
        if field not in features.properties:
            raise missing_field_error(field, list(features.properties), where)
        return features.properties[field]

    def _by_id(self, values: Array, class_ids: Array) -> Array:
        numbers = np.array([_whole_number(value) for value in values], dtype=int)
        fits = (numbers >= 0) & (numbers < len(self.class_config))
        return np.where((class_ids == UNKNOWN_CLASS_ID) & fits, numbers, class_ids)

    def _by_filter(self, features: Features, class_ids: Array) -> Array:
        if not self.class_id_to_filter:
            return class_ids
        class_ids = class_ids.copy()
        for index in np.flatnonzero(class_ids == UNKNOWN_CLASS_ID):
            properties = {name: values[index] for name, values in features.properties.items()}
            kind = features.geometries[index].geom_type
            for class_id, expression in self.class_id_to_filter.items():
                if matches(expression, properties, kind):
                    class_ids[index] = class_id
                    break
        return class_ids

    def _by_name(self, values: Array, class_ids: Array) -> Array:
        by_name = {name: index for index, name in enumerate(self.class_config.names)}
        mapping = self.class_name_mapping.items()
        ids = by_name | {value: by_name[name] for value, name in mapping if name in by_name}
        found = np.array(
            [ids.get(class_text(value), UNKNOWN_CLASS_ID) for value in values], dtype=int
        )
        return np.where(class_ids == UNKNOWN_CLASS_ID, found, class_ids)


def class_text(value: object) -> str:
    """A field's value as a class name: whole numbers without a decimal point, no value as ""."""
    if value is None or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def missing_field_error(field: str, fields: list[str], where: str) -> LabelError:
    """The error for a class field that a layer does not have."""
    names = ", ".join(repr(name) for name in fields) or "none"
    return LabelError(
        f"'{where}' has no field {field!r}; its fields are: {names}.",
        hint="Choose the field that holds the class of each feature.",
        where=where,
    )


def _whole_number(value: object) -> int:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return UNKNOWN_CLASS_ID
    return int(number) if number.is_integer() else UNKNOWN_CLASS_ID
