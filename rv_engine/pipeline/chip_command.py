"""CHIP: chips of all scenes, cut in chunks of windows."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from rv_engine.backend.backend import Backend
from rv_engine.backend.chip_writer import SPLITS, ChipCount, ChipWriter
from rv_engine.errors import ConfigError, LabelError
from rv_engine.geo import Box, axis_starts
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Part
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.scene import ChipOptions, SceneConfig, WindowSamplingConfig, WindowSamplingMethod
from rv_engine.scene.scene import Scene
from rv_engine.storage import remove_path, write_text

# Enough that opening the scene and its labels once more for a chunk hardly counts.
_CHUNK_WINDOWS = 1024
_COUNTS_FOLDER = ".counts"
_NO_CHIPS = "no-chips"


@dataclass(frozen=True)
class _Chunk:
    """The windows of a scene from `index / count` to `(index + 1) / count` of them."""

    split: str
    scene: SceneConfig
    index: int
    count: int
    windows: float


class ChipCommand:
    """Cuts the chips of a pipeline.

    Args:
        config: Updated.
        backend: Says how chips are written.
    """

    def __init__(self, config: RVPipelineConfig, backend: Backend) -> None:
        self._config = config
        self._backend = backend
        self._open: tuple[SceneConfig, Scene, list[Box]] | None = None

    def parts(self) -> list[Part]:
        """One for so many windows of a scene, roughly, as its image has room for."""
        if self._backend.reads_scenes:
            return [Part(_NO_CHIPS, 1)]
        return [Part(name, chunk.windows) for name, chunk in self._chunks.items()]

    def run_part(self, part: Part, folder: Path, monitor: Monitor) -> None:
        """Cuts the chips of a part, and notes how many they are.

        Raises:
            LabelError: No window fits into the areas of interest.
        """
        if part.name == _NO_CHIPS:
            return
        chunk = self._chunks[part.name]
        writer = self._writer(folder)
        scene, windows = self._scene(chunk.scene, writer)
        begin, end = (
            index * len(windows) // chunk.count for index in (chunk.index, chunk.index + 1)
        )
        count = writer.write_windows(chunk.split, scene, windows[begin:end], monitor)
        content = {"chips": count.chips, "class_counts": count.class_counts.tolist()}
        write_text(folder / _COUNTS_FOLDER / f"{part.name}.json", json.dumps(content))

    def finish(self, folder: Path, monitor: Monitor) -> None:
        """Joins what belongs together, and tells what was cut.

        Raises:
            LabelError: There is nothing to learn from.
        """
        if self._backend.reads_scenes:
            monitor.log("TRAIN reads the images themselves, so no chips are cut.")
            return
        writer = self._writer(folder)
        for split, scenes in self._scenes.items():
            if not scenes:
                continue
            count = self._count(split, folder)
            if not count.chips:
                raise _no_chips(scenes)
            writer.finish(split)
            use = "training" if split == "train" else "validation"
            monitor.log(f"{count.chips} chips for {use}.")
            if split == "train" and self._backend.tells_of_absent_classes:
                continue
            for name, number in zip(
                self._config.dataset.class_config.names, count.class_counts, strict=True
            ):
                if not number:
                    monitor.log(f"Not one chip for {use} shows the class {name!r}.", "warning")
        remove_path(folder / _COUNTS_FOLDER)
        self._open = None

    @property
    def _scenes(self) -> dict[str, list[SceneConfig]]:
        dataset = self._config.dataset
        # A scene without labels is only predicted.
        labelled = [scene for scene in dataset.validation_scenes if scene.label_source is not None]
        return dict(zip(SPLITS, (dataset.train_scenes, labelled), strict=True))

    @cached_property
    def _chunks(self) -> dict[str, _Chunk]:
        chunks = {}
        for split, scenes in self._scenes.items():
            for number, scene in enumerate(scenes):
                windows = self._expected_windows(scene)
                count = max(1, math.ceil(windows / _CHUNK_WINDOWS))
                for index in range(count):
                    name = f"{split}-{number}-{index}"
                    chunks[name] = _Chunk(split, scene, index, count, windows / count)
        return chunks

    def _expected_windows(self, scene: SceneConfig) -> int:
        """How many windows a scene has, were there no areas of interest."""
        sampling = self._options.sampling_of(scene.id)
        if sampling.method is WindowSamplingMethod.random:
            return sampling.max_windows
        return _windows_on_grid(scene.open_image().extent, sampling)

    def _writer(self, folder: Path) -> ChipWriter:
        return self._backend.chip_writer(folder, self._options)

    @property
    def _options(self) -> ChipOptions:
        options = self._config.chip_options
        if options is None:
            raise ConfigError("chip_options is not set.", hint="Call update() on the config.")
        return options

    def _scene(self, config: SceneConfig, writer: ChipWriter) -> tuple[Scene, list[Box]]:
        """A scene and its windows; the last one is kept for its next chunk."""
        if self._open is None or self._open[0] is not config:
            self._open = None
            scene = config.build(self._config.dataset.class_config)
            self._open = config, scene, writer.windows(scene)
        return self._open[1:]

    def _count(self, split: str, folder: Path) -> ChipCount:
        total = ChipCount(0, np.zeros(len(self._config.dataset.class_config), np.int64))
        for name, chunk in self._chunks.items():
            if chunk.split == split:
                path = folder / _COUNTS_FOLDER / f"{name}.json"
                content = json.loads(path.read_text(encoding="utf-8"))
                total += ChipCount(content["chips"], np.array(content["class_counts"], np.int64))
        return total


def _windows_on_grid(extent: Box, sampling: WindowSamplingConfig) -> int:
    stride = sampling.stride or sampling.size
    axes = ((extent.ymin, extent.ymax), (extent.xmin, extent.xmax))
    rows, columns = (
        axis_starts(start, end, sampling.size, stride, sampling.padding, sampling.pad_direction)
        for start, end in axes
    )
    return len(rows) * len(columns)


def _no_chips(scenes: list[SceneConfig]) -> LabelError:
    names = ", ".join(repr(scene.id) for scene in scenes)
    return LabelError(
        f"Not one chip of {names} has both image data and labels.",
        hint="Check that the labels and the areas of interest lie on the image, "
        "or use smaller chips.",
    )
