"""The QGIS half of RV Studio: it starts the engine as a child process and speaks in messages."""

from . import vendored

vendored.add_to_path()

__all__ = ["vendored"]
