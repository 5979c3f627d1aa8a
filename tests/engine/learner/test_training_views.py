from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rv_engine.learner import sample_pictures, training_views
from rv_engine.learner.curves import draw_curves
from rv_engine.learner.sample_pictures import draw_answers, draw_samples
from rv_engine.learner.samples import Sample
from rv_engine.learner.semantic_segmentation import SemanticSegmentationLearner
from rv_engine.learner.targets import IGNORED, NO_LABEL, Boxes, ClassLabel, Mask
from rv_engine.learner.training_views import TrainingViews
from rv_engine.messages import Artifact
from tests.engine.learner.chip_folders import CLASSES
from tests.engine.learner.recording import RecordingMonitor

MakeLearner = Callable[..., SemanticSegmentationLearner]


def artifacts(monitor: RecordingMonitor) -> list[str]:
    return [Path(m.path).name for m in monitor.messages if isinstance(m, Artifact)]


def test_a_training_shows_samples_answers_and_curves(
    chips: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    learner = make_learner(chips, num_epochs=2, pictures=True)
    learner.train(monitor)
    names = ["samples.png", "curves.png", "curves.svg", "validation_samples.png"]
    assert sorted(artifacts(monitor)) == sorted(names)
    for name in names:
        if name.endswith(".png"):
            with Image.open(learner.output_dir / name) as picture:
                assert len(np.unique(np.asarray(picture.convert("L")))) > 50
    svg = (learner.output_dir / "curves.svg").read_text()
    assert svg.startswith("<?xml") and "</svg>" in svg


def test_short_epochs_are_not_spent_on_drawing(
    chips: Path, make_learner: MakeLearner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s, drawn_s = [0.0], []

    class Clock:
        monotonic = staticmethod(lambda: now_s[0])

    def draw(*_: object) -> None:
        drawn_s.append(now_s[0])
        now_s[0] += 1.0

    monkeypatch.setattr(training_views, "time", Clock)
    monkeypatch.setattr("rv_engine.learner.sample_pictures.draw_answers", draw)
    learner = make_learner(chips, pictures=True)
    source = learner.open_source("valid")
    assert source is not None
    views = TrainingViews(learner, learner.output_dir, RecordingMonitor())
    for epoch in range(300):
        views.show_answers(source, lambda batch: batch.targets, in_any_case=epoch == 0)
        now_s[0] += 0.1
    # A second of drawing for each twenty, and the first in any case.
    assert drawn_s[0] == 0.0 and len(drawn_s) == 2


def test_tensorboard_gets_the_numbers_of_each_epoch(chips: Path, make_learner: MakeLearner) -> None:
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    learner = make_learner(chips, num_epochs=2, log_tensorboard=True)
    learner.train()
    events = accumulator.EventAccumulator(str(learner.output_dir / "tb-logs")).Reload()
    assert [event.step for event in events.Scalars("train_loss")] == [1, 2]
    assert {"val_loss", "lr", "building_f1"} <= set(events.Tags()["scalars"])


def test_what_cannot_be_drawn_does_not_stop_a_training_and_is_said_once(
    chips: Path,
    make_learner: MakeLearner,
    monitor: RecordingMonitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no room for pictures")

    monkeypatch.setattr("rv_engine.learner.curves.draw_curves", broken)
    monkeypatch.setattr(sample_pictures, "draw_answers", broken)
    assert make_learner(chips, num_epochs=3, pictures=True).train(monitor).epochs_done == 3
    assert monitor.log_text.count("no room for pictures") == 2


def test_each_task_has_its_pictures(tmp_path: Path) -> None:
    image = np.random.default_rng(0).integers(0, 255, (32, 32, 3)).astype(np.uint8)
    mask = np.full((32, 32), NO_LABEL, np.uint8)
    mask[:20] = 1
    boxes = Boxes(np.array([[2, 3, 20, 30], [0, 0, 5, 5]], np.float32), np.array([1, IGNORED]))
    targets = [Mask(mask), ClassLabel(1), ClassLabel(np.array([0, 0])), boxes]
    samples = [Sample(image, target) for target in targets]
    draw_samples(tmp_path / "samples.png", samples, CLASSES)
    draw_answers(tmp_path / "answers.png", samples, targets[::-1], CLASSES)
    assert (tmp_path / "samples.png").stat().st_size > 10_000
    assert (tmp_path / "answers.png").stat().st_size > 10_000


def test_curves_of_a_training_without_validation(tmp_path: Path) -> None:
    rows = [{"epoch": float(epoch), "train_loss": 1 / epoch, "lr": 0.1} for epoch in (1, 2)]
    assert [path.name for path in draw_curves(tmp_path, rows)] == ["curves.png", "curves.svg"]
    assert "val_loss" not in (tmp_path / "curves.svg").read_text()


def test_pictures_show_the_bands_that_are_colours(
    chips: Path, make_learner: MakeLearner, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    for name in ("draw_samples", "draw_answers"):
        monkeypatch.setattr(sample_pictures, name, lambda *given: shown.append(given[-1]))
    learner = make_learner(chips, data={"display_bands": [2, 1, 0]}, num_epochs=1, pictures=True)
    learner.train()
    assert shown == [[2, 1, 0]] * 2
