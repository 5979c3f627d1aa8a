from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from PIL import Image

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError, RasterError
from rv_engine.evaluate import SemanticSegmentationEvaluatorConfig
from rv_engine.evaluate.class_metrics import class_evaluations
from rv_engine.evaluate.report import write_report
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_source import SemanticSegmentationLabelSource
from rv_engine.messages import Message, Metric
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import AreaOfInterest, Scene
from tests.engine.rasters import UTM, write_raster

CLASSES = ClassConfig(names=["house", "road", "pond", "null"])
SIZE = (1100, 130)


def make_scene(
    folder: Path,
    name: str,
    labels: np.ndarray,
    *,
    aoi: AreaOfInterest | None = None,
    bbox: Box | None = None,
    data: np.ndarray | None = None,
) -> Scene:
    pixels = np.ones(labels.shape, "uint8") if data is None else data.astype("uint8")
    image = RasterioSource(write_raster(folder / f"{name}-image.tif", pixels, nodata=0), bbox=bbox)
    source = RasterioSource(write_raster(folder / f"{name}-labels.tif", labels, nodata=255))
    return Scene(name, image, CLASSES, SemanticSegmentationLabelSource(source, CLASSES), aoi)


def evaluated(
    folder: Path, scenes: list[Scene], predictions: dict[str, str], monitor: Monitor | None = None
) -> dict[str, Any]:
    evaluator = SemanticSegmentationEvaluatorConfig().build(CLASSES)
    paths = {name: Path(path) for name, path in predictions.items()}
    evaluator.process(scenes, paths, folder / "validation_scenes", monitor or Monitor())
    text = (folder / "validation_scenes" / "eval.json").read_text(encoding="utf-8")
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def random_ids(seed: int, classes: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, classes, SIZE).astype("uint8")


