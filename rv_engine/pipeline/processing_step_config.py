"""Configs of steps over predicted labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig

if TYPE_CHECKING:
    from rv_engine.pipeline.processing_step import ProcessingStep
    from rv_engine.pipeline.remove_small_areas import RemoveSmallAreas


class ProcessingStepConfig(Config, abstract=True):
    """Changes the predicted labels of each scene before they are written."""

    type_hint: ClassVar[str] = "processing_step"

    tasks: ClassVar[tuple[str, ...]] = ()
    """The type hints of the pipelines that it is for; empty for all."""

    def named_class_ids(self) -> list[int]:
        """The classes that it names by number."""
        return []

    def build(self, class_config: ClassConfig) -> ProcessingStep:
        """The step."""
        raise NotImplementedError


class RemoveSmallAreasConfig(ProcessingStepConfig):
    """Gives areas that are too small the class that surrounds most of them."""

    type_hint: ClassVar[str] = "remove_small_areas"
    tasks: ClassVar[tuple[str, ...]] = ("semantic_segmentation",)

    min_area: int = Field(default=16, ge=2, le=4096, json_schema_extra=display(unit="px"))
    """Areas of fewer pixels are removed. Pixels belong to one area when they share an edge."""

    class_id: int | None = Field(None, ge=0)
    """Remove only areas of this class, counted from 0; of all classes when left out."""

    def named_class_ids(self) -> list[int]:
        return [] if self.class_id is None else [self.class_id]

    def build(self, class_config: ClassConfig) -> RemoveSmallAreas:
        from rv_engine.pipeline.remove_small_areas import RemoveSmallAreas

        return RemoveSmallAreas(self.min_area, self.class_id)
