from __future__ import annotations

import numpy as np
import pytest

from rv_engine.evaluate import score_tally
from rv_engine.evaluate.score_tally import ScoreTally, ranking

metrics = pytest.importorskip("sklearn.metrics")
calibration = pytest.importorskip("sklearn.calibration")


def drawn(count: int, seed: int = 0, digits: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Scores, many of them the same, that are somewhat too high."""
    rng = np.random.default_rng(seed)
    scores = rng.random(count).round(digits)
    return scores, rng.random(count) < scores**1.5


def tally_of(scores: np.ndarray, right: np.ndarray, parts: int = 1) -> ScoreTally:
    tally = ScoreTally()
    for place in np.array_split(np.arange(len(scores)), parts):
        tally.add(scores[place], right[place])
    return tally


@pytest.mark.parametrize("digits", [6, 2])
def test_the_curve_is_that_of_scikit_learn(digits) -> None:
    scores, right = drawn(120, digits=digits)
    found = ranking(tally_of(scores, right, 3))
    precision, recall, thresholds = metrics.precision_recall_curve(right, scores)
    np.testing.assert_allclose(found["pr_curve"]["precision"], precision[-2::-1], atol=6e-5)
    np.testing.assert_allclose(found["pr_curve"]["recall"], recall[-2::-1], atol=6e-5)
    np.testing.assert_allclose(found["pr_curve"]["score"], thresholds[::-1], atol=6e-5)
    expected = metrics.average_precision_score(right, scores)
    assert found["average_precision"] == pytest.approx(expected)
    f1 = [metrics.f1_score(right, scores >= threshold) for threshold in thresholds]
    best = found["best_f1"]
    assert best["f1"] == pytest.approx(max(f1))
    chosen = scores >= best["score_thresh"]
    assert best["precision"] == pytest.approx(metrics.precision_score(right, chosen))
    assert best["recall"] == pytest.approx(metrics.recall_score(right, chosen))


def test_the_calibration_is_that_of_scikit_learn() -> None:
    scores, right = drawn(3000)
    found = tally_of(scores, right, 2).calibration()
    assert found["brier"] == pytest.approx(metrics.brier_score_loss(right, scores))
    share, mean = calibration.calibration_curve(right, scores, n_bins=15)
    np.testing.assert_allclose(found["curve"]["share"], share, atol=6e-5)
    np.testing.assert_allclose(found["curve"]["score"], mean, atol=6e-5)
    counts = np.array(found["curve"]["counts"])
    assert counts.sum() == found["count"] == 3000
    expected = (np.abs(share - mean) * counts).sum() / 3000
    assert found["ece"] == pytest.approx(expected)


def test_a_case_counted_by_hand() -> None:
    tally = tally_of(np.array([0.9, 0.9, 0.6, 0.2]), np.array([True, False, True, False]))
    found = ranking(tally)
    assert found["average_precision"] == pytest.approx(0.5 * 0.5 + 0.5 * 2 / 3)
    assert found["best_f1"] == pytest.approx(
        {"f1": 0.8, "score_thresh": 0.6, "precision": 2 / 3, "recall": 1}
    )
    known = tally.calibration()
    assert known["brier"] == pytest.approx((0.01 + 0.81 + 0.16 + 0.04) / 4)
    assert known["ece"] == pytest.approx((2 * abs(0.9 - 0.5) + abs(0.6 - 1) + 0.2) / 4)


def test_a_score_of_one_is_in_the_last_bin() -> None:
    found = tally_of(np.array([1.0, 0.99]), np.array([True, True])).calibration()
    assert found["curve"]["counts"] == [2]


def test_many_scores_are_counted_in_steps_which_hardly_moves_a_number(monkeypatch) -> None:
    scores, right = drawn(20_000)
    exact = tally_of(scores, right)
    monkeypatch.setattr(score_tally, "_MAX_SINGLE", 3000)
    stepped = tally_of(scores, right, 7)
    assert len(stepped.rows().scores) <= 4097
    assert stepped.calibration()["brier"] == pytest.approx(exact.calibration()["brier"])
    assert stepped.calibration()["ece"] == pytest.approx(exact.calibration()["ece"], abs=1e-3)
    ours, theirs = ranking(stepped), ranking(exact)
    assert ours["average_precision"] == pytest.approx(theirs["average_precision"], abs=2e-4)
    assert ours["best_f1"] == pytest.approx(theirs["best_f1"], abs=2e-2)
    assert len(ours["pr_curve"]["score"]) <= 200


@pytest.mark.parametrize("limit", [100_000, 500, 100])
def test_tallies_add_up_however_they_are_kept(monkeypatch, limit) -> None:
    monkeypatch.setattr(score_tally, "_MAX_SINGLE", limit)
    scores, right = drawn(900, digits=2)  # steps are finer than a hundredth
    scores = np.rint(scores * 64) / 64
    whole = tally_of(scores, right)
    together = ScoreTally()
    for place in np.split(np.arange(900), [50, 300]):
        together.add_all(tally_of(scores[place], right[place]))
    assert together.count == 900
    assert ranking(together) == ranking(whole)
    ours, theirs = together.calibration(), whole.calibration()
    assert ours.pop("curve") == theirs.pop("curve")
    assert ours == pytest.approx(theirs)


def test_nothing_has_no_curve_and_no_calibration() -> None:
    found = ranking(ScoreTally())
    assert np.isnan(found["average_precision"]) and found["best_f1"] is None
    assert found["pr_curve"] == {"score": [], "recall": [], "precision": []}
    assert ScoreTally().calibration() is None
    only_wrong = tally_of(np.array([0.3, 0.8]), np.array([False, False]))
    assert ranking(only_wrong)["best_f1"] is None
    assert only_wrong.calibration()["ece"] == pytest.approx(0.55)
