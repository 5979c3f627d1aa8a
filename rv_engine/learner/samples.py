"""What a model is shown: samples, where they come from, and batches of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from rv_engine.learner.targets import Target
from rv_engine.types import Array

TargetT = TypeVar("TargetT", bound=Target)


@dataclass(frozen=True, eq=False)
class Sample:
    """One image and what is known about it.

    Attributes:
        image: Shape (H, W, C).
        target: What a model shall answer to it.
    """

    image: Array
    target: Target

    @property
    def size_px(self) -> tuple[int, int]:
        """Height and width of the image."""
        height, width = self.image.shape[:2]
        return height, width

    def known_pixels(self) -> Array:
        """Which pixels are worth looking at, bool (H, W); see `Target.known_pixels`."""
        return self.target.known_pixels(self.image)


@dataclass(frozen=True, eq=False)
class Batch:
    """Several samples of one size: images (B, H, W, C) and one target for each."""

    images: Array
    targets: Sequence[Target]

    def __len__(self) -> int:
        return len(self.images)

    def targets_of(self, kind: type[TargetT]) -> list[TargetT]:
        """The targets, which are all of one kind.

        Raises:
            TypeError: They are not; the samples are for another task.
        """
        targets = [target for target in self.targets if isinstance(target, kind)]
        if len(targets) != len(self.targets):
            raise TypeError(f"The targets of the samples are no {kind.__name__}.")
        return targets

    def part(self, start: int, stop: int) -> Batch:
        """The samples from `start` to before `stop`."""
        return Batch(self.images[start:stop], self.targets[start:stop])


class SampleSource(Protocol):
    """Where samples come from: a folder of chips, or anything else that answers these."""

    @property
    def num_channels(self) -> int:
        """Bands of the images."""

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Type of the pixel values."""

    def __len__(self) -> int: ...

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        """One sample; called from several threads at once.

        Args:
            index: Which one.
            rng: Where the source has a choice, such as where to cut, it takes it from here, and
                always the same without it.
        """

    def fingerprint(self) -> str:
        """A text that changes when the samples change."""


def stack(samples: Sequence[Sample]) -> Batch:
    """The samples as one batch."""
    return Batch(
        np.stack([sample.image for sample in samples]), [sample.target for sample in samples]
    )
