"""QGIS's layers as files for the engine, and the engine's files as styled layers."""

from .classes import MapClass, read_classes
from .extent import extent_in_raster
from .raster_file import RasterFile, raster_file, raster_file_at
from .result_group import ResultGroup
from .style import save_style, style_label_raster, style_polygons
from .vector_file import VectorFile, VectorSnapshot, check_class_field

__all__ = [
    "MapClass",
    "RasterFile",
    "ResultGroup",
    "VectorFile",
    "VectorSnapshot",
    "check_class_field",
    "extent_in_raster",
    "raster_file",
    "raster_file_at",
    "read_classes",
    "save_style",
    "style_label_raster",
    "style_polygons",
]
