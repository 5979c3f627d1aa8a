"""Work in the background, as tasks of QGIS."""

from .background_task import BackgroundTask
from .engine_task import EngineTask
from .waiting_thread import waiting_thread

__all__ = ["BackgroundTask", "EngineTask", "waiting_thread"]
