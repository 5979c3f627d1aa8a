from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError, VectorError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels import ChipClassificationGeoJSONStoreConfig
from rv_engine.labels.chip_classification_geojson_store import (
    ChipClassificationGeoJSONStore,
    labels_from_scores,
    read_predicted_cells,
)
from rv_engine.labels.chip_classification_labels import cell_array, cell_polygons, joined
from rv_engine.monitor import Monitor
from tests.engine.rasters import GRIDS

CLASSES = ClassConfig(names=["field", "house", "null"])
CELLS = cell_array([Box.of_size(y, x, 15, 15) for y in (1, 16, 31) for x in (2, 17)])


def random_scores(count: int) -> np.ndarray:
    scores = np.random.default_rng(4).random((count, 3)).astype(np.float32)
    return scores / scores.sum(axis=1, keepdims=True)


def write(folder: Path, grid="utm", *, multi_label=False, scores=None):
    files = ChipClassificationGeoJSONStoreConfig().files(folder, "scene")
    transformer = CRSTransformer(*GRIDS[grid])
    store = ChipClassificationGeoJSONStore(files, folder / "scene" / "pieces", transformer, CLASSES)
    scores = random_scores(len(CELLS)) if scores is None else scores
    for tile, rows in ((Box(0, 0, 16, 32), slice(0, 2)), (Box(16, 0, 46, 32), slice(2, 6))):
        assert not store.has(tile)
        store.write(tile, CELLS[rows], scores[rows], multi_label=multi_label)
        assert store.has(tile)
    store.finish(Monitor())
    return files, transformer, scores


@pytest.mark.parametrize("grid", GRIDS)
def test_cells_come_back_to_the_pixel(tmp_path, grid) -> None:
    files, transformer, scores = write(tmp_path, grid)
    found = joined(list(read_predicted_cells(files["geojson"], transformer, CLASSES)))
    np.testing.assert_array_equal(found.cells, CELLS)
    np.testing.assert_array_equal(found.scores, scores)
    np.testing.assert_array_equal(found.class_ids, scores.argmax(axis=1))


def test_the_geojson_is_that_of_raster_vision(tmp_path) -> None:
    files, _, scores = write(tmp_path)
    assert files["geojson"] == tmp_path / "scene.json"
    content = json.loads(files["geojson"].read_text(encoding="utf-8"))
    assert content["type"] == "FeatureCollection"
    assert len(content["features"]) == len(CELLS)
    first = content["features"][0]
    assert first["properties"] == {
        "class_id": int(scores[0].argmax()),
        "class_name": CLASSES.names[scores[0].argmax()],
        "scores": pytest.approx(scores[0].tolist(), abs=1e-7),
    }
    longitude, latitude = first["geometry"]["coordinates"][0][0]
    assert (85 < longitude < 86) and (27 < latitude < 28)
    _, _, wkb, _ = pyogrio.raw.read(files["geojson"])  # other programs read it too
    assert len(wkb) == len(CELLS)


@pytest.mark.parametrize("grid", GRIDS)
def test_the_geopackage_lies_on_the_image_exactly(tmp_path, grid) -> None:
    files, transformer, scores = write(tmp_path, grid)
    meta, _, wkb, columns = pyogrio.raw.read(files["polygons"], layer="polygons")
    assert list(meta["fields"]) == [
        "class_id", "class_name", "score", "score_field", "score_house", "score_null",
    ]  # fmt: skip
    expected = transformer.pixel_to_map(cell_polygons(CELLS))
    assert shapely.equals(shapely.from_wkb(wkb), expected).all()
    np.testing.assert_allclose(columns[2], scores.max(axis=1))
    np.testing.assert_allclose(np.column_stack(columns[3:]), scores)


def test_finished_work_leaves_no_pieces(tmp_path) -> None:
    write(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "polygons.gpkg", "scene", "scene.json",
    ]  # fmt: skip


