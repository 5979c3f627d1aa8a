from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from affine import Affine
from PIL import Image

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError, VectorError
from rv_engine.evaluate import ChipClassificationEvaluatorConfig
from rv_engine.evaluate.class_metrics import agreement, multi_label_evaluations
from rv_engine.evaluate.evaluation_files import without_curves
from rv_engine.evaluate.report import write_report
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels import ChipClassificationGeoJSONStoreConfig
from rv_engine.labels.chip_classification_labels import cell_array
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import AreaOfInterest, Scene
from rv_engine.vector.ogr_vector_source import OgrVectorSource
from tests.engine.cells import CELL_PX, CLASSES, scene_config, write_scene
from tests.engine.evaluate.evaluations import evaluate_cells


def write_cells(folder: Path, scene: Scene, class_ids: np.ndarray, left_out=()) -> Path:
    """A prediction of each cell (rows, columns)."""
    config = ChipClassificationGeoJSONStoreConfig()
    files = config.files(folder, scene.id)
    store = config.build(files, folder / "pieces", scene.raster_source, CLASSES)
    places = [place for place in np.ndindex(class_ids.shape) if place not in left_out]
    cells = [Box.of_size(y * CELL_PX, x * CELL_PX, CELL_PX, CELL_PX) for y, x in places]
    scores = np.array([np.eye(3)[class_ids[place]] * 0.7 + 0.1 for place in places])
    store.write(scene.extent, cell_array(cells), scores)
    store.finish(Monitor())
    return files["geojson"]


def evaluated(folder: Path, scenes: list[Scene], predictions: dict[str, Path]) -> dict[str, Any]:
    evaluator = ChipClassificationEvaluatorConfig().build(CLASSES)
    evaluator.process(scenes, predictions, folder / "validation_scenes", Monitor())
    text = (folder / "validation_scenes" / "eval.json").read_text(encoding="utf-8")
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def with_area(scene: Scene, *box: float) -> Scene:
    area = AreaOfInterest(np.array([shapely.box(*box)], object))
    return Scene(scene.id, scene.raster_source, CLASSES, scene.label_source, area)


def test_every_number_is_that_of_scikit_learn(tmp_path) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    written = write_scene(tmp_path / "scene")
    scene = scene_config("a", written).build(CLASSES)
    guess = np.random.default_rng(1).integers(0, 3, written.class_ids.shape)
    result = evaluated(tmp_path, [scene], {"a": write_cells(tmp_path, scene, guess)})
    truth, guess = written.class_ids.ravel(), guess.ravel()
    precision, recall, f1, support = metrics.precision_recall_fscore_support(truth, guess)
    *entries, average = result["overall"]
    for index, entry in enumerate(entries):
        assert entry["metrics"]["precision"] == pytest.approx(precision[index])
        assert entry["metrics"]["recall"] == pytest.approx(recall[index])
        assert entry["metrics"]["f1"] == pytest.approx(f1[index])
        assert "iou" not in entry["metrics"]
        assert entry["gt_count"] == support[index]
    assert average["conf_mat"] == metrics.confusion_matrix(truth, guess).tolist()
    assert average["overall_accuracy"] == pytest.approx(metrics.accuracy_score(truth, guess))
    assert average["kappa"] == pytest.approx(metrics.cohen_kappa_score(truth, guess))
    assert average["balanced_accuracy"] == pytest.approx(
        metrics.balanced_accuracy_score(truth, guess)
    )
    assert result["per_scene"] == {"a": without_curves(result["overall"])}


def test_agreement_is_that_of_scikit_learn_with_absent_classes() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    truth, guess = np.random.default_rng(0).integers(0, 3, (2, 200))
    truth[truth == 2] = 0  # predicted, but never there
    matrix = np.zeros((5, 5), int)
    np.add.at(matrix, (truth, guess), 1)
    found = agreement(matrix)
    assert found["kappa"] == pytest.approx(metrics.cohen_kappa_score(truth, guess))
    with pytest.warns(UserWarning, match="y_pred contains classes"):
        expected = metrics.balanced_accuracy_score(truth, guess)
    assert found["balanced_accuracy"] == pytest.approx(expected)
    iou = metrics.jaccard_score(truth, guess, average="macro")
    assert found["mean_iou"] == pytest.approx(iou)


def test_a_case_counted_by_hand() -> None:
    # 6 right of 10; by chance (7 * 5 + 3 * 5) / 100 = 0.5 would be.
    found = agreement(np.array([[4, 3], [1, 2]]))
    assert found == pytest.approx(
        {"overall_accuracy": 0.6, "kappa": 0.2, "balanced_accuracy": (4 / 7 + 2 / 3) / 2,
         "mean_iou": (4 / 8 + 2 / 6) / 2}
    )  # fmt: skip


