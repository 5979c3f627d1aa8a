"""A small scene of coloured cells, whose classes anyone can see."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from rv_engine.backend import PredictOptions, PyTorchChipClassificationConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import CRSTransformer
from rv_engine.labels import ChipClassificationLabelSourceConfig
from rv_engine.learner import (
    ClassificationImageDataConfig,
    ClassificationModelConfig,
    SolverConfig,
)
from rv_engine.pipeline import ChipClassificationConfig
from rv_engine.raster import RasterioSourceConfig
from rv_engine.scene import ChipOptions, DatasetConfig, SceneConfig, WindowSamplingConfig
from rv_engine.vector import OgrVectorSourceConfig
from tests.engine.rasters import GRIDS, write_raster

CELL_PX = 20
NAMES = ["car", "building", "background"]
CLASSES = ClassConfig(names=NAMES, null_class="background")
_COLORS = np.array([[200, 40, 40], [40, 200, 40], [60, 60, 60]])


@dataclass(frozen=True)
class CellScene:
    """An image of coloured cells, a file with a polygon in each that is no background, and the
    class of each cell (rows, columns)."""

    image: str
    labels: str
    class_ids: np.ndarray


def write_scene(
    folder: Path, shape: tuple[int, int] = (6, 8), *, seed: int = 0, grid: str = "utm",
    nodata_cells: tuple[tuple[int, int], ...] = (), cut_px: int = 0,
) -> CellScene:  # fmt: skip
    """Writes a scene; `cut_px` rows and columns are missing at its lower right."""
    rng = np.random.default_rng(seed)
    class_ids = rng.permutation(np.arange(shape[0] * shape[1]) % 3).reshape(shape)
    large = class_ids.repeat(CELL_PX, axis=0).repeat(CELL_PX, axis=1)
    image = (_COLORS[large] + rng.integers(-20, 20, (*large.shape, 3))).astype(np.uint8)
    for row, column in nodata_cells:
        image[row * CELL_PX : (row + 1) * CELL_PX, column * CELL_PX : (column + 1) * CELL_PX] = 0
    end = (large.shape[0] - cut_px, large.shape[1] - cut_px)
    folder.mkdir(parents=True, exist_ok=True)
    path = write_raster(folder / "image.tif", image[: end[0], : end[1]], *GRIDS[grid], nodata=0)
    polygons, names = [], []
    for (row, column), class_id in np.ndenumerate(class_ids):
        if class_id < 2:
            y, x = row * CELL_PX, column * CELL_PX
            polygons.append(shapely.box(x + 2, y + 2, x + 17, y + 16))
            names.append(NAMES[class_id])
    transformer = CRSTransformer(*GRIDS[grid])
    crs = transformer.crs
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.raw.write(
            folder / "labels.gpkg", layer="labels", geometry_type="Polygon",
            geometry=shapely.to_wkb(transformer.pixel_to_map(np.array(polygons, object))),
            field_data=[np.array(names, object)], fields=np.array(["class_name"], object),
            crs=None if crs is None else crs.to_wkt(),
        )  # fmt: skip
    return CellScene(path, str(folder / "labels.gpkg"), class_ids)


def scene_config(name: str, scene: CellScene, **label_source: Any) -> SceneConfig:
    """The scene, with cells that are inferred unless something else is said."""
    values = {"infer_cells": True, "background_class_id": 2, **label_source}
    return SceneConfig(
        id=name,
        raster_source=RasterioSourceConfig(uris=[scene.image]),
        label_source=ChipClassificationLabelSourceConfig(
            vector_source=OgrVectorSourceConfig(uris=[scene.labels]), **values
        ),
    )


def pipeline(
    root: Path, train: list[SceneConfig], valid: list[SceneConfig], **model: Any
) -> ChipClassificationConfig:
    """A tiny network that learns colours in seconds."""
    return ChipClassificationConfig(
        root_uri=str(root),
        dataset=DatasetConfig(
            class_config=CLASSES.model_copy(), train_scenes=train, validation_scenes=valid
        ),
        backend=PyTorchChipClassificationConfig(
            model=ClassificationModelConfig(backbone="tu-test_convnext", pretrained=False, **model),
            solver=SolverConfig(
                lr=1e-2, num_epochs=8, batch_sz=8, mixed_precision="no", pictures=False
            ),
            data=ClassificationImageDataConfig(img_sz=32, num_workers=1),
            device="cpu",
        ),
        chip_options=ChipOptions(sampling=WindowSamplingConfig(size=CELL_PX)),
        predict_options=PredictOptions(chip_sz=CELL_PX),
    )
