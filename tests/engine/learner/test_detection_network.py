from __future__ import annotations

import numpy as np
import pytest
import torch
from torchvision.models import mobilenet_v3_small, resnet18

from rv_engine.errors import ConfigError
from rv_engine.learner import ObjectDetectionModelConfig
from rv_engine.learner.models import feature_pyramid
from rv_engine.learner.models.object_detection_architectures import OBJECT_DETECTION_ARCHITECTURES

FAMILIES = list(OBJECT_DETECTION_ARCHITECTURES)


def build(architecture: str = "fcos", channels: int = 3, classes: int = 2, **values: object):
    config = {"backbone": "mobilenet_v3_small", "pretrained": False, **values}
    extra = {"fpn_channels": 64}
    return ObjectDetectionModelConfig(
        **{"architecture": architecture, "extra_args": extra, **config}
    ).build(channels, classes)


def objects(*boxes: tuple[float, ...]) -> dict[str, torch.Tensor]:
    table = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
    return {"boxes": table, "labels": torch.zeros(len(table), dtype=torch.int64)}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("channels", [1, 4])
def test_any_bands_and_sizes_give_boxes_in_pixels_of_the_image(family: str, channels: int) -> None:
    torch.manual_seed(0)
    network = build(family, channels).eval()
    with torch.no_grad():
        answers = network(torch.rand(2, channels, 75, 130) * 255)
    assert len(answers) == 2
    for answer in answers:
        assert (answer["boxes"] >= 0).all()
        assert (answer["boxes"][:, 2] <= 130).all() and (answer["boxes"][:, 3] <= 75).all()
        assert set(answer["labels"].tolist()) <= {0, 1}
        assert ((answer["scores"] >= 0) & (answer["scores"] <= 1)).all()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("targets", [[objects(), objects()], [objects(), objects((5, 5, 20, 20))]])
def test_chips_without_objects_are_learned_from(family: str, targets) -> None:
    network = build(family).train()
    losses = network(torch.rand(2, 3, 64, 64), targets)
    total = sum(losses.values())
    assert torch.isfinite(total) and total > 0
    total.backward()
    assert all(
        torch.isfinite(parameter.grad).all()
        for parameter in network.parameters()
        if parameter.grad is not None
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_half_precision_gives_whole_losses(family: str) -> None:
    network = build(family).train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        losses = network(torch.rand(2, 3, 64, 64), [objects((5, 5, 20, 20))] * 2)
    assert all(loss.dtype == torch.float32 for loss in losses.values())


def test_images_are_neither_resampled_nor_normalised_for_photographs() -> None:
    seen = []
    network = build().eval()
    network.detector.get_submodule("backbone").register_forward_pre_hook(
        lambda module, inputs: seen.append(inputs[0])
    )
    images = torch.rand(1, 3, 64, 96)
    with torch.no_grad():
        network(images)
    assert torch.equal(seen[0], images)


@pytest.mark.parametrize(
    ("backbone", "make", "first"),
    [("resnet18", resnet18, "conv1"), ("mobilenet_v3_small", mobilenet_v3_small, "0.0")],
)
def test_pretrained_weights_are_kept_for_more_bands(monkeypatch, backbone, make, first) -> None:
    torch.manual_seed(1)
    state = make(weights=None).state_dict()
    monkeypatch.setattr(feature_pyramid, "pretrained_state", lambda weights: state)
    network = build(channels=6, backbone=backbone, pretrained=True)
    body = network.detector.get_submodule("backbone").body.body
    weight = body.get_parameter(f"{first}.weight")
    name = "conv1.weight" if backbone == "resnet18" else "features.0.0.weight"
    # Each filter answers to a grey image as before.
    torch.testing.assert_close(weight.sum(dim=1), state[name].sum(dim=1))


def test_fine_levels_are_there_for_small_objects_alone() -> None:
    def strides(sizes: list[float]) -> list[int]:
        network = build("retinanet", anchor_sizes=sizes).eval()
        levels = network.detector.get_submodule("backbone")(torch.rand(1, 3, 128, 128))
        return [128 // level.shape[-1] for level in levels.values()]

    assert strides([8, 16, 32, 64, 128]) == [4, 8, 16, 32, 64]
    assert strides([32, 64, 128, 256, 512]) == [8, 16, 32, 64, 128]


def test_anchors_are_of_the_sizes_that_were_asked_for() -> None:
    sizes = [10.0, 20.0, 40.0, 80.0, 160.0]
    network = build("faster_rcnn", anchor_sizes=sizes)
    anchors = network.detector.rpn.anchor_generator.cell_anchors
    for size, of_level in zip(sizes, anchors, strict=True):
        sides = (of_level[:, 2:] - of_level[:, :2]).prod(dim=1).sqrt().numpy()
        np.testing.assert_allclose(sides, size, rtol=0.1)


@pytest.mark.parametrize("sizes", [[1, 2, 3], [5, 4, 3, 2, 1], [0, 1, 2, 3, 4]])
def test_sizes_that_make_no_sense_are_refused(sizes: list[float]) -> None:
    with pytest.raises(ValueError, match="anchor_sizes"):
        ObjectDetectionModelConfig(anchor_sizes=sizes)


def test_unknown_names_are_refused_with_a_suggestion() -> None:
    with pytest.raises(ValueError, match="Did you mean 'mobilenet_v3_small'"):
        build(backbone="mobilenet_v3_smal")
    with pytest.raises(ConfigError, match="Did you mean 'fpn_channels'"):
        build(extra_args={"fpn_chanels": 3})
    with pytest.raises(ConfigError, match="multiple of 32"):
        build(extra_args={"fpn_channels": 32})
