"""The eight ways to look at a square: mirrored or not, turned by right angles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rv_engine.backend.predict_options import TestTimeAugmentation
from rv_engine.learner.detections import Detections
from rv_engine.learner.targets import Boxes
from rv_engine.types import Array


@dataclass(frozen=True)
class View:
    """A way to look at images.

    Attributes:
        is_mirrored: Left and right are exchanged,
        quarter_turns: and then all is turned to the left by so many right angles.
    """

    is_mirrored: bool = False
    quarter_turns: int = 0

    def of(self, images: Array) -> Array:
        """The images (B, H, W, C) as they are seen."""
        mirrored = images[:, :, ::-1] if self.is_mirrored else images
        return np.ascontiguousarray(np.rot90(mirrored, self.quarter_turns, axes=(1, 2)))

    def back(self, pixels: Array) -> Array:
        """What was answered for each pixel, (..., H, W), where it is in the images."""
        turned = np.rot90(pixels, -self.quarter_turns, axes=(-2, -1))
        return turned[..., ::-1] if self.is_mirrored else turned

    def objects_back(self, found: Detections, size_px: tuple[int, int]) -> Detections:
        """The objects that were found where they are in the images.

        Args:
            found: In pixels of the image as it is seen.
            size_px: Its height and width.
        """
        boxes = Boxes(found.boxes, found.class_ids).turned(-self.quarter_turns, size_px)
        if self.is_mirrored:
            height, width = size_px
            boxes = boxes.flipped_horizontally(
                (width, height) if self.quarter_turns % 2 else size_px
            )
        return Detections(boxes.boxes, found.class_ids, found.scores)


def views_of(augmentation: TestTimeAugmentation) -> tuple[View, ...]:
    """The ways to look that an option asks for; the first is at the images as they are."""
    turns = {"none": (0,), "flips": (0, 2), "flips_and_turns": (0, 1, 2, 3)}[augmentation]
    mirrored = (False,) if augmentation == "none" else (False, True)
    return tuple(View(is_mirrored, turn) for is_mirrored in mirrored for turn in turns)
