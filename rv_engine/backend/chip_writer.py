"""Chips for training, cut from scenes."""

from __future__ import annotations

import io
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from rv_engine.backend.window_stream import read_ahead
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.monitor import Monitor
from rv_engine.scene import SemanticSegmentationChipOptions
from rv_engine.scene.scene import Scene
from rv_engine.scene.window_sampling import sample_windows
from rv_engine.types import Array

_THREADS = 2
# Fast rather than small: chips live as long as the training.
_PNG_LEVEL = 1


@dataclass
class ChipCount:
    """What was cut.

    Attributes:
        chips: Chips written.
        class_pixels: Labelled pixels of each class.
    """

    chips: int
    class_pixels: Array


class SemanticSegmentationChipWriter:
    """Writes image and label chips of scenes.

    Images go to `<folder>/<split>/img`, labels to `<folder>/<split>/labels`. Images of 1 or 3 bands
    of bytes are PNG, others `.npy`; labels are PNG of class ids, `NO_LABEL` where nothing shall be
    learnt.

    Args:
        folder: Where the chips go.
        options: How they are cut.
        num_classes: Classes, the null class included.
    """

    def __init__(
        self, folder: Path, options: SemanticSegmentationChipOptions, num_classes: int
    ) -> None:
        self.folder = folder
        self.options = options
        self.num_classes = num_classes

    def write(self, split: str, scenes: list[Scene], monitor: Monitor) -> ChipCount:
        """Cuts the chips of a split ("train" or "valid").

        Raises:
            LabelError: Not one chip has labels.
        """
        for name in ("img", "labels"):
            (self.folder / split / name).mkdir(parents=True, exist_ok=True)
        todo = [
            (scene, window)
            for scene in scenes
            for window in sample_windows(scene, self.options.sampling_of(scene.id))
        ]
        what = "Cutting chips for training" if split == "train" else "Cutting chips for validation"
        total = ChipCount(0, np.zeros(self.num_classes, np.int64))
        cut = read_ahead(
            todo, lambda item: self._cut(split, *item), threads=_THREADS, ahead=4 * _THREADS
        )
        # Closed at once on a stop, so that no thread writes into a folder that is being removed.
        with closing(cut):
            for done, (_, pixels) in enumerate(cut, start=1):
                monitor.progress(done, len(todo), "windows", what)
                if pixels is not None:
                    total.chips += 1
                    total.class_pixels += pixels
        if not total.chips:
            names = ", ".join(repr(scene.id) for scene in scenes)
            raise LabelError(
                f"Not one chip of {names} has both image data and labels.",
                hint="Check that the labels and the areas of interest lie on the image, "
                "or use smaller chips.",
            )
        return total

    def _cut(self, split: str, scene: Scene, window: Box) -> Array | None:
        """Writes one chip; returns its pixels of each class, or None when it is left out."""
        chip = scene.raster_source.read(window)
        valid = chip.valid_pixels
        if 1 - valid.mean() >= self.options.nodata_threshold:
            return None
        labels = scene.labels_in(window, valid)
        pixels = np.bincount(labels.ravel(), minlength=NO_LABEL + 1)[: self.num_classes]
        if not pixels.any() or (split == "train" and self._is_unwanted(scene, window, pixels)):
            return None
        name = f"{scene.id}-y{window.ymin}-x{window.xmin}"
        _save_image(chip.filled(), self.folder / split / "img", name)
        _write(self.folder / split / "labels" / f"{name}.png", labels)
        return pixels

    def _is_unwanted(self, scene: Scene, window: Box, pixels: Array) -> bool:
        wanted = self.options.target_class_ids
        if wanted is None or pixels[wanted].sum() >= self.options.target_count_threshold:
            return False
        key = zlib.crc32(f"{scene.id} {window.to_tuple()}".encode())
        survives = np.random.default_rng(key).random() < self.options.negative_survival_prob
        return not survives


def _save_image(array: Array, folder: Path, name: str) -> None:
    if array.dtype == np.uint8 and array.shape[2] in (1, 3):
        pixels = array[..., 0] if array.shape[2] == 1 else np.ascontiguousarray(array)
        _write(folder / f"{name}.png", pixels)
    else:
        _write(folder / f"{name}.npy", np.ascontiguousarray(array))


def _write(path: Path, array: Array) -> None:
    # By way of memory: only Python's own writing says why it failed, such as a full disk.
    content = io.BytesIO()
    if path.suffix == ".png":
        Image.fromarray(array).save(content, "png", compress_level=_PNG_LEVEL)
    else:
        np.save(content, array)
    path.write_bytes(content.getbuffer())
