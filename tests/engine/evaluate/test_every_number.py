"""Every number of `eval.json` on awkward scenes, against plain arrays and scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate import SemanticSegmentationEvaluatorConfig
from rv_engine.labels import SemanticSegmentationLabelSourceConfig
from rv_engine.monitor import Monitor
from rv_engine.raster import RasterioSourceConfig
from rv_engine.scene import SceneConfig
from tests.engine.evaluate.evaluations import write_scores
from tests.engine.evaluate.reference_numbers import assert_same, entries
from tests.engine.rasters import CRS_UTM, UTM, write_raster

# The background is not the last class; "pond" is only predicted, "ice" only labelled, "void" neither.
NAMES = ["house", "background", "pond", "ice", "void"]
CLASSES = ClassConfig(names=NAMES, null_class="background")
HOUSE, BACKGROUND, POND, ICE, _ = range(5)
NO_LABEL = 255
SHAPES = {"large": (290, 530), "small": (300, 261)}


class Pixels:
    """The files of a scene of pixels, and what counts of it, worked out by itself."""

    def __init__(self, folder: Path, name: str, seed: int) -> None:
        rng = np.random.default_rng(seed)
        height, width = SHAPES[name]
        patches = rng.choice([HOUSE, BACKGROUND, ICE], (height // 20 + 1, width // 20 + 1))
        labels = patches.repeat(20, 0).repeat(20, 1)[:height, :width].astype("uint8")
        likely = np.eye(5)[labels] * rng.uniform(0, 3, (height, width, 1))
        likely[..., ICE] = likely[..., 4] = -9  # are never predicted
        scores = np.exp(likely + rng.gumbel(size=likely.shape) * 0.7)
        self.scores = (scores / scores.sum(axis=-1, keepdims=True)).astype("float32")
        predicted = self.scores.argmax(axis=-1).astype("uint8")
        # Where nothing was predicted, the background is.
        gap = np.s_[200:230, 100:180]
        self.scores[gap] = np.nan
        self.predicted = predicted.copy()
        self.predicted[gap] = BACKGROUND
        predicted[gap] = NO_LABEL
        labels[100:160, 200:250] = NO_LABEL  # nobody knows what is here
        image = np.full((height, width), 7, "uint8")
        image[30:90, 40:61] = image[-1:] = 0  # no data
        self.polygons = [
            shapely.Polygon([(-60.3, -20.2), (150.6, 15.3), (220.1, 900.7), (-5.4, 411.9)]),
            shapely.box(-9.3, 110.7, 2000, 120.4),
            shapely.box(0.2, 270.7, 2000, 280.4),
        ]
        rows, columns = np.mgrid[:height, :width] + 0.5
        inside = shapely.contains_xy(shapely.union_all(self.polygons), columns, rows)
        self.counts = inside & (image > 0) & (labels != NO_LABEL)
        # The labels lie in a file that reaches further, and in which the scene begins elsewhere.
        around = np.full((height + 40, width + 30), NO_LABEL, "uint8")
        around[25 : 25 + height, 10 : 10 + width] = labels
        corner = UTM * UTM.translation(-10, -25)
        write_raster(folder / f"{name}-truth.tif", around, corner, nodata=NO_LABEL)
        self.labels = labels
        self.folder = folder / name
        self.folder.mkdir()
        write_raster(self.folder / "labels.tif", predicted, nodata=NO_LABEL)
        write_scores(self.folder / "scores.tif", np.moveaxis(self.scores, -1, 0))
        write_raster(folder / f"{name}.tif", image, nodata=0)
        write_areas(folder / f"{name}-areas.gpkg", self.polygons)
        self.config = SceneConfig(
            id=name,
            raster_source=RasterioSourceConfig(uris=[str(folder / f"{name}.tif")]),
            label_source=SemanticSegmentationLabelSourceConfig(
                raster_source=RasterioSourceConfig(uris=[str(folder / f"{name}-truth.tif")])
            ),
            aoi_uris=[str(folder / f"{name}-areas.gpkg")],
        )

    def flat(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(N,) labels, (N,) predictions, (N, C) probabilities of what counts."""
        return self.labels[self.counts], self.predicted[self.counts], self.scores[self.counts]

    def blocks(self) -> list[np.ndarray]:
        """(C, C) counts of each block of 256 pixels in which anything counts."""
        found = []
        for y in range(0, self.labels.shape[0], 256):
            for x in range(0, self.labels.shape[1], 256):
                place = np.s_[y : y + 256, x : x + 256]
                chosen = self.counts[place]
                if chosen.any():
                    matrix = np.zeros((5, 5))
                    labels, predicted = self.labels[place], self.predicted[place]
                    np.add.at(matrix, (labels[chosen], predicted[chosen]), 1)
                    found.append(matrix)
        return found


