import json
from dataclasses import replace

import numpy as np
import pytest

from rv_engine.learner.solver_config import SolverConfig
from rv_engine.monitor import Monitor
from rv_engine.pipeline.chip_classification_from_layers import (
    ChipClassificationChoices,
    chip_classification_from_layers,
)
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.pipeline.draft import config_of_draft
from rv_engine.pipeline.layers import LayerImage, Layers
from rv_engine.pipeline.object_detection_from_layers import (
    ObjectDetectionChoices,
    object_detection_from_layers,
)
from rv_engine.pipeline.preview import preview_chips
from rv_engine.pipeline.semantic_segmentation_from_layers import (
    TrainingChoices,
    semantic_segmentation_from_layers,
)
from rv_engine.pipeline.training_length import (
    BALANCED,
    QUICK,
    THOROUGH,
    TrainingLength,
    estimated_chips,
    steps_per_epoch,
)
from tests.engine.backend.scene_files import write_image
from tests.engine.engine_process import rv
from tests.engine.pipeline.test_semantic_segmentation_from_layers import write_boxes

BOXES = [(16 * i, 20 * (i % 8), 16 * i + 12, 20 * (i % 8) + 12) for i in range(18)]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """An image of 200 x 300 pixels with data in its upper half only, and boxes all over it."""
    folder = tmp_path_factory.mktemp("data")
    pixels = np.full((200, 300, 3), 7, np.uint8)
    pixels[100:] = 0
    image = write_image(folder / "image.tif", pixels, nodata=0)
    return str(image), write_boxes(folder / "labels.gpkg", BOXES, ["oak", "fir", "beech"] * 6)


def draft_config(data, folder, **changes):
    image, labels = data
    draft = {
        "task": "semantic_segmentation",
        "images": [{"path": image}],
        "labels": {"kind": "vector", "path": labels, "class_field": "kind"},
        "chips": {"size_px": 64},
        "run_folder": str(folder / "run"),
        **changes,
    }
    keep = draft.pop("keep", None)
    request = {"kind": "rv-studio-draft", "version": 1, "draft": draft}
    if keep is not None:
        request["keep"] = keep
    (folder / "draft.json").write_text(json.dumps(request))
    return config_of_draft(folder / "draft.json").config


def layers_of(data):
    image, labels = data
    return Layers(images=[LayerImage([image])], labels=labels, class_field="kind")


PROPOSALS = [
    (semantic_segmentation_from_layers, TrainingChoices(chip_size=64)),
    (chip_classification_from_layers, ChipClassificationChoices()),
    (object_detection_from_layers, ObjectDetectionChoices()),
]


@pytest.mark.parametrize("length", [QUICK, BALANCED, THOROUGH])
def test_few_chips_make_some_hundred_steps_and_many_no_more_epochs_than_needed(length):
    numbers = [1, 2, 3, 5, 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000]
    epochs = [length.epochs_for(steps) for steps in numbers]
    steps = [number * count for number, count in zip(numbers, epochs, strict=True)]
    # More chips are never shown more often, and never make fewer steps.
    assert epochs == sorted(epochs, reverse=True) and steps == sorted(steps)
    assert max(epochs) <= length.most_epochs
    assert all(
        made >= min(length.steps, length.most_epochs * n)
        for made, n in zip(steps, numbers, strict=True)
    )
    # Each chip twice at least, and else no more steps than are worth the time.
    assert min(epochs) == 2
    assert all(made <= length.most_steps for made, n in zip(steps, epochs, strict=True) if n > 2)


def test_the_rule_by_hand():
    length = TrainingLength(steps=600, epochs=12, most_epochs=300, most_steps=15_000)
    assert length.epochs_for(1) == 300  # 300 steps: shown as often as is worth it
    assert length.epochs_for(2) == 300
    assert length.epochs_for(7) == 86  # 602 steps
    assert length.epochs_for(50) == 12
    assert length.epochs_for(1250) == 12
    assert length.epochs_for(2000) == 7
    assert length.epochs_for(20_000) == 2


