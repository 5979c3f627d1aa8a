"""Several losses together."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from rv_engine.learner.losses.loss import ClassLoss


class Combined:
    """The weighted sum of the means of several losses; see `ClassLoss`.

    Args:
        losses: The losses.
        weights: How much each counts.
    """

    def __init__(self, losses: Sequence[ClassLoss], weights: Sequence[float]) -> None:
        self._losses = list(losses)
        self._weights = list(weights)

    def __call__(self, logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
        total = logits.sum() * 0
        # What the first is divided by is what the sum is divided by.
        divisor: Tensor | None = None
        for loss, share in zip(self._losses, self._weights, strict=True):
            part, weight = loss(logits, class_ids)
            if divisor is None:
                divisor = weight
            total = total + share * part / weight.clamp(min=1e-7) * divisor
        return total, logits.new_zeros(()) if divisor is None else divisor
