"""Which predicted box is which labelled object, as COCO decides it.

Lin et al. (2014), "Microsoft COCO". Detections choose in the order of their scores, and each takes
the object that it overlaps most, of those that are left and that it overlaps enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rv_engine.evaluate.block_counts import BLOCK_PX, ROW_BITS, SCENE_BITS, block_key
from rv_engine.labels.box_overlap import between, ioa, iou
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.types import Array, BoolArray, FloatArray

COCO_IOU_THRESHOLDS = np.linspace(0.5, 0.95, 10)
_RECALLS = np.linspace(0, 1, 101)
# As in COCO, so that what is just enough is enough.
_ROUNDING = 1e-10


@dataclass(frozen=True, eq=False)
class Truth:
    """What there is.

    Attributes:
        labels: The objects.
        uncounted: (N,) which of them may be found or not. Any number of detections may lie on such
            a one, and with most of themselves is enough.
    """

    labels: ObjectDetectionLabels
    uncounted: BoolArray


@dataclass(frozen=True, eq=False)
class ClassMatches:
    """How the detections of one class fared, in one scene or in several.

    Attributes:
        scores: (D,) falling.
        hits: (T, D) which found an object, by IoU threshold.
        uncounted: (T, D) which do not count, for they lie on what does not count.
        blocks: (D,) the block that the middle of each is in; see `block_keys`.
        truth_blocks: (G,) that of each object that counts.
    """

    scores: FloatArray
    hits: BoolArray
    uncounted: BoolArray
    blocks: Array
    truth_blocks: Array

    def of_scene(self, scene: int) -> ClassMatches:
        """Those of one scene, which is then the first and only one."""
        in_scene = (1 << SCENE_BITS) - 1
        chosen = self.blocks >> SCENE_BITS == scene
        return ClassMatches(
            self.scores[chosen],
            self.hits[:, chosen],
            self.uncounted[:, chosen],
            self.blocks[chosen] & in_scene,
            self.truth_blocks[self.truth_blocks >> SCENE_BITS == scene] & in_scene,
        )

    @property
    def truth_count(self) -> int:
        """Objects that count."""
        return len(self.truth_blocks)

    @classmethod
    def joined(cls, parts: Sequence[ClassMatches]) -> ClassMatches:
        """Those of several scenes."""
        scores = np.concatenate([part.scores for part in parts])
        order = np.argsort(-scores, kind="stable")
        return cls(
            scores[order],
            np.concatenate([part.hits for part in parts], axis=1)[:, order],
            np.concatenate([part.uncounted for part in parts], axis=1)[:, order],
            np.concatenate([part.blocks for part in parts])[order],
            np.concatenate([part.truth_blocks for part in parts]),
        )

    def counts(self, threshold: int, least_score: float) -> tuple[int, int, int]:
        """True positives, false positives and false negatives.

        Args:
            threshold: The place of the IoU threshold.
            least_score: Detections with lower scores are left out.
        """
        counted = (self.scores >= least_score) & ~self.uncounted[threshold]
        hits = int((self.hits[threshold] & counted).sum())
        return hits, int(counted.sum()) - hits, self.truth_count - hits

    def average_precision(self, threshold: int) -> float:
        """COCO's AP at an IoU threshold; not-a-number without objects."""
        if not self.truth_count:
            return float("nan")
        curve = self.curve(threshold)
        envelope = np.maximum.accumulate(curve.precision[::-1])[::-1]
        places = np.searchsorted(curve.recall, _RECALLS, side="left")
        return float(np.append(envelope, 0)[np.minimum(places, len(envelope))].mean())

    def average_precisions(
        self, threshold: int, weights: FloatArray, truth_counts: FloatArray
    ) -> FloatArray:
        """(K,) COCO's AP where things count several times or not at all.

        Args:
            threshold: The place of the IoU threshold.
            weights: (K, D) how often each detection is there.
            truth_counts: (K,) how many objects there are.
        """
        if not len(self.scores):
            return np.where(truth_counts > 0, 0.0, np.nan)
        total = (weights * ~self.uncounted[threshold]).cumsum(axis=1)
        hits = (weights * self.hits[threshold]).cumsum(axis=1)
        precision = np.divide(hits, total, out=np.zeros_like(hits), where=total > 0)
        envelope = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
        values = np.full(len(weights), np.nan)
        for row in np.flatnonzero(truth_counts > 0):
            recall = hits[row] / truth_counts[row]
            places = np.searchsorted(recall, _RECALLS, side="left")
            values[row] = np.append(envelope[row], 0)[np.minimum(places, len(recall))].mean()
        return values

    def curve(self, threshold: int) -> Curve:
        """Precision and recall for each score that could be the lowest one."""
        counted = ~self.uncounted[threshold]
        hits = self.hits[threshold][counted].cumsum()
        total = np.arange(1, len(hits) + 1)
        return Curve(
            self.scores[counted], hits / max(self.truth_count, 1), hits / total, self.truth_count
        )


@dataclass(frozen=True, eq=False)
class Curve:
    """Precision and recall when all detections down to a score count.

    Attributes:
        scores: (N,) falling.
        recall: (N,).
        precision: (N,).
        truth_count: Objects that count.
    """

    scores: FloatArray
    recall: FloatArray
    precision: FloatArray
    truth_count: int

    def best(self) -> tuple[float, float, float, float] | None:
        """The highest F1, and the score, precision and recall where it is; None without any hit."""
        if not self.truth_count or not len(self.scores) or self.recall[-1] == 0:
            return None
        with np.errstate(invalid="ignore"):
            f1 = 2 * self.precision * self.recall / (self.precision + self.recall)
        # Detections of one score come together or not at all.
        last = np.append(self.scores[1:] != self.scores[:-1], True)
        place = int(np.argmax(np.where(last, np.nan_to_num(f1), -1)))
        values = (f1, self.scores, self.precision, self.recall)
        best, score, precision, recall = (float(value[place]) for value in values)
        return best, score, precision, recall


