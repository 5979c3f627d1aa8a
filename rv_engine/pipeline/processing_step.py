"""The base of steps over predicted labels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene


class ProcessingStep(ABC):
    """Changes predicted labels, after PREDICT has made them and before others see them."""

    @abstractmethod
    def process(self, labels: Any, scene: Scene, monitor: Monitor) -> Any:
        """The changed labels.

        Args:
            labels: For semantic segmentation the path of a GeoTIFF with a class id for each pixel,
                255 where there is none; it is changed where it lies, and returned. For chip
                classification the `ChipClassificationLabels` of a tile, for object detection the
                `ObjectDetectionLabels` of the scene, with the boxes below the score threshold.
            scene: The image; its labels are not opened.
            monitor: Asked whether to stop.
        """
