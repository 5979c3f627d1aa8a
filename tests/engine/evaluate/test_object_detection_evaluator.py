from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from faster_coco_eval import COCO, COCOeval_faster

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.evaluate import ObjectDetectionEvaluatorConfig, object_detection_metrics
from rv_engine.evaluate.report import write_report
from rv_engine.geo import Box
from rv_engine.labels.object_detection_label_source import ObjectDetectionLabelSource
from rv_engine.labels.object_detection_label_store import (
    Candidates,
    write_boxes,
    write_candidates,
)
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.messages import Message, Metric
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import AreaOfInterest, Scene
from rv_engine.vector.ogr_vector_source import OgrVectorSource
from tests.engine.evaluate.evaluations import evaluate_boxes, orchard
from tests.engine.rasters import write_raster

CLASSES = ClassConfig(names=["car", "tree", "ship"])
SIZE = (1100, 1200)
# Three cars and two trees.
BOXES = [[10, 10, 30, 20], [100, 10, 120, 20], [200, 10, 220, 20], [10, 90, 40, 120],
         [1000, 1000, 1050, 1060]]  # fmt: skip
IDS = [0, 0, 0, 1, 1]


def make_scene(
    folder: Path, name: str = "a", *, data: np.ndarray | None = None, bbox: Box | None = None,
    aoi: AreaOfInterest | None = None,
) -> Scene:  # fmt: skip
    pixels = np.ones(SIZE, "uint8") if data is None else data
    image = RasterioSource(write_raster(folder / f"{name}.tif", pixels, nodata=0), bbox=bbox)
    source = ObjectDetectionLabelSource(ObjectDetectionLabels.of(BOXES, IDS), image.extent)
    return Scene(name, image, CLASSES, source, aoi)


def evaluated(
    folder: Path, scenes: list[Scene], found: ObjectDetectionLabels, *, score_thresh: float = 0.5,
    iou_thresh: float = 0.5, monitor: Monitor | None = None,
) -> dict[str, Any]:  # fmt: skip
    path = folder / "candidates.npz"
    write_candidates(path, Candidates(found, score_thresh))
    evaluator = ObjectDetectionEvaluatorConfig(iou_thresh=iou_thresh).build(CLASSES)
    predictions = {scene.id: path for scene in scenes}
    evaluator.process(scenes, predictions, folder / "validation_scenes", monitor or Monitor())
    text = (folder / "validation_scenes" / "eval.json").read_text(encoding="utf-8")
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def labels(rows: list[tuple[list[float], int, float]]) -> ObjectDetectionLabels:
    boxes, ids, scores = zip(*rows, strict=True)
    return ObjectDetectionLabels.of(boxes, ids, scores)


FOUND = labels([
    (BOXES[0], 0, 0.9),  # right
    ([101, 10, 121, 20], 0, 0.8),  # nearly right
    ([300, 300, 320, 320], 0, 0.7),  # nothing there
    (BOXES[2], 1, 0.95),  # a car that is taken for a tree
    (BOXES[2], 0, 0.3),  # right, but too unsure for the map
    (BOXES[3], 1, 0.6),  # right
])  # fmt: skip


