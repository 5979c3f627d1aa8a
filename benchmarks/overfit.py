"""Eight chips learned by heart with every family of networks: gradients reach all that must learn.

Each network begins with random weights and trains as any other does, on eight chips of 64 px of
noise with bright shapes. The table has its loss at the beginning and at the end, and how much of
the eight chips the saved model answers rightly: pixels, chips, or boxes (mAP at an IoU of 0.5).

    python benchmarks/overfit.py [--task TASK] [--only NAME ...] [--minutes N] [--again]

It runs on one core. Each row is printed and kept (in build/overfit) as soon as it is known: what was
stopped goes on where it was. --minutes begins no further row after so long.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rv_engine.config.class_config import ClassConfig
from rv_engine.learner import (
    ClassificationImageDataConfig,
    ClassificationLearnerConfig,
    ClassificationModelConfig,
    LearnerConfig,
    ModelConfig,
    ObjectDetectionImageDataConfig,
    ObjectDetectionLearnerConfig,
    ObjectDetectionModelConfig,
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationLearnerConfig,
    SemanticSegmentationModelConfig,
    SolverConfig,
)
from rv_engine.learner.models.semantic_segmentation_architectures import (
    SEMANTIC_SEGMENTATION_ARCHITECTURES,
)
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import Boxes, ClassLabel, Mask, Target
from rv_engine.messages import Message, Metric
from rv_engine.monitor import Monitor
from rv_engine.types import Array

REPO = Path(__file__).resolve().parents[1]
CHIPS = 8
SIZE_PX = 64
CLASSES = ClassConfig(names=["ground", "square", "bar"])
OBJECTS = ClassConfig(names=["square", "bar"])
# Height and width of what the chips show.
SHAPES_PX = ((24, 24), (16, 40))


@dataclass(frozen=True)
class Family:
    """A network that stands for its family.

    Attributes:
        name: The family, as in the table.
        model: The network.
        steps: Steps of training, each with all eight chips.
        lr: The learning rate at the beginning.
        size_px: Height and width of the chips.
    """

    name: str
    model: ModelConfig
    steps: int = 60
    lr: float = 2e-3
    size_px: int = SIZE_PX

    @property
    def file_name(self) -> str:
        """Where its outcome is kept; another one with other settings."""
        name = re.sub(r"\W+", "-", f"{self.model.task}-{self.name}")
        return f"{name}-{self.steps}-{self.lr:g}-{self.size_px}"


@dataclass(frozen=True)
class Outcome:
    """What came of a training.

    Attributes:
        losses: Of each step.
        right: The part of the chips that the saved model answers rightly, from 0 to 1.
        cpu_s: Seconds of one core for training, saving and loading.
    """

    losses: list[float]
    right: float
    cpu_s: float


@dataclass(frozen=True)
class EightChips:
    """Chips in memory, as a `SampleSource`."""

    samples: Sequence[Sample]
    num_channels: int = 3
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.uint8))

    def __len__(self) -> int:
        return len(self.samples)

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        """One of them, always the same."""
        return self.samples[index]

    def all_boxes(self) -> Array:
        """(N, 4) all boxes, for object detection."""
        targets = [sample.target for sample in self.samples]
        return np.concatenate([target.boxes for target in targets if isinstance(target, Boxes)])

    def fingerprint(self) -> str:
        """They never change."""
        return "eight"


def eight_chips(task: str, size_px: int = SIZE_PX) -> EightChips:
    """The chips of a task; the last of those with boxes shows nothing."""
    rng = np.random.default_rng(0)
    return EightChips([_sample(task, number, size_px, rng) for number in range(CHIPS)])


def _sample(task: str, number: int, size_px: int, rng: np.random.Generator) -> Sample:
    image = rng.integers(0, 60, (size_px, size_px, 3))
    kind = number % 2
    if task == "chip_classification":
        # Bright, dark, or with stripes.
        image[:: 1 if number % 3 == 1 else 4] += 120 * (number % 3 > 0)
        return Sample(image.astype(np.uint8), ClassLabel(number % 3))
    height, width = (side * size_px // SIZE_PX for side in SHAPES_PX[kind])
    y, x = rng.integers(0, [size_px - height, size_px - width])
    place = np.s_[y : y + height, x : x + width]
    is_empty = task == "object_detection" and number == CHIPS - 1
    if not is_empty:
        image[place] += 150
    return Sample(image.astype(np.uint8), _target(task, place, kind, is_empty, size_px))


def _target(
    task: str, place: tuple[slice, slice], kind: int, is_empty: bool, size_px: int
) -> Target:
    if task == "semantic_segmentation":
        class_ids = np.zeros((size_px, size_px), np.uint8)
        class_ids[place] = kind + 1
        return Mask(class_ids)
    rows, columns = place
    corners = [] if is_empty else [columns.start, rows.start, columns.stop, rows.stop]
    boxes = np.array(corners, np.float32).reshape(-1, 4)
    return Boxes(boxes, np.full(len(boxes), kind, np.int64))


def learn_by_heart(family: Family, folder: Path) -> Outcome:
    """Trains on the eight chips alone, on the CPU with 32-bit numbers, and asks the saved model."""
    losses: list[float] = []

    def listen(message: Message) -> None:
        if isinstance(message, Metric) and message.name == "train_loss":
            losses.append(float("nan") if message.value is None else message.value)

    chips = eight_chips(family.model.task, family.size_px)
    learner = _learner_config(family, folder).build("cpu")
    learner.given_sources = {"train": chips}
    begun_s = time.process_time()
    result = learner.train(Monitor(listen))
    right = _share_right(family.model.task, result.model_path, chips)
    return Outcome(losses, right, time.process_time() - begun_s)


def _learner_config(family: Family, folder: Path) -> LearnerConfig:
    is_detection = family.model.task == "object_detection"
    data = {
        "img_sz": family.size_px,
        "augmentors": [],
        "num_workers": 0,
        "class_config": OBJECTS if is_detection else CLASSES,
    }
    parts = {
        "model": family.model,
        "solver": SolverConfig(
            lr=family.lr,
            num_epochs=family.steps,
            batch_sz=CHIPS,
            # Its rate ends at 0, so that the statistics of the normalisation arrive.
            scheduler="cosine",
            mixed_precision="no",
            pictures=False,
        ),
        "output_uri": str(folder),
    }
    if is_detection:
        return ObjectDetectionLearnerConfig(data=ObjectDetectionImageDataConfig(**data), **parts)
    if family.model.task == "chip_classification":
        return ClassificationLearnerConfig(data=ClassificationImageDataConfig(**data), **parts)
    return SemanticSegmentationLearnerConfig(
        data=SemanticSegmentationImageDataConfig(**data), **parts
    )


def _share_right(task: str, model: Path, chips: EightChips) -> float:
    images = np.stack([sample.image for sample in chips.samples])
    if task == "semantic_segmentation":
        from rv_engine.learner.semantic_segmentation import load_model

        masks = [sample.target for sample in chips.samples if isinstance(sample.target, Mask)]
        ids = load_model(model, "cpu", mixed_precision="no").predict_classes(images)
        return float((ids == np.stack([mask.class_ids for mask in masks])).mean())
    if task == "chip_classification":
        from rv_engine.learner.chip_classification import load_model as load_classifier

        wanted = [chip.target.class_id for chip in chips.samples]  # type: ignore[attr-defined]
        classifier = load_classifier(model, "cpu", mixed_precision="no")
        found = classifier.predict_probabilities(images).argmax(axis=1)
        return float((found == wanted).mean())
    from rv_engine.learner.object_detection import load_model as load_detector
    from rv_engine.learner.object_detection.detection_meter import DetectionMeter

    meter = DetectionMeter(OBJECTS.names, [0, 1])
    boxes = [sample.target for sample in chips.samples if isinstance(sample.target, Boxes)]
    meter.update(load_detector(model, "cpu", mixed_precision="no").predict_boxes(images), boxes)
    return meter.scores().overall["mAP50"]


def segmentation_families() -> list[Family]:
    """Every architecture with its cheapest backbone, and U-Net with every family of backbones."""
    special = {"deeplabv3": "mobilenet_v3_large", "fcn": "resnet50"}
    pairs = [(name, special.get(name, "resnet18")) for name in SEMANTIC_SEGMENTATION_ARCHITECTURES]
    pairs.append(("deeplabv3", "resnet50"))
    pairs += [
        ("unet", backbone)
        for backbone in (
            *("resnext50_32x4d", "dpn68", "vgg11", "vgg11_bn", "se_resnet50", "densenet121"),
            *("inceptionv4", "inceptionresnetv2", "xception", "mobilenet_v2", "efficientnet-b0"),
            *("mit_b0", "mobileone_s0", "tu-mobilenetv3_small_050", "tu-resnet10t"),
        )
    ]
    return [
        Family(
            f"{architecture}, {backbone}",
            SemanticSegmentationModelConfig(
                architecture=architecture, backbone=backbone, pretrained=False
            ),
            lr=5e-3 if architecture == "linknet" else 1e-3,
        )
        for architecture, backbone in pairs
    ]


def classification_families() -> list[Family]:
    """The smallest network of each family."""
    names = (
        *("alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "efficientnet_v2_s"),
        *("googlenet", "inception_v3", "maxvit_t", "mnasnet0_5", "mobilenet_v2"),
        *("mobilenet_v3_small", "regnet_x_400mf", "regnet_y_400mf", "resnet18"),
        *("resnext50_32x4d", "shufflenet_v2_x0_5", "squeezenet1_1", "swin_t", "swin_v2_t"),
        *("vgg11", "vgg11_bn", "vit_b_32", "wide_resnet50_2", "tu-test_convnext"),
    )
    # Without normalisation of batches, large steps end in networks that answer always the same.
    careful = ("alexnet", "squeezenet", "swin", "vgg11", "vit", "convnext", "maxvit")
    return [
        Family(
            name,
            ClassificationModelConfig(backbone=name, pretrained=False),
            lr=3e-4 if name.startswith(careful) else 1e-3,
        )
        for name in names
    ]


def detection_families() -> list[Family]:
    """Every architecture with the smallest backbones."""
    return [
        Family(
            f"{architecture}, {backbone}",
            ObjectDetectionModelConfig(
                architecture=architecture,
                backbone=backbone,
                pretrained=False,
                extra_args={"fpn_channels": 64},
            ),
            # Its focal loss hardly counts what is nearly right, so the last part takes longer.
            steps=180 if architecture == "retinanet" else 60,
        )
        for architecture in ("faster_rcnn", "retinanet", "fcos")
        for backbone in ("resnet18", "mobilenet_v3_small", "mobilenet_v3_large", "mobilenet_v2")
    ]


def families() -> list[Family]:
    """Those of all tasks."""
    return [*segmentation_families(), *classification_families(), *detection_families()]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", help="Only one of the tasks.")
    parser.add_argument("--only", nargs="+", default=[], help="Only names that begin so.")
    parser.add_argument("--out", type=Path, default=REPO / "build" / "overfit")
    parser.add_argument("--minutes", type=float, default=math.inf, help="Begin no row after that.")
    parser.add_argument("--again", action="store_true", help="Forget what was found before.")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    end_s = time.monotonic() + 60 * arguments.minutes
    arguments.out.mkdir(parents=True, exist_ok=True)
    left_out = 0
    print(
        f"{'':>24} {'family':<32} {'steps':>5} {'first':>7} {'last':>8} {'right':>6} {'CPU s':>6}"
    )
    for family in families():
        if arguments.task not in (None, family.model.task):
            continue
        if arguments.only and not family.name.startswith(tuple(arguments.only)):
            continue
        kept = arguments.out / f"{family.file_name}.json"
        if kept.exists() and not arguments.again:
            outcome = Outcome(**json.loads(kept.read_text()))
        elif time.monotonic() > end_s:
            left_out += 1
            continue
        else:
            with tempfile.TemporaryDirectory() as folder:
                outcome = learn_by_heart(family, Path(folder))
            kept.write_text(json.dumps(asdict(outcome)))
        print(
            f"{family.model.task:>24} {family.name:<32} {family.steps:>5} "
            f"{outcome.losses[0]:>7.3f} {outcome.losses[-1]:>8.4f} {outcome.right:>6.1%} "
            f"{outcome.cpu_s:>6.1f}",
            flush=True,
        )
    if left_out:
        print(f"There was no time for {left_out} more; call it again.")


if __name__ == "__main__":
    main()
