"""Every number of `eval.json` of objects on awkward scenes, against COCO's own evaluation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from faster_coco_eval import COCO, COCOeval_faster

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate import ObjectDetectionEvaluatorConfig
from rv_engine.labels.object_detection_label_source import ObjectDetectionLabelSource
from rv_engine.labels.object_detection_label_store import Candidates, write_candidates
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import AreaOfInterest, Scene
from tests.engine.evaluate.reference_numbers import assert_same, calibration
from tests.engine.rasters import write_raster

# "ship" is only found, "bus" only there, "kite" neither.
NAMES = ["car", "ship", "tree", "bus", "kite"]
CLASSES = ClassConfig(names=NAMES)
CAR, SHIP, TREE, BUS, _ = range(5)
LEAST_SCORE = 0.45
SIDES = {"large": 900, "small": 330, "empty": 300}
AREA = shapely.Polygon([(-50, 60), (700, -300), (820, 640), (300, 1000), (40, 700)])
NO_DATA = (slice(100, 190), slice(90, 260))


@dataclass(frozen=True)
class Boxes:
    """A scene of objects: which boxes count, worked out by itself."""

    scene: Scene
    objects: np.ndarray
    object_ids: np.ndarray
    loose: np.ndarray
    found: np.ndarray
    found_ids: np.ndarray
    scores: np.ndarray
    optional: np.ndarray


def share_inside(box: np.ndarray, area: shapely.Geometry) -> float:
    whole = shapely.box(*box)
    return whole.intersection(area).area / whole.area


def make_scene(folder: Path, name: str, seed: int) -> Boxes:
    rng = np.random.default_rng(seed)
    side, count = SIDES[name], 0 if name == "empty" else 150
    corners = rng.uniform(-15, side - 5, (count, 2)).round(1)
    # Some reach over the image's edge.
    objects = np.concatenate([corners, corners + rng.uniform(12, 40, (count, 2)).round(1)], axis=1)
    object_ids = rng.choice([CAR, TREE, BUS], count)
    near = rng.random(count) < 0.7
    moved = objects[near] + rng.normal(0, 2, (near.sum(), 4))
    corners = rng.uniform(0, side - 30, (30, 2))
    found = np.concatenate([moved, moved[:9] + 1, corners_to_boxes(corners)])
    found = np.stack([*found[:, :2].T, *np.maximum(found[:, 2:], found[:, :2] + 1).T], axis=1)
    found_ids = np.concatenate(
        [object_ids[near], object_ids[near][:9], rng.choice([CAR, SHIP], 30)]
    )
    found_ids[found_ids == BUS] = CAR
    scores = rng.permutation(len(found)) / len(found) + rng.random() / 1000
    pixels = np.ones((side, side), "uint8")
    pixels[NO_DATA] = 0
    image = RasterioSource(write_raster(folder / f"{name}.tif", pixels, nodata=0))
    everything = ObjectDetectionLabels.of(objects, object_ids)
    source = ObjectDetectionLabelSource(everything, image.extent)
    scene = Scene(name, image, CLASSES, source, AreaOfInterest(np.array([AREA], object)))
    write_candidates(
        folder / f"{name}.npz",
        Candidates(ObjectDetectionLabels.of(found, found_ids, scores), LEAST_SCORE),
    )
    on_image = shapely.box(0, 0, side, side)
    whole = [share_inside(box, on_image) for box in objects]
    kept = np.array(whole, float) > 0
    cut = np.clip(objects, 0, side)
    loose = np.array(
        [
            part < 0.8 or share_inside(box, AREA) < 0.8 or share_with_data(box, pixels) < 0.5
            for box, part in zip(cut, whole, strict=True)
            if part > 0
        ],
        bool,
    )
    optional = np.array([share_inside(box, AREA) < 0.8 for box in found])
    return Boxes(scene, cut[kept], object_ids[kept], loose, found, found_ids, scores, optional)


def corners_to_boxes(corners: np.ndarray) -> np.ndarray:
    return np.concatenate([corners, corners + 25], axis=1)


def share_with_data(box: np.ndarray, pixels: np.ndarray) -> float:
    """Of the pixels that it touches."""
    xmin, ymin = np.floor(box[:2]).astype(int)
    xmax, ymax = np.ceil(box[2:]).astype(int)
    return float(pixels[ymin:ymax, xmin:xmax].mean())


def coco(scenes: list[Boxes]) -> COCOeval_faster:
    """COCO's evaluation: what may be found or not is a crowd, or of a size that is left out."""
    annotations, rows, sizes = [], [], []
    for number, one in enumerate(scenes):
        for box, class_id, loose in zip(one.objects, one.object_ids, one.loose, strict=True):
            width, height = box[2:] - box[:2]
            annotations.append(
                {"id": len(annotations) + 1, "image_id": number, "category_id": int(class_id),
                 "bbox": [box[0], box[1], width, height], "area": 1.0, "iscrowd": int(loose)}
            )  # fmt: skip
        extents = one.found[:, 2:] - one.found[:, :2]
        rows.append(np.column_stack([np.full(len(one.found), number), one.found[:, :2], extents,
                                     one.scores, one.found_ids]))  # fmt: skip
        sizes += np.where(one.optional, 1e9, 1.0).tolist()
    truth = COCO(
        {"images": [{"id": number} for number in range(len(scenes))], "annotations": annotations,
         "categories": [{"id": number, "name": name} for number, name in enumerate(NAMES)]}
    )  # fmt: skip
    found = truth.loadRes(np.concatenate(rows))
    for annotation, size in zip(found.dataset["annotations"], sizes, strict=True):
        annotation["area"] = size
    made = COCOeval_faster(truth, found, "bbox", print_function=lambda *_: None)
    made.params.maxDets = [1000]
    made.params.areaRng, made.params.areaRngLbl = [[0, 1e6]], ["all"]
    made.evaluate()
    made.accumulate()
    return made


