"""Cross entropy over the labelled pixels."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor

from rv_engine.learner.targets import NO_LABEL


class PixelCrossEntropy:
    """Cross entropy of each labelled pixel, weighted by its class.

    Args:
        class_weights: Of each class; 1 for all when None.
    """

    def __init__(self, class_weights: Sequence[float] | None = None) -> None:
        self._class_weights = None if class_weights is None else torch.tensor(class_weights)

    def __call__(self, logits: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The loss of a batch.

        Args:
            logits: Shape (B, num_classes, H, W), float32.
            targets: Class ids, shape (B, H, W), uint8; `NO_LABEL` where nothing is known.

        Returns:
            The weighted sum over all labelled pixels, and the sum of their weights.
        """
        ids = targets.long()
        known = ids != NO_LABEL
        weights = self._class_weights
        if weights is None:
            weight = known.sum().float()
        else:
            weights = weights.to(logits.device)
            weight = weights[ids[known]].sum()
        total = F.cross_entropy(logits, ids, weight=weights, ignore_index=NO_LABEL, reduction="sum")
        return total, weight
