"""Runs of the engine in QGIS's task manager."""

from .engine_task import EngineTask

__all__ = ["EngineTask"]
