"""Every number of `eval.json` of cells on awkward scenes, against plain arrays and scikit-learn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate import ChipClassificationEvaluatorConfig
from rv_engine.geo import Box
from rv_engine.labels import (
    ChipClassificationGeoJSONStoreConfig,
    ChipClassificationLabelSourceConfig,
)
from rv_engine.labels.chip_classification_labels import cell_array
from rv_engine.monitor import Monitor
from rv_engine.raster import RasterioSourceConfig
from rv_engine.scene import SceneConfig
from rv_engine.vector import ClassInferenceTransformerConfig, OgrVectorSourceConfig
from tests.engine.evaluate.reference_numbers import assert_same, entries, multi_label_entries
from tests.engine.rasters import CRS_UTM, UTM, write_raster

CELL_PX = 20
# The background is the first class; nothing is a pond, but some is taken for one.
NAMES = ["background", "house", "pond", "road"]
CLASSES = ClassConfig(names=NAMES, null_class="background")
BACKGROUND, HOUSE, POND, ROAD = range(4)
# Rows and columns; the last of each reaches over the image's edge.
SHAPES = {"large": (30, 41), "small": (9, 7)}
CUT_PX = 6


class Cells:
    """The files of a scene of cells, and what counts of it, worked out by itself."""

    def __init__(self, folder: Path, name: str, seed: int, *, multi_label: bool) -> None:
        rng = np.random.default_rng(seed)
        shape = SHAPES[name]
        present = np.zeros((*shape, 4), bool)
        present[..., HOUSE] = rng.random(shape) < 0.4
        present[..., ROAD] = rng.random(shape) < 0.3
        if not multi_label:
            present[..., ROAD] &= ~present[..., HOUSE]
        present[..., BACKGROUND] = ~present.any(axis=-1)
        odds = present * rng.uniform(0, 4, (*shape, 1)) + rng.gumbel(size=(*shape, 4)) - 1
        if multi_label:
            scores = 1 / (1 + np.exp(-odds))
        else:
            scores = np.exp(odds) / np.exp(odds).sum(axis=-1, keepdims=True)
        scores = scores.astype("float32")
        height, width = (side * CELL_PX - CUT_PX for side in shape)
        image = np.full((height, width), 9, "uint8")
        image[40:60, 60:100] = 0  # two cells without any data
        image[100:119, 60:80] = 0  # and one with little
        rows, columns = np.indices(shape)
        # All of a cell that is on the image must be inside of the areas.
        area = shapely.box(19.9, -500, 10_000, 560.2)
        within = (columns > 0) & (rows * CELL_PX + CELL_PX <= 560)
        without_data = (rows == 2) & ((columns == 3) | (columns == 4))
        left_out = (rows == 4) & (columns == 1)  # was not predicted
        counts = within & ~without_data & ~left_out
        self.present, self.scores = present[counts], scores[counts]
        self.rows, self.columns = rows[counts], columns[counts]
        self.config = SceneConfig(
            id=name,
            raster_source=RasterioSourceConfig(
                uris=[write_raster(folder / f"{name}.tif", image, nodata=0)]
            ),
            label_source=ChipClassificationLabelSourceConfig(
                vector_source=OgrVectorSourceConfig(
                    uris=[str(folder / f"{name}-labels.gpkg")],
                    transformers=[ClassInferenceTransformerConfig(class_field="class_name")],
                ),
                infer_cells=True,
                background_class_id=BACKGROUND,
            ),
            aoi_uris=[str(folder / f"{name}-areas.gpkg")],
        )
        _write_polygons(folder / f"{name}-areas.gpkg", [area])
        _write_labels(folder / f"{name}-labels.gpkg", present)
        self.scene = self.config.build(CLASSES)
        config = ChipClassificationGeoJSONStoreConfig()
        files = config.files(folder, name)
        store = config.build(files, folder / "pieces", self.scene.raster_source, CLASSES)
        places = [place for place in np.ndindex(shape) if not left_out[place]]
        boxes = [Box.of_size(y * CELL_PX, x * CELL_PX, CELL_PX, CELL_PX) for y, x in places]
        told = np.array([scores[place] for place in places])
        store.write(self.scene.extent, cell_array(boxes), told, multi_label=multi_label)
        store.finish(Monitor())
        self.path = files["geojson"]

    @property
    def class_ids(self) -> np.ndarray:
        return self.present.argmax(axis=1)

    @property
    def likely(self) -> np.ndarray:
        """(N, C) the classes that are predicted where there can be several."""
        likely = self.scores >= 0.5
        likely[:, BACKGROUND] = False
        likely[:, BACKGROUND] = ~likely.any(axis=1)
        return likely

    def expected(self) -> list[dict[str, Any]]:
        predicted = self.scores.argmax(axis=1)
        return entries(self.class_ids, predicted, self.scores, NAMES, "background", with_iou=False)


def _write_labels(path: Path, present: np.ndarray) -> None:
    polygons, names = [], []
    for row, column, class_id in zip(*np.nonzero(present), strict=True):
        if class_id != BACKGROUND:
            y, x = row * CELL_PX, column * CELL_PX
            polygons.append(shapely.box(x + 1, y + 1, x + 12, y + 11))
            names.append(NAMES[class_id])
    _write_polygons(path, polygons, names)


def _write_polygons(path: Path, polygons: list[Any], names: list[str] | None = None) -> None:
    moved = shapely.transform(np.array(polygons), lambda xy: np.stack(UTM * xy.T, axis=1))
    pyogrio.raw.write(
        path, layer="polygons", geometry_type="Polygon", geometry=shapely.to_wkb(moved),
        field_data=[np.array(names, object)] if names else [],
        fields=np.array(["class_name"], object) if names else [], crs=CRS_UTM.to_wkt(),
    )  # fmt: skip


def evaluated(folder: Path, *, multi_label: bool = False) -> tuple[list[Cells], dict[str, Any]]:
    scenes = [
        Cells(folder, name, seed, multi_label=multi_label) for seed, name in enumerate(SHAPES)
    ]
    evaluator = ChipClassificationEvaluatorConfig(multi_label=multi_label).build(CLASSES)
    paths = {scene.scene.id: scene.path for scene in scenes}
    evaluator.process([scene.scene for scene in scenes], paths, folder / "group", Monitor())
    text = (folder / "group" / "eval.json").read_text(encoding="utf-8")
    return scenes, json.loads(text)


def pooled(scenes: list[Cells], name: str) -> np.ndarray:
    return np.concatenate([getattr(scene, name) for scene in scenes])


def without_curves(expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for entry in expected:
        entry["calibration"].pop("curve")
    return expected


def test_cells(tmp_path: Path) -> None:
    scenes, found = evaluated(tmp_path)
    scores = pooled(scenes, "scores")
    predicted = scores.argmax(axis=1)
    labels = pooled(scenes, "class_ids")
    assert (predicted == POND).any() and not (labels == POND).any()
    expected = entries(labels, predicted, scores, NAMES, "background", with_iou=False)
    assert_same(found["overall"], expected)
    for scene in scenes:
        assert_same(found["per_scene"][scene.scene.id], without_curves(scene.expected()))
    average = found["overall"][-1]
    low, high = average["intervals"]["overall_accuracy"]
    assert low < average["overall_accuracy"] < high


def test_cells_with_several_classes(tmp_path: Path) -> None:
    scenes, found = evaluated(tmp_path, multi_label=True)
    present, likely, scores = (pooled(scenes, name) for name in ("present", "likely", "scores"))
    assert (present.sum(axis=1) > 1).any()
    assert_same(found["overall"], multi_label_entries(present, likely, scores, NAMES, "background"))
