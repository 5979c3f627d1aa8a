"""What has no value is the mean of its band for a network: in chips, from scenes, and in the prediction."""

import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
import torch

from rv_engine.backend import SemanticSegmentationPredictOptions
from rv_engine.backend.scene_prediction import shown_to
from rv_engine.backend.viewed_models import viewed_segmentation
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ModelError
from rv_engine.geo import Box
from rv_engine.learner import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationModelConfig,
    SolverConfig,
)
from rv_engine.learner.augmentor_config import AUGMENTORS_BY_NAME
from rv_engine.learner.chip_classification.resize import resized
from rv_engine.learner.image_files import read_image
from rv_engine.learner.samples import Batch, Sample
from rv_engine.learner.saved_model import ModelDescription, save_model
from rv_engine.learner.semantic_segmentation import (
    SegmentationPredictor,
    SemanticSegmentationLearner,
    load_model,
)
from rv_engine.learner.survey import survey
from rv_engine.learner.targets import Boxes, Mask
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.learner.weights import weights_of
from rv_engine.monitor import Monitor
from rv_engine.pipeline.chip_classification_from_layers import (
    ChipClassificationChoices,
    chip_classification_from_layers,
)
from rv_engine.pipeline.layers import LayerImage, Layers
from rv_engine.pipeline.object_detection_from_layers import (
    ObjectDetectionChoices,
    object_detection_from_layers,
)
from rv_engine.pipeline.semantic_segmentation_from_layers import (
    TrainingChoices,
    semantic_segmentation_from_layers,
)
from rv_engine.raster.rasterio_source import RasterioSource
from tests.engine.backend.scene_files import CLASSES, open_scene, predict, write_image
from tests.engine.pipeline.test_semantic_segmentation_from_layers import write_boxes

SIZE = 64


