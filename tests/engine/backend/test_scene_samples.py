"""Training from the images is training from chips."""

import sys

import numpy as np
import pytest

from rv_engine.backend import (
    ClassificationGeoDataConfig,
    ObjectDetectionGeoDataConfig,
    SemanticSegmentationGeoDataConfig,
)
from rv_engine.learner.targets import Boxes, ClassLabel
from rv_engine.learner.weights import read_weights
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.runner import InProcessRunner
from rv_engine.scene import ChipClassificationChipOptions, WindowSamplingConfig
from tests.engine import cells
from tests.engine.learner.recording import RecordingMonitor
from tests.engine.pipeline import squares

TASKS = ("pixels", "cells", "several", "objects")
GEO_DATA = {
    "pixels": SemanticSegmentationGeoDataConfig,
    "cells": ClassificationGeoDataConfig,
    "several": ClassificationGeoDataConfig,
    "objects": ObjectDetectionGeoDataConfig,
}


def pipeline_config(task, folder, request):
    """A small pipeline that trains one epoch and draws nothing."""
    if task == "pixels":
        config = load_pipeline_config(request.getfixturevalue("finished_run").config)
    elif task == "objects":
        config = squares.pipeline_config(folder)
    else:
        several = task == "several"
        scenes = [
            cells.scene_config(name, cells.write_scene(folder / name, seed=seed, cut_px=5))
            for seed, name in enumerate(("b", "a"))
        ]
        config = cells.pipeline(folder, scenes, scenes[1:], multi_label=several)
        config.chip_options = ChipClassificationChipOptions(
            sampling=WindowSamplingConfig(size=35 if several else 20, stride=20),
            multi_label=several,
        )
    config.backend.solver.num_epochs = 1
    config.backend.solver.pictures = False
    config.backend.solver.mixed_precision = "no"
    return config


def with_chips(config, cut_chips: bool, folder):
    data = config.backend.data
    task = next(name for name, kind in GEO_DATA.items() if isinstance(data, kind.__mro__[2]))
    values = {name: getattr(data, name) for name in type(data).model_fields}
    backend = config.backend.model_copy(
        update={"data": GEO_DATA[task](**values, cut_chips=cut_chips)}
    )
    return config.model_copy(deep=True, update={"backend": backend, "root_uri": str(folder)})


def contents(target):
    if isinstance(target, Boxes):
        return target.boxes, target.class_ids
    return (target.class_id,) if isinstance(target, ClassLabel) else (target.class_ids,)


@pytest.mark.parametrize("kept_bytes", [None, 30_000])
@pytest.mark.parametrize("task", TASKS)
def test_samples_from_scenes_are_those_of_chips_bit_by_bit(tmp_path, request, task, kept_bytes):
    config = pipeline_config(task, tmp_path, request)
    config.update()
    backend = config.backend.build(config.dataset.class_config)
    writer = backend.chip_writer(tmp_path / "chips", config.chip_options)
    scenes = [scene.build(config.dataset.class_config) for scene in config.dataset.train_scenes]
    for scene in scenes:
        writer.write_windows("train", scene, writer.windows(scene), Monitor())
    writer.finish("train")
    learner = backend.learner(tmp_path / "chips", tmp_path / "train")
    chips, size = learner.open_source("train"), config.backend.data.img_sz
    samples = backend.scene_samples("train", scenes, writer, size, Monitor(), kept_bytes)
    assert len(samples) == len(chips) > 1
    assert (samples.num_channels, samples.dtype) == (chips.num_channels, chips.dtype)
    kept = [place.kept is not None for place in samples.places]
    assert all(kept) if kept_bytes is None else any(kept) and not all(kept)
    for index in range(len(chips)):
        for seed in (None, 7):
            ours, theirs = (
                source.sample(index, None if seed is None else np.random.default_rng(seed))
                for source in (samples, chips)
            )
            np.testing.assert_array_equal(ours.image, theirs.image)
            for one, other in zip(contents(ours.target), contents(theirs.target), strict=True):
                np.testing.assert_array_equal(one, other)
    if task == "objects":
        np.testing.assert_array_equal(samples.all_boxes(), chips.all_boxes())


def train(config, monitor):
    InProcessRunner().run([config], ("analyze", "chip", "train"), monitor)
    return read_weights(config.folder("train") / "model" / "model.safetensors")


@pytest.mark.parametrize("task", TASKS)
def test_a_model_trained_without_chips_is_the_same_model(tmp_path, request, task):
    config = pipeline_config(task, tmp_path, request)
    weights = []
    for cut in (True, False):
        one = with_chips(config, cut, tmp_path / str(cut))
        weights.append(train(one, Monitor()))
        chips = [path for path in one.folder("chip").rglob("*") if path.suffix in {".png", ".npy"}]
        assert bool(chips) == cut
        assert not (one.folder("train") / "checkpoints").exists()
    assert weights[0].keys() == weights[1].keys()
    for name, tensor in weights[0].items():
        np.testing.assert_array_equal(tensor.numpy(), weights[1][name].numpy())


@pytest.mark.skipif(sys.platform == "win32", reason="torchrun has no gloo rendezvous there")
def test_several_devices_train_without_chips_as_with_them(tmp_path, request, monkeypatch):
    monkeypatch.setenv("RV_DEVICES", "2")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    config = pipeline_config("cells", tmp_path, request)
    weights = []
    for cut in (True, False):
        monitor = RecordingMonitor()
        weights.append(train(with_chips(config, cut, tmp_path / str(cut)), monitor))
        assert "in 2 processes" in monitor.log_text
        assert [m.step for m in monitor.metrics if m.name == "train_loss"] == [1]
    for name, tensor in weights[0].items():
        np.testing.assert_array_equal(tensor.numpy(), weights[1][name].numpy())
