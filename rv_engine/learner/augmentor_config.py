"""Configs of augmentors: random changes of training chips, which stand in for more labels."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import Config, display

if TYPE_CHECKING:
    import numpy as np

    from rv_engine.learner.samples import Sample

    Augmentor = Callable[[Sample, np.random.Generator], Sample]


class AugmentorConfig(Config, abstract=True):
    """A random change of training chips, which stands in for more labels."""

    type_hint: ClassVar[str] = "augmentor"

    probability: float = Field(0.5, ge=0, le=1)
    """How large a part of the chips is changed; 1 for all."""

    def build(self) -> Augmentor:
        """The augmentor: it gets a sample and random numbers, and returns a new sample."""
        return partial(_sometimes, self.probability, self.build_change())

    def build_change(self) -> Augmentor:
        """The change itself, whatever the probability."""
        raise NotImplementedError


def _sometimes(
    probability: float, change: Augmentor, sample: Sample, rng: np.random.Generator
) -> Sample:
    if probability < 1 and rng.random() < 1 - probability:
        return sample
    return change(sample, rng)


class RandomRotate90Config(AugmentorConfig):
    """Turns by 0, 90, 180 or 270 degrees."""

    type_hint: ClassVar[str] = "random_rotate_90"

    probability: float = Field(1.0, ge=0, le=1)
    """How large a part of the chips may be turned."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.geometric import rotate_by_90

        return rotate_by_90


class HorizontalFlipConfig(AugmentorConfig):
    """Exchanges left and right."""

    type_hint: ClassVar[str] = "horizontal_flip"

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.geometric import flip_horizontally

        return flip_horizontally


class VerticalFlipConfig(AugmentorConfig):
    """Exchanges top and bottom."""

    type_hint: ClassVar[str] = "vertical_flip"

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.geometric import flip_vertically

        return flip_vertically


class RandomScaleConfig(AugmentorConfig):
    """Shows chips larger or smaller, for images of other resolutions and objects of other sizes."""

    type_hint: ClassVar[str] = "random_scale"

    smallest: float = Field(0.75, gt=0.1, le=1)
    """Chips are shown at least so large; what is missing at the edges has no value and is not learned
    from."""

    largest: float = Field(1.33, ge=1, lt=10)
    """Chips are shown at most so large."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.geometric import scale

        return partial(scale, smallest=self.smallest, largest=self.largest)


class BrightnessContrastConfig(AugmentorConfig):
    """Changes brightness and contrast, as other weather and other cameras do."""

    type_hint: ClassVar[str] = "brightness_contrast"

    brightness: float = Field(0.2, ge=0, le=5)
    """The largest change of brightness, as a part of each band's spread."""

    contrast: float = Field(0.2, ge=0, lt=1)
    """The largest change of contrast, as a part of it."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.photometric import change_brightness_and_contrast

        return partial(
            change_brightness_and_contrast, brightness=self.brightness, contrast=self.contrast
        )


class RGBShiftConfig(AugmentorConfig):
    """Makes each band brighter or darker by itself, as other light does; for any number of bands."""

    type_hint: ClassVar[str] = "rgb_shift"

    largest: float = Field(0.2, ge=0, le=5)
    """The largest change, as a part of each band's spread."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.photometric import shift_bands

        return partial(shift_bands, largest=self.largest)


class GaussNoiseConfig(AugmentorConfig):
    """Adds noise to each pixel."""

    type_hint: ClassVar[str] = "gauss_noise"

    largest: float = Field(0.2, ge=0, le=5)
    """The strongest noise, as a part of each band's spread."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.photometric import add_noise

        return partial(add_noise, largest=self.largest)


class ToGrayConfig(AugmentorConfig):
    """Takes the colours away: all bands show the same picture."""

    type_hint: ClassVar[str] = "to_gray"

    probability: float = Field(0.2, ge=0, le=1)
    """How large a part of the chips becomes gray."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.photometric import make_gray

        return make_gray


class BlurConfig(AugmentorConfig):
    """Blurs by means over small squares."""

    type_hint: ClassVar[str] = "blur"

    largest: int = Field(7, ge=3, le=99, json_schema_extra=display(unit="px"))
    """The side of the largest squares."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.photometric import blur_with_box

        return partial(blur_with_box, largest_px=self.largest)


class GaussianBlurConfig(AugmentorConfig):
    """Blurs softly, as a camera out of focus does."""

    type_hint: ClassVar[str] = "gaussian_blur"

    largest: float = Field(2.0, gt=0, le=50, json_schema_extra=display(unit="px"))
    """The strongest blur, as the width (sigma) of the bell."""

    def build_change(self) -> Augmentor:
        from rv_engine.learner.augmentors.photometric import blur_with_gauss

        return partial(blur_with_gauss, largest_px=self.largest)


AUGMENTORS_BY_NAME: dict[str, type[AugmentorConfig]] = {
    "RandomRotate90": RandomRotate90Config,
    "HorizontalFlip": HorizontalFlipConfig,
    "VerticalFlip": VerticalFlipConfig,
    "RandomScale": RandomScaleConfig,
    "BrightnessContrast": BrightnessContrastConfig,
    "RGBShift": RGBShiftConfig,
    "GaussNoise": GaussNoiseConfig,
    "ToGray": ToGrayConfig,
    "Blur": BlurConfig,
    "GaussianBlur": GaussianBlurConfig,
}
"""Short names, which stand for an augmentor with its defaults."""
