from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from rv_engine.errors import Cancelled, ConfigError
from rv_engine.learner import ObjectDetectionModelConfig, SolverConfig
from rv_engine.learner.object_detection import (
    CocoChips,
    ObjectDetectionLearner,
    load_model,
)
from rv_engine.learner.object_detection.detection_meter import DetectionMeter
from rv_engine.learner.targets import Boxes
from rv_engine.messages import Log, Message
from rv_engine.monitor import Monitor
from tests.engine.learner.box_chips import CLASSES, box_data, write_box_chips

SMALL = {"fpn_channels": 32}
SMALL_FASTER_RCNN = {"representation_size": 64, "box_batch_size_per_image": 64, **SMALL}


def make_learner(
    folder: Path, chips: Path, model: dict[str, object], data: dict[str, object] | None = None,
    **solver: object,
) -> ObjectDetectionLearner:  # fmt: skip
    return ObjectDetectionLearner(
        model=ObjectDetectionModelConfig(**{"pretrained": False, "extra_args": SMALL, **model}),
        solver=SolverConfig(
            **{"lr": 3e-3, "num_epochs": 1, "batch_sz": 4, "mixed_precision": "no", **solver}
        ),
        data=box_data(chips, **(data or {})),
        output_dir=folder / "train",
        device="cpu",
    )


@pytest.mark.parametrize(
    ("architecture", "backbone", "epochs", "extra_args"),
    [
        ("faster_rcnn", "resnet18", 24, SMALL_FASTER_RCNN),
        ("retinanet", "mobilenet_v3_small", 70, SMALL),
        ("fcos", "mobilenet_v3_small", 40, {"fpn_channels": 64}),
    ],
)
def test_each_family_learns_eight_chips_by_heart(
    tmp_path: Path, architecture: str, backbone: str, epochs: int, extra_args: dict[str, int]
) -> None:
    chips = write_box_chips(tmp_path / "chips", train=8, valid=0)
    model = {"architecture": architecture, "backbone": backbone, "extra_args": extra_args}
    learner = make_learner(tmp_path, chips, model, {"augmentors": []}, num_epochs=epochs)
    learner.train()
    source = CocoChips(chips / "train", CLASSES, 64)
    samples = [source.sample(index) for index in range(len(source))]
    predictor = load_model(tmp_path / "train" / "model", "cpu")
    answers = predictor.predict_boxes(np.stack([sample.image for sample in samples]))
    meter = DetectionMeter(CLASSES.names, [0, 1])
    targets = [sample.target for sample in samples if isinstance(sample.target, Boxes)]
    meter.update(answers, targets)
    assert meter.scores().overall["mAP50"] > 0.9, meter.scores().overall
    # The last chip is empty, and it is known that it is.
    assert (answers[-1].scores < 0.5).all()
    assert all(((answer.scores >= 0) & (answer.scores <= 1)).all() for answer in answers)


def test_the_network_looks_for_objects_of_the_sizes_that_there_are(tmp_path: Path) -> None:
    chips = write_box_chips(tmp_path / "chips", train=4, valid=2, bands=5)
    learner = make_learner(
        tmp_path, chips, {"backbone": "mobilenet_v3_small", "architecture": "retinanet"}
    )
    result = learner.train()
    # Squares of 14 pixels, and bars with an area of 10 x 26.
    assert learner.model.anchor_sizes == [14, 28, 56, 112, 224]
    assert set(result.metrics) == {"mAP", "mAP50", "classes"}
    predictor = load_model(tmp_path / "train" / "model", "cpu")
    assert (predictor.num_channels, predictor.num_classes) == (5, 2)
    (answer,) = predictor.predict_boxes(np.zeros((1, 70, 50, 5), np.uint8))
    assert (answer.boxes[:, 2] <= 50).all() and (answer.boxes[:, 3] <= 70).all()


@pytest.mark.parametrize("name", ["class_loss_weights", "ignore_class_index"])
def test_options_that_detection_does_not_know_are_refused(tmp_path: Path, name: str) -> None:
    value = {"class_loss_weights": [1.0, 2.0], "ignore_class_index": 0}[name]
    with pytest.raises(ConfigError, match=name):
        make_learner(tmp_path, tmp_path, {}, **{name: value})


def test_a_training_that_was_stopped_ends_as_one_that_was_not(tmp_path: Path) -> None:
    # Faster R-CNN chooses at random which boxes it learns from.
    chips = write_box_chips(tmp_path / "chips", train=4, valid=0)
    model = {"backbone": "mobilenet_v3_small", "extra_args": SMALL_FASTER_RCNN}
    stop = threading.Event()

    def after_one_epoch(message: Message) -> None:
        if isinstance(message, Log) and message.message.startswith("Epoch 1 of 2"):
            stop.set()

    with pytest.raises(Cancelled):
        make_learner(tmp_path, chips, model, num_epochs=2).train(Monitor(after_one_epoch, stop))
    result = make_learner(tmp_path, chips, model, num_epochs=2).train()
    assert result.resumed_after_epoch == 1
    make_learner(tmp_path / "again", chips, model, num_epochs=2).train()
    weights = [
        (folder / "train" / "model" / "model.safetensors").read_bytes()
        for folder in (tmp_path, tmp_path / "again")
    ]
    assert weights[0] == weights[1]


def test_pictures_show_boxes_that_the_network_is_sure_of(tmp_path: Path) -> None:
    learner = make_learner(tmp_path, tmp_path, {})

    def network(images: torch.Tensor) -> list[dict[str, torch.Tensor]]:
        boxes = torch.tensor([[0.0, 0, 9, 9], [5, 5, 20, 20]])
        labels, scores = torch.tensor([0, 1]), torch.tensor([0.4, 0.8])
        return [{"boxes": boxes, "labels": labels, "scores": scores}] * len(images)

    (answer,) = learner.answers(network, torch.zeros(1, 3, 32, 32))
    assert isinstance(answer, Boxes)
    assert answer.boxes.tolist() == [[5, 5, 20, 20]] and answer.class_ids.tolist() == [1]
