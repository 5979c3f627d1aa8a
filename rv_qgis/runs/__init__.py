"""Runs: found again from their folders, followed while they are under way, and shown in a dock."""

from .closing_question import ClosingQuestion
from .run_collection import RunCollection
from .run_registry import RunRegistry
from .runs_dock import RunsDock
from .runs_part import RunsPart

__all__ = ["ClosingQuestion", "RunCollection", "RunRegistry", "RunsDock", "RunsPart"]