def test_cells_outside_of_areas_data_and_labels_are_not_counted(tmp_path) -> None:
    written = write_scene(tmp_path / "scene")
    scene = scene_config("a", written, background_class_id=None).build(CLASSES)
    # Columns 2 to 5 of 8 are wholly inside; rows 0 to 4 of 6.
    scene = with_area(scene, 39.999, 0, 125, 119)
    guess = np.zeros_like(written.class_ids)
    path = write_cells(tmp_path, scene, guess, left_out={(0, 3), (1, 4)})
    counted = written.class_ids[:5, 2:6].astype(float)
    counted[0, 1] = counted[1, 2] = np.nan
    result = evaluated(tmp_path, [scene], {"a": path})
    assert [entry["gt_count"] for entry in result["overall"][:3]] == [
        (counted == 0).sum(), (counted == 1).sum(), 0,
    ]  # fmt: skip


def test_cells_without_any_image_data_are_not_counted_though_they_are_predicted(tmp_path) -> None:
    empty = ((0, 0), (2, 5))
    written = write_scene(tmp_path / "scene", nodata_cells=empty)
    scene = scene_config("a", written).build(CLASSES)
    path = write_cells(tmp_path, scene, written.class_ids)
    result = evaluated(tmp_path, [scene], {"a": path})
    average = result["overall"][-1]
    assert average["gt_count"] == 48 - len(empty)
    assert sum(map(sum, average["conf_mat"])) == 48 - len(empty)
    assert result["overall"][0]["calibration"]["count"] == 48 - len(empty)


def test_an_area_that_ends_with_the_image_holds_the_cells_at_its_edge(tmp_path) -> None:
    written = write_scene(tmp_path / "scene", cut_px=5)
    scene = scene_config("a", written).build(CLASSES)
    whole = with_area(scene, 0, 0, 155, 115)
    path = write_cells(tmp_path, scene, written.class_ids)
    result = evaluated(tmp_path, [whole], {"a": path})
    assert result["overall"][-1]["gt_count"] == 48


def test_scenes_add_up(tmp_path) -> None:
    scenes, paths = [], {}
    for seed, name in enumerate("ab"):
        written = write_scene(tmp_path / name / "scene", (3, 4), seed=seed)
        scene = scene_config(name, written).build(CLASSES)
        guess = np.random.default_rng(seed).integers(0, 3, (3, 4))
        scenes.append(scene)
        paths[name] = write_cells(tmp_path / name, scene, guess)
    result = evaluated(tmp_path, scenes, paths)
    matrices = [np.array(result["per_scene"][name][-1]["conf_mat"]) for name in "ab"]
    assert result["overall"][-1]["conf_mat"] == sum(matrices).tolist()


def test_cells_of_another_size_than_those_drawn_are_told(tmp_path) -> None:
    written = write_scene(tmp_path / "scene")
    config = scene_config("a", written, infer_cells=False, background_class_id=None,
                          use_intersection_over_cell=True)  # fmt: skip
    scene = config.build(CLASSES)
    path = write_cells(tmp_path, scene, written.class_ids)
    result = evaluated(tmp_path, [scene], {"a": path})  # each polygon fills half of a cell
    assert result["overall"][-1]["metrics"]["f1"] == 1
    far = with_area(scene, 0, 0, 5, 5)
    with pytest.raises(LabelError, match="nothing to evaluate") as caught:
        evaluated(tmp_path, [far], {"a": path})
    assert "infer_cells" in caught.value.hint


def test_a_missing_prediction_is_told(tmp_path) -> None:
    scene = scene_config("a", write_scene(tmp_path / "scene")).build(CLASSES)
    with pytest.raises(VectorError, match="cannot be read"):
        evaluated(tmp_path, [scene], {"a": tmp_path / "none.json"})


def test_several_classes_are_compared_each_by_itself() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    truth, guess = np.random.default_rng(2).random((2, 60, 3)) > 0.6
    classes = ClassConfig(names=["a", "b", "c"])
    *entries, average = multi_label_evaluations(truth, guess, classes)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(truth, guess)
    matrices = metrics.multilabel_confusion_matrix(truth, guess)
    for index, entry in enumerate(entries):
        assert entry["metrics"]["f1"] == pytest.approx(f1[index])
        assert entry["metrics"]["precision"] == pytest.approx(precision[index])
        assert entry["metrics"]["recall"] == pytest.approx(recall[index])
        assert (entry["gt_count"], entry["conf_mat"]) == (support[index], matrices[index].tolist())
    assert average["overall_accuracy"] == pytest.approx(metrics.accuracy_score(truth, guess))
    assert "conf_mat" not in average


