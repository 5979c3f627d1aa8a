"""The pages of the wizard, in their order."""

from __future__ import annotations

from .areas_page import AreasPage
from .imagery_page import ImageryPage
from .labels_page import LabelsPage
from .start_page import StartPage
from .task_page import TaskPage

PAGES = (TaskPage, ImageryPage, LabelsPage, AreasPage, StartPage)
