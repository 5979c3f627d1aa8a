"""Samples for semantic segmentation that are read from scenes while training: no chips on disk."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np

from rv_engine.backend.chip_writer import chip_name
from rv_engine.backend.semantic_segmentation_chip_writer import (
    LabelledChip,
    SemanticSegmentationChipWriter,
)
from rv_engine.backend.window_stream import read_ahead
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.learner.chip_cuts import ChipCuts
from rv_engine.learner.image_files import ImageShape
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import NO_LABEL, Mask
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene

_THREADS = 2


class SceneSamples:
    """The windows of scenes, read by the code that cuts chips: the same samples in the same order.

    All windows are read once at the beginning, to know which of them are worth learning from.

    Args:
        split: "train" or "valid".
        scenes: The scenes.
        writer: Knows the windows and what a chip holds; it writes nothing here.
        chip_sz_px: Height and width of the samples.
        monitor: Told of each window.

    Raises:
        LabelError: Not one window has both image data and labels.
    """

    def __init__(
        self,
        split: str,
        scenes: Sequence[Scene],
        writer: SemanticSegmentationChipWriter,
        chip_sz_px: int,
        monitor: Monitor,
    ) -> None:
        self._split = split
        self._writer = writer
        self._cuts = ChipCuts(chip_sz_px)
        # In the order of the names of the files that chips would be, each name once.
        windows = {
            chip_name(scene, window): (scene, window)
            for scene in scenes
            for window in writer.windows(scene)
        }
        self._places: list[tuple[Scene, Box, ImageShape, int]] = []
        self._content = 0
        reads = read_ahead(
            sorted(windows), lambda name: self._read(*windows[name]), threads=_THREADS,
            ahead=4 * _THREADS,
        )  # fmt: skip
        with closing(reads):
            for done, (name, chip) in enumerate(reads, start=1):
                monitor.progress(done, len(windows), "windows", "Looking at the images")
                if chip is not None:
                    self._add(name, *windows[name], chip)
        if not self._places:
            names = ", ".join(repr(scene.id) for scene in scenes)
            raise LabelError(
                f"Not one window of {names} has both image data and labels.",
                hint="Check that the labels and the areas of interest lie on the image.",
            )

    @property
    def num_channels(self) -> int:
        """Bands of the images."""
        return self._places[0][2].num_channels

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the pixel values."""
        return self._places[0][2].dtype

    def __len__(self) -> int:
        return len(self._places)

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        """One sample; see `SampleSource.sample`.

        Raises:
            LabelError: The window has become empty since the beginning.
        """
        scene, window, shape, cell = self._places[index]
        chip = self._read(scene, window)
        if chip is None:
            raise LabelError(
                f"The window at row {window.ymin}, column {window.xmin} of {scene.id!r} has no "
                "labels any more.",
                hint="Do not change images and labels during a training.",
            )
        corner = self._cuts.corner(shape, cell, rng)
        return Sample(
            self._cuts.cut(chip.image, corner), Mask(self._cuts.cut(chip.labels, corner, NO_LABEL))
        )

    def fingerprint(self) -> str:
        """A text that changes with the windows, their pixels and their labels."""
        return f"{len(self._places)} {self._content:08x}"

    def _read(self, scene: Scene, window: Box) -> LabelledChip | None:
        return self._writer.read_chip(self._split, scene, window)

    def _add(self, name: str, scene: Scene, window: Box, chip: LabelledChip) -> None:
        height, width, bands = chip.image.shape
        shape = ImageShape(height, width, bands, chip.image.dtype)
        self._places += [(scene, window, shape, cell) for cell in range(self._cuts.count(shape))]
        for part in (name.encode(), chip.image.tobytes(), chip.labels.tobytes()):
            self._content = zlib.crc32(part, self._content)
