"""Raster Vision's pipeline configs, 0.20 to 0.31, as configs of this engine."""

from rv_engine.pipeline.raster_vision.converter import Conversion, convert_config

__all__ = ["Conversion", "convert_config"]
