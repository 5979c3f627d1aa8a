"""Config of class inference."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, JsonValue, field_validator

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError
from rv_engine.vector.vector_source_config import VectorTransformerConfig

if TYPE_CHECKING:
    from rv_engine.vector.class_inference_transformer import ClassInferenceTransformer


class ClassInferenceTransformerConfig(VectorTransformerConfig):
    """Finds the class of each feature from its fields."""

    type_hint: ClassVar[str] = "class_inference_transformer"

    class_field: str | None = None
    """The field that holds the class name; "class_id", "class_name" or "label" when left out."""

    class_name_mapping: dict[str, str] = Field(
        default_factory=dict, json_schema_extra=display(advanced=True)
    )
    """The class name that stands for a value of the field."""

    class_id_to_filter: dict[int, list[JsonValue]] = Field(
        default_factory=dict, json_schema_extra=display(advanced=True)
    )
    """For features whose fields name no class: the class id of the first filter that they pass. In
    the filter language of Mapbox GL: ["all", ["==", "type", "house"], [">", "area", 50]]."""

    default_class_id: int | None = Field(default=None, ge=0)
    """The class of features without a known one; they are left out when this is left out."""

    @field_validator("class_id_to_filter", mode="before")
    @classmethod
    def _none_is_empty(cls, filters: object) -> object:
        return {} if filters is None else filters

    @field_validator("class_id_to_filter")
    @classmethod
    def _check_filters(cls, filters: dict[int, list[JsonValue]]) -> dict[int, list[JsonValue]]:
        from rv_engine.vector.property_filter import check_filter

        for class_id, expression in filters.items():
            if class_id < 0:
                raise ValueError(f"{class_id} is no class id; they are counted from 0")
            check_filter(expression)
        return filters

    def build(self, class_config: ClassConfig | None = None) -> ClassInferenceTransformer:
        """The transformer.

        Raises:
            ConfigError: The classes are not given, `default_class_id` or a class id of
                the filters is none of them.
        """
        from rv_engine.vector.class_inference_transformer import ClassInferenceTransformer

        if class_config is None:
            raise ConfigError("Class inference needs a ClassConfig.", hint="Give the classes.")
        given = [("class_id_to_filter", class_id) for class_id in self.class_id_to_filter]
        if self.default_class_id is not None:
            given.append(("default_class_id", self.default_class_id))
        for name, class_id in given:
            if class_id >= len(class_config):
                raise ConfigError(
                    f"{name} {class_id} is no class; there are {len(class_config)}, counted from 0."
                )
        return ClassInferenceTransformer(
            class_config,
            class_field=self.class_field,
            class_name_mapping=self.class_name_mapping,
            class_id_to_filter=self.class_id_to_filter,
            default_class_id=self.default_class_id,
        )
