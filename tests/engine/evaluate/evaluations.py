"""Small evaluations of the three tasks, with all that a report can show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate import (
    ChipClassificationEvaluatorConfig,
    ObjectDetectionEvaluatorConfig,
    SemanticSegmentationEvaluatorConfig,
)
from rv_engine.geo import Box
from rv_engine.labels import ChipClassificationGeoJSONStoreConfig
from rv_engine.labels.chip_classification_labels import cell_array
from rv_engine.labels.object_detection_label_source import ObjectDetectionLabelSource
from rv_engine.labels.object_detection_label_store import Candidates, write_candidates
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.semantic_segmentation_label_source import SemanticSegmentationLabelSource
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import Scene
from tests.engine.cells import CELL_PX, CLASSES, scene_config, write_scene
from tests.engine.rasters import UTM, write_raster

GROUP = "validation_scenes"


def evaluate_pixels(
    root: Path, classes: ClassConfig, *, side: int = 1100, scenes: int = 1, scored: bool = True
) -> Path:
    """Fields of classes that are predicted more wrongly to the right, with their probabilities."""
    root.mkdir(parents=True, exist_ok=True)
    made, paths = [], {}
    for number in range(scenes):
        rng = np.random.default_rng(number)
        fields = rng.integers(0, len(classes), (side // 50 + 1, side // 50 + 1))
        labels = fields.repeat(50, 0).repeat(50, 1)[:side, :side].astype("uint8")
        sure = rng.random((side, side)) * np.linspace(1, 0.2, side)
        scores = np.full((len(classes), side, side), 0.0, "float32")
        scores += (1 - sure) * rng.dirichlet(np.ones(len(classes)), side).T[:, None, :]
        np.put_along_axis(scores, labels[None].astype(int), 0.0, 0)
        np.put_along_axis(scores, labels[None].astype(int), 1 - scores.sum(0)[None], 0)
        name = f"scene-{number}"
        folder = root / name
        folder.mkdir()
        paths[name] = folder / "labels.tif"
        write_raster(paths[name], scores.argmax(0).astype("uint8"), nodata=255)
        if scored:
            write_scores(folder / "scores.tif", scores)
        image = (labels * 40 + 30 + rng.integers(0, 30, labels.shape)).astype("uint8")
        picture = RasterioSource(write_raster(folder / "image.tif", image))
        truth = RasterioSource(write_raster(folder / "truth.tif", labels, nodata=255))
        source = SemanticSegmentationLabelSource(truth, classes)
        made.append(Scene(name, picture, classes, source))
    evaluator = SemanticSegmentationEvaluatorConfig().build(classes)
    evaluator.process(made, paths, root / GROUP, Monitor())
    return root / GROUP


def write_scores(path: Path, scores: np.ndarray) -> None:
    """Probabilities as PREDICT writes them, one band a class."""
    count, height, width = scores.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=height, width=width, count=count, dtype="float32",
        crs="EPSG:32633", transform=UTM, nodata=float("nan"),
    ) as dataset:  # fmt: skip
        dataset.write(scores)


def evaluate_cells(root: Path, shape: tuple[int, int] = (60, 60)) -> Path:
    """Cells, of which a fifth is taken for something else."""
    written = write_scene(root / "scene", shape)
    scene = scene_config("town", written).build(CLASSES)
    rng = np.random.default_rng(0)
    cells = [Box.of_size(y * CELL_PX, x * CELL_PX, CELL_PX, CELL_PX) for y, x in np.ndindex(shape)]
    likely = np.eye(3)[written.class_ids.ravel()] * 2.2 + rng.gumbel(size=(len(cells), 3))
    scores = np.exp(likely) / np.exp(likely).sum(axis=1, keepdims=True)
    config = ChipClassificationGeoJSONStoreConfig()
    files = config.files(root, scene.id)
    store = config.build(files, root / "pieces", scene.raster_source, CLASSES)
    store.write(scene.extent, cell_array(cells), scores)
    store.finish(Monitor())
    evaluator = ChipClassificationEvaluatorConfig().build(CLASSES)
    evaluator.process([scene], {scene.id: files["geojson"]}, root / GROUP, Monitor())
    return root / GROUP


@dataclass(frozen=True)
class Orchard:
    """Trees and cars, of which some are missed, and boxes that are none."""

    objects: ObjectDetectionLabels
    found: ObjectDetectionLabels
    pixels: np.ndarray


def orchard(side: int = 1300) -> Orchard:
    rng = np.random.default_rng(0)
    corners = rng.integers(0, side - 40, (150, 2)).astype(float)
    boxes = np.concatenate([corners, corners + rng.integers(14, 40, (150, 2))], axis=1)
    ids = rng.integers(0, 2, 150)
    pixels = rng.integers(40, 90, (side, side, 3)).astype("uint8")
    for (xmin, ymin, xmax, ymax), class_id in zip(boxes.astype(int).tolist(), ids, strict=True):
        pixels[ymin:ymax, xmin:xmax] = ((40, 140, 60), (180, 60, 60))[class_id]
    found = rng.random(150) < 0.8
    moved = boxes[found] + rng.normal(0, 1.5, (found.sum(), 4))
    false = boxes[:40] + 60
    scores = np.concatenate([rng.beta(5, 2, found.sum()), rng.beta(2, 4, 40)])
    detections = ObjectDetectionLabels.of(
        np.concatenate([moved, false]), np.concatenate([ids[found], ids[:40]]), scores
    )
    return Orchard(ObjectDetectionLabels.of(boxes, ids), detections, pixels)


def evaluate_boxes(root: Path, side: int = 1300) -> Path:
    """What is found in an orchard."""
    root.mkdir(parents=True, exist_ok=True)
    classes = ClassConfig(names=["tree", "car"])
    made = orchard(side)
    image = RasterioSource(write_raster(root / "image.tif", made.pixels))
    source = ObjectDetectionLabelSource(made.objects, image.extent)
    scene = Scene("orchard", image, classes, source)
    write_candidates(root / "candidates.npz", Candidates(made.found, 0.4))
    evaluator = ObjectDetectionEvaluatorConfig().build(classes)
    evaluator.process([scene], {scene.id: root / "candidates.npz"}, root / GROUP, Monitor())
    return root / GROUP
