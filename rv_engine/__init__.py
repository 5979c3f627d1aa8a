"""The engine of RV Studio: deep learning on maps, without Qt and without QGIS."""

from .version import __version__

__all__ = ["__version__"]
