from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rv_engine.learner.semantic_segmentation.pixel_cross_entropy import PixelCrossEntropy
from rv_engine.learner.targets import NO_LABEL


def some_batch() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(2, 3, 4, 5), torch.randint(0, 3, (2, 4, 5)).to(torch.uint8)


@pytest.mark.parametrize("weights", [None, [1.0, 0.5, 3.0]])
def test_the_mean_is_that_of_torch(weights: list[float] | None) -> None:
    logits, targets = some_batch()
    total, weight = PixelCrossEntropy(weights)(logits, targets)
    tensor = None if weights is None else torch.tensor(weights)
    torch.testing.assert_close(total / weight, F.cross_entropy(logits, targets.long(), tensor))


@pytest.mark.parametrize("weights", [None, [1.0, 0.5, 3.0]])
def test_pixels_without_label_do_not_count(weights: list[float] | None) -> None:
    logits, targets = some_batch()
    targets[:, :2] = NO_LABEL
    loss = PixelCrossEntropy(weights)
    total, weight = loss(logits, targets)
    expected_total, expected_weight = loss(logits[:, :, 2:], targets[:, 2:])
    torch.testing.assert_close((total, weight), (expected_total, expected_weight))


def test_pixels_without_label_get_no_gradient() -> None:
    logits, targets = some_batch()
    targets[0] = NO_LABEL
    logits.requires_grad_()
    PixelCrossEntropy()(logits, targets)[0].backward()
    assert logits.grad is not None
    assert logits.grad[0].abs().max() == 0
    assert logits.grad[1].abs().min() > 0


def test_a_batch_without_any_label_has_a_loss_of_zero() -> None:
    logits, targets = some_batch()
    total, weight = PixelCrossEntropy()(logits, torch.full_like(targets, NO_LABEL))
    assert (total, weight) == (0, 0)
