"""What a classifier learns by: cross entropy, of all classes against each other or each by itself."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor


class ClassificationLoss:
    """Cross entropy, weighted by class.

    Args:
        class_weights: Of each class; 1 for all when None.
        ignored_class_id: A class that is not learned from, or None.
    """

    def __init__(
        self, class_weights: Sequence[float] | None = None, ignored_class_id: int | None = None
    ) -> None:
        self._class_weights = None if class_weights is None else torch.tensor(class_weights)
        self._ignored = ignored_class_id

    def one_class(self, logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
        """The loss where each chip has exactly one class.

        Args:
            logits: Shape (B, num_classes), float32.
            class_ids: Shape (B,), int64.

        Returns:
            The weighted sum over all chips, and the sum of their weights.
        """
        weights = self._weights(logits)
        total = F.cross_entropy(logits, class_ids, weight=weights, reduction="sum")
        return total, weights[class_ids].sum()

    def several_classes(self, logits: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """The loss where a chip can have several classes or none.

        Args:
            logits: Shape (B, num_classes), float32.
            present: Shape (B, num_classes): 1 where a class is there, else 0.

        Returns:
            The weighted sum over all chips and classes, and the sum of their weights.
        """
        weights = self._weights(logits)
        total = F.binary_cross_entropy_with_logits(
            logits, present.float(), weight=weights, reduction="sum"
        )
        return total, weights.sum() * len(logits)

    def _weights(self, logits: Tensor) -> Tensor:
        weights = self._class_weights
        weights = logits.new_ones(logits.shape[1]) if weights is None else weights.to(logits)
        if self._ignored is not None:
            weights = weights.clone()
            weights[self._ignored] = 0
        return weights
