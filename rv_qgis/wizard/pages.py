"""The pages of the wizard, in their order."""

from __future__ import annotations

from .areas_page import AreasPage
from .check_page import CheckPage
from .chips_page import ChipsPage
from .imagery_page import ImageryPage
from .labels_page import LabelsPage
from .task_page import TaskPage
from .training_page import TrainingPage

PAGES = (TaskPage, ImageryPage, LabelsPage, AreasPage, ChipsPage, TrainingPage, CheckPage)
