"""Config of how chips are taken from a scene."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar, Literal

from pydantic import Field

from rv_engine.config import Config, display
from rv_engine.errors import ConfigError


class WindowSamplingMethod(str, Enum):
    """How windows are placed."""

    sliding = "sliding"
    random = "random"


class WindowSamplingConfig(Config):
    """How windows are placed on a scene."""

    type_hint: ClassVar[str] = "window_sampling"

    method: WindowSamplingMethod = WindowSamplingMethod.sliding
    """Windows on a regular grid, or at random places."""

    size: int = Field(gt=0, json_schema_extra=display(unit="px"))
    """The side of a window, in pixels."""

    stride: int | None = Field(default=None, gt=0, json_schema_extra=display(unit="px"))
    """Sliding windows: from one to the next, in pixels; the size when left out."""

    padding: int | None = Field(
        default=None, ge=0, json_schema_extra=display(unit="px", advanced=True)
    )
    """Sliding windows: pixels by which they may reach over the image's edges; just enough to cover
    it whole when left out."""

    pad_direction: Literal["start", "end", "both"] = Field(
        "end", json_schema_extra=display(advanced=True)
    )
    """Sliding windows: at which edges they may do so."""

    max_windows: int = Field(default=10_000, gt=0, json_schema_extra=display(unit="windows"))
    """Random windows: how many."""

    max_sample_attempts: int = Field(default=100, gt=0, json_schema_extra=display(advanced=True))
    """Random windows: tries to find one inside the areas of interest."""

    within_aoi: bool = Field(True, json_schema_extra=display(advanced=True))
    """Only windows wholly inside the areas of interest; otherwise all that touch them."""

    seed: int = Field(0, json_schema_extra=display(advanced=True))
    """Random windows: the same number gives the same windows."""


class ChipOptions(Config):
    """How CHIP cuts chips."""

    type_hint: ClassVar[str] = "chip_options"

    sampling: WindowSamplingConfig | dict[str, WindowSamplingConfig]
    """How windows are placed; or for each scene id how on that scene."""

    def sampling_of(self, scene_id: str) -> WindowSamplingConfig:
        """How windows are placed on a scene.

        Raises:
            ConfigError: It is not said for this scene.
        """
        if isinstance(self.sampling, WindowSamplingConfig):
            return self.sampling
        if scene_id not in self.sampling:
            raise ConfigError(
                f"chip_options.sampling says nothing about the scene {scene_id!r}.",
                hint=f"It names {sorted(self.sampling)}.",
            )
        return self.sampling[scene_id]

    nodata_threshold: float = Field(
        default=1.0, gt=0, le=1, json_schema_extra=display(advanced=True)
    )
    """Leave out windows of which at least this share has no data."""


class SemanticSegmentationChipOptions(ChipOptions):
    """How CHIP cuts chips for semantic segmentation."""

    type_hint: ClassVar[str] = "semantic_segmentation_chip_options"

    target_class_ids: list[int] | None = Field(None, json_schema_extra=display(advanced=True))
    """Keep windows that show these classes; all windows when left out."""

    target_count_threshold: int = Field(
        default=1000, ge=0, json_schema_extra=display(unit="px", advanced=True)
    )
    """The pixels of these classes that a window must show."""

    negative_survival_prob: float = Field(
        default=1.0, ge=0, le=1, json_schema_extra=display(advanced=True)
    )
    """The share of the other windows that is kept all the same."""
