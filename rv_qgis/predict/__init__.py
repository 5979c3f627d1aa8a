"""One click from a model bundle to a map of what is on the screen."""

from .predict_part import PredictPart

__all__ = ["PredictPart"]