def by_class(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {entry["class_name"]: entry for entry in entries}


def confusion(labels: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    matrix = np.zeros((4, 4), int)
    np.add.at(matrix, (labels.astype(int), predicted.astype(int)), 1)
    return matrix


def test_every_number_is_that_of_scikit_learn(tmp_path: Path) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    labels, predicted = random_ids(1), random_ids(2)
    labels[:300] = predicted[:300]
    path = write_raster(tmp_path / "p.tif", predicted, nodata=255)
    result = evaluated(tmp_path, [make_scene(tmp_path, "a", labels)], {"a": path})
    truth, guess = labels.ravel(), predicted.ravel()
    precision, recall, f1, support = metrics.precision_recall_fscore_support(truth, guess)
    iou = metrics.jaccard_score(truth, guess, average=None)
    binary = metrics.multilabel_confusion_matrix(truth, guess)
    *entries, average = result["overall"]
    for index, entry in enumerate(entries):
        assert (entry["class_id"], entry["class_name"]) == (index, CLASSES.names[index])
        found = entry["metrics"]
        assert found["precision"] == pytest.approx(precision[index])
        assert found["recall"] == found["sensitivity"] == pytest.approx(recall[index])
        assert found["f1"] == pytest.approx(f1[index])
        assert found["iou"] == pytest.approx(iou[index])
        (tn, fp), (fn, tp) = binary[index]
        assert found["specificity"] == pytest.approx(tn / (tn + fp))
        assert entry["conf_mat"] == binary[index].tolist()
        assert entry["conf_mat_dict"] == {"TN": tn, "FP": fp, "FN": fn, "TP": tp}
        assert entry["gt_count"] == support[index]
        assert entry["pred_count"] == (guess == index).sum()
        assert entry["count_error"] == abs(entry["gt_count"] - entry["pred_count"])
        assert entry["relative_frequency"] == pytest.approx(support[index] / len(truth))
        share = binary[index] / len(truth)
        np.testing.assert_allclose(entry["conf_mat_frac"], share)
        named = dict(zip(("TN", "FP", "FN", "TP"), share.ravel(), strict=True))
        assert entry["conf_mat_frac_dict"] == pytest.approx(named)
    weighted = metrics.precision_recall_fscore_support(truth, guess, average="weighted")
    names = ("precision", "recall", "f1")
    for name, value in zip(names, weighted[:3], strict=True):
        assert average["metrics"][name] == pytest.approx(value)
    of_classes = {"iou": iou, "precision": precision, "recall": recall, "f1": f1}
    for name, values in of_classes.items():  # without the null class
        assert average["macro_metrics"][name] == pytest.approx(values[:3].mean())
    assert average["mean_iou"] == pytest.approx(iou.mean())
    assert average["kappa"] == pytest.approx(metrics.cohen_kappa_score(truth, guess))
    balanced = metrics.balanced_accuracy_score(truth, guess)
    assert average["balanced_accuracy"] == pytest.approx(balanced)
    fractions = metrics.confusion_matrix(truth, guess, normalize="all")
    np.testing.assert_allclose(average["conf_mat_frac"], fractions)
    for name in ("gt_count", "pred_count", "count_error"):
        assert average[name] == sum(entry[name] for entry in entries)
    assert average["conf_mat"] == metrics.confusion_matrix(truth, guess).tolist()
    assert average["overall_accuracy"] == pytest.approx(metrics.accuracy_score(truth, guess))


def test_a_case_counted_by_hand() -> None:
    classes = ClassConfig(names=["house", "null"])
    # 6 houses found, 2 missed, 3 false alarms, 9 rightly left alone.
    house, null, average = class_evaluations(np.array([[6, 2], [3, 9]]), classes)
    assert house["metrics"] == pytest.approx(
        {"recall": 6 / 8, "precision": 6 / 9, "f1": 12 / 17, "sensitivity": 6 / 8,
         "specificity": 9 / 12, "iou": 6 / 11}
    )  # fmt: skip
    assert house["conf_mat"] == [[9, 3], [2, 6]]
    assert null["metrics"]["iou"] == pytest.approx(9 / 14)
    assert average["metrics"]["recall"] == pytest.approx((6 / 8 * 8 + 9 / 12 * 12) / 20)
    assert average["macro_metrics"]["recall"] == pytest.approx(6 / 8)
    assert average["overall_accuracy"] == pytest.approx(15 / 20)


def test_the_structure_is_that_of_raster_vision(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "p.tif", random_ids(1))
    result = evaluated(tmp_path, [make_scene(tmp_path, "a", random_ids(2))], {"a": path})
    assert set(result) >= {"overall", "per_scene", "errors"} and set(result["per_scene"]) == {"a"}
    for entries in (result["overall"], result["per_scene"]["a"]):
        assert [entry["class_name"] for entry in entries] == [*CLASSES.names, "average"]
        for entry in entries[:-1]:
            assert set(entry) >= {
                "class_id", "class_name", "gt_count", "pred_count", "count_error",
                "relative_frequency", "metrics", "conf_mat", "conf_mat_frac", "conf_mat_dict",
                "conf_mat_frac_dict",
            }  # fmt: skip
        assert set(entries[-1]) >= {
            "class_name", "metrics", "gt_count", "pred_count", "count_error", "conf_mat",
            "conf_mat_frac",
        }  # fmt: skip


def test_pixels_outside_of_areas_data_and_labels_are_not_counted(tmp_path: Path) -> None:
    labels, predicted = random_ids(1), random_ids(2)
    labels[:40] = 255
    data = np.ones(SIZE)
    data[50:70] = 0
    aoi = AreaOfInterest(np.array([shapely.box(10, 0, 90, 1080)]))
    scene = make_scene(tmp_path, "a", labels, aoi=aoi, data=data)
    result = evaluated(tmp_path, [scene], {"a": write_raster(tmp_path / "p.tif", predicted)})
    counted = (labels != 255) & (data != 0)
    counted[:, :10] = counted[:, 90:] = counted[1080:] = False
    expected = confusion(labels[counted], predicted[counted])
    assert result["overall"][-1]["conf_mat"] == expected.tolist()


def test_where_nothing_was_predicted_the_null_class_was(tmp_path: Path) -> None:
    labels, predicted = random_ids(1), random_ids(2)
    predicted[:500] = 255
    path = write_raster(tmp_path / "p.tif", predicted, nodata=255)
    result = evaluated(tmp_path, [make_scene(tmp_path, "a", labels)], {"a": path})
    expected = confusion(labels, np.where(predicted == 255, 3, predicted))
    assert result["overall"][-1]["conf_mat"] == expected.tolist()


def test_each_scene_is_told_and_the_whole_is_their_sum(tmp_path: Path) -> None:
    scenes, paths, matrices = [], {}, []
    for index, name in enumerate("ab"):
        labels, predicted = random_ids(index, 2 + index), random_ids(index + 10)
        scenes.append(make_scene(tmp_path, name, labels))
        paths[name] = write_raster(tmp_path / f"{name}.tif", predicted)
        matrices.append(confusion(labels, predicted))
    result = evaluated(tmp_path, scenes, paths)
    for name, matrix in zip("ab", matrices, strict=True):
        assert result["per_scene"][name][-1]["conf_mat"] == matrix.tolist()
    assert result["overall"][-1]["conf_mat"] == (matrices[0] + matrices[1]).tolist()


def test_what_is_undefined_is_null_and_leaves_the_averages_alone(tmp_path: Path) -> None:
    labels = random_ids(1, 2)
    path = write_raster(tmp_path / "p.tif", labels)
    said: list[Message] = []
    monitor = Monitor(said.append)
    result = evaluated(tmp_path, [make_scene(tmp_path, "a", labels)], {"a": path}, monitor)
    entries = by_class(result["overall"])
    pond = entries["pond"]["metrics"]
    assert [pond[name] for name in ("precision", "recall", "f1", "iou")] == [None] * 4
    assert pond["specificity"] == 1
    assert set(entries["average"]["metrics"].values()) == {1.0}
    assert entries["average"]["macro_metrics"]["iou"] == 1
    table = (tmp_path / "validation_scenes" / "metrics.txt").read_text(encoding="utf-8")
    assert table.splitlines()[3].split() == ["pond", "–", "–", "–", "–"]
    assert any(isinstance(m, Metric) and (m.class_name, m.name) == ("house", "iou") for m in said)


def test_the_page_has_every_class_with_its_pixels_and_escapes_their_names(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "p.tif", random_ids(1))
    evaluated(tmp_path, [make_scene(tmp_path, "a", random_ids(2))], {"a": path})
    page = write_report(tmp_path / "validation_scenes").read_text(encoding="utf-8")
    assert "<h1>Evaluation of validation scenes</h1>" in page
    assert all(f"</span>{name}</th>" in page for name in CLASSES.names)


def test_a_part_of_an_image_is_compared_with_the_prediction_of_that_part(tmp_path: Path) -> None:
    labels, predicted = random_ids(1), random_ids(2)
    bbox = Box(30, 20, 1090, 110)
    scene = make_scene(tmp_path, "a", labels, bbox=bbox)
    part = predicted[30:1090, 20:110]
    path = write_raster(tmp_path / "p.tif", part, UTM * Affine.translation(20, 30))
    result = evaluated(tmp_path, [scene], {"a": path})
    expected = confusion(labels[30:1090, 20:110], part)
    assert result["overall"][-1]["conf_mat"] == expected.tolist()


def test_a_prediction_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, "a", random_ids(1))
    path = write_raster(tmp_path / "p.tif", random_ids(1), UTM * Affine.translation(1, 0))
    with pytest.raises(RasterError, match=r"p.tif' .* does not lie on the pixels of its image"):
        evaluated(tmp_path, [scene], {"a": path})
    path = write_raster(tmp_path / "q.tif", random_ids(1)[1:])
    with pytest.raises(RasterError, match=r"q.tif' with its 1099 rows .* 1100 rows"):
        evaluated(tmp_path, [scene], {"a": path})


def test_a_prediction_of_other_classes_is_refused(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, "a", random_ids(1))
    path = write_raster(tmp_path / "p.tif", random_ids(1, 6))
    with pytest.raises(RasterError, match=r"p.tif' holds the value [45], but there are 4 classes"):
        evaluated(tmp_path, [scene], {"a": path})


def test_a_missing_or_broken_prediction_is_refused(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, "a", random_ids(1))
    with pytest.raises(RasterError, match=r"none.tif' cannot be read.*Run PREDICT again"):
        evaluated(tmp_path, [scene], {"a": str(tmp_path / "none.tif")})


def test_nothing_to_compare_is_an_error_and_writes_no_report(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, "a", np.full(SIZE, 255, "uint8"))
    path = write_raster(tmp_path / "p.tif", random_ids(1))
    with pytest.raises(LabelError, match="nothing to evaluate"):
        evaluated(tmp_path, [scene], {"a": path})
    assert not list((tmp_path / "validation_scenes").glob("*.*"))


def test_the_map_of_errors_tells_each_wrong_pixel_and_the_worst_blocks(tmp_path: Path) -> None:
    labels, predicted = random_ids(1), random_ids(2)
    labels[:5] = 255  # not labelled
    data = np.ones(SIZE)
    data[:, :7] = 0  # no image
    path = write_raster(tmp_path / "p.tif", predicted)
    scene = make_scene(tmp_path, "a", labels, data=data)
    result = evaluated(tmp_path, [scene], {"a": path})
    errors = result["errors"]["a"]
    with rasterio.open(tmp_path / "validation_scenes" / errors["raster"]) as dataset:
        values = dataset.read(1)
        assert dataset.transform == scene.raster_source.crs_transformer.transform
        assert dataset.nodata == 255
    counted = (labels != 255) & (data > 0)
    np.testing.assert_array_equal(values == 255, ~counted)
    expected = np.where(labels == predicted, 0, 1 + labels.astype(int) * 4 + predicted)
    np.testing.assert_array_equal(values[counted], expected[counted])
    meaning = {entry["value"]: entry for entry in errors["values"]}
    assert meaning[1 + 0 * 4 + 2] == {"value": 3, "label": "house", "predicted": "pond"}

    blocks = pyogrio.raw.read(tmp_path / "validation_scenes" / errors["blocks"])
    columns = dict(zip(blocks[0]["fields"], blocks[3], strict=True))
    assert columns["pixels"].sum() == counted.sum()
    assert columns["wrong"].sum() == ((labels != predicted) & counted).sum()
    assert list(columns["wrong"]) == sorted(columns["wrong"], reverse=True)
    area = shapely.area(shapely.from_wkb(blocks[2]))
    assert area.sum() == pytest.approx(counted.size * abs(scene_pixel_area(scene)))


def scene_pixel_area(scene: Scene) -> float:
    transform = scene.raster_source.crs_transformer.transform
    return transform.a * transform.e


def with_scores(folder: Path, labels: np.ndarray) -> tuple[np.ndarray, Path]:
    """Probabilities that follow the labels somewhat, as PREDICT writes them."""
    rng = np.random.default_rng(9)
    likely = rng.gumbel(size=(4, *SIZE)) + 1.5 * (np.arange(4)[:, None, None] == labels)
    scores = (np.exp(likely) / np.exp(likely).sum(axis=0)).astype("float32")
    scores = np.rint(scores * 254) / np.float32(254)
    folder.mkdir()
    path = Path(write_raster(folder / "labels.tif", scores.argmax(0).astype("uint8"), nodata=255))
    stored = np.rint(scores * 254).astype("uint8")
    stored[:, :30] = 255  # no value
    write_raster(folder / "scores.tif", np.moveaxis(stored, 0, -1), nodata=255)
    with rasterio.open(folder / "scores.tif", "r+") as dataset:
        dataset.scales = (1 / 254,) * 4
    return scores, path


def test_probabilities_beside_the_map_give_the_curves_of_scikit_learn(tmp_path: Path) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    labels = random_ids(1)
    labels[40:60] = 255
    data = np.ones(SIZE)
    data[:, :7] = 0
    scores, path = with_scores(tmp_path / "predict", labels)
    scene = make_scene(tmp_path, "a", labels, data=data)
    result = evaluated(tmp_path, [scene], {"a": path})
    counted = (labels != 255) & (data > 0)
    counted[:30] = False  # a label, but no probability
    truth = labels[counted]
    for index, entry in enumerate(result["overall"][:4]):
        of_class = scores[index][counted]
        expected = metrics.average_precision_score(truth == index, of_class)
        # Counted in steps of 1/4096.
        assert entry["average_precision"] == pytest.approx(expected, abs=1e-4)
        brier = metrics.brier_score_loss(truth == index, of_class)
        assert entry["calibration"]["brier"] == pytest.approx(brier, abs=1e-5)
        assert entry["calibration"]["count"] == counted.sum()
        best = entry["best_f1"]
        chosen = of_class >= best["score_thresh"] - 1e-3
        assert best["f1"] == pytest.approx(metrics.f1_score(truth == index, chosen), abs=2e-3)
    average = result["overall"][-1]
    right = scores.argmax(0)[counted] == truth
    assert average["calibration"]["count"] == counted.sum()
    sure, share = scores.max(axis=0)[counted].mean(), right.mean()
    assert average["calibration"]["ece"] >= abs(sure - share) - 1e-4
    assert "curves_left_out" not in result


def test_without_probabilities_the_reason_is_told(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "p.tif", random_ids(1))
    result = evaluated(tmp_path, [make_scene(tmp_path, "a", random_ids(2))], {"a": path})
    assert "write_probabilities" in result["curves_left_out"]
    assert "pr_curve" not in result["overall"][0]


def test_the_worst_blocks_are_told_and_drawn(tmp_path: Path) -> None:
    labels = random_ids(1, 2)
    predicted = labels.copy()
    predicted[300:420] = 2  # in the second block
    predicted[600:610] = 1 - predicted[600:610]
    path = write_raster(tmp_path / "p.tif", predicted)
    scene = make_scene(tmp_path, "a", labels)
    evaluated(tmp_path, [scene], {"a": path})
    folder = tmp_path / "validation_scenes"
    places = json.loads((folder / "worst.json").read_text())["places"]
    assert [place["score"] for place in places] == pytest.approx([120 / 256, 10 / 256])
    assert places[0]["text"].startswith("47 % of the pixels are wrong")
    assert "taken for pond" in places[0]["text"]
    transform = scene.raster_source.crs_transformer.transform
    (xmin, ymax), (xmax, ymin) = transform * (0, 256), transform * (130, 512)
    assert places[0]["extent"] == pytest.approx([xmin, ymin, xmax, ymax])
    assert places[0]["scene"] == "a" and "UTM" in places[0]["crs"]
    with Image.open(folder / places[0]["thumbnail"]) as picture:
        pixels = np.asarray(picture)
    pond = np.array(CLASSES.color_rgb(2))
    left, right = pixels[:, 230:454, :3].astype(int), pixels[:, 460:, :3].astype(int)
    shown = pixels[:, 460:, 3] > 0
    # The prediction shows ponds in the middle, the label none.
    near = np.abs(right - left).sum(axis=2)[shown] > 30
    assert 0.3 < near.mean() < 0.6
    assert (right[112, 112] - left[112, 112]) @ (pond - left[112, 112]) > 0
