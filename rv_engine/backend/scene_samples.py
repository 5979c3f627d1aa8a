"""Samples that are read from scenes while training: no chips on disk."""

from __future__ import annotations

import json
import os
import zlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import psutil

from rv_engine.backend.chip_writer import chip_name
from rv_engine.backend.labelled_chip_writer import LabelledChip, LabelledChipWriter
from rv_engine.backend.window_stream import read_ahead
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.learner.chip_cuts import ChipCuts
from rv_engine.learner.image_files import ImageShape
from rv_engine.learner.samples import Sample
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array

_THREADS = 2
# The part of the free memory that chips may take which have been read.
_MEMORY_SHARE = 0.25


@dataclass(frozen=True, eq=False)
class ScenePlace:
    """Where a chip is.

    Attributes:
        name: What the file of the chip would be called, without an ending.
        scene: The scene,
        window: and the part of it.
        shape: Of the image.
        labels: What the task wants to know of its labels before it is read again.
        kept: The chip, where the memory suffices to keep it.
    """

    name: str
    scene: Scene
    window: Box
    shape: ImageShape
    labels: Any
    kept: LabelledChip | None


class SceneSamples(ABC):
    """The windows of scenes, read by the code that cuts chips: the same samples in the same order.

    All windows are read once at the beginning, to know which of them are worth learning from. As
    many as a quarter of the free memory holds are kept; the others are read again when it is their
    turn.

    Args:
        split: "train" or "valid".
        scenes: The scenes.
        writer: Knows the windows and what a chip holds; it writes nothing here.
        size_px: Height and width of the samples.
        monitor: Told of each window.
        kept_bytes: What the chips that are kept may take; a quarter of the free memory when None.

    Raises:
        LabelError: Not one window has both image data and labels.
    """

    def __init__(
        self,
        split: str,
        scenes: Sequence[Scene],
        writer: LabelledChipWriter,
        size_px: int,
        monitor: Monitor,
        kept_bytes: int | None = None,
    ) -> None:
        self.writer = writer
        self.size_px = size_px
        self.cuts = ChipCuts(size_px)
        self._split = split
        self._room_bytes = _free_bytes() if kept_bytes is None else kept_bytes
        self._content = 0
        places = self._look(scenes, monitor)
        if not places:
            names = ", ".join(repr(scene.id) for scene in scenes)
            raise LabelError(
                f"Not one window of {names} has both image data and labels.",
                hint="Check that the labels and the areas of interest lie on the image.",
            )
        places.sort(key=self.order)
        self._cells = [(place, cell) for place in places for cell in range(self.count(place.shape))]

    @property
    def num_channels(self) -> int:
        """Bands of the images."""
        return self._cells[0][0].shape.num_channels

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the pixel values."""
        return self._cells[0][0].shape.dtype

    @property
    def places(self) -> list[ScenePlace]:
        """Where the chips are, in their order."""
        return list({id(place): place for place, _ in self._cells}.values())

    def __len__(self) -> int:
        return len(self._cells)

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        """One sample; see `SampleSource.sample`.

        Raises:
            LabelError: The window has become empty since the beginning.
        """
        place, cell = self._cells[index]
        chip = place.kept or self._read(place.scene, place.window)
        if chip is None:
            raise LabelError(
                f"The window at row {place.window.ymin}, column {place.window.xmin} of "
                f"{place.scene.id!r} has no labels any more.",
                hint="Do not change images and labels during a training.",
            )
        return self.sample_of(chip, cell, rng)

    def fingerprint(self) -> str:
        """A text that changes with the windows, their pixels and their labels."""
        return f"{len(self)} {self._content:08x}"

    @abstractmethod
    def sample_of(self, chip: LabelledChip, cell: int, rng: np.random.Generator | None) -> Sample:
        """A sample of a chip, as the task's reader of chips makes it from files."""

    def count(self, shape: ImageShape) -> int:
        """How many samples a chip gives."""
        return self.cuts.count(shape)

    def order(self, place: ScenePlace) -> Any:
        """By what the chips are sorted: that of the names of their files."""
        # The dot stands for the ending, which sorts "a" and "a-1" by what comes after the name.
        return f"{place.name}."

    def known_labels(self, labels: Any) -> Any:
        """What to remember of the labels of a chip; see `ScenePlace.labels`."""
        return None

    def _look(self, scenes: Sequence[Scene], monitor: Monitor) -> list[ScenePlace]:
        # Each name once, as there is one file of a name.
        windows = {
            chip_name(scene, window): (scene, window)
            for scene in scenes
            for window in self.writer.windows(scene)
        }
        places = []
        reads = read_ahead(
            sorted(windows), lambda name: self._read(*windows[name]), threads=_THREADS,
            ahead=4 * _THREADS,
        )  # fmt: skip
        with closing(reads):
            for done, (name, chip) in enumerate(reads, start=1):
                monitor.progress(done, len(windows), "windows", "Looking at the images")
                if chip is not None:
                    places.append(self._place(name, *windows[name], chip))
        return places

    def _place(self, name: str, scene: Scene, window: Box, chip: LabelledChip) -> ScenePlace:
        height, width, bands = chip.image.shape
        shape = ImageShape(height, width, bands, chip.image.dtype)
        for part in (name.encode(), chip.shown.tobytes(), _bytes(chip.labels)):
            self._content = zlib.crc32(part, self._content)
        self._room_bytes -= chip.image.nbytes + len(_bytes(chip.labels))
        self._room_bytes -= 0 if chip.valid is None else chip.valid.nbytes
        return ScenePlace(
            name, scene, window, shape, self.known_labels(chip.labels),
            chip if self._room_bytes >= 0 else None,
        )  # fmt: skip

    def _read(self, scene: Scene, window: Box) -> LabelledChip | None:
        return self.writer.read_chip(self._split, scene, window)


def _bytes(labels: Array | list[Any]) -> bytes:
    if isinstance(labels, np.ndarray):
        return labels.tobytes()
    return json.dumps(labels).encode()


def _free_bytes() -> int:
    # Processes that train together each keep all chips.
    processes = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return int(psutil.virtual_memory().available * _MEMORY_SHARE / processes)