def match_class(
    detections: ObjectDetectionLabels,
    optional: BoolArray,
    truth: Truth,
    class_id: int,
    thresholds: FloatArray,
    *,
    scene: int = 0,
) -> ClassMatches:
    """Matches the detections of one class in one scene.

    Args:
        detections: Of all classes.
        optional: (D,) detections that only count when they find an object.
        truth: Of all classes.
        class_id: The class.
        thresholds: (T,) the IoU from which on a detection finds an object.
        scene: The number of the scene.
    """
    chosen = np.flatnonzero(detections.class_ids == class_id)
    chosen = chosen[np.argsort(-detections.scores[chosen], kind="stable")]
    of_class = np.flatnonzero(truth.labels.class_ids == class_id)
    uncounted = truth.uncounted[of_class]
    candidates = _candidates(
        detections.boxes[chosen], truth.labels.boxes[of_class], uncounted, float(thresholds.min())
    )
    hits = np.zeros((len(thresholds), len(chosen)), bool)
    ignored = np.repeat(optional[chosen][None], len(thresholds), axis=0)
    for row, threshold in enumerate(thresholds):
        for index, best in _assign(candidates, uncounted, threshold).items():
            hits[row, index] = not uncounted[best]
            ignored[row, index] = uncounted[best]
    return ClassMatches(
        detections.scores[chosen],
        hits,
        ignored,
        block_keys(detections.boxes[chosen], scene),
        block_keys(truth.labels.boxes[of_class][~uncounted], scene),
    )


def block_keys(boxes: FloatArray, scene: int) -> Array:
    """(N,) a number for the block of a scene that the middle of each box is in."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    places = np.maximum(middles // BLOCK_PX, 0)
    return block_key(scene, places[:, 1], places[:, 0].astype(np.int64))


def place_of_key(key: int) -> tuple[int, int]:
    """(row, column) of a block in its scene, from its number."""
    low = (1 << ROW_BITS) - 1
    return (key >> ROW_BITS) & low, key & low


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What became of each box on the map, and of each object.

    Attributes:
        found: Detections that found an object.
        false: Detections where there is nothing.
        missed: Objects that nobody found.
        hit: Objects that somebody found.
    """

    found: ObjectDetectionLabels
    false: ObjectDetectionLabels
    missed: ObjectDetectionLabels
    hit: ObjectDetectionLabels


def outcomes(
    detections: ObjectDetectionLabels, optional: BoolArray, truth: Truth, threshold: float
) -> Outcomes:
    """Sorts detections and objects of all classes; what does not count is in none.

    See `match_class` for the arguments.
    """
    hit, wrong = np.zeros(len(detections), bool), np.zeros(len(detections), bool)
    missed = ~truth.uncounted
    for class_id in np.unique(np.concatenate([detections.class_ids, truth.labels.class_ids])):
        chosen = np.flatnonzero(detections.class_ids == class_id)
        chosen = chosen[np.argsort(-detections.scores[chosen], kind="stable")]
        of_class = np.flatnonzero(truth.labels.class_ids == class_id)
        uncounted = truth.uncounted[of_class]
        candidates = _candidates(
            detections.boxes[chosen], truth.labels.boxes[of_class], uncounted, threshold
        )
        wrong[chosen] = ~optional[chosen]
        for index, best in _assign(candidates, uncounted, threshold).items():
            hit[chosen[index]] = not uncounted[best]
            wrong[chosen[index]] = False
            missed[of_class[best]] = False
    labels = truth.labels
    return Outcomes(
        detections.where(hit),
        detections.where(wrong),
        labels.where(missed),
        labels.where(~missed & ~truth.uncounted),
    )


def _candidates(
    boxes: FloatArray, objects: FloatArray, uncounted: BoolArray, least: float
) -> dict[int, list[tuple[int, float]]]:
    """For each detection, in their order, the objects that it overlaps, and how much.

    Objects that count come first.
    """
    rows: list[Array] = [np.empty((0, 4))]
    for found, index in between(boxes, objects):
        overlap = iou(boxes[found], objects[index])
        loose = uncounted[index]
        overlap[loose] = ioa(boxes[found[loose]], objects[index[loose]])
        enough = overlap >= least - _ROUNDING
        rows.append(np.stack([found, uncounted[index], index, overlap], axis=1)[enough])
    table = np.concatenate(rows)
    table = table[np.lexsort(table[:, 2::-1].T)]
    candidates: dict[int, list[tuple[int, float]]] = {}
    for detection, _, index, overlap in table.tolist():
        candidates.setdefault(int(detection), []).append((int(index), overlap))
    return candidates


def _assign(
    candidates: dict[int, list[tuple[int, float]]], uncounted: BoolArray, threshold: float
) -> dict[int, int]:
    """The object that each detection finds, for those that find one."""
    taken = np.zeros(len(uncounted), bool)
    assigned = {}
    for detection, choices in candidates.items():
        best = _choose(choices, taken, uncounted, min(threshold, 1 - _ROUNDING))
        if best is not None:
            taken[best] = True
            assigned[detection] = best
    return assigned


def _choose(
    choices: list[tuple[int, float]], taken: BoolArray, uncounted: BoolArray, threshold: float
) -> int | None:
    best, highest = None, threshold
    for index, overlap in choices:
        if uncounted[index]:
            if best is not None and not uncounted[best]:
                break  # an object that counts is worth more
        elif taken[index]:
            continue
        if overlap >= highest:
            best, highest = index, overlap
    return best
