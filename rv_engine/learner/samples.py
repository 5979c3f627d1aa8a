"""What a model is shown: samples, where they come from, and batches of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rv_engine.types import Array

NO_LABEL = 255
"""The value in a mask where nothing is known: it is not learned from and not counted."""


@dataclass(frozen=True)
class Sample:
    """One image and what is known about it.

    Attributes:
        image: Shape (H, W, C).
        mask: Class ids, shape (H, W), uint8; `NO_LABEL` where nothing is known.
    """

    image: Array
    mask: Array


@dataclass(frozen=True)
class Batch:
    """Several samples of one size: images (B, H, W, C) and masks (B, H, W)."""

    images: Array
    masks: Array

    def __len__(self) -> int:
        return len(self.images)


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
        np.stack([sample.image for sample in samples]),
        np.stack([sample.mask for sample in samples]),
    )
