"""A scene with bright squares and bars on dark ground, and everything needed to find them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from rv_engine.backend import ObjectDetectionPredictOptions, PyTorchObjectDetectionConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.labels import ObjectDetectionLabelSourceConfig
from rv_engine.learner import (
    ObjectDetectionImageDataConfig,
    ObjectDetectionModelConfig,
    SolverConfig,
)
from rv_engine.pipeline import ObjectDetectionConfig
from rv_engine.raster import RasterioSourceConfig
from rv_engine.scene import (
    DatasetConfig,
    ObjectDetectionChipOptions,
    ObjectDetectionWindowSamplingConfig,
    SceneConfig,
)
from rv_engine.vector import OgrVectorSourceConfig
from tests.engine.rasters import UTM, write_raster
from tests.engine.vector.test_ogr_vector_source import write_layer

CLASSES = ClassConfig(names=["square", "bar"])
# Height and width, and how bright in each band.
KINDS = (((14, 14), (220, 120, 120)), ((10, 26), (120, 220, 120)))


def draw_scene(seed: int, size_px: int = 192, count: int = 20):
    """An image, boxes that do not touch (some over window borders), and their classes."""
    rng = np.random.default_rng(seed)
    image = rng.integers(1, 60, (size_px, size_px, 3)).astype(np.uint8)
    taken = np.zeros((size_px, size_px), bool)
    boxes, class_ids = [], []
    while len(boxes) < count:
        class_id = int(rng.integers(2))
        (height, width), color = KINDS[class_id]
        y, x = rng.integers(0, [size_px - height, size_px - width])
        if taken[max(y - 6, 0) : y + height + 6, max(x - 6, 0) : x + width + 6].any():
            continue
        taken[y : y + height, x : x + width] = True
        image[y : y + height, x : x + width] = color
        boxes.append((x, y, x + width, y + height))
        class_ids.append(class_id)
    return image, np.array(boxes, float), np.array(class_ids)


def scene_config(folder: Path, name: str, seed: int, **drawing: int) -> SceneConfig:
    image, boxes, class_ids = draw_scene(seed, **drawing)
    path = write_raster(folder / f"{name}.tif", image)
    polygons = [
        shapely.Polygon([UTM * (x, y) for x, y in shapely.box(*box).exterior.coords])
        for box in boxes
    ]
    names = [CLASSES.names[class_id] for class_id in class_ids]
    labels = write_layer(folder / f"{name}.gpkg", polygons, class_name=names)
    return SceneConfig(
        id=name,
        raster_source=RasterioSourceConfig(uris=path),
        label_source=ObjectDetectionLabelSourceConfig(
            vector_source=OgrVectorSourceConfig(uris=labels)
        ),
    )


def pipeline_config(folder: Path, **solver: object) -> ObjectDetectionConfig:
    """A pipeline that learns one scene and finds the objects of another."""
    return ObjectDetectionConfig(
        root_uri=str(folder / "run"),
        dataset=DatasetConfig(
            class_config=CLASSES,
            train_scenes=[scene_config(folder, "train", 0)],
            validation_scenes=[scene_config(folder, "valid", 1)],
        ),
        backend=PyTorchObjectDetectionConfig(
            model=ObjectDetectionModelConfig(
                architecture="fcos",
                backbone="mobilenet_v3_small",
                pretrained=False,
                extra_args={"fpn_channels": 64},
            ),
            solver=SolverConfig(**{"lr": 3e-3, "num_epochs": 12, "batch_sz": 4, **solver}),
            data=ObjectDetectionImageDataConfig(img_sz=64, num_workers=0),
            device="cpu",
        ),
        chip_options=ObjectDetectionChipOptions(
            sampling={
                "train": ObjectDetectionWindowSamplingConfig(
                    size=64, stride=48, ioa_thresh=0.5, clip=True
                ),
                "valid": ObjectDetectionWindowSamplingConfig(size=64),
            }
        ),
        predict_options=ObjectDetectionPredictOptions(chip_sz=64),
    )
