"""The base of what writes chips for training, cut from scenes."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from rv_engine.backend.window_stream import read_ahead
from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.scene.window_sampling import sample_windows
from rv_engine.types import Array

SPLITS = ("train", "valid")
"""Chips to learn from, and chips to watch the training with."""

_THREADS = 2
# Fast rather than small: chips live as long as the training.
_PNG_LEVEL = 1


@dataclass(frozen=True)
class ChipCount:
    """What was cut.

    Attributes:
        chips: Chips written.
        class_counts: (num_classes,) int64: what the task counts of each class, such as labelled
            pixels, chips or boxes.
    """

    chips: int
    class_counts: Array

    def __add__(self, other: ChipCount) -> ChipCount:
        return ChipCount(self.chips + other.chips, self.class_counts + other.class_counts)


class ChipImages:
    """Writes the images of chips, in the form that training reads fastest."""

    def write(self, array: Array, scene: Scene, place: Box, folder: Path, name: str) -> Path:
        """Writes an image and answers its file.

        Args:
            array: (H, W, C).
            scene: It is cut from.
            place: What it shows of the scene.
            folder: Where; made when it is not there.
            name: Without an ending.
        """
        return write_image_chip(array, folder, name)


class ChipWriter(ABC):
    """Writes the chips of windows; a task says in `write_chip` how one is written.

    The names of files follow from the split, the scene and the window alone (see `chip_name`), so
    that the folder is the same however the work was divided, and work that was lost can be done
    again.

    Args:
        folder: Where the chips go.
        options: How they are cut, the `ChipOptions` of the task.
        class_config: The classes, the null class included.

    Attributes:
        images: How the images of chips are written.
    """

    def __init__(self, folder: Path, options: Any, class_config: ClassConfig) -> None:
        self.folder = folder
        self.options = options
        self.class_config = class_config
        self.images = ChipImages()

    def windows(self, scene: Scene) -> list[Box]:
        """The windows of a scene to cut chips from, always the same ones.

        Raises:
            LabelError: There is none.
        """
        return sample_windows(scene, self.options.sampling_of(scene.id))

    @abstractmethod
    def write_chip(self, split: str, scene: Scene, window: Box) -> Array | None:
        """Writes one chip; called from several threads.

        Returns:
            (num_classes,) what is counted of each class, or None when the chip is left out.
        """

    def finish(self, split: str) -> None:  # noqa: B027 - most tasks have nothing to join
        """Joins what belongs in one file, when all chips of a split are written."""

    def write_windows(
        self, split: str, scene: Scene, windows: Sequence[Box], monitor: Monitor
    ) -> ChipCount:
        """Cuts the chips of windows of a scene.

        Args:
            split: One of `SPLITS`.
            scene: The scene.
            windows: Some of `windows(scene)`.
            monitor: Told of each window.
        """
        what = f"Cutting chips for {'training' if split == 'train' else 'validation'}"
        total = ChipCount(0, np.zeros(len(self.class_config), np.int64))
        cut = read_ahead(
            windows,
            lambda window: self.write_chip(split, scene, window),
            threads=_THREADS,
            ahead=4 * _THREADS,
        )
        # Closed at once on a stop, so that no thread writes into a folder that is being removed.
        with closing(cut):
            for done, (_, counts) in enumerate(cut, start=1):
                monitor.progress(done, len(windows), "windows", what)
                if counts is not None:
                    total += ChipCount(1, counts)
        return total


def chip_name(scene: Scene, window: Box) -> str:
    """The name of a chip's files, without an ending."""
    return f"{scene.id}-y{window.ymin}-x{window.xmin}"


def write_image_chip(array: Array, folder: Path, name: str) -> Path:
    """Writes the image of a chip: 1 or 3 bands of bytes as PNG, others as `.npy`.

    Args:
        array: (H, W, C).
        folder: Where; made when it is not there.
        name: Without an ending.

    Returns:
        The file.
    """
    if array.dtype == np.uint8 and array.shape[2] in (1, 3):
        pixels = array[..., 0] if array.shape[2] == 1 else np.ascontiguousarray(array)
        return write_array(folder / f"{name}.png", pixels)
    return write_array(folder / f"{name}.npy", np.ascontiguousarray(array))


def write_array(path: Path, array: Array) -> Path:
    """Writes an array as PNG or `.npy`, by the ending of the path; returns the path."""
    # By way of memory: only Python's own writing says why it failed, such as a full disk.
    content = io.BytesIO()
    if path.suffix == ".png":
        Image.fromarray(array).save(content, "png", compress_level=_PNG_LEVEL)
    else:
        np.save(content, array)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getbuffer())
    return path
