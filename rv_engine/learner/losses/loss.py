"""What a loss over classes answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from rv_engine.learner.targets import NO_LABEL


class ClassLoss(Protocol):
    """A loss of logits against class ids."""

    def __call__(self, logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
        """The loss of a batch.

        Args:
            logits: Shape (B, num_classes, ...), float32.
            class_ids: Shape (B, ...), uint8; `NO_LABEL` where nothing is known.

        Returns:
            The sum of the loss, and what it is to be divided by to be a mean: the number of
            labelled pixels, or whatever the loss is a mean of.
        """


class ClassWeights:
    """How much an error in each class counts, on any device.

    Args:
        weights: Of each class; 1 for all when None.
    """

    def __init__(self, weights: Sequence[float] | None) -> None:
        self._weights = None if weights is None else torch.tensor(weights)

    def on(self, device: torch.device) -> Tensor | None:
        """The weights; None when they are all 1."""
        if self._weights is not None and self._weights.device != device:
            self._weights = self._weights.to(device)
        return self._weights

    def of(self, ids: Tensor, known: Tensor) -> Tensor:
        """The weight of each id, float32; 0 where nothing is known.

        Args:
            ids: Class ids, int64; anything where nothing is known.
            known: Where something is known.
        """
        weights = self.on(ids.device)
        if weights is None:
            return known.float()
        return weights[ids.masked_fill(~known, 0)] * known


def flatten_known(logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
    """Logits (N, num_classes) and ids (N,), int64, of all that is labelled."""
    ids = class_ids.flatten().long()
    flat = logits.movedim(1, -1).flatten(0, -2)
    known = ids != NO_LABEL
    return flat[known], ids[known]
