"""Test-time augmentation, beside the slow and plain way to do it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from torchvision.ops import batched_nms

from rv_engine.backend import ObjectDetectionPredictOptions, SemanticSegmentationPredictOptions
from rv_engine.backend.viewed_models import (
    ViewedClassificationModel,
    ViewedDetectionModel,
    ViewedSegmentationModel,
    viewed_segmentation,
)
from rv_engine.backend.views import View, views_of
from rv_engine.errors import ConfigError
from rv_engine.learner.detections import Detections
from tests.engine.backend.scene_files import PlaceModel, open_scene, predict, random_image

IMAGES = np.random.default_rng(0).integers(0, 255, (2, 8, 8, 1)).astype(np.uint8)
TURNS = {"none": [(0, False)], "flips": [(0, False), (0, True), (2, False), (2, True)]}
TURNS["flips_and_turns"] = [(turns, flip) for turns in range(4) for flip in (False, True)]


class PixelModel(PlaceModel):
    """Its answers depend on values alone, so it makes no difference how it looks."""

    @staticmethod
    def _mixed(batch):
        return batch[..., 0].astype(np.int64) * 7


class CornerModel:
    """Sees one object in each image: the brightest pixel; and one in the upper left corner."""

    num_channels, num_classes = 1, 2

    def predict_boxes(self, batch):
        return [self._objects(image[..., 0]) for image in batch]

    @staticmethod
    def _objects(image):
        y, x = np.unravel_index(image.argmax(), image.shape)
        # Longer than high, and not in the middle of the pixel, so that each view is another one.
        boxes = np.array([[x, y, x + 1.5, y + 1], [0, 0, 2, 1]], np.float32)
        return Detections(boxes, np.array([0, 1]), np.array([0.9, image[0, 0] / 255], np.float32))


def plainly_turned(image, turns, flip):
    return np.rot90(np.fliplr(image) if flip else image, turns)


def plainly_back(image, turns, flip):
    image = np.rot90(image, 4 - turns)
    return np.fliplr(image) if flip else image


@pytest.mark.parametrize("augmentation", TURNS)
def test_views_are_those_that_were_asked_for(augmentation) -> None:
    seen = {view.of(IMAGES)[0].tobytes() for view in views_of(augmentation)}
    expected = {plainly_turned(IMAGES[0], *turn).tobytes() for turn in TURNS[augmentation]}
    assert seen == expected and len(seen) == len(TURNS[augmentation])
    assert views_of(augmentation)[0] == View()


@pytest.mark.parametrize("augmentation", ["flips", "flips_and_turns"])
def test_probabilities_of_pixels_are_means_over_all_views(augmentation) -> None:
    model = PlaceModel()
    viewed = ViewedSegmentationModel(model, views_of(augmentation))
    expected = np.zeros((2, model.num_classes, 8, 8))
    for turn in TURNS[augmentation]:
        for number, image in enumerate(IMAGES):
            turned = plainly_turned(image, *turn).copy()
            for class_id, scores in enumerate(model.predict_probabilities(turned[None])[0]):
                expected[number, class_id] += plainly_back(scores, *turn)
    expected /= len(TURNS[augmentation])
    found = viewed.predict_probabilities(IMAGES)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.dtype == np.float32
    assert not np.allclose(found, model.predict_probabilities(IMAGES), atol=1e-3)
    np.testing.assert_array_equal(viewed.predict_classes(IMAGES), found.argmax(axis=1))


def test_a_model_that_sees_single_pixels_answers_as_before() -> None:
    model = PixelModel()
    viewed = ViewedSegmentationModel(model, views_of("flips_and_turns"))
    np.testing.assert_allclose(
        viewed.predict_probabilities(IMAGES), model.predict_probabilities(IMAGES), atol=1e-6
    )


def test_windows_that_are_no_squares_are_turned_too() -> None:
    images = IMAGES[:, :5]
    viewed = ViewedSegmentationModel(PixelModel(), views_of("flips_and_turns"))
    expected = PixelModel().predict_probabilities(images)
    np.testing.assert_allclose(viewed.predict_probabilities(images), expected, atol=1e-6)


def test_probabilities_of_chips_are_means_over_all_views() -> None:
    class Model:
        num_channels, num_classes, multi_label = 1, 2, True

        def predict_probabilities(self, batch):
            return np.stack([batch[:, 0, 0, 0], batch[:, 0, -1, 0]], axis=1) / np.float32(255)

    viewed = ViewedClassificationModel(Model(), views_of("flips_and_turns"))
    corners = IMAGES[:, [0, 0, -1, -1], [0, -1, 0, -1], 0].mean(axis=1) / 255
    # In eight ways to look, each corner is twice in each place.
    np.testing.assert_allclose(
        viewed.predict_probabilities(IMAGES), np.stack([corners, corners], axis=1), atol=1e-6
    )
    assert viewed.multi_label


@pytest.mark.parametrize("augmentation", ["flips", "flips_and_turns"])
@pytest.mark.parametrize("width", [8, 5])
def test_boxes_of_all_views_are_moved_back_and_merged(augmentation, width) -> None:
    images = np.ascontiguousarray(IMAGES[:, :, :width])
    options = ObjectDetectionPredictOptions(chip_sz=8, merge_thresh=0.5)
    viewed = ViewedDetectionModel(CornerModel(), views_of(augmentation), options)
    for number, found in enumerate(viewed.predict_boxes(images)):
        boxes, ids, scores = [], [], []
        for turn in TURNS[augmentation]:
            turned = plainly_turned(images[number], *turn)
            (answer,) = CornerModel().predict_boxes(turned[None])
            for box, class_id, score in zip(
                answer.boxes, answer.class_ids, answer.scores, strict=True
            ):
                boxes.append(_box_back(box, turned.shape, images[number].shape, turn))
                ids.append(class_id)
                scores.append(score)
        kept = _nms(boxes, ids, scores)
        expected = sorted((*np.float32(boxes[i]), ids[i], scores[i]) for i in kept)
        ours = sorted(
            (*box, class_id, score)
            for box, class_id, score in zip(found.boxes, found.class_ids, found.scores, strict=True)
        )
        np.testing.assert_allclose(ours, expected, atol=1e-5)
        assert (np.diff(found.scores) <= 0).all()


def _box_back(box, turned_shape, shape, turn):
    """By way of a picture of tenths of pixels, which is turned as pictures are."""
    picture = np.zeros((turned_shape[0] * 10 + 40, turned_shape[1] * 10 + 40), bool)
    xmin, ymin, xmax, ymax = np.round(np.asarray(box) * 10).astype(int) + 20
    picture[ymin:ymax, xmin:xmax] = True
    rows, columns = np.nonzero(plainly_back(picture, *turn))
    assert plainly_back(picture, *turn).shape == (shape[0] * 10 + 40, shape[1] * 10 + 40)
    return [
        (columns.min() - 20) / 10, (rows.min() - 20) / 10,
        (columns.max() - 19) / 10, (rows.max() - 19) / 10,
    ]  # fmt: skip


def _nms(boxes, ids, scores):
    import torch

    return batched_nms(
        torch.tensor(np.array(boxes), dtype=torch.float32),
        torch.tensor(np.array(scores), dtype=torch.float32),
        torch.tensor(np.array(ids)),
        0.5,
    ).tolist()


def test_a_scene_is_predicted_in_all_views_on_request(tmp_path: Path) -> None:
    scene = open_scene(random_image(tmp_path / "image.tif", 70, 90))
    plain = SemanticSegmentationPredictOptions(chip_sz=32, stride=16, batch_sz=3)
    turned = plain.model_copy(update={"test_time_augmentation": "flips_and_turns"})
    assert viewed_segmentation(model := PlaceModel(), plain) is model
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    viewed = ViewedSegmentationModel(PlaceModel(), views_of("flips_and_turns"))
    expected = predict(tmp_path / "a", scene, plain, smooth=True, model=viewed)
    found = predict(tmp_path / "b", scene, turned, smooth=True, model=(asked := PlaceModel()))
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1], expected[1], atol=1e-6)
    assert asked.windows % 8 == 0


def test_an_unknown_way_to_look_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match="flips_and_turns"):
        SemanticSegmentationPredictOptions.from_dict({"test_time_augmentation": "spin"})