def test_names_that_differ_in_case_alone_get_columns_of_their_own(tmp_path) -> None:
    classes = ClassConfig(names=["House", "house"])
    files = ChipClassificationGeoJSONStoreConfig(uri=str(tmp_path / "my.json")).files(tmp_path, "s")
    store = ChipClassificationGeoJSONStore(
        files, tmp_path / "p", CRSTransformer(*GRIDS["utm"]), classes
    )
    store.write(Box(0, 0, 9, 9), CELLS, random_scores(6)[:, :2])
    store.finish(Monitor())
    meta, *_ = pyogrio.raw.read(tmp_path / "my.gpkg")
    assert list(meta["fields"])[3:] == ["score_0", "score_1"]


def test_of_equal_scores_the_first_class_is_taken() -> None:
    labels = labels_from_scores(
        CELLS[:1], np.array([[0.2, 0.4, 0.4]], np.float32), CLASSES, multi_label=False
    )
    assert labels.class_ids.tolist() == [1]


def test_several_classes_of_a_cell_come_back(tmp_path) -> None:
    scores = np.array(
        [[0.9, 0.8, 0.1], [0.1, 0.7, 0.9], [0.1, 0.2, 0.3]] * 2, np.float32
    )  # fmt: skip
    files, transformer, _ = write(tmp_path, multi_label=True, scores=scores)
    found = joined(list(read_predicted_cells(files["geojson"], transformer, CLASSES)))
    # The null class is there when no other is, whatever its score.
    expected = [[True, True, False], [False, True, False], [False, False, True]]
    assert found.present[:3].tolist() == expected
    assert found.class_ids[:3].tolist() == [0, 1, 2]
    _, _, _, columns = pyogrio.raw.read(files["polygons"])
    assert columns[3][:3].tolist() == ["field, house", "house", "null"]


def test_a_cell_of_which_no_class_is_likely_has_no_name_on_the_map(tmp_path) -> None:
    classes = ClassConfig(names=["field", "house"])
    files = {"polygons": tmp_path / "my.gpkg"}
    grid = CRSTransformer(*GRIDS["utm"])
    store = ChipClassificationGeoJSONStore(files, tmp_path / "pieces", grid, classes)
    scores = np.array([[0.2, 0.3], [0.2, 0.7]], np.float32)
    store.write(Box(0, 0, 16, 32), CELLS[:2], scores, multi_label=True)
    store.finish(Monitor())
    meta, _, _, columns = pyogrio.raw.read(tmp_path / "my.gpkg")
    names = columns[list(meta["fields"]).index("class_name")]
    assert names.tolist() == ["", "house"]


def test_predictions_of_raster_vision_are_read_too(tmp_path) -> None:
    grid = CRSTransformer(*GRIDS["utm"])
    files, _, _ = write(tmp_path)
    content = json.loads(files["geojson"].read_text(encoding="utf-8"))
    (tmp_path / "theirs.json").write_text(json.dumps(content), encoding="utf-8")
    found = joined(list(read_predicted_cells(tmp_path / "theirs.json", grid, CLASSES)))
    np.testing.assert_array_equal(found.cells, CELLS)


def test_damage_is_told(tmp_path) -> None:
    files, grid, _ = write(tmp_path)
    lines = files["geojson"].read_text(encoding="utf-8").splitlines()
    files["geojson"].write_text("\n".join(lines[:3]), encoding="utf-8")
    with pytest.raises(VectorError, match="end is missing"):
        list(read_predicted_cells(files["geojson"], grid, CLASSES))
    with pytest.raises(VectorError, match="cannot be read"):
        list(read_predicted_cells(tmp_path / "missing.json", grid, CLASSES))
    files, grid, _ = write(tmp_path / "b")
    with pytest.raises(LabelError, match="there are 1 classes"):
        list(read_predicted_cells(files["geojson"], grid, ClassConfig(names=["a"])))
