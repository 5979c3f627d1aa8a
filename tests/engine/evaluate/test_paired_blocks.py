"""The difference of two runs that were measured on the same blocks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.block_counts import BlockCounts
from rv_engine.evaluate.block_record import FILE_NAME
from rv_engine.evaluate.counted_blocks import CountedBlocks
from rv_engine.evaluate.matched_blocks import MatchedBlocks
from rv_engine.evaluate.object_matching import ClassMatches, Truth, match_class
from rv_engine.evaluate.paired_blocks import pair_blocks
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels

CLASSES = ClassConfig(names=["house", "null"], null_class="null")
TURNED = ClassConfig(names=["null", "house"], null_class="null")


def two_runs(count=60, better=0.03, seed=0):
    """(2, N, 2, 2) matrices of two models that find the same blocks hard, the second a bit better."""
    rng = np.random.default_rng(seed)
    houses = rng.integers(100, 400, count)
    ease = rng.beta(3, 2, count)
    runs = []
    for gain in (0.0, better):
        right = np.clip(ease + gain + rng.normal(0, 0.01, count), 0, 1)
        found = (houses * right).round().astype(int)
        false = ((1000 - houses) * (1 - right) / 4).round().astype(int)
        rows = [found, houses - found, false, 1000 - houses - false]
        runs.append(np.stack(rows, axis=1).reshape(-1, 2, 2))
    return np.array(runs)


def write(folder, blocks, scenes=("a",), classes=CLASSES, kind="pixels"):
    """Half of the blocks are in each of two scenes."""
    counts = BlockCounts(blocks.shape[1:])
    for number, block in enumerate(blocks):
        counts.add(number % len(scenes), number // 10, number % 10, block)
    CountedBlocks.of(counts, scenes, classes, kind).save(folder)
    return folder


def iou(matrices):
    tp, fn, fp = matrices[0, 0], matrices[0, 1], matrices[1, 0]
    return tp / (tp + fn + fp)


def test_the_interval_is_that_of_a_paired_bootstrap(tmp_path):
    runs = two_runs()
    paired = pair_blocks(write(tmp_path / "1", runs[0]), write(tmp_path / "2", runs[1]))
    assert (paired.count, paired.unpaired, paired.reason) == (60, None, "")
    found = paired.overall["house"]["iou"]

    def difference(places):
        ours, theirs = runs[:, places.astype(int)].sum(axis=1)
        return iou(theirs) - iou(ours)

    rng = np.random.default_rng(7)
    by_hand = [difference(rng.integers(0, 60, 60)) for _ in range(4000)]
    expected = np.quantile(by_hand, [0.025, 0.975])
    tolerance = 0.1 * (expected[1] - expected[0])
    assert found == pytest.approx(expected, abs=tolerance)
    # Another's, which draws the blocks as if they were its observations.
    theirs = bootstrap(
        (np.arange(60.0),), difference, vectorized=False, n_resamples=4000, method="percentile",
        random_state=np.random.default_rng(8),
    ).confidence_interval  # fmt: skip
    assert found == pytest.approx([theirs.low, theirs.high], abs=tolerance)


def test_what_is_hard_for_both_does_not_hide_the_difference(tmp_path):
    runs = two_runs()
    own = [
        np.quantile([iou(run[rng.integers(0, 60, 60)].sum(axis=0)) for _ in range(500)], [0.025, 0.975])
        for run, rng in ((run, np.random.default_rng(1)) for run in runs)
    ]  # fmt: skip
    assert own[0][1] > own[1][0]  # the intervals of the two alone overlap widely
    paired = pair_blocks(write(tmp_path / "1", runs[0]), write(tmp_path / "2", runs[1]))
    assert paired.overall["house"]["iou"][0] > 0
    assert paired.overall["average"]["kappa"][0] > 0
    turned = pair_blocks(tmp_path / "2", tmp_path / "1")
    assert turned.overall["house"]["iou"] == pytest.approx(
        [-end for end in reversed(paired.overall["house"]["iou"])]
    )


def test_two_models_that_only_chance_tells_apart_do_not_differ(tmp_path):
    runs = two_runs(better=0.0)
    paired = pair_blocks(write(tmp_path / "1", runs[0]), write(tmp_path / "2", runs[1]))
    low, high = paired.overall["house"]["iou"]
    assert low < 0 < high


def test_neither_the_order_of_scenes_nor_that_of_classes_matters(tmp_path):
    runs = two_runs(20)
    first = write(tmp_path / "1", runs[0], ("a", "b"))
    expected = pair_blocks(first, write(tmp_path / "2", runs[1], ("a", "b")))
    swapped = runs[1].reshape(-1, 2, 2, 2)[:, ::-1].reshape(-1, 2, 2)
    counts = BlockCounts((2, 2))
    for number, block in enumerate(swapped):
        place = number ^ 1
        counts.add(number % 2, place // 10, place % 10, block[::-1, ::-1])
    CountedBlocks.of(counts, ("b", "a"), TURNED, "pixels").save(tmp_path / "3")
    found = pair_blocks(first, tmp_path / "3")
    assert found.count == 20
    for name in ("house", "null", "average"):
        assert found.overall[name]["f1"] == pytest.approx(expected.overall[name]["f1"])
    assert set(found.scenes) == {"a", "b"}
    assert found.scenes["b"]["house"]["f1"] == pytest.approx(expected.scenes["b"]["house"]["f1"])


def test_labels_of_several_classes_a_cell_are_compared_too(tmp_path):
    rng = np.random.default_rng(0)
    blocks = rng.integers(1, 9, (12, 3, 2, 2))
    worse = blocks.copy()
    worse[:, :, 1, 0] += 1
    worse[:, :, 1, 1] -= 1
    first, second = (
        write(tmp_path / name, of, ("a",), kind="multi_label")
        for name, of in (("1", worse), ("2", blocks))
    )
    overall = pair_blocks(first, second).overall
    assert overall["house"]["recall"][0] > 0
    assert overall["average"]["overall_accuracy"][0] > 0


@pytest.mark.parametrize(
    ("change", "unpaired", "reason"),
    [
        (lambda f, b: write(f, b, ("c",)), "other_scenes", "not measured on the same scenes"),
        (
            lambda f, b: write(f, b, classes=ClassConfig(names=["tree", "null"])),
            "other_classes",
            "same classes",
        ),
        (lambda f, b: write(f, b[:-1]), "other_labels", "same places with the same labels"),
        (lambda f, b: write(f, b[:, ::-1]), "other_labels", "same places with the same labels"),
        (lambda f, b: f, "no_blocks", "is missing or damaged"),
    ],
)
def test_runs_that_were_measured_otherwise_are_not_compared(tmp_path, change, unpaired, reason):
    runs = two_runs(30)
    first = write(tmp_path / "1", runs[0])
    paired = pair_blocks(first, change(tmp_path / "2", runs[1]))
    assert (paired.count, paired.unpaired, dict(paired.overall)) == (None, unpaired, {})
    assert reason in paired.reason


def test_a_damaged_record_is_no_record(tmp_path):
    runs = two_runs(30)
    first, second = write(tmp_path / "1", runs[0]), write(tmp_path / "2", runs[1])
    content = (second / FILE_NAME).read_bytes()
    for part in (b"", content[:100], content[:-20], b"none" + content[4:]):
        (second / FILE_NAME).write_bytes(part)
        assert "is missing or damaged" in pair_blocks(first, second).reason


def test_few_blocks_say_nothing_of_chance(tmp_path):
    runs = two_runs(9)
    paired = pair_blocks(write(tmp_path / "1", runs[0]), write(tmp_path / "2", runs[1]))
    assert (paired.count, paired.unpaired) == (9, "few_blocks")
    assert "blocks are few, 9" in paired.reason
    assert not paired.overall


def test_a_scene_of_its_own_is_compared_where_all_scenes_are_not_the_same(tmp_path):
    runs = two_runs(40)
    first = write(tmp_path / "1", runs[0], ("a", "b"))
    second = write(tmp_path / "2", runs[1], ("a", "c"))
    paired = pair_blocks(first, second)
    assert set(paired.scenes) == {"a"}
    assert paired.scenes["a"]["average"]["kappa"][0] > 0


THRESHOLDS = np.array([0.5, *np.linspace(0.5, 0.95, 10)])


def matches_of(found, seed):
    """A house in the middle of each of 30 blocks, of which some are found, and false ones."""
    rng = np.random.default_rng(seed)
    corners = np.stack([np.arange(30) % 6, np.arange(30) // 6], axis=1) * 256.0 + 100
    houses = np.concatenate([corners, corners + 40], axis=1)
    false = houses[:8] + 60
    boxes = np.concatenate([houses[found], false])
    scores = rng.uniform(0.5, 1, len(boxes))
    truth = Truth(ObjectDetectionLabels.of(houses, np.zeros(30, int)), np.zeros(30, bool))
    detections = ObjectDetectionLabels.of(boxes, np.zeros(len(boxes), int), scores)
    return match_class(detections, np.zeros(len(boxes), bool), truth, 0, THRESHOLDS, scene=0)


def write_objects(folder, found, seed=0, iou_thresh=0.5):
    classes = ClassConfig(names=["house"])
    matches = [matches_of(found, seed)]
    MatchedBlocks.of(matches, ["town"], classes, 0.5, iou_thresh).save(folder)
    return folder


def test_objects_are_compared_by_the_blocks_they_are_in(tmp_path):
    few, many = np.arange(30) % 3 == 0, np.arange(30) % 6 != 1
    paired = pair_blocks(
        write_objects(tmp_path / "1", few), write_objects(tmp_path / "2", many, seed=1)
    )
    found = paired.overall["house"]
    rng = np.random.default_rng(3)
    # Each block has one house, but for those in which only something false lies.
    blocks = len(
        np.unique(np.concatenate([matches_of(few, 0).blocks, matches_of(few, 0).truth_blocks]))
    )
    assert paired.count == blocks == 30
    gain = many.astype(float) - few
    by_hand = np.quantile(gain[rng.integers(0, 30, (4000, 30))].mean(axis=1), [0.025, 0.975])
    assert found["recall"] == pytest.approx(by_hand, abs=0.06)
    assert found["recall"][0] > 0
    assert found["ap50"][0] > 0
    assert np.isnan(found["specificity"]).all()
    assert paired.scenes["town"]["house"]["recall"] == pytest.approx(found["recall"], abs=0.05)


def test_other_objects_are_other_places(tmp_path):
    found = np.ones(30, bool)
    first = write_objects(tmp_path / "1", found)
    moved = matches_of(found, 0)
    fewer = ClassMatches(
        moved.scores, moved.hits, moved.uncounted, moved.blocks, moved.truth_blocks[1:]
    )
    MatchedBlocks.of([fewer], ["town"], ClassConfig(names=["house"]), 0.5, 0.5).save(tmp_path / "2")
    assert "same places with the same labels" in pair_blocks(first, tmp_path / "2").reason


def test_boxes_that_must_overlap_more_are_another_measure(tmp_path):
    found = np.ones(30, bool)
    first = write_objects(tmp_path / "1", found)
    paired = pair_blocks(first, write_objects(tmp_path / "2", found, iou_thresh=0.7))
    assert (paired.unpaired, dict(paired.overall)) == ("other_measure", {})
    write(tmp_path / "3", two_runs(30)[0], classes=ClassConfig(names=["house"]))
    assert pair_blocks(first, tmp_path / "3").unpaired == "other_measure"
