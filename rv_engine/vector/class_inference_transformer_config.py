"""Config of class inference."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

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

    default_class_id: int | None = Field(default=None, ge=0)
    """The class of features without a known one; they are left out when this is left out."""

    def build(self, class_config: ClassConfig | None = None) -> ClassInferenceTransformer:
        """The transformer.

        Raises:
            ConfigError: The classes are not given, or `default_class_id` is none of them.
        """
        from rv_engine.vector.class_inference_transformer import ClassInferenceTransformer

        if class_config is None:
            raise ConfigError("Class inference needs a ClassConfig.", hint="Give the classes.")
        if self.default_class_id is not None and self.default_class_id >= len(class_config):
            raise ConfigError(
                f"default_class_id {self.default_class_id} is no class; "
                f"there are {len(class_config)}, counted from 0."
            )
        return ClassInferenceTransformer(
            class_config,
            class_field=self.class_field,
            class_name_mapping=self.class_name_mapping,
            default_class_id=self.default_class_id,
        )