def test_a_case_counted_by_hand(tmp_path: Path) -> None:
    result = evaluated(tmp_path, [make_scene(tmp_path)], FOUND)
    car, tree, ship, average = result["overall"]
    counts = ("gt_count", "pred_count", "count_error", "true_pos", "false_pos", "false_neg")
    assert [car[name] for name in counts] == [3, 3, 0, 2, 1, 1]
    assert [tree[name] for name in counts] == [2, 2, 0, 1, 1, 1]
    assert [ship[name] for name in counts] == [0, 0, 0, 0, 0, 0]
    assert [average[name] for name in counts] == [5, 5, 0, 3, 2, 2]
    assert car["metrics"]["precision"] == car["metrics"]["recall"] == pytest.approx(2 / 3)
    assert tree["metrics"]["f1"] == pytest.approx(0.5)
    assert ship["metrics"]["f1"] is None and car["metrics"]["specificity"] is None
    assert average["metrics"]["recall"] == pytest.approx((3 * 2 / 3 + 2 * 1 / 2) / 5)
    assert (car["relative_frequency"], tree["relative_frequency"]) == (0.6, 0.4)
    # Cars with falling score: right, right, wrong, right. Precision 1 up to 2/3, then 3/4.
    assert car["metrics"]["ap50"] == pytest.approx((67 + 34 * 3 / 4) / 101)
    assert average["mAP50"] == pytest.approx((car["metrics"]["ap50"] + tree["metrics"]["ap50"]) / 2)
    assert car["best_f1"] == pytest.approx(
        {"f1": 6 / 7, "score_thresh": 0.3, "precision": 3 / 4, "recall": 1.0}
    )
    assert car["pr_curve"]["precision"] == pytest.approx([1, 1, 2 / 3, 3 / 4], abs=1e-3)
    assert set(result) >= {"overall", "per_scene", "iou_thresh", "score_thresh", "classes"}
    assert result["per_scene"]["a"][0]["true_pos"] == 2


def test_the_wanted_overlap_can_be_chosen(tmp_path: Path) -> None:
    # 19 of 21 columns are shared.
    result = evaluated(tmp_path, [make_scene(tmp_path)], FOUND, iou_thresh=0.92)
    assert result["overall"][0]["true_pos"] == 1
    assert result["overall"][0]["metrics"]["ap50"] == pytest.approx((67 + 34 * 3 / 4) / 101)


def test_counts_of_scenes_are_added_and_metrics_made_of_the_sums(tmp_path: Path) -> None:
    scenes = [make_scene(tmp_path, "a"), make_scene(tmp_path, "b", bbox=Box(0, 0, 60, 150))]
    result = evaluated(tmp_path, scenes, FOUND)
    per_scene = result["per_scene"]
    for name in ("true_pos", "false_pos", "false_neg"):
        total = sum(entries[0][name] for entries in per_scene.values())
        assert result["overall"][0][name] == total
    assert per_scene["b"][0]["gt_count"] == 2


def test_objects_and_boxes_out_of_the_areas_of_interest_do_not_count(tmp_path: Path) -> None:
    # The second car reaches out of the area with half its length.
    area = AreaOfInterest(np.array([shapely.box(0, 0, 110, 200)], object))
    result = evaluated(tmp_path, [make_scene(tmp_path, aoi=area)], FOUND)
    car, tree, _, _ = result["overall"]
    assert [car[name] for name in ("true_pos", "false_pos", "false_neg")] == [1, 0, 0]
    assert [tree[name] for name in ("true_pos", "false_pos", "false_neg")] == [1, 0, 0]


def test_objects_without_image_data_may_be_found_or_not(tmp_path: Path) -> None:
    data = np.ones(SIZE, "uint8")
    data[80:130] = 0
    data[:60, 195:] = 0
    result = evaluated(tmp_path, [make_scene(tmp_path, data=data)], FOUND)
    car, tree, _, _ = result["overall"]
    assert [car[name] for name in ("true_pos", "false_pos", "false_neg")] == [2, 1, 0]
    assert [tree[name] for name in ("true_pos", "false_pos", "false_neg")] == [0, 1, 1]


