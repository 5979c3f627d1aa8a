"""RV Studio in QGIS's Processing: toolbox, models, scripts and `qgis_process`."""

from .provider import RvStudioProvider

__all__ = ["RvStudioProvider"]
