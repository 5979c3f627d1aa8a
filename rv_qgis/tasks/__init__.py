"""Work in the background, as tasks of QGIS."""

from .background_task import BackgroundTask
from .engine_task import EngineTask

__all__ = ["BackgroundTask", "EngineTask"]
