"""Cross entropy over all that is labelled."""

from __future__ import annotations

from collections.abc import Sequence

import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor

from rv_engine.learner.losses.loss import ClassWeights
from rv_engine.learner.targets import NO_LABEL


class CrossEntropy:
    """Cross entropy of each labelled pixel or image, weighted by its class; see `ClassLoss`.

    Args:
        class_weights: Of each class; 1 for all when None.
        label_smoothing: How much of each label is spread over all classes.
    """

    def __init__(
        self, class_weights: Sequence[float] | None = None, label_smoothing: float = 0.0
    ) -> None:
        self._class_weights = ClassWeights(class_weights)
        self._label_smoothing = label_smoothing

    def __call__(self, logits: Tensor, class_ids: Tensor) -> tuple[Tensor, Tensor]:
        ids = class_ids.long()
        known = ids != NO_LABEL
        weights = self._class_weights.on(logits.device)
        weight = (
            known.sum().float() if weights is None else self._class_weights.of(ids, known).sum()
        )
        total = F.cross_entropy(
            logits,
            ids,
            weight=weights,
            ignore_index=NO_LABEL,
            reduction="sum",
            label_smoothing=self._label_smoothing,
        )
        return total, weight
