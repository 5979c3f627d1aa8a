from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from rv_engine.errors import ModelError
from rv_engine.learner import SemanticSegmentationModelConfig
from rv_engine.learner.semantic_segmentation import SegmentationPredictor
from rv_engine.types import Array


@pytest.fixture
def predictor() -> SegmentationPredictor:
    torch.manual_seed(0)
    config = SemanticSegmentationModelConfig(
        architecture="unet", backbone="resnet18", pretrained=False
    )
    network = config.build(3, 4)
    network.normalization.set_statistics([128] * 3, [70] * 3)
    return SegmentationPredictor(network, num_channels=3, num_classes=4, device="cpu")


def some_images(height: int, width: int, bands: int = 3) -> Array:
    rng = np.random.default_rng(0)
    return rng.integers(0, 255, (2, height, width, bands)).astype(np.uint8)


@pytest.mark.parametrize("size", [(32, 32), (33, 31), (100, 57), (5, 3), (1, 1)])
def test_any_size_is_predicted_and_classes_are_the_likeliest(
    predictor: SegmentationPredictor, size: tuple[int, int]
) -> None:
    images = some_images(*size)
    probabilities = predictor.predict_probabilities(images)
    classes = predictor.predict_classes(images)
    assert probabilities.shape == (2, 4, *size)
    assert probabilities.dtype == np.float32
    assert probabilities.flags.c_contiguous
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert classes.dtype == np.uint8
    np.testing.assert_array_equal(probabilities.argmax(axis=1), classes)


def test_an_image_is_predicted_the_same_alone_and_in_a_batch(
    predictor: SegmentationPredictor,
) -> None:
    images = some_images(64, 64)
    together = predictor.predict_probabilities(images)
    np.testing.assert_allclose(predictor.predict_probabilities(images[1:]), together[1:], atol=1e-5)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "int32", "float32", "float64"])
def test_a_plain_module_gets_the_pixel_values_as_they_are(dtype: str) -> None:
    class FirstBandAgainstSecond(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            assert images.dtype == torch.float32
            return images[:, :2]

    predictor = SegmentationPredictor(
        FirstBandAgainstSecond(), num_channels=3, num_classes=2, device="cpu"
    )
    images = some_images(7, 9).astype(dtype)
    expected = images[..., 1] > images[..., 0]
    np.testing.assert_array_equal(predictor.predict_classes(images), expected)


def test_views_and_reversed_arrays_are_fine(predictor: SegmentationPredictor) -> None:
    images = some_images(40, 40)
    flipped = predictor.predict_classes(images[:, ::-1, 4:36])
    np.testing.assert_array_equal(
        flipped, predictor.predict_classes(np.ascontiguousarray(images[:, ::-1, 4:36]))
    )


def test_16_bits_predict_nearly_the_same(predictor: SegmentationPredictor) -> None:
    fast = SegmentationPredictor(
        predictor._network, num_channels=3, num_classes=4, device="cpu", precision=torch.bfloat16
    )
    images = some_images(64, 64)
    np.testing.assert_allclose(
        fast.predict_probabilities(images), predictor.predict_probabilities(images), atol=0.05
    )


@pytest.mark.parametrize("shape", [(2, 32, 32, 4), (32, 32, 3), (2, 3, 32, 32)])
def test_images_with_other_bands_are_an_error(
    predictor: SegmentationPredictor, shape: tuple[int, ...]
) -> None:
    with pytest.raises(ModelError, match="takes images with 3 bands"):
        predictor.predict_classes(np.zeros(shape, np.uint8))


def test_images_of_another_type_than_in_training_are_an_error() -> None:
    predictor = SegmentationPredictor(
        nn.Identity(), num_channels=3, num_classes=3, device="cpu", input_dtype=np.dtype("uint16")
    )
    with pytest.raises(ModelError, match="trained on pixels of type uint16, but got uint8"):
        predictor.predict_classes(some_images(8, 8))


def test_a_network_in_training_is_put_into_evaluation() -> None:
    network: Any = nn.Sequential(nn.Dropout(0.9))
    SegmentationPredictor(network.train(), num_channels=3, num_classes=3, device="cpu")
    assert not network.training


@pytest.mark.parametrize("answer", [float("nan"), float("inf")])
def test_an_answer_that_is_no_number_is_no_map(answer: float) -> None:
    class Overflow(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            logits = images[:, :2].clone()
            logits[-1, 1, 3, 4] = answer
            return logits

    predictor = SegmentationPredictor(Overflow(), num_channels=3, num_classes=2, device="cpu")
    for predict in (predictor.predict_classes, predictor.predict_probabilities):
        with pytest.raises(ModelError, match="no number"):
            predict(some_images(8, 8))
