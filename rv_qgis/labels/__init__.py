"""Help with labels: new layers that are ready to be drawn in, and a check of what was drawn."""

from .label_class import LabelClass
from .labels_part import LabelsPart
from .new_labels import make_labels

__all__ = ["LabelClass", "LabelsPart", "make_labels"]
