"""Lovasz-softmax loss. Berman et al. (2018), "The Lovasz-Softmax loss", algorithm 1."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rv_engine.learner.losses.loss import ClassWeights, flatten_known


class Lovasz:
    """A smooth stand-in for 1 - IoU, the mean over the classes that are in the batch.

    See `ClassLoss`. It is a mean over batches, however large they are.

    Args:
        class_weights: Of each class; 1 for all when None.
    """

    def __init__(self, class_weights: Sequence[float] | None = None) -> None:
        self._class_weights = ClassWeights(class_weights)

    def __call__(self, logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
        known_logits, ids = flatten_known(logits, class_ids)
        probabilities = known_logits.softmax(dim=1)
        num_classes = logits.shape[1]
        truth = torch.nn.functional.one_hot(ids, num_classes).to(probabilities.dtype)
        errors, order = (truth - probabilities).abs().sort(dim=0, descending=True)
        loss = (errors * _gradient(truth.gather(0, order))).sum(dim=0)
        present = truth.any(dim=0)
        weights = self._class_weights.of(torch.arange(num_classes, device=ids.device), present)
        mean = (loss * weights).sum() / weights.sum().clamp(min=1e-7)
        # Without anything labelled it is 0 of 0, and nothing is learned.
        weight = present.any() * float(len(class_ids))
        return mean * weight, weight


def _gradient(truth: Tensor) -> Tensor:
    """How much each error, sorted from large to small, adds to 1 - IoU; shape (N, num_classes)."""
    shared = truth.sum(dim=0) - truth.cumsum(dim=0)
    either = truth.sum(dim=0) + (1 - truth).cumsum(dim=0)
    jaccard = 1 - shared / either
    return torch.cat([jaccard[:1], jaccard[1:] - jaccard[:-1]])
