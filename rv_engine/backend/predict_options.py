"""Config of how a scene is predicted."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import Config, display

TestTimeAugmentation = Literal["none", "flips", "flips_and_turns"]


class PredictOptions(Config):
    """How windows slide over a scene that is predicted."""

    type_hint: ClassVar[str] = "predict_options"

    chip_sz: int = Field(default=300, gt=0, json_schema_extra=display(unit="px"))
    """The side of a window, in pixels; best that of the chips the model was trained with."""

    stride: int | None = Field(
        default=None, gt=0, json_schema_extra=display(unit="px", advanced=True)
    )
    """From one window to the next, in pixels; the size of a window when left out."""

    batch_sz: int = Field(default=8, gt=0, json_schema_extra=display(unit="windows"))
    """Windows that go through the model at once; lower it when memory is short."""

    tile_sz: int = Field(default=8192, gt=0, json_schema_extra=display(unit="px", advanced=True))
    """The side of the tiles, in pixels, into which a scene is divided: each is predicted by one
    process. Cut to a multiple of the stride. Where windows overlap, those at the borders of tiles
    are predicted once for each."""

    within_aoi: bool = Field(True, json_schema_extra=display(advanced=True))
    """Predict only inside the scene's areas of interest; otherwise the whole image."""

    test_time_augmentation: TestTimeAugmentation = Field(
        "none", json_schema_extra=display(advanced=True)
    )
    """Let the model look at each window in several ways and answer once, which is often more right.
    flips: also mirrored, which takes 4 times as long; flips_and_turns: also turned by right angles,
    which takes 8 times as long. Not for objects that stand upright, such as digits on a map."""

    @property
    def stride_px(self) -> int:
        """From one window to the next."""
        return self.chip_sz if self.stride is None else self.stride


class SemanticSegmentationPredictOptions(PredictOptions):
    """How windows slide over a scene, and how overlapping ones are merged."""

    type_hint: ClassVar[str] = "semantic_segmentation_predict_options"

    crop_sz: int | Literal["auto"] | None = Field(
        None, json_schema_extra=display(unit="px", advanced=True)
    )
    """Pixels to drop at each side of a window, where the model sees least; "auto" drops all that
    neighbours cover."""

    window_weight: Literal["uniform", "sine"] = Field(
        "uniform", json_schema_extra=display(advanced=True)
    )
    """Smooth output: whether all pixels of a window count alike, or those in its middle more."""

    write_probabilities: bool = False
    """Also write how probable each class is at each pixel, from which the report draws its curves of
    precision, recall and reliability. It takes 4 bytes a pixel and class, and is what `smooth_output`
    does in a scene's label store."""

    @property
    def crop_px(self) -> int:
        """Pixels to drop at each side of a window."""
        if self.crop_sz == "auto":
            return (self.chip_sz - self.stride_px) // 2
        return self.crop_sz or 0

    @model_validator(mode="after")
    def _check_crop(self) -> Self:
        if self.chip_sz - 2 * self.crop_px < self.stride_px:
            raise ValueError(
                f"windows of {self.chip_sz} pixels, cropped by {self.crop_px} at each side, leave "
                f"gaps at a stride of {self.stride_px}; lower crop_sz or stride"
            )
        return self