def image_with_gaps(path, dtype=np.int16):
    """Three bands from -500 to 3000, which are 0 somewhere and nowhere valid in a corner."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(-500, 3000, (SIZE, SIZE, 3)).astype(dtype)
    pixels[20:30] = 0
    pixels[40:, 30:] = -999
    return write_image(path, pixels, nodata=-999), pixels


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(3)
    config = SemanticSegmentationModelConfig(
        architecture="unet", backbone="resnet18", pretrained=False,
        extra_args={"encoder_depth": 3, "decoder_channels": [32, 16, 16]},
    )  # fmt: skip
    network = config.build(3, len(CLASSES)).eval()
    network.normalization.set_statistics([900.0, 1200.5, 700.25], [800.0, 600.0, 900.0])
    return config, network


def saved(folder, network, **changes):
    config, body = network
    description = ModelDescription(
        model=config, num_channels=3, input_dtype="int16", chip_sz_px=SIZE, class_config=CLASSES,
        **changes,
    )  # fmt: skip
    save_model(folder, description, weights_of(body))
    return load_model(folder, "cpu", mixed_precision="no")


def by_hand(network, pixels, valid, fill):
    """The classes of an image that is filled before anything of ours sees it."""
    filled = np.where(valid[..., None], pixels, fill).astype(np.float32)
    with torch.inference_mode():
        logits = network[1](torch.from_numpy(filled).permute(2, 0, 1)[None])
    return logits[0].argmax(dim=0).numpy()


OPTIONS = SemanticSegmentationPredictOptions(chip_sz=SIZE, stride=SIZE, batch_sz=2)


def test_a_map_is_that_of_an_image_filled_with_the_means(network, tmp_path):
    path, pixels = image_with_gaps(tmp_path / "image.tif")
    model = saved(tmp_path / "model", network, takes_nan=True)
    valid = pixels[..., 0] != -999
    labels, _ = predict(tmp_path, open_scene(path), OPTIONS, model=model)
    expected = by_hand(network, pixels, valid, [900.0, 1200.5, 700.25])
    np.testing.assert_array_equal(labels[valid], expected[valid])
    # What nodata is filled with matters here.
    assert (by_hand(network, pixels, valid, 0) != expected)[valid].any()


def test_a_model_from_before_is_shown_0_as_ever(network, tmp_path):
    path, pixels = image_with_gaps(tmp_path / "image.tif")
    saved(tmp_path / "model", network, takes_nan=True)
    description = tmp_path / "model" / "model.json"
    content = json.loads(description.read_text())
    assert content.pop("nodata") == "mean"
    description.write_text(json.dumps(content))
    valid = pixels[..., 0] != -999
    model = load_model(tmp_path / "model", "cpu", mixed_precision="no")
    labels, _ = predict(tmp_path, open_scene(path), OPTIONS, model=model)
    np.testing.assert_array_equal(labels[valid], by_hand(network, pixels, valid, 0)[valid])


def test_models_that_look_in_several_ways_are_shown_the_same(network, tmp_path):
    path, _ = image_with_gaps(tmp_path / "image.tif")
    chip = RasterioSource(str(path)).read(Box(0, 0, SIZE, SIZE))
    model = saved(tmp_path / "model", network, takes_nan=True)
    flips = OPTIONS.model_copy(update={"test_time_augmentation": "flips"})
    viewed = viewed_segmentation(model, flips)
    image = shown_to(viewed, chip)
    assert np.isnan(image).any()
    np.testing.assert_array_equal(image, shown_to(model, chip))
    ways: list[tuple[int, ...]] = [(), (0,), (1,), (0, 1)]
    single = [
        np.flip(
            model.predict_probabilities(np.flip(image, way)[None].copy())[0],
            [axis + 1 for axis in way],
        )
        for way in ways
    ]
    np.testing.assert_allclose(
        viewed.predict_probabilities(image[None])[0], np.mean(single, axis=0), atol=1e-5
    )


def test_other_models_are_never_shown_what_is_not_a_number(tmp_path):
    path, pixels = image_with_gaps(tmp_path / "image.tif")
    chip = RasterioSource(str(path)).read(Box(0, 0, SIZE, SIZE))
    image = shown_to(object(), chip)
    assert image.dtype == np.int16
    np.testing.assert_array_equal(image, np.where(pixels == -999, 0, pixels))


def test_numbers_of_another_type_are_still_refused(network, tmp_path):
    model = saved(tmp_path / "model", network, takes_nan=True)
    with pytest.raises(ModelError, match="float32"):
        model.predict_classes(np.ones((1, SIZE, SIZE, 3), np.float32))


PROPOSALS = {
    "semantic_segmentation": (semantic_segmentation_from_layers, TrainingChoices(chip_size=64)),
    "chip_classification": (
        chip_classification_from_layers,
        # They are enlarged, so that what is not known has neighbours.
        ChipClassificationChoices(cell_size=40, stride=20),
    ),
    "object_detection": (object_detection_from_layers, ObjectDetectionChoices(chip_size=64)),
}


@pytest.mark.parametrize("task", PROPOSALS)
def test_chips_keep_what_has_no_value_until_the_network(task, tmp_path):
    rng = np.random.default_rng(4)
    pixels = rng.integers(50, 200, (200, 300, 3)).astype(np.uint8)
    # 0 is a value, and a gap is at places where boxes are, too.
    pixels[100:130] = 0
    pixels[40:95, 100:140] = 255
    image = str(write_image(tmp_path / "image.tif", pixels, nodata=255))
    boxes = [(16 * i, 20 * (i % 8), 16 * i + 12, 20 * (i % 8) + 12) for i in range(18)]
    labels = write_boxes(tmp_path / "labels.gpkg", boxes, ["oak", "fir", "beech"] * 6)
    propose, choices = PROPOSALS[task]
    layers = Layers(images=[LayerImage([image])], labels=labels, class_field="kind")
    config = propose(layers, replace(choices, epochs=1), tmp_path / "run")
    config.update()
    backend = config.backend.build(config.dataset.class_config)
    writer = backend.chip_writer(tmp_path / "chips", config.chip_options)
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    writer.write_windows("train", scene, writer.windows(scene), Monitor())
    writer.finish("train")
    learner = backend.learner(tmp_path / "chips", tmp_path / "train")
    chips = learner.open_source("train")
    samples = backend.scene_samples("train", [scene], writer, learner.data.img_sz, Monitor())

    assert chips.dtype == samples.dtype == np.uint8
    marked = 0
    for index, place in enumerate(samples.places):
        known = np.zeros((place.window.height, place.window.width), bool)
        wanted = np.zeros((*known.shape, 3), np.float32)
        window = place.window
        if task == "chip_classification":
            window = window.moved_inside(scene.extent)
        inside = window.intersection(scene.extent)
        rows, columns = inside.slices_in(window)
        with rasterio.open(image) as dataset:
            area = ((inside.ymin, inside.ymax), (inside.xmin, inside.xmax))
            known[rows, columns] = dataset.read_masks(1, window=area) > 0
            wanted[rows, columns] = np.moveaxis(dataset.read(window=area), 0, -1)
        if task == "object_detection":
            known &= scene.aoi.mask(window)
        one, other = chips.sample(index), samples.sample(index)
        np.testing.assert_array_equal(one.image, other.image)
        marked += not known.all()
        if task == "chip_classification" and not known.all():
            # Enlarged: what is not known is a little larger, and nothing else is changed.
            gaps = np.isnan(one.image[..., 0])
            assert gaps.mean() >= (~known).mean() - 0.02
            filled = np.where(known[..., None], wanted, 0)
            whole = resized(filled.astype(np.uint8)[None], learner.data.img_sz)[0]
            np.testing.assert_array_equal(one.image[~gaps], whole[~gaps])
        elif task != "chip_classification":
            np.testing.assert_array_equal(np.isnan(one.image), np.repeat(~known[..., None], 3, 2))
            np.testing.assert_array_equal(one.image[known], wanted[known])
    assert 0 < marked < len(chips)
    # Written as it was.
    assert {read_image(path).dtype for path in tmp_path.glob("chips/train/**/*.png")
            if path.parent.name != "labels"} == {np.dtype(np.uint8)}  # fmt: skip


def test_statistics_are_those_of_what_has_a_value():
    rng = np.random.default_rng(5)
    images = rng.normal(100, 10, (4, 8, 8, 3)).astype(np.float32)
    images[0, :4, :, 1] = np.nan
    images[1] = np.nan
    images[2, ..., 2] = np.nan

    class Source:
        num_channels = 3

        def __len__(self):
            return 4

        def sample(self, index, rng=None):
            return Sample(images[index], Mask(np.zeros((8, 8), np.uint8)))

    found = survey(Source(), 1, 0, Monitor(), "")
    np.testing.assert_allclose(found.means, np.nanmean(images.astype(float), (0, 1, 2)))
    np.testing.assert_allclose(found.stds, np.nanstd(images.astype(float), (0, 1, 2)))


@pytest.mark.parametrize("name", list(AUGMENTORS_BY_NAME))
def test_augmentors_leave_what_has_no_value_and_are_not_misled_by_it(name):
    rng = np.random.default_rng(6)
    image = rng.uniform(1000, 1100, (40, 40, 3)).astype(np.float32)
    image[5:12, 20:] = np.nan
    image[30:, :, 1] = np.nan
    sample = Sample(image, Boxes(np.empty((0, 4), np.float32), np.empty(0, np.int64)))
    augment = AUGMENTORS_BY_NAME[name]().build()
    changed = augment(sample, np.random.default_rng(7)).image
    values = changed[np.isfinite(changed) & (changed != 0)]
    # Nothing was mixed with a 0 or a NaN.
    assert values.size and values.min() > 900 and values.max() < 1200
    share = np.isnan(changed[(changed != 0).any(axis=2)]).mean()
    assert share == pytest.approx(np.isnan(image).mean(), abs=0.12)


def test_a_network_without_a_place_for_it_is_shown_0(tmp_path):
    seen = []

    class Plain(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Conv2d(3, 2, 1)

        def forward(self, images):
            seen.append(images)
            return self.layer(images)

    images = np.full((1, 4, 4, 3), 7, np.float32)
    images[0, 0] = np.nan
    predictor = SegmentationPredictor(Plain(), num_channels=3, num_classes=2, device="cpu",
                                      takes_nan=True)  # fmt: skip
    assert not predictor.takes_nan
    data = SemanticSegmentationImageDataConfig(
        class_config=ClassConfig(names=["a", "b"]), img_sz=32
    )
    learner = SemanticSegmentationLearner(
        model=SemanticSegmentationModelConfig(pretrained=False), data=data, output_dir=tmp_path,
        solver=SolverConfig(mixed_precision="no"), device="cpu",
    )  # fmt: skip
    loop = TrainingLoop(Plain(), task=learner, solver=learner.solver, steps_per_epoch=1)
    loop.try_step(Batch(images, [Mask(np.zeros((4, 4), np.uint8))]), 1e-3)
    assert torch.isfinite(seen[0]).all() and not seen[0][0, :, 0].any()