def test_the_geojson_gives_the_counts_of_the_candidates(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    on_map = FOUND.where(FOUND.scores >= 0.5)
    grid = scene.raster_source.crs_transformer
    files = {"geojson": tmp_path / "a.json", "polygons": tmp_path / "a.gpkg"}
    write_boxes(on_map, files, grid, CLASSES, Monitor())
    evaluator = ObjectDetectionEvaluatorConfig().build(CLASSES)
    for path in files.values():
        entries = evaluator.evaluate([scene], {"a": path}, Monitor())["overall"]
        assert [entry["true_pos"] for entry in entries] == [2, 1, 0, 3]
        assert [entry["false_pos"] for entry in entries] == [1, 1, 0, 2]


def test_boxes_of_other_classes_are_refused(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    files = {"geojson": tmp_path / "a.json"}
    more = ClassConfig(names=[*CLASSES.names, "bus"])
    found = labels([(BOXES[0], 3, 0.9)])
    write_boxes(found, files, scene.raster_source.crs_transformer, more, Monitor())
    evaluator = ObjectDetectionEvaluatorConfig().build(CLASSES)
    with pytest.raises(LabelError, match="boxes of the class 3, but there are 3 classes"):
        evaluator.evaluate([scene], {"a": files["geojson"]}, Monitor())


def test_no_object_to_find_is_an_error(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, bbox=Box(400, 400, 500, 500))
    with pytest.raises(LabelError, match="no labelled object"):
        evaluated(tmp_path, [scene], FOUND)


def test_the_report_has_the_numbers_and_the_curves_and_metrics_are_told(tmp_path: Path) -> None:
    sent: list[Message] = []
    evaluated(tmp_path, [make_scene(tmp_path)], FOUND, monitor=Monitor(sent.append))
    page = write_report(tmp_path / "validation_scenes").read_text(encoding="utf-8")
    assert "<td>0.667</td>" in page and 'id="precision-recall"' in page
    assert "car" in (tmp_path / "validation_scenes" / "metrics.txt").read_text()
    told = {(m.name, m.class_name): m.value for m in sent if isinstance(m, Metric)}
    assert told["recall", "car"] == pytest.approx(2 / 3)


def test_where_the_errors_lie_is_written_for_the_map(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    evaluated(tmp_path, [scene], FOUND)
    told = json.loads((tmp_path / "validation_scenes" / "eval.json").read_text())["errors"]["a"]
    path = tmp_path / "validation_scenes" / told["boxes"]
    features = OgrVectorSource([str(path)]).read(scene.raster_source.crs_transformer)
    boxes = shapely.bounds(features.geometries)
    outcomes = features.properties["outcome"]
    np.testing.assert_allclose(boxes[outcomes == "missed"], [BOXES[2], BOXES[4]], atol=1e-3)
    wrong = [BOXES[2], [300, 300, 320, 320]]
    np.testing.assert_allclose(sorted(boxes[outcomes == "false"].tolist()), wrong, atol=1e-3)
    assert (outcomes == "found").sum() == 3
    assert sorted(features.properties["class_name"][outcomes == "false"]) == ["car", "tree"]


def test_the_worst_blocks_are_told_and_drawn(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    evaluated(tmp_path, [scene], FOUND)
    folder = tmp_path / "validation_scenes"
    places = json.loads((folder / "worst.json").read_text())["places"]
    # A missed car with a tree in its place; a box on nothing; a missed tree.
    assert [place["score"] for place in places] == [2, 1, 1]
    assert places[0]["text"] == "1 missed, 1 false, 3 found"
    assert {place["text"] for place in places[1:]} == {
        "0 missed, 1 false, 0 found", "1 missed, 0 false, 0 found"
    }  # fmt: skip
    transform = scene.raster_source.crs_transformer.transform
    xmin, ymax = transform * (0, 0)
    xmax, ymin = transform * (288, 288)  # the first block and what is around it
    assert places[0]["extent"] == pytest.approx([xmin, ymin, xmax, ymax])
    assert all((folder / place["thumbnail"]).is_file() for place in places)


def test_scores_are_compared_with_the_share_that_finds_something(tmp_path: Path) -> None:
    result = evaluated(tmp_path, [make_scene(tmp_path)], FOUND)
    known = result["overall"][0]["calibration"]  # right at 0.9, 0.8 and 0.3, wrong at 0.7
    assert known["count"] == 4
    assert known["brier"] == pytest.approx((0.01 + 0.04 + 0.49 + 0.49) / 4)
    assert known["ece"] == pytest.approx((0.1 + 0.2 + 0.7 + 0.7) / 4)
    assert result["overall"][-1]["calibration"]["count"] == 6
    assert "curve" not in result["per_scene"]["a"][0]["calibration"]


def test_intervals_of_boxes_come_from_blocks_of_the_image(tmp_path: Path) -> None:
    folder = evaluate_boxes(tmp_path / "orchard")
    result = json.loads((folder / "eval.json").read_text())
    for entries in (result["overall"], result["per_scene"]["orchard"]):
        for entry in entries:
            for name in ("precision", "recall", "f1", "ap", "ap50"):
                low, high = entry["intervals"][name]
                assert low < entry["metrics"][name] < high, (entry["class_name"], name)
    # Each object is found or not by itself, so the recall varies as a share of so many.
    average = result["overall"][-1]
    for name in ("mAP", "mAP50"):
        low, high = average["intervals"][name]
        assert low <= average[name] <= high
    low, high = average["intervals"]["recall"]
    share = average["metrics"]["recall"]
    width = 2 * 1.96 * np.sqrt(share * (1 - share) / average["gt_count"])
    assert 0.6 * width < high - low < 1.6 * width


def test_many_boxes_are_drawn_a_few_choices_at_a_time(tmp_path: Path, monkeypatch) -> None:
    results = []
    for numbers in (5_000_000, 1000):  # of some hundred boxes
        monkeypatch.setattr(object_detection_metrics, "_NUMBERS_AT_ONCE", numbers)
        folder = evaluate_boxes(tmp_path / str(numbers))
        results.append(json.loads((folder / "eval.json").read_text())["overall"])
    assert results[0] == results[1]


def test_few_blocks_with_objects_give_no_intervals(tmp_path: Path) -> None:
    result = evaluated(tmp_path, [make_scene(tmp_path)], FOUND)
    assert all("intervals" not in entry for entry in result["overall"])


def test_map_over_classes_is_that_of_coco(tmp_path: Path) -> None:
    folder = evaluate_boxes(tmp_path / "orchard")
    result = json.loads((folder / "eval.json").read_text())["overall"]
    made = orchard()
    sizes = np.concatenate([made.objects.boxes[:, :2],
                            made.objects.boxes[:, 2:] - made.objects.boxes[:, :2]], axis=1)  # fmt: skip
    truth = COCO(
        {
            "images": [{"id": 1, "width": 1300, "height": 1300}],
            "categories": [{"id": 1, "name": "tree"}, {"id": 2, "name": "car"}],
            "annotations": [
                {"id": n + 1, "image_id": 1, "category_id": int(class_id) + 1, "bbox": box.tolist(),
                 "area": float(box[2] * box[3]), "iscrowd": 0}
                for n, (box, class_id) in enumerate(
                    zip(sizes, made.objects.class_ids, strict=True)
                )
            ],
        }
    )  # fmt: skip
    boxes = made.found.boxes
    rows = np.column_stack(
        [np.ones(len(boxes)), boxes[:, :2], boxes[:, 2:] - boxes[:, :2], made.found.scores,
         made.found.class_ids + 1]
    )  # fmt: skip
    coco = COCOeval_faster(truth, truth.loadRes(rows), "bbox", print_function=lambda *_: None)
    coco.params.maxDets = [1, 10, 1000]
    coco.evaluate()
    coco.accumulate()
    precision = coco.eval["precision"][:, :, :, 0, -1]  # threshold, recall, class
    assert result[-1]["mAP"] == pytest.approx(precision.mean(), abs=1e-6)
    assert result[-1]["mAP50"] == pytest.approx(precision[0].mean(), abs=1e-6)
    for class_id in (0, 1):
        ap = result[class_id]["metrics"]["ap"]
        assert ap == pytest.approx(precision[:, :, class_id].mean(), abs=1e-6)
