"""Predicts batches of windows with a segmentation network."""

from __future__ import annotations

import torch

from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.network_predictor import NetworkPredictor
from rv_engine.learner.semantic_segmentation.most_likely_class import most_likely_class
from rv_engine.types import Array

_MEMORY_HINT = "Lower the batch size (batch_sz) or the chip size (chip_sz) of the prediction."


class SegmentationPredictor(NetworkPredictor):
    """Predicts with a network that answers logits (B, num_classes, H, W)."""

    def predict_probabilities(self, images: Array) -> Array:
        """How likely each class is.

        Args:
            images: Pixel values, shape (B, H, W, num_channels), in the type of the training.

        Returns:
            Shape (B, num_classes, H, W), float32; over the classes they sum to 1.

        Raises:
            ModelError: The images do not fit the model, its answer is no number, or the memory does
                not suffice.
        """
        self.check(images)
        with torch.inference_mode(), memory_errors(_MEMORY_HINT):
            probabilities = self.logits(images).float().softmax(dim=1)
            result: Array = probabilities.contiguous().cpu().numpy()
        return result

    def predict_classes(self, images: Array) -> Array:
        """The most likely class; of equally likely ones that with the lowest id.

        Args:
            images: See `predict_probabilities`.

        Returns:
            Class ids, shape (B, H, W), uint8.

        Raises:
            ModelError: The images do not fit the model, its answer is no number, or the memory does
                not suffice.
        """
        self.check(images)
        with torch.inference_mode(), memory_errors(_MEMORY_HINT):
            ids: Array = most_likely_class(self.logits(images)).cpu().numpy()
        return ids
