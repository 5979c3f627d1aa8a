"""Giving each pixel a class: chips, training, saved models and prediction. Needs torch."""

from rv_engine.learner.semantic_segmentation.image_chips import ImageChips
from rv_engine.learner.semantic_segmentation.saved_model import load_model
from rv_engine.learner.semantic_segmentation.segmentation_network import SegmentationNetwork
from rv_engine.learner.semantic_segmentation.segmentation_predictor import SegmentationPredictor
from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
    SemanticSegmentationLearner,
)

__all__ = [
    "ImageChips",
    "SegmentationNetwork",
    "SegmentationPredictor",
    "SemanticSegmentationLearner",
    "load_model",
]