def test_steps_are_counted_as_training_makes_them():
    def steps(chips, **solver):
        return steps_per_epoch(chips, SolverConfig(**solver))

    assert steps(9, batch_sz=4) == 2  # the ninth alone makes no batch
    assert steps(10, batch_sz=4) == 3
    assert steps(5, batch_sz=1) == 5
    assert steps(1, batch_sz=8) == 1
    assert steps(40, batch_sz=4, accumulate_batches=4) == 3
    assert steps(16, batch_sz="auto") == 2


@pytest.mark.parametrize(
    "task", ["semantic_segmentation", "chip_classification", "object_detection"]
)
def test_chips_are_estimated_as_chip_cuts_them(task, data, tmp_path):
    config = draft_config(data, tmp_path, task=task)
    config.update()
    all_of_them = preview_chips(config, tmp_path / "chips", Monitor(), examined=10_000)
    split = all_of_them.splits["train"]
    assert estimated_chips(config) == pytest.approx(split.kept, rel=0.3)
    # The lower half has no data, so that not every window becomes a chip.
    assert split.kept < split.windows


@pytest.mark.parametrize(("propose", "choices"), PROPOSALS)
def test_a_proposal_has_the_epochs_that_its_chips_need(propose, choices, data, tmp_path):
    config = propose(layers_of(data), choices, tmp_path)
    solver = config.backend.solver
    steps = steps_per_epoch(estimated_chips(config), solver)
    assert solver.num_epochs == BALANCED.epochs_for(steps)
    assert solver.num_epochs * steps >= 250
    # What waits for epochs waits for as large a part of the training as ever.
    assert solver.plateau_patience == max(3, round(solver.num_epochs / 10))
    assert solver.early_stopping_patience is None
    chosen = propose(layers_of(data), replace(choices, epochs=4), tmp_path)
    assert chosen.backend.solver.num_epochs == 4


def test_the_command_tells_the_epochs(data, tmp_path):
    image, labels = data
    done = rv(
        "new", "semantic-segmentation", "--image", image, "--labels", labels, "--chip-size", 64,
        "--class-field", "kind", "--root", tmp_path / "run", "--out", tmp_path / "config.json",
    )  # fmt: skip
    assert done.code == 0, done.last
    solver = load_pipeline_config(tmp_path / "config.json").backend.solver
    assert done.values["epochs"] == solver.num_epochs > 20


def test_epochs_that_somebody_chose_in_a_draft_stay(data, tmp_path):
    options = {"backend": {"solver": {"num_epochs": 6}}}
    chosen = draft_config(data, tmp_path, options=options)
    assert chosen.backend.solver.num_epochs == 6
    kept = draft_config(data, tmp_path, keep=chosen.to_document())
    assert kept.backend.solver.num_epochs == 6
    # That of another task says nothing.
    other = draft_config(data, tmp_path, keep=chosen.to_document(), task="object_detection")
    assert other.backend.solver.num_epochs != 6


def test_options_of_a_draft_that_change_the_steps_change_the_epochs(data, tmp_path):
    def solver(**changes):
        return draft_config(data, tmp_path, options={"backend": {"solver": changes}}).backend.solver

    usual, small = solver(), solver(batch_sz=2, plateau_patience=7)
    assert usual.num_epochs > small.num_epochs
    assert small.plateau_patience == 7
    quick = draft_config(data, tmp_path, preset="quick").backend.solver
    thorough = draft_config(data, tmp_path, preset="thorough").backend.solver
    assert quick.num_epochs < usual.num_epochs < thorough.num_epochs


def test_an_image_that_cannot_be_read_leaves_the_saying_to_the_run(data, tmp_path):
    config = draft_config(data, tmp_path)
    config.dataset.train_scenes[0].raster_source.uris = [str(tmp_path / "missing.tif")]
    assert estimated_chips(config) is None