def overlap(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Intersection over union, and over the first."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return common / (sum(areas) - common), common / areas[0]


def matched(one: Boxes, class_id: int) -> tuple[int, np.ndarray, np.ndarray]:
    """The objects that count, and of the detections that count the scores and whether they hit.

    As COCO does it, written once more: the surest detection chooses first.
    """
    objects = one.objects[one.object_ids == class_id]
    loose = one.loose[one.object_ids == class_id]
    free, scores, hits = ~loose, [], []
    mine = np.flatnonzero(one.found_ids == class_id)
    for place in mine[np.argsort(-one.scores[mine])]:
        overlaps = np.array([overlap(one.found[place], box) for box in objects]).reshape(-1, 2)
        of_free = np.where(free, overlaps[:, 0], 0)
        if len(objects) and of_free.max() >= 0.5:
            free[of_free.argmax()] = False
            scores.append(one.scores[place])
            hits.append(True)
        elif not one.optional[place] and not (overlaps[loose][:, 1] >= 0.5).any():
            scores.append(one.scores[place])
            hits.append(False)
    return int((~loose).sum()), np.array(scores), np.array(hits, bool)


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


def expected_class(scenes: list[Boxes], class_id: int) -> dict[str, Any]:
    parts = [matched(one, class_id) for one in scenes]
    count = sum(part[0] for part in parts)
    scores, hits = (np.concatenate([part[n] for part in parts]) for n in (1, 2))
    return of_matches(count, scores, hits.astype(bool)) | {
        "class_id": class_id, "class_name": NAMES[class_id]
    }  # fmt: skip


def of_matches(count: int, scores: np.ndarray, hits: np.ndarray) -> dict[str, Any]:
    on_map = scores >= LEAST_SCORE
    tp, fp = int(hits[on_map].sum()), int((~hits[on_map]).sum())
    best = None
    if count and hits.any():
        order = np.argsort(-scores)
        found = hits[order].cumsum()
        best = max(2 * found / (np.arange(1, len(found) + 1) + count))
    return {
        "gt_count": count, "pred_count": tp + fp, "count_error": abs(count - tp - fp),
        "true_pos": tp, "false_pos": fp, "false_neg": count - tp,
        "metrics": {
            "recall": ratio(tp, count), "precision": ratio(tp, tp + fp),
            "f1": ratio(2 * tp, count + tp + fp), "sensitivity": ratio(tp, count),
            "specificity": np.nan,
        },
        "best_f1": best, "calibration": calibration(scores, hits) if len(scores) else None,
    }  # fmt: skip


def expected_all(scenes: list[Boxes]) -> list[dict[str, Any]]:
    precision = coco(scenes).eval["precision"][:, :, :, 0, 0]  # threshold, recall, class
    classes = [expected_class(scenes, class_id) for class_id in range(len(NAMES))]
    total = sum(entry["gt_count"] for entry in classes)
    for class_id, entry in enumerate(classes):
        of_class = np.where(precision[:, :, class_id] < 0, np.nan, precision[:, :, class_id])
        entry["metrics"] |= {"ap": of_class.mean(), "ap50": of_class[0].mean()}
        entry["relative_frequency"] = ratio(entry["gt_count"], total)
    metrics = {}
    for name in classes[0]["metrics"]:
        known = [(e["metrics"][name], 1 if name.startswith("ap") else e["gt_count"])
                 for e in classes if e["gt_count"] and not np.isnan(e["metrics"][name])]  # fmt: skip
        values, weights = zip(*known, strict=True) if known else ((np.nan,), (1,))
        metrics[name] = np.average(values, weights=weights)
    parts = [matched(one, class_id) for one in scenes for class_id in range(len(NAMES))]
    scores, hits = (np.concatenate([part[n] for part in parts]) for n in (1, 2))
    pooled = of_matches(total, scores, hits.astype(bool))
    counts = {name: sum(entry[name] for entry in classes) for name in
              ("gt_count", "pred_count", "count_error", "true_pos", "false_pos", "false_neg")}  # fmt: skip
    average = {"class_name": "average", "metrics": metrics, "mAP": metrics["ap"],
               "mAP50": metrics["ap50"], "best_f1": pooled["best_f1"],
               "calibration": pooled["calibration"]}  # fmt: skip
    return [*classes, average | counts]


def without_curves(expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for entry in expected:
        if entry["calibration"]:
            entry["calibration"].pop("curve")
    return expected


def test_objects(tmp_path: Path) -> None:
    scenes = [make_scene(tmp_path, name, seed) for seed, name in enumerate(SIDES)]
    assert all(one.loose.any() and one.optional.any() for one in scenes[:2])
    evaluator = ObjectDetectionEvaluatorConfig().build(CLASSES)
    paths = {name: tmp_path / f"{name}.npz" for name in SIDES}
    evaluator.process([one.scene for one in scenes], paths, tmp_path / "group", Monitor())
    found = json.loads((tmp_path / "group" / "eval.json").read_text(encoding="utf-8"))
    assert_same(found["overall"], expected_all(scenes))
    for one in scenes[:2]:
        assert_same(found["per_scene"][one.scene.id], without_curves(expected_all([one])))
    # Where there is nothing to find, all that is found is wrong.
    *classes, average = found["per_scene"]["empty"]
    assert average["true_pos"] == average["gt_count"] == 0
    wrong = (scenes[2].scores >= LEAST_SCORE) & ~scenes[2].optional
    assert average["false_pos"] == wrong.sum() > 0
    assert {entry["metrics"]["recall"] for entry in classes} == {None}
    assert "intervals" in found["overall"][-1]