def test_the_page_counts_cells(tmp_path) -> None:
    written = write_scene(tmp_path / "scene")
    scene = scene_config("a", written).build(CLASSES)
    evaluated(tmp_path, [scene], {"a": write_cells(tmp_path, scene, written.class_ids)})
    page = write_report(tmp_path / "validation_scenes").read_text(encoding="utf-8")
    assert "Labelled cells" in page and "Kappa" in page and "IoU" not in page
    table = (tmp_path / "validation_scenes" / "metrics.txt").read_text(encoding="utf-8")
    assert "Balanced accuracy: 1.000" in table


def test_right_and_wrong_cells_are_written_for_the_map(tmp_path) -> None:
    written = write_scene(tmp_path / "scene", nodata_cells=((1, 1),))
    scene = scene_config("a", written).build(CLASSES)
    guess = written.class_ids.copy()
    guess[2, 3] = (guess[2, 3] + 1) % 3
    result = evaluated(tmp_path, [scene], {"a": write_cells(tmp_path, scene, guess)})
    told = result["errors"]["a"]
    folder = tmp_path / "validation_scenes"
    features = OgrVectorSource([str(folder / told["cells"])], layer=told["layer"])
    read = features.read(scene.raster_source.crs_transformer)
    assert len(read) == 47
    values = read.properties
    (wrong,) = np.flatnonzero(values["outcome"] == "wrong")
    assert (values["outcome"] == "right").sum() == 46
    box = shapely.bounds(read.geometries[wrong])
    np.testing.assert_allclose(box, [60, 40, 80, 60], atol=1e-3)
    assert values["label"][wrong] == CLASSES.names[written.class_ids[2, 3]]
    assert values["predicted"][wrong] == CLASSES.names[guess[2, 3]]
    assert values["score"][wrong] == pytest.approx(0.8)


def test_the_worst_cells_are_the_surest_wrong_ones_with_a_picture_of_each(tmp_path) -> None:
    folder = evaluate_cells(tmp_path / "town", (12, 12))
    places = json.loads((folder / "worst.json").read_text())["places"]
    cells = OgrVectorSource([str(folder / "town" / "errors.gpkg")])
    image = RasterioSource(str(tmp_path / "town" / "scene" / "image.tif"))
    read = cells.read(CRSTransformer(Affine.identity(), image.crs_transformer.crs))
    wrong = read.properties["outcome"] == "wrong"
    expected = sorted(read.properties["score"][wrong])[::-1][:4]
    assert [place["score"] for place in places] == pytest.approx(expected, abs=1e-5)
    surest = shapely.bounds(read.geometries[wrong])[read.properties["score"][wrong].argmax()]
    np.testing.assert_allclose(places[0]["extent"], surest, atol=1e-3)
    with Image.open(folder / places[0]["thumbnail"]) as picture:
        assert picture.size == (3 * 224 + 2 * 6, 224)


def test_intervals_of_cells_come_from_blocks_of_the_image(tmp_path) -> None:
    folder = evaluate_cells(tmp_path / "town")  # 1200 pixels wide: 25 blocks
    result = json.loads((folder / "eval.json").read_text())
    for entries in (result["overall"], result["per_scene"]["town"]):
        for entry in entries:
            for name in ("precision", "recall", "f1"):
                low, high = entry["intervals"][name]
                assert low < entry["metrics"][name] < high < low + 0.2
    average = result["overall"][-1]
    low, high = average["intervals"]["overall_accuracy"]
    share, count = average["overall_accuracy"], 3600
    # Errors are drawn for each cell by itself, so blocks of them differ as single cells do.
    width = 2 * 1.96 * np.sqrt(share * (1 - share) / count)
    assert 0.6 * width < high - low < 1.6 * width


def test_scores_that_are_no_probabilities_give_no_curves_but_a_reason(tmp_path) -> None:
    written = write_scene(tmp_path / "scene")
    scene = scene_config("a", written).build(CLASSES)
    path = write_cells(tmp_path, scene, written.class_ids)
    content = json.loads(path.read_text())
    for feature in content["features"]:  # as Raster Vision writes them
        feature["properties"]["scores"] = [3.5, -2.0, 0.25]
    path.write_text(json.dumps(content))
    result = evaluated(tmp_path, [scene], {"a": path})
    assert "no probabilities" in result["curves_left_out"]
    assert "calibration" not in result["overall"][0]
    page = write_report(tmp_path / "validation_scenes").read_text(encoding="utf-8")
    assert result["curves_left_out"] in page and 'id="reliability"' not in page
