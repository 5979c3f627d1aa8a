from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rv_engine.errors import LabelError
from rv_engine.learner.object_detection import CocoChips
from rv_engine.learner.object_detection.anchor_sizes import fitting_anchor_sizes
from rv_engine.learner.targets import IGNORED
from tests.engine.learner.box_chips import CLASSES, make_box_chip, write_box_chips


@pytest.fixture
def split(tmp_path: Path) -> Path:
    return write_box_chips(tmp_path / "chips", train=3) / "train"


def change(split: Path, **values: object) -> None:
    path = split / "labels.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_chips_have_their_boxes_and_an_empty_one_has_none(split: Path) -> None:
    chips = CocoChips(split, CLASSES, 64)
    assert (len(chips), chips.num_channels, chips.dtype) == (3, 3, np.uint8)
    image, boxes, class_ids = make_box_chip(1)
    sample = chips.sample(1)
    np.testing.assert_array_equal(sample.image, image)
    np.testing.assert_array_equal(sample.target.boxes, boxes)
    np.testing.assert_array_equal(sample.target.class_ids, class_ids)
    assert sample.target.boxes.dtype == np.float32
    assert len(chips.sample(2).target.boxes) == 0
    assert len(chips.all_boxes()) == 6


def test_categories_are_found_by_name_whatever_their_numbers(split: Path) -> None:
    change(split, categories=[{"id": 2, "name": "square"}, {"id": 1, "name": "bar"}])
    _, _, class_ids = make_box_chip(0)
    sample = CocoChips(split, CLASSES, 64).sample(0)
    np.testing.assert_array_equal(sample.target.class_ids, 1 - class_ids)


def test_crowds_are_neither_learned_nor_counted(split: Path) -> None:
    annotations = json.loads((split / "labels.json").read_text())["annotations"]
    change(split, annotations=[{**one, "iscrowd": 1} for one in annotations])
    chips = CocoChips(split, CLASSES, 64)
    assert (chips.sample(0).target.class_ids == IGNORED).all() and len(chips.all_boxes()) == 0
    assert chips.sample(0).target.class_counts(2).tolist() == [0, 0]


def test_large_images_are_cut_with_their_boxes_and_small_ones_padded(split: Path) -> None:
    image, boxes, _ = make_box_chip(0)
    chips = CocoChips(split, CLASSES, 32)
    assert len(chips) == 12
    seen = 0
    for index in range(4):
        sample = chips.sample(index)
        x, y = 32 * (index % 2), 32 * (index // 2)
        np.testing.assert_array_equal(sample.image, image[y : y + 32, x : x + 32])
        cut = np.clip(boxes - [x, y, x, y], 0, 32)
        shown = ((cut[:, 2:] - cut[:, :2]) > 0).all(axis=1)
        np.testing.assert_array_equal(sample.target.boxes, cut[shown])
        share = (cut[:, 2:] - cut[:, :2]).prod(axis=1) / (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
        np.testing.assert_array_equal(sample.target.class_ids == IGNORED, share[shown] < 0.5)
        seen += len(sample.target.boxes)
    assert seen >= 3
    padded = CocoChips(split, CLASSES, 96).sample(0)
    assert padded.image.shape == (96, 96, 3) and np.isnan(padded.image[64:]).all()
    np.testing.assert_array_equal(padded.target.boxes, boxes)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"annotations": [{"image_id": 0}]}, "not in COCO's format.*'bbox'"),
        (
            {"categories": [{"id": 1, "name": "boat"}, {"id": 2, "name": "boat"}]},
            "category 'boat'.*square, bar",
        ),
        ({"images": []}, "COCO|no images"),
    ],
)
def test_labels_that_do_not_fit_say_what_is_wrong(split: Path, values, message: str) -> None:
    change(split, **values)
    with pytest.raises(LabelError, match=message):
        CocoChips(split, CLASSES, 64)


def test_missing_labels_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="There are no labels '.*labels.json'"):
        CocoChips(tmp_path, CLASSES, 64)


def test_anchor_sizes_begin_with_small_objects_and_double() -> None:
    sides = np.array([20.0] * 80 + [12.0] * 15 + [1.0] * 5)
    boxes = np.column_stack([sides * 0, sides * 0, sides, sides])
    assert fitting_anchor_sizes(boxes) == [12, 24, 48, 96, 192]
    assert fitting_anchor_sizes(boxes * 100)[0] == 64
    assert fitting_anchor_sizes(boxes / 100)[0] == 4
