"""Dice loss. Milletari et al. (2016), "V-Net", section 3, with probabilities not squared."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rv_engine.learner.losses.loss import ClassWeights, flatten_known


class Dice:
    """1 - 2 |A and B| / (|A| + |B|), the mean over the classes that are in the batch.

    See `ClassLoss`. It is a mean over batches, however large they are.

    Args:
        class_weights: Of each class; 1 for all when None.
        smooth: Pixels that are added to both areas and what they share.
    """

    def __init__(self, class_weights: Sequence[float] | None = None, smooth: float = 1.0) -> None:
        self._class_weights = ClassWeights(class_weights)
        self._smooth = smooth

    def __call__(self, logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
        known_logits, ids = flatten_known(logits, class_ids)
        probabilities = known_logits.softmax(dim=1)
        num_classes = logits.shape[1]
        truth = torch.nn.functional.one_hot(ids, num_classes).to(probabilities.dtype)
        shared = (probabilities * truth).sum(dim=0)
        areas = probabilities.sum(dim=0) + truth.sum(dim=0)
        smooth = self._smooth
        loss = 1 - 2 * (shared + smooth) / (areas + 2 * smooth).clamp(min=1e-7)
        present = truth.any(dim=0)
        weights = self._class_weights.of(torch.arange(num_classes, device=ids.device), present)
        count = float(len(class_ids))
        mean = (loss * weights).sum() / weights.sum().clamp(min=1e-7)
        # Without anything labelled it is 0 of 0, and nothing is learned.
        weight = present.any() * count
        return mean * weight, weight
