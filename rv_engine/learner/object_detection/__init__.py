"""Finding objects: chips, training, saved models and prediction. Needs torch."""

from rv_engine.learner.object_detection.coco_chips import CocoChips
from rv_engine.learner.object_detection.detection_network import DetectionNetwork
from rv_engine.learner.object_detection.detection_predictor import DetectionPredictor
from rv_engine.learner.object_detection.object_detection_learner import ObjectDetectionLearner
from rv_engine.learner.object_detection.saved_model import load_model

__all__ = [
    "CocoChips",
    "DetectionNetwork",
    "DetectionPredictor",
    "ObjectDetectionLearner",
    "load_model",
]
