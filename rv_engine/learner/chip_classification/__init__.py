"""Giving each chip a class: images, training and prediction. Needs torch."""

from rv_engine.learner.chip_classification.classification_learner import ClassificationLearner
from rv_engine.learner.chip_classification.classification_network import ClassificationNetwork
from rv_engine.learner.chip_classification.classification_predictor import (
    ClassificationPredictor,
    load_model,
)
from rv_engine.learner.chip_classification.classified_images import ClassifiedImages

__all__ = [
    "ClassificationLearner",
    "ClassificationNetwork",
    "ClassificationPredictor",
    "ClassifiedImages",
    "load_model",
]
