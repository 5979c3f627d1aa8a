"""The file behind a raster layer, for an engine that knows no layers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Union

from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle

from ...rv_engine.errors import RasterError
from ..translation import tr

# What may not be in the name of a file somewhere.
_NO_NAME = re.compile(r"[^\w.-]+")
# The engine reads these by itself, with addresses of its own; they may take minutes to open.
_REMOTE = ("/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "http://", "https://")


@dataclass(frozen=True)
class RasterFile:
    """A raster layer as the engine sees it. It is a value and may go to any thread.

    Attributes:
        path: The file.
        name: The layer's name.
        crs: The CRS that the layer has in QGIS; not valid when it has none.
        extent_map: In that CRS.
        crs_is_overridden: Whether the user gave the layer another CRS than the file says.
        source: What GDAL opens, where that is no plain file: a part of a file, or one in an archive.
        no_data: What the user said of "no data": a value of all bands, "none" for that there is no
            such value, or None for what the file says.
    """

    path: Path
    name: str
    crs: QgsCoordinateReferenceSystem
    extent_map: QgsRectangle
    crs_is_overridden: bool
    source: str = ""
    no_data: Union[float, str, None] = None

    @property
    def is_plain(self) -> bool:
        """Whether the file itself is what the user sees."""
        return not (self.crs_is_overridden or self.source or self.no_data is not None)

    def path_for_engine(self, folder: Path) -> Path:
        """The file to hand to the engine.

        Args:
            folder: An existing folder; a small virtual raster with the user's CRS and value of no
                data is put there when the file itself says others, or is no plain file.
        """
        if self.is_plain:
            return self.path
        target = folder / f"{_NO_NAME.sub('_', self.path.stem)}.vrt"
        # `relativeToVRT` would fail between drives, so the path inside is absolute.
        options = gdal.TranslateOptions(
            format="VRT",
            outputSRS=self.crs.toWkt() if self.crs_is_overridden else None,
            noData=self.no_data,
        )
        source = self.source or str(self.path.resolve())
        if gdal.Translate(str(target), source, options=options) is None:
            raise RasterError(
                tr("'{path}' cannot be read as its layer shows it: {reason}").format(
                    path=source, reason=gdal.GetLastErrorMsg()
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
    source = layer.source().split("|")[0]
    path = Path(source)
    if not path.is_file() and not _can_be_opened(source):
        raise RasterError(
            tr("Layer '{layer}' is not a single file on this computer: '{source}'.").format(
                layer=layer.name(), source=layer.source()
            ),
            hint=_export_hint(),
            where=layer.name(),
        )
    return RasterFile(
        path=path,
        source="" if path.is_file() else source,
        no_data=_no_data(layer),
        name=layer.name(),
        crs=QgsCoordinateReferenceSystem(layer.crs()),
        extent_map=QgsRectangle(layer.extent()),
        crs_is_overridden=layer.crs().isValid() and layer.crs() != layer.dataProvider().crs(),
    )


def _can_be_opened(source: str) -> bool:
    """Whether GDAL opens what is no plain file but lies on this computer."""
    if source.startswith(_REMOTE):
        return False
    # Without this, an error is raised where somebody asked GDAL for exceptions.
    try:
        return gdal.OpenEx(source, gdal.OF_RASTER) is not None
    except RuntimeError:
        return False


def _no_data(layer: QgsRasterLayer) -> Union[float, str, None]:
    """What the user said of "no data" in the layer's properties; see `RasterFile.no_data`.

    Raises:
        RasterError: It is more than a file can say.
    """
    provider = layer.dataProvider()
    bands = range(1, provider.bandCount() + 1)
    said = {
        tuple((found.min(), found.max()) for found in provider.userNoDataValues(band))
        for band in bands
    }
    has_own = any(provider.sourceHasNoDataValue(band) for band in bands)
    uses_own = has_own and all(provider.useSourceNoDataValue(band) for band in bands)
    own = provider.sourceNoDataValue(1) if uses_own else None
    if said <= {()}:
        return "none" if has_own and not uses_own else None
    ranges = said.pop() if len(said) == 1 else ()
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1] and own in (None, ranges[0][0]):
        return float(ranges[0][0])
    raise RasterError(
        tr("Layer '{layer}' has several values that mean 'no data', but a file has one.").format(
            layer=layer.name()
        ),
        hint=_export_hint(),
        where=layer.name(),
    )


def _export_hint() -> str:
    return tr("Save it as a GeoTIFF (Layer > Save As...) and choose that one.")
