"""The file behind a raster layer, for an engine that knows no layers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle

from ...rv_engine.errors import RasterError
from ..translation import tr


@dataclass(frozen=True)
class RasterFile:
    """A raster layer as the engine sees it. It is a value and may go to any thread.

    Attributes:
        path: The file.
        name: The layer's name.
        crs: The CRS that the layer has in QGIS; not valid when it has none.
        extent_map: In that CRS.
        crs_is_overridden: Whether the user gave the layer another CRS than the file says.
    """

    path: Path
    name: str
    crs: QgsCoordinateReferenceSystem
    extent_map: QgsRectangle
    crs_is_overridden: bool

    def path_for_engine(self, folder: Path) -> Path:
        """The file to hand to the engine.

        Args:
            folder: An existing folder; a small virtual raster with the user's CRS is put there
                when the file itself says another one.
        """
        if not self.crs_is_overridden:
            return self.path
        target = folder / f"{self.path.stem}.vrt"
        # `relativeToVRT` would fail between drives, so the path inside is absolute.
        options = gdal.TranslateOptions(format="VRT", outputSRS=self.crs.toWkt())
        if gdal.Translate(str(target), str(self.path.resolve()), options=options) is None:
            raise RasterError(
                tr("'{path}' cannot be read with the CRS of its layer: {reason}").format(
                    path=self.path, reason=gdal.GetLastErrorMsg()
                ),
                hint=_export_hint(),
                where=str(self.path),
            )
        return target


def raster_file(layer: QgsRasterLayer) -> RasterFile:
    """The file behind a layer. Call it on the layer's thread.

    Raises:
        RasterError: The layer is not one file on this computer.
    """
    if layer.providerType() != "gdal":
        raise RasterError(
            tr("Layer '{layer}' comes from the source '{provider}', not from a file.").format(
                layer=layer.name(), provider=layer.providerType()
            ),
            hint=_export_hint(),
            where=layer.name(),
        )
    # After a "|" come options of QGIS's provider.
    path = Path(layer.source().split("|")[0])
    if not path.is_file():
        raise RasterError(
            tr("Layer '{layer}' is not a single file on this computer: '{source}'.").format(
                layer=layer.name(), source=layer.source()
            ),
            hint=_export_hint(),
            where=layer.name(),
        )
    return RasterFile(
        path=path,
        name=layer.name(),
        crs=QgsCoordinateReferenceSystem(layer.crs()),
        extent_map=QgsRectangle(layer.extent()),
        crs_is_overridden=layer.crs().isValid() and layer.crs() != layer.dataProvider().crs(),
    )


def _export_hint() -> str:
    return tr("Save it as a GeoTIFF (Layer > Save As...) and choose that one.")
