"""Shows of a prediction only what the model is sure enough of."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Optional

from osgeo import gdal
from qgis.core import QgsMapLayer, QgsRasterLayer, QgsVectorLayer

SCORE_FIELD = "score"
# As the engine writes it: 254 stands for 1, 255 for no value.
_STEPS = 254
_THRESHOLD = "rv_studio/threshold"


def threshold_of(layer: QgsMapLayer) -> float:
    """What a layer shows at present."""
    with suppress(TypeError, ValueError):
        return float(layer.customProperty(_THRESHOLD, 0.0))
    return 0.0


def has_confidence(layer: QgsMapLayer) -> bool:
    """Whether a layer knows how sure the model is."""
    if isinstance(layer, QgsVectorLayer):
        return layer.fields().indexOf(SCORE_FIELD) >= 0
    return isinstance(layer, QgsRasterLayer) and _parts(layer) is not None


def show_from(layer: QgsMapLayer, threshold: float) -> None:
    """Hides what the model is less sure of."""
    layer.setCustomProperty(_THRESHOLD, threshold)
    if isinstance(layer, QgsVectorLayer):
        subset = f'"{SCORE_FIELD}" >= {threshold:.3f}' if threshold > 0 else ""
        if layer.subsetString() != subset:
            layer.setSubsetString(subset)
    elif isinstance(layer, QgsRasterLayer):
        parts = _parts(layer)
        if parts is None:
            return
        write_masked_map(*parts, threshold, Path(layer.source()))
        layer.dataProvider().reloadData()
    layer.triggerRepaint()


def write_masked_map(labels: Path, confidence: Path, threshold: float, target: Path) -> None:
    """Writes a virtual raster: the classes, and a band that is see-through where they are unsure.

    Args:
        labels: The raster of classes.
        confidence: A raster of the same grid, in bytes.
    """
    source = gdal.Open(str(labels))
    width, height = source.RasterXSize, source.RasterYSize
    place = ", ".join(repr(value) for value in source.GetGeoTransform())
    least = min(_STEPS, round(threshold * _STEPS))
    mask = f"{least - 1}:0,{least}:255,254:255" if least > 0 else "0:255,254:255"
    target.write_text(
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}">\n'
        f"<SRS>{escape(source.GetProjection())}</SRS>\n"
        f"<GeoTransform>{place}</GeoTransform>\n"
        '<VRTRasterBand dataType="Byte" band="1"><NoDataValue>255</NoDataValue>\n'
        f"<SimpleSource>{_file(labels)}</SimpleSource></VRTRasterBand>\n"
        '<VRTRasterBand dataType="Byte" band="2"><ColorInterp>Alpha</ColorInterp>\n'
        f"<ComplexSource>{_file(confidence)}<LUT>{mask}</LUT></ComplexSource></VRTRasterBand>\n"
        "</VRTDataset>\n",
        encoding="utf-8",
    )


def _file(path: Path) -> str:
    return (
        f'<SourceFilename relativeToVRT="1">{escape(path.name)}</SourceFilename>'
        "<SourceBand>1</SourceBand>"
    )


def masked_map_files(folder: Path) -> tuple[Path, Path, Path]:
    """The raster of classes, that of confidence, and the virtual raster of both, in a folder."""
    return folder / "labels.tif", folder / "confidence.tif", folder / "prediction.vrt"


def _parts(layer: QgsRasterLayer) -> Optional[tuple[Path, Path]]:
    path = Path(layer.source())
    labels, confidence, masked = masked_map_files(path.parent)
    is_whole = path.name == masked.name and labels.is_file() and confidence.is_file()
    return (labels, confidence) if is_whole else None
