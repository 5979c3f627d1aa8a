"""The image under a prediction: swiped into view with a line, or blinking."""

from .compare_part import ComparePart

__all__ = ["ComparePart"]
