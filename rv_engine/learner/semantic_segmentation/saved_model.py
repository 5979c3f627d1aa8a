"""Saved segmentation models, ready to predict."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rv_engine.learner.devices import choose_device
from rv_engine.learner.precision import choose_precision
from rv_engine.learner.saved_model import load_network
from rv_engine.learner.semantic_segmentation.segmentation_predictor import SegmentationPredictor


def load_model(
    folder: Path, device: str | None = None, *, mixed_precision: str = "auto"
) -> SegmentationPredictor:
    """A predictor with a saved model. No code in the folder is ever executed.

    Args:
        folder: What the learner wrote.
        device: "cpu", "cuda", "cuda:1" or "mps"; the best there is when None.
        mixed_precision: As in `SolverConfig`; "no" for 32-bit numbers throughout.

    Raises:
        BundleError: Something is missing or damaged, or the model is for another task.
        ModelError: The weights are damaged or of another network, or there is no such device.
    """
    network, description = load_network(folder, "semantic_segmentation")
    chosen = choose_device(device)
    return SegmentationPredictor(
        network,
        num_channels=description.num_channels,
        num_classes=len(description.class_config),
        device=chosen,
        input_dtype=np.dtype(description.input_dtype),
        precision=choose_precision(mixed_precision, chosen),
        takes_nan=description.takes_nan,
    )
