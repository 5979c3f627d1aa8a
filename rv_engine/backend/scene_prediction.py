"""What the predictions of a scene share in all tasks: tiles, and how they are run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from rv_engine.backend.predict_options import PredictOptions
from rv_engine.errors import ModelError
from rv_engine.geo import Box
from rv_engine.learner.nodata import marked
from rv_engine.monitor import Monitor
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.scene.scene import Scene
from rv_engine.types import Array


class PredictionModel(Protocol):
    """What all trained models say of themselves; each task asks for more.

    A model with an attribute `takes_nan` that is true is shown NaN where an image has no value, as
    float32 where it has whole numbers; others are shown 0 there.
    """

    @property
    def num_channels(self) -> int:
        """Bands that it needs."""

    @property
    def num_classes(self) -> int:
        """Classes that it knows."""


def shown_to(model: PredictionModel, chip: RasterChip) -> Array:
    """The pixels of a chip as a model wants to see them."""
    takes_nan = getattr(model, "takes_nan", False)
    return marked(chip.filled(), chip.valid) if takes_nan else chip.filled()


class ScenePrediction(ABC):
    """Predicts one scene, tile by tile.

    Tiles can be predicted in any order and by several processes at once: each writes pieces of its
    own into the store, whole or absent, and what is there already is not predicted again. The
    division depends on the image and the options alone, so that it gives the same for everybody.

    Args:
        scene: The scene.
        model: The trained model.
        options: The windows.
        extent: The part of the image to predict; None takes the scene's whole extent.

    Raises:
        ModelError: The model needs another number of bands.
    """

    def __init__(
        self,
        scene: Scene,
        model: PredictionModel,
        options: PredictOptions,
        extent: Box | None = None,
    ) -> None:
        if scene.raster_source.num_channels != model.num_channels:
            raise ModelError(
                f"The model needs {model.num_channels} bands, but the image of {scene.id!r} has "
                f"{scene.raster_source.num_channels}.",
                hint="Choose the bands that the model was trained with, with channel_order.",
            )
        self.scene = scene
        self.extent = scene.extent if extent is None else extent
        self._options = options

    def tiles(self) -> list[Box]:
        """The tiles, row by row; see `prediction_tiles`."""
        return prediction_tiles(self.extent, self._options)

    @abstractmethod
    def run_tile(self, tile: Box, monitor: Monitor) -> None:
        """Predicts what is not there yet of a tile.

        Raises:
            RasterError: The image cannot be read.
            OutputError: The labels cannot be written.
            ModelError: The device has no memory left.
            Cancelled: The user stopped; finished pieces stay.
        """

    def run(self, monitor: Monitor) -> None:
        """Predicts all tiles; see `run_tile`."""
        tiles = self.tiles()
        for index, tile in enumerate(tiles):
            part = monitor.part(index / len(tiles), (index + 1) / len(tiles))
            self.run_tile(tile, part)


def prediction_tiles(extent: Box, options: PredictOptions) -> list[Box]:
    """The tiles of an extent, row by row, without gaps or overlaps.

    They are as large as `options.tile_sz` says, cut to a multiple of the stride: their borders lie
    where windows begin. The last of a row or column has what is left, up to a quarter more.
    """
    size = max(options.tile_sz // options.stride_px, 1) * options.stride_px
    return [
        Box(ymin, xmin, ymax, xmax)
        for ymin, ymax in _intervals(extent.ymin, extent.ymax, size)
        for xmin, xmax in _intervals(extent.xmin, extent.xmax, size)
    ]


def _intervals(start: int, end: int, size: int) -> list[tuple[int, int]]:
    # A sliver at the end would be a tile with hardly more than windows that neighbours predict too.
    count = max(1, (end - start + size * 3 // 4) // size)
    starts = [start + index * size for index in range(count)]
    return list(zip(starts, [*starts[1:], end], strict=True))
