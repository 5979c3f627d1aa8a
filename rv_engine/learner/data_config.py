"""The base of the Configs of the images and labels that a model is trained with."""

from __future__ import annotations

import difflib
from typing import Annotated, ClassVar

from annotated_types import Ge
from pydantic import Field, field_validator

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.augmentor_config import AUGMENTORS_BY_NAME, AugmentorConfig

GEOMETRIC_AUGMENTORS = ("RandomRotate90", "HorizontalFlip", "VerticalFlip")
AUGMENTORS = tuple(AUGMENTORS_BY_NAME)


class DataConfig(Config, abstract=True):
    """The images and labels that a model is trained with."""

    type_hint: ClassVar[str] = "data"

    resamples: ClassVar[bool] = False
    """Whether chips of another size than `img_sz` are enlarged or reduced, not cut or padded."""

    class_config: ClassConfig | None = Field(None, json_schema_extra=display(advanced=True))
    """The classes; within a pipeline they are taken from its dataset."""

    img_channels: int | None = Field(
        None, ge=1, json_schema_extra=display(unit="bands", advanced=True)
    )
    """Number of bands; counted in the first chip when left out."""

    img_sz: int = Field(256, ge=32, json_schema_extra=display(unit="px"))
    """Height and width in pixels of what the model is shown. Larger images are cut and smaller ones
    padded, never resampled, so that objects keep their size."""

    num_workers: int = Field(4, ge=0, json_schema_extra=display(unit="threads", advanced=True))
    """How many threads read chips ahead while the model is trained."""

    display_bands: list[Annotated[int, Ge(0)]] | None = Field(
        None,
        min_length=3,
        max_length=3,
        json_schema_extra=display(advanced=True),
    )
    """The bands, counted from 0, that are red, green and blue in pictures of samples. When left
    out: what the image says of its bands, or else the first three. The model sees all bands."""

    augmentors: list[str | AugmentorConfig] = Field(
        list(GEOMETRIC_AUGMENTORS), json_schema_extra={"examples": [list(GEOMETRIC_AUGMENTORS)]}
    )
    """Random changes of the training chips, which stand in for more labels: turns by 90 degrees,
    mirrorings (HorizontalFlip, VerticalFlip), RandomScale, and changes of the pixels:
    BrightnessContrast, RGBShift, GaussNoise, ToGray, Blur, GaussianBlur. Each may be given by its
    name, or with settings of its own."""

    @field_validator("augmentors")
    @classmethod
    def _check_augmentors(cls, names: list[str | AugmentorConfig]) -> list[str | AugmentorConfig]:
        for name in names:
            if isinstance(name, str) and name not in AUGMENTORS:
                near = difflib.get_close_matches(name, AUGMENTORS, n=1)
                suggestion = f" Did you mean {near[0]!r}?" if near else ""
                allowed = ", ".join(AUGMENTORS)
                raise ValueError(f"{name!r} is no augmentor; choose of {allowed}.{suggestion}")
        return names
