from __future__ import annotations

import math

import pytest
import segmentation_models_pytorch as smp
import torch
import torch.nn.functional as F  # noqa: N812

from rv_engine.errors import ConfigError
from rv_engine.learner import (
    CombinedLossConfig,
    CrossEntropyLossConfig,
    DiceLossConfig,
    FocalLossConfig,
    LossConfig,
    LovaszLossConfig,
)
from rv_engine.learner.losses.loss import ClassLoss
from rv_engine.learner.targets import NO_LABEL

LOSSES = [
    CrossEntropyLossConfig(),
    CrossEntropyLossConfig(label_smoothing=0.1),
    FocalLossConfig(),
    DiceLossConfig(),
    LovaszLossConfig(),
    CombinedLossConfig(losses=[CrossEntropyLossConfig(), DiceLossConfig()], weights=[1.0, 0.5]),
]


def some_batch() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(2, 3, 4, 5), torch.randint(0, 3, (2, 4, 5)).to(torch.uint8)


def mean(loss: ClassLoss, logits: torch.Tensor, class_ids: torch.Tensor) -> torch.Tensor:
    total, weight = loss(logits, class_ids)
    return total / weight


@pytest.mark.parametrize("weights", [None, [1.0, 0.5, 3.0]])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_cross_entropy_is_that_of_torch(weights: list[float] | None, smoothing: float) -> None:
    logits, class_ids = some_batch()
    loss = CrossEntropyLossConfig(label_smoothing=smoothing).build(weights)
    tensor = None if weights is None else torch.tensor(weights)
    expected = F.cross_entropy(logits, class_ids.long(), tensor, label_smoothing=smoothing)
    torch.testing.assert_close(mean(loss, logits, class_ids), expected)


def test_focal_is_cross_entropy_without_its_exponent() -> None:
    logits, class_ids = some_batch()
    for weights in (None, [1.0, 0.5, 3.0]):
        torch.testing.assert_close(
            mean(FocalLossConfig(gamma=0).build(weights), logits, class_ids),
            mean(CrossEntropyLossConfig().build(weights), logits, class_ids),
        )


def test_focal_by_hand() -> None:
    # Probabilities 0.8 and 0.4 of the right class.
    logits = torch.tensor([[math.log(0.8), math.log(0.2)], [math.log(0.6), math.log(0.4)]])
    found = mean(FocalLossConfig(gamma=2).build(), logits, torch.tensor([0, 1]))
    expected = (0.2**2 * -math.log(0.8) + 0.6**2 * -math.log(0.4)) / 2
    assert float(found) == pytest.approx(expected, rel=1e-5)


def test_dice_by_hand() -> None:
    # Two pixels, with probabilities (0.8, 0.2) and (0.6, 0.4); they are of class 0 and 1.
    logits = torch.tensor([[[[0.8, 0.6]], [[0.2, 0.4]]]]).log()
    found = mean(DiceLossConfig(smooth=0).build(), logits, torch.tensor([[[0, 1]]]))
    first = 1 - 2 * 0.8 / (1.4 + 1)
    second = 1 - 2 * 0.4 / (0.6 + 1)
    assert float(found) == pytest.approx((first + second) / 2, rel=1e-5)


@pytest.mark.parametrize("smooth", [0.0, 1.0])
def test_dice_is_that_of_segmentation_models_pytorch(smooth: float) -> None:
    logits, class_ids = some_batch()
    class_ids[0, :2] = NO_LABEL
    theirs = smp.losses.DiceLoss("multiclass", smooth=smooth, ignore_index=NO_LABEL)
    found = mean(DiceLossConfig(smooth=smooth).build(), logits, class_ids)
    torch.testing.assert_close(found, theirs(logits, class_ids.long()))


def test_lovasz_is_that_of_segmentation_models_pytorch() -> None:
    logits, class_ids = some_batch()
    class_ids[1, 3] = NO_LABEL
    theirs = smp.losses.LovaszLoss("multiclass", ignore_index=NO_LABEL)
    found = mean(LovaszLossConfig().build(), logits, class_ids)
    torch.testing.assert_close(found, theirs(logits, class_ids.long()))


def test_lovasz_of_certain_answers_is_one_minus_iou() -> None:
    class_ids = torch.tensor([[[0, 0, 0, 1, 1]]])
    answers = torch.tensor([[[0, 0, 1, 1, 1]]])
    logits = 100.0 * F.one_hot(answers, 2).movedim(-1, 1)
    found = mean(LovaszLossConfig().build(), logits, class_ids)
    assert float(found) == pytest.approx(1 - (2 / 3 + 2 / 3) / 2, rel=1e-5)


def test_combined_losses_add_their_means() -> None:
    logits, class_ids = some_batch()
    parts = [CrossEntropyLossConfig(), LovaszLossConfig()]
    found = mean(CombinedLossConfig(losses=parts, weights=[2, 0.5]).build(), logits, class_ids)
    first, second = (mean(part.build(), logits, class_ids) for part in parts)
    torch.testing.assert_close(found, 2 * first + 0.5 * second)


@pytest.mark.parametrize("config", LOSSES, ids=str)
def test_pixels_without_label_neither_count_nor_get_a_gradient(config: LossConfig) -> None:
    logits, class_ids = some_batch()
    class_ids[:, :2] = NO_LABEL
    logits.requires_grad_()
    found = mean(config.build(), logits, class_ids)
    expected = mean(config.build(), logits[:, :, 2:], class_ids[:, 2:])
    torch.testing.assert_close(found, expected)
    found.backward()
    assert logits.grad is not None
    assert logits.grad[:, :, :2].abs().max() == 0
    assert logits.grad[:, :, 2:].abs().sum() > 0


@pytest.mark.parametrize("config", LOSSES, ids=str)
def test_a_batch_without_any_label_has_a_loss_of_zero(config: LossConfig) -> None:
    logits, class_ids = some_batch()
    logits.requires_grad_()
    total, weight = config.build([1.0, 2.0, 3.0])(logits, torch.full_like(class_ids, NO_LABEL))
    assert (float(total.detach()), float(weight)) == (0, 0)
    total.backward()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


@pytest.mark.parametrize("config", LOSSES, ids=str)
def test_whole_images_have_losses_too(config: LossConfig) -> None:
    torch.manual_seed(0)
    logits, class_ids = torch.randn(8, 3), torch.arange(8) % 3
    right = 5.0 * F.one_hot(class_ids, 3)
    loss = config.build()
    assert float(mean(loss, right, class_ids)) < float(mean(loss, logits, class_ids))


def test_weights_must_be_as_many_as_losses() -> None:
    values = {
        "type_hint": "combined_loss",
        "losses": [{"type_hint": "dice_loss"}],
        "weights": [1, 2],
    }
    with pytest.raises(ConfigError, match="1 losses need as many weights"):
        LossConfig.from_dict(values)
