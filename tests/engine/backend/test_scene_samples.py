"""Training from the images is training from chips."""

import json

import numpy as np

from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.backend.semantic_segmentation_scene_samples import SceneSamples
from rv_engine.learner.semantic_segmentation import ImageChips
from rv_engine.learner.weights import read_weights
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.runner import InProcessRunner
from tests.engine.engine_process import change_config


def test_samples_from_scenes_are_those_of_chips_bit_by_bit(tmp_path, finished_run):
    config = load_pipeline_config(finished_run.config)
    config.update()
    classes, options = config.dataset.class_config, config.chip_options
    scenes = [scene.build(classes) for scene in config.dataset.train_scenes]
    writer = SemanticSegmentationChipWriter(tmp_path / "chips", options, classes)
    for scene in scenes:
        writer.write_windows("train", scene, writer.windows(scene), Monitor())
    size = config.backend.data.img_sz
    chips = ImageChips(tmp_path / "chips" / "train", len(classes), size)
    samples = SceneSamples("train", scenes, writer, size, Monitor())
    assert len(samples) == len(chips) > 1
    assert (samples.num_channels, samples.dtype) == (chips.num_channels, chips.dtype)
    for index in range(len(chips)):
        for seed in (None, 7):
            ours, theirs = (
                source.sample(index, None if seed is None else np.random.default_rng(seed))
                for source in (samples, chips)
            )
            np.testing.assert_array_equal(ours.image, theirs.image)
            np.testing.assert_array_equal(ours.target.class_ids, theirs.target.class_ids)


def test_a_model_trained_without_chips_is_the_same_model(tmp_path, finished_run):
    weights = []
    for name in ("with", "without"):
        content = json.loads(finished_run.config.read_text(encoding="utf-8"))
        data = content["backend"]["data"]
        data |= {"type_hint": "semantic_segmentation_geo_data", "cut_chips": name == "with"}
        changes = {"backend.data": data, "root_uri": str(tmp_path / name)}
        changes |= {"backend.solver.num_epochs": 1, "backend.solver.pictures": False}
        path = change_config(finished_run.config, changes, tmp_path / f"{name}.json")
        config = load_pipeline_config(path)
        InProcessRunner().run([config], ("analyze", "chip", "train"), Monitor())
        weights.append(read_weights(config.folder("train") / "model" / "model.safetensors"))
        assert any(config.folder("chip").rglob("*.png")) == (name == "with")
    for name, tensor in weights[0].items():
        np.testing.assert_array_equal(tensor.numpy(), weights[1][name].numpy())
