"""What a model needs to know of an image before it looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsPointXY,
    QgsProject,
    QgsRaster,
    QgsRasterLayer,
    QgsUnitTypes,
)

_TYPES = {
    int(Qgis.DataType.Byte): "uint8",
    int(Qgis.DataType.UInt16): "uint16",
    int(Qgis.DataType.Int16): "int16",
    int(Qgis.DataType.UInt32): "uint32",
    int(Qgis.DataType.Int32): "int32",
    int(Qgis.DataType.Float32): "float32",
    int(Qgis.DataType.Float64): "float64",
}
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class ImageFacts:
    """A raster layer as a model sees it.

    Attributes:
        bands: The names of its bands, without an alpha band, which comes last.
        dtype: The type of its first band, such as "uint8"; "" for one that no model knows.
        pixel_size: Width and height of a pixel in units of `crs`.
        pixel_m: The height of a pixel on the ground in its middle; None without a CRS.
        crs: Its CRS.
    """

    bands: tuple[str, ...]
    dtype: str
    pixel_size: tuple[float, float]
    pixel_m: Optional[float]
    crs: QgsCoordinateReferenceSystem


def image_facts(layer: QgsRasterLayer) -> ImageFacts:
    """The facts of a layer. Called on its thread; reads no pixels."""
    provider = layer.dataProvider()
    count = layer.bandCount()
    is_alpha = QgsRaster.ColorInterpretation.AlphaBand
    if count > 1 and provider.colorInterpretation(count) == is_alpha:
        count -= 1
    return ImageFacts(
        bands=tuple(layer.bandName(number) for number in range(1, count + 1)),
        dtype=_TYPES.get(int(provider.dataType(1)), ""),
        pixel_size=(layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()),
        pixel_m=_pixel_m(layer),
        crs=layer.crs(),
    )


def metres(size: float, crs: QgsCoordinateReferenceSystem) -> Optional[float]:
    """A length from south to north in a CRS, in metres; None when its units are not known."""
    if not crs.isValid():
        return None
    if crs.isGeographic():
        return size * _METRES_PER_DEGREE
    factor = QgsUnitTypes.fromUnitToUnitFactor(
        crs.mapUnits(), QgsUnitTypes.DistanceUnit.DistanceMeters
    )
    return size * factor


def _pixel_m(layer: QgsRasterLayer) -> Optional[float]:
    """Measured on the ellipsoid: a metre of a web map is none on the ground."""
    crs, height = layer.crs(), layer.rasterUnitsPerPixelY()
    if not crs.isValid():
        return None
    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, QgsProject.instance().transformContext())
    measure.setEllipsoid("EPSG:7030")
    middle = layer.extent().center()
    length = measure.measureLine(middle, QgsPointXY(middle.x(), middle.y() + height))
    measured = measure.convertLengthMeasurement(length, QgsUnitTypes.DistanceUnit.DistanceMeters)
    return measured if measured > 0 else metres(height, crs)
