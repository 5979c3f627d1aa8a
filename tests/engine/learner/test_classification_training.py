from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from PIL import Image

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import BundleError, ConfigError, ModelError
from rv_engine.learner import (
    ClassificationImageDataConfig,
    ClassificationLearnerConfig,
    ClassificationModelConfig,
    SolverConfig,
)
from rv_engine.learner.chip_classification import load_model
from rv_engine.learner.chip_classification.classification_loss import ClassificationLoss
from rv_engine.learner.chip_classification.classification_meter import ClassificationMeter
from rv_engine.learner.chip_classification.resize import resized
from rv_engine.learner.saved_model import read_description

CLASSES = ClassConfig(names=["dark", "bright", "striped"])


def make_image(class_id: int, seed: int, bands: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    image = rng.integers(20, 60, (32, 32, bands)) + 120 * (class_id == 1)
    if class_id == 2:
        image[::4] += 150
    return image.astype(np.uint8)


def write_folders(folder: Path, count: int, bands: int = 3) -> Path:
    for split, first in (("train", 0), ("valid", 100)):
        for index in range(count):
            class_id = index % 3
            path = folder / split / CLASSES.names[class_id] / f"{index}.npy"
            path.parent.mkdir(parents=True, exist_ok=True)
            np.save(path, make_image(class_id, first + index, bands))
    return folder


def write_several(folder: Path) -> Path:
    """Images whose left half shows one class and whose right half shows another."""
    for split, first in (("train", 0), ("valid", 100)):
        for name in ("img", "labels"):
            (folder / split / name).mkdir(parents=True)
        for index in range(8):
            classes = [c for c in (1, 2) if index >> (c - 1) & 1]
            image = make_image(0, first + index)
            for number, class_id in enumerate(classes):
                half = np.s_[:, 16 * number : 16 * number + 16]
                image[half] = make_image(class_id, first + index)[half]
            np.save(folder / split / "img" / f"{index}.npy", image)
            names = [CLASSES.names[class_id] for class_id in classes]
            (folder / split / "labels" / f"{index}.json").write_text(json.dumps(names))
    return folder


def learner(
    folder: Path, out: Path, multi_label: bool = False, backbone="shufflenet_v2_x0_5", **solver
):
    values = {"lr": 3e-3, "num_epochs": 1, "batch_sz": 4, "pictures": False, **solver}
    return ClassificationLearnerConfig(
        model=ClassificationModelConfig(
            backbone=backbone, pretrained=False, multi_label=multi_label
        ),
        solver=SolverConfig(**values),
        data=ClassificationImageDataConfig(
            uri=str(folder), class_config=CLASSES, num_workers=0, img_sz=32, augmentors=[],
        ),
        output_uri=str(out),
    ).build(device="cpu")  # fmt: skip


@pytest.mark.parametrize("bands", [3, 7])
def test_eight_chips_are_learned_by_heart(tmp_path: Path, bands: int) -> None:
    folder = write_folders(tmp_path / "chips", 8, bands)
    result = learner(
        folder, tmp_path / "out", backbone="tu-test_convnext", num_epochs=30, batch_sz=8, lr=1e-2
    ).train()
    rows = (tmp_path / "out" / "log.csv").read_text().splitlines()
    column = rows[0].split(",").index("train_loss")
    assert float(rows[-1].split(",")[column]) < 0.05
    model = load_model(result.model_path, "cpu")
    images = np.stack([make_image(index % 3, index, bands) for index in range(8)])
    scores = model.predict_probabilities(images)
    assert scores.argmax(axis=1).tolist() == [index % 3 for index in range(8)]
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert scores.min() >= 0


def test_several_classes_in_a_chip_are_learned_each_by_itself(tmp_path: Path) -> None:
    folder = write_several(tmp_path / "chips")
    result = learner(
        folder, tmp_path / "out", True, "tu-test_convnext", num_epochs=60, batch_sz=8, lr=1e-2
    ).train()
    model = load_model(result.model_path, "cpu")
    images = np.stack([np.load(folder / f"train/img/{index}.npy") for index in range(8)])
    scores = model.predict_probabilities(images)
    expected = np.array([[False, bool(index & 1), bool(index & 2)] for index in range(8)])
    assert ((scores > 0.5) == expected).mean() > 0.95
    assert model.multi_label


def test_the_saved_model_says_what_it_is(tmp_path: Path) -> None:
    folder = write_folders(tmp_path / "chips", 6)
    result = learner(folder, tmp_path / "out").train()
    description = read_description(result.model_path, "chip_classification")
    assert (description.num_channels, description.chip_sz_px) == (3, 32)
    assert set(result.metrics["classes"]) == set(CLASSES.names)
    with pytest.raises(BundleError, match="chip_classification"):
        read_description(result.model_path, "semantic_segmentation")
    model = load_model(result.model_path, "cpu")
    with pytest.raises(ModelError, match="3 bands"):
        model.predict_probabilities(np.zeros((1, 32, 32, 4), np.uint8))
    with pytest.raises(ModelError, match="uint8"):
        model.predict_probabilities(np.zeros((1, 32, 32, 3), np.float32))


@pytest.mark.parametrize("several", [False, True])
def test_samples_are_pictured_with_their_labels_and_answers(tmp_path: Path, several: bool) -> None:
    folder = (write_several if several else lambda path: write_folders(path, 6))(tmp_path / "chips")
    learner(folder, tmp_path / "out", several, pictures=True).train()
    assert (tmp_path / "out" / "validation_samples.png").stat().st_size > 5000


def test_windows_of_another_size_are_shown_at_the_size_of_the_training(tmp_path: Path) -> None:
    folder = write_folders(tmp_path / "chips", 6)
    result = learner(folder, tmp_path / "out").train()
    model = load_model(result.model_path, "cpu")
    large = make_image(1, 5).repeat(4, axis=0).repeat(4, axis=1)
    reduced = resized(large[None], 32)
    # Pillow smooths what it reduces in the same way, by other code.
    pillows = np.asarray(Image.fromarray(large).resize((32, 32), Image.Resampling.BILINEAR))
    assert np.abs(reduced[0].astype(int) - pillows).max() <= 1
    np.testing.assert_array_equal(
        model.predict_probabilities(large[None]), model.predict_probabilities(reduced)
    )


def test_a_batch_of_one_is_refused_before_the_training(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="at least 2"):
        learner(tmp_path, tmp_path / "out", batch_sz=1)


def test_the_loss_is_that_of_torch_with_weights() -> None:
    torch.manual_seed(0)
    logits, ids = torch.randn(6, 3), torch.tensor([0, 1, 2, 2, 1, 0])
    weights = [1.0, 2.0, 0.5]
    total, weight = ClassificationLoss(weights).one_class(logits, ids)
    torch.testing.assert_close(
        total / weight, F.cross_entropy(logits, ids, weight=torch.tensor(weights))
    )
    total, weight = ClassificationLoss(None, 2).one_class(logits, ids)
    torch.testing.assert_close(total / weight, F.cross_entropy(logits, ids, ignore_index=2))
    present = (torch.rand(6, 3) > 0.5).float()
    total, weight = ClassificationLoss().several_classes(logits, present)
    torch.testing.assert_close(total / weight, F.binary_cross_entropy_with_logits(logits, present))


@pytest.mark.parametrize("several", [False, True])
def test_scores_are_those_of_scikit_learn(several: bool) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    if several:
        truth, guess = rng.random((2, 50, 3)) > 0.5
    else:
        truth, guess = np.eye(3, dtype=bool)[rng.integers(0, 3, (2, 50))]
    meter, other = (ClassificationMeter(CLASSES.names, [0, 1, 2]) for _ in range(2))
    meter.update(torch.tensor(guess[:20]), torch.tensor(truth[:20]))
    other.update(torch.tensor(guess[20:]), torch.tensor(truth[20:]))
    meter.merge(other)
    scores = meter.scores()
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(truth, guess)
    for class_id, name in enumerate(CLASSES.names):
        assert scores.by_class[name] == pytest.approx(
            {"precision": precision[class_id], "recall": recall[class_id], "f1": f1[class_id]}
        )
    assert scores.overall["accuracy"] == pytest.approx(metrics.accuracy_score(truth, guess))
    assert scores.quality == pytest.approx(f1.mean())


def test_chips_of_an_ignored_class_are_not_counted() -> None:
    meter = ClassificationMeter(CLASSES.names, [0, 1], ignored_class_id=2)
    truth, guess = torch.eye(3)[[0, 1, 2]].bool(), torch.eye(3)[[0, 0, 0]].bool()
    meter.update(guess, truth)
    assert meter.scores().overall["accuracy"] == 0.5
    assert meter.scores().by_class["dark"]["precision"] == 0.5
