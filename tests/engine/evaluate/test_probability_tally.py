from __future__ import annotations

import numpy as np
import pytest

from rv_engine.evaluate.probability_tally import ProbabilityTally

metrics = pytest.importorskip("sklearn.metrics")


def described(tally: ProbabilityTally, count: int) -> list[dict]:
    entries: list[dict] = [{"class_id": index} for index in range(count)] + [{}]
    tally.describe(entries)
    return entries


def test_probabilities_of_classes_are_judged_as_scikit_learn_does() -> None:
    rng = np.random.default_rng(0)
    scores = rng.dirichlet([1, 2, 1], 400)
    truth = np.array([rng.choice(3, p=row) for row in scores])
    present = truth[:, None] == np.arange(3)
    tally = ProbabilityTally(3)
    for place in np.array_split(np.arange(400), 3):
        tally.add_things(scores[place], present[place], scores[place].argmax(axis=1))
    *classes, average = described(tally, 3)
    for index, entry in enumerate(classes):
        expected = metrics.average_precision_score(present[:, index], scores[:, index])
        assert entry["average_precision"] == pytest.approx(expected)
        brier = metrics.brier_score_loss(present[:, index], scores[:, index])
        assert entry["calibration"]["brier"] == pytest.approx(brier)
    macro = metrics.average_precision_score(present, scores, average="macro")
    assert average["average_precision"] == pytest.approx(macro)
    of_all = np.square(scores - present).sum(axis=1).mean()
    assert average["calibration"]["brier"] == pytest.approx(of_all)
    right, sure = scores.argmax(axis=1) == truth, scores.max(axis=1)
    bins = np.minimum((sure * 15).astype(int), 14)
    error = sum(
        abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).sum()
        for b in np.unique(bins)
    )
    assert average["calibration"]["ece"] == pytest.approx(error / 400)


def test_a_class_that_is_nowhere_leaves_the_mean_alone() -> None:
    scores = np.array([[0.7, 0.2, 0.1], [0.4, 0.5, 0.1], [0.6, 0.3, 0.1]])
    present = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0]], bool)
    tally = ProbabilityTally(3)
    tally.add_things(scores, present, scores.argmax(axis=1))
    first, second, absent, average = described(tally, 3)
    assert (first["average_precision"], second["average_precision"]) == (1, 1)
    assert np.isnan(absent["average_precision"]) and average["average_precision"] == 1


def test_where_there_can_be_several_classes_each_counts_by_itself() -> None:
    rng = np.random.default_rng(1)
    scores = rng.random((200, 2))
    present = rng.random((200, 2)) < scores
    tally = ProbabilityTally(2, multi_label=True)
    tally.add_things(scores, present, scores.argmax(axis=1))
    average = described(tally, 2)[-1]
    assert average["calibration"]["count"] == 400
    brier = np.square(scores - present).mean()
    assert average["calibration"]["brier"] == pytest.approx(brier)


def test_of_nothing_nothing_is_told() -> None:
    assert described(ProbabilityTally(2), 2) == [{"class_id": 0}, {"class_id": 1}, {}]
