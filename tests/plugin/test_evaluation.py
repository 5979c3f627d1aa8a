import json

import pytest
from rv_studio.rv_qgis.report.evaluation import EvaluationError, read_evaluation

from tests.plugin.fake_engine import EVALUATION


def written(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def raster_vision_item(name, class_id, conf_mat, **metrics):
    (_, fp), (fn, tp) = conf_mat
    return {
        "class_id": class_id,
        "class_name": name,
        "gt_count": tp + fn,
        "pred_count": tp + fp,
        "metrics": {"recall": 0.5, "precision": 0.5, "f1": 0.5, **metrics},
        "conf_mat": conf_mat,
    }


def test_rows_are_the_classes_and_then_the_average(tmp_path):
    (scene,) = read_evaluation(written(tmp_path / "eval.json", EVALUATION)).scenes
    assert [row.name for row in scene.rows] == ["building", "background", "average"]
    building = scene.rows[0]
    assert (building.precision, building.recall, building.f1, building.iou) == (
        0.9,
        0.8,
        0.847,
        0.735,
    )
    assert (building.true_count, building.predicted_count) == (10, 9)
    assert scene.rows[2].is_average
    assert scene.confusion == ((8, 2), (1, 5))
    assert scene.class_names == ("building", "background")


def test_each_scene_follows_all_together(tmp_path):
    content = {**EVALUATION, "per_scene": {"east": EVALUATION["overall"]}}
    evaluation = read_evaluation(written(tmp_path / "eval.json", content))
    assert [scene.title for scene in evaluation.scenes] == ["All scenes", "east"]


def test_iou_of_raster_vision_is_worked_out_from_the_matrix(tmp_path):
    items = [raster_vision_item("road", 0, [[10, 2], [3, 5]])]
    (scene,) = read_evaluation(written(tmp_path / "eval.json", items)).scenes
    assert scene.rows[0].iou == pytest.approx(5 / (5 + 2 + 3))


def test_objects_and_cells_have_no_iou(tmp_path):
    item = raster_vision_item("car", 0, [[-1, 2], [3, 5]])
    del item["conf_mat"]
    item.update(true_pos=5, false_pos=2, false_neg=3)
    (scene,) = read_evaluation(written(tmp_path / "eval.json", {"overall": [item]})).scenes
    assert scene.rows[0].iou is None
    average = {"class_name": "average", "metrics": {"f1": 0.5}, "gt_count": 8, "pred_count": 7}
    items = [raster_vision_item("car", 0, [[10, 2], [3, 5]]), average]
    content = {"overall": items, "counted": "cells"}
    (scene,) = read_evaluation(written(tmp_path / "eval.json", content)).scenes
    assert [row.iou for row in scene.rows] == [None, None]


def test_the_average_iou_is_weighted_as_raster_vision_weighs(tmp_path):
    items = [
        raster_vision_item("a", 0, [[0, 0], [0, 30]]),
        raster_vision_item("b", 1, [[0, 10], [10, 0]]),
        {"class_name": "average", "metrics": {"f1": 0.5}, "gt_count": 40, "pred_count": 40},
    ]
    (scene,) = read_evaluation(written(tmp_path / "eval.json", items)).scenes
    assert scene.rows[-1].iou == pytest.approx((1.0 * 30 + 0.0 * 10) / 40)


def test_numbers_that_are_not_defined_are_none(tmp_path):
    item = raster_vision_item("ghost", 0, [[9, 0], [0, 0]], f1=None, iou=None)
    text = json.dumps({"overall": [item]}).replace('"recall": 0.5', '"recall": NaN')
    (scene,) = read_evaluation(written(tmp_path / "eval.json", text)).scenes
    row = scene.rows[0]
    assert (row.recall, row.f1, row.iou) == (None, None, None)
    assert row.precision == 0.5


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "3",
        "{}",
        '{"overall": 3}',
        '{"overall": []}',
        '{"overall": [3]}',
        '{"overall": [{"class_id": 0}]}',
        '{"overall": [{"class_id": 0, "class_name": "a", "metrics": 3}]}',
        json.dumps({**EVALUATION, "per_scene": [1]}),
    ],
)
def test_other_files_are_refused_with_a_clear_message(tmp_path, content):
    with pytest.raises(EvaluationError, match="is not an evaluation") as caught:
        read_evaluation(written(tmp_path / "other.json", content))
    assert "eval.json" in caught.value.hint


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_evaluation(tmp_path / "none.json")


def test_a_binary_file_is_refused(tmp_path):
    path = tmp_path / "eval.json"
    path.write_bytes(b"\xff\xd8\x00")
    with pytest.raises(EvaluationError):
        read_evaluation(path)
