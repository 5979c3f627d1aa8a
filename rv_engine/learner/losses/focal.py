"""Focal loss. Lin et al. (2017), "Focal Loss for Dense Object Detection", equation 4."""

from __future__ import annotations

from collections.abc import Sequence

import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor

from rv_engine.learner.losses.loss import ClassWeights
from rv_engine.learner.targets import NO_LABEL


class Focal:
    """Cross entropy times (1 - p) ** gamma of each labelled pixel or image; see `ClassLoss`.

    Args:
        class_weights: Of each class; 1 for all when None.
        gamma: How strongly what is easy is looked past.
    """

    def __init__(self, class_weights: Sequence[float] | None = None, gamma: float = 2.0) -> None:
        self._class_weights = ClassWeights(class_weights)
        self._gamma = gamma

    def __call__(self, logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
        ids = class_ids.long()
        known = ids != NO_LABEL
        weight = self._class_weights.of(ids, known)
        cross_entropy = F.cross_entropy(logits, ids, ignore_index=NO_LABEL, reduction="none")
        probability = (-cross_entropy).exp()
        total = ((1 - probability) ** self._gamma * cross_entropy * weight).sum()
        return total, weight.sum()
