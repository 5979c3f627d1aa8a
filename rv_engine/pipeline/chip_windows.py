"""The windows that CHIP cuts chips from, as polygons on the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely

from rv_engine.backend.chip_writer import SPLITS, ChipWriter
from rv_engine.geo import Box, CRSTransformer
from rv_engine.monitor import Monitor
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.scene import SceneConfig
from rv_engine.scene.scene import Scene
from rv_engine.types import GeometryArray
from rv_engine.vector.geopackage import writing_polygons

LAYER = "chip_windows"

Item = TypeVar("Item")


@dataclass(frozen=True)
class SceneWindows:
    """The windows of a scene.

    Attributes:
        split: "train" or "valid".
        scene: Built.
        windows: In pixels of its image, in the order in which CHIP goes through them.
    """

    split: str
    scene: Scene
    windows: list[Box]

    @property
    def grid(self) -> CRSTransformer:
        """The pixel grid of the image."""
        return self.scene.raster_source.crs_transformer

    def polygons(self) -> GeometryArray:
        """The windows as squares in pixel coordinates, shape (N,)."""
        sides = np.array([window.to_tuple() for window in self.windows], float).reshape(-1, 4)
        ymin, xmin, ymax, xmax = sides.T
        squares: GeometryArray = shapely.box(xmin, ymin, xmax, ymax)
        return squares

    def polygons_on(self, grid: CRSTransformer) -> GeometryArray:
        """The same in pixel coordinates of another image."""
        if grid == self.grid:
            return self.polygons()
        return grid.map_to_pixel(self.grid.pixel_to_map(self.polygons()), self.grid.crs)


def labelled_scenes(config: RVPipelineConfig) -> Iterator[tuple[str, SceneConfig]]:
    """The scenes that chips are cut from, each with its split; the others are only predicted."""
    dataset = config.dataset
    for split, scenes in zip(
        SPLITS, (dataset.train_scenes, dataset.validation_scenes), strict=True
    ):
        for scene in scenes:
            if scene.label_source is not None:
                yield split, scene


def chip_writer_of(config: RVPipelineConfig, folder: Path) -> ChipWriter:
    """What cuts the chips of an updated config into a folder."""
    backend = config.backend.build(config.dataset.class_config)
    return backend.chip_writer(folder, config.chip_options)


def chip_windows(
    config: RVPipelineConfig,
    folder: Path,
    monitor: Monitor | None = None,
    *,
    writer: ChipWriter | None = None,
    transformed: bool = True,
) -> list[SceneWindows]:
    """The windows of all scenes that chips are cut from; windows without labels are among them.

    Args:
        config: Updated. The statistics that its transformers need must be there.
        folder: What a chip writer needs; nothing is written there.
        monitor: Told of each scene.
        writer: Says where windows lie; one of its own when left out.
        transformed: Whether the images of the scenes are as the model sees them. Those of the
            files need no statistics, and have the same windows.

    Raises:
        LabelError: No window fits into the areas of interest of a scene.
    """
    monitor = monitor or Monitor()
    writer = writer or chip_writer_of(config, folder)
    found = []
    scenes = list(labelled_scenes(config))
    for done, (split, scene_config) in enumerate(scenes):
        monitor.progress(done, len(scenes), "images", "Placing the windows")
        shown = scene_config if transformed else _of_files(scene_config)
        scene = shown.build(config.dataset.class_config)
        found.append(SceneWindows(split, scene, writer.windows(scene)))
    monitor.progress(len(scenes), len(scenes), "images", "Placing the windows")
    return found


def _of_files(scene: SceneConfig) -> SceneConfig:
    """The scene with its image as in the files."""
    bare = scene.raster_source.without_transformers()
    return scene.model_copy(update={"raster_source": bare})


def spread(items: list[Item], count: int) -> list[Item]:
    """So many of the items, at even distances."""
    if count >= len(items):
        return items
    places = np.linspace(0, len(items) - 1, count).round().astype(int)
    return [items[place] for place in places]


def write_chip_windows(found: list[SceneWindows], target: Path) -> None:
    """Writes windows as polygons into a GeoPackage.

    The layer has the fields `split`, `scene`, `row` and `column` (of the top left pixel), in the CRS
    of the first scene's image.

    Raises:
        OutputError: The file cannot be written.
    """
    grid = found[0].grid
    columns = {
        "split": np.empty(0, object),
        "scene": np.empty(0, object),
        "row": np.empty(0, np.int64),
        "column": np.empty(0, np.int64),
    }
    with writing_polygons(target, LAYER, grid, columns) as append:
        for one in found:
            count = len(one.windows)
            corners = np.array([(window.ymin, window.xmin) for window in one.windows], np.int64)
            rows, cols = corners.reshape(-1, 2).T
            values = {
                "split": np.full(count, one.split, object),
                "scene": np.full(count, one.scene.id, object),
                "row": rows,
                "column": cols,
            }
            append(one.polygons_on(grid), values)