def write_areas(path: Path, polygons: list[shapely.Polygon]) -> None:
    def to_map(places: np.ndarray) -> np.ndarray:
        return np.stack(UTM * places.T, axis=1)

    moved = shapely.transform(np.array(polygons), to_map)
    pyogrio.raw.write(
        path, layer="areas", geometry_type="Polygon", geometry=shapely.to_wkb(moved),
        field_data=[], fields=[], crs=CRS_UTM.to_wkt(),
    )  # fmt: skip


def evaluate(evaluator: Any, scenes: list[Any], paths: dict[str, Path], folder: Path) -> Any:
    built = [scene.config.build(CLASSES) for scene in scenes]
    evaluator.process(built, paths, folder, Monitor())
    return json.loads((folder / "eval.json").read_text(encoding="utf-8"))


def joined(scenes: list[Any]) -> list[np.ndarray]:
    return [np.concatenate(parts) for parts in zip(*(one.flat() for one in scenes), strict=True)]


def without_curves(expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for entry in expected:
        entry["calibration"].pop("curve")
    return expected


def interval(blocks: list[np.ndarray], metric: Callable[[np.ndarray], float]) -> list[float]:
    """Drawn as the engine draws, so that chance makes no difference."""
    rng, count = np.random.default_rng(0), len(blocks)
    drawn = [sum(blocks[place] for place in rng.integers(count, size=count)) for _ in range(500)]
    return np.quantile([metric(matrix) for matrix in drawn], [0.025, 0.975]).tolist()


def accuracy(matrix: np.ndarray) -> float:
    return float(np.trace(matrix) / matrix.sum())


def kappa(matrix: np.ndarray) -> float:
    chance = (matrix.sum(axis=0) @ matrix.sum(axis=1)) / matrix.sum() ** 2
    return float((accuracy(matrix) - chance) / (1 - chance))


def iou_of_house(matrix: np.ndarray) -> float:
    return float(matrix[0, 0] / (matrix[0].sum() + matrix[:, 0].sum() - matrix[0, 0]))


def recall_of_house(matrix: np.ndarray) -> float:
    return float(matrix[0, 0] / matrix[0].sum())


def test_pixels(tmp_path: Path) -> None:
    scenes = [Pixels(tmp_path, name, seed) for seed, name in enumerate(SHAPES)]
    evaluator = SemanticSegmentationEvaluatorConfig().build(CLASSES)
    paths = {name: tmp_path / name / "labels.tif" for name in SHAPES}
    found = evaluate(evaluator, scenes, paths, tmp_path / "group")
    assert 60_000 < sum(len(scene.flat()[0]) for scene in scenes) < 100_000  # more go in steps
    assert_same(found["overall"], entries(*joined(scenes), NAMES, "background"))
    for scene in scenes:
        expected = entries(*scene.flat(), NAMES, "background")
        assert_same(found["per_scene"][scene.folder.name], without_curves(expected))
    blocks = [block for scene in scenes for block in scene.blocks()]
    *classes, average = found["overall"]
    for metric, told in (
        (accuracy, average["intervals"]["overall_accuracy"]),
        (kappa, average["intervals"]["kappa"]),
        (iou_of_house, classes[HOUSE]["intervals"]["iou"]),
    ):
        assert told == pytest.approx(interval(blocks, metric))
    # Fewer than ten blocks say nothing of chance.
    assert "intervals" not in found["per_scene"]["small"][-1]


def test_a_scene_without_anything_that_counts_changes_nothing(tmp_path: Path) -> None:
    scenes = [Pixels(tmp_path, name, seed) for seed, name in enumerate(SHAPES)]
    scenes[1].config.aoi_uris = [str(tmp_path / "far.gpkg")]
    write_areas(tmp_path / "far.gpkg", [shapely.box(5000, 5000, 5100, 5100)])
    evaluator = SemanticSegmentationEvaluatorConfig().build(CLASSES)
    paths = {name: tmp_path / name / "labels.tif" for name in SHAPES}
    found = evaluate(evaluator, scenes, paths, tmp_path / "group")
    assert_same(found["overall"], entries(*scenes[0].flat(), NAMES, "background"))
    *classes, average = found["per_scene"]["small"]
    assert [entry["gt_count"] for entry in (*classes, average)] == [0] * 6
    numbers = [*average["metrics"].values(), *average["macro_metrics"].values(), average["kappa"]]
    assert set(numbers) == {None}
