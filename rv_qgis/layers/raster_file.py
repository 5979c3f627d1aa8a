"""The file behind a raster layer, for an engine that knows no layers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional, TypeVar, Union

from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle

from ...rv_engine.errors import RasterError
from ..translation import tr

# What may not be in the name of a file somewhere.
_NO_NAME = re.compile(r"[^\w.-]+")
# What is elsewhere, or in QGIS's memory only. The engine reads addresses of its own by itself; these
# here may take minutes to open.
_ELSEWHERE = ("/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsioss", "/vsiswift", "/vsimem")
_ADDRESSES = ("http://", "https://")
_SERVICES = {
    "WMS",
    "WMTS",
    "WCS",
    "OGCAPI",
    "PostGISRaster",
    "MEM",
    "EEDAI",
    "PLMosaic",
    "GeoRaster",
}


_T = TypeVar("_T")


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
        size_px: Width and height of an image without a georeference, None for others. QGIS shows it
            below the origin, with y up; to GDAL, and so to the engine, its rows go down.
    """

    path: Path
    name: str
    crs: QgsCoordinateReferenceSystem
    extent_map: QgsRectangle
    crs_is_overridden: bool
    source: str = ""
    no_data: Union[float, str, None] = None
    size_px: Optional[tuple[int, int]] = None

    @property
    def is_plain(self) -> bool:
        """Whether the file itself is what the user sees."""
        is_another = self.crs_is_overridden or self.source or self.size_px is not None
        return not is_another and self.no_data is None

    def path_for_engine(self, folder: Path) -> Path:
        """The file to hand to the engine.

        Args:
            folder: Of this image alone, made when it is needed: a small virtual raster with the
                user's CRS and value of no data is put there when the file itself says others, has
                no georeference, or is no plain file.

        Raises:
            RasterError: It cannot be read as the layer shows it.
        """
        # `relativeToVRT` would fail between drives, so the path inside is absolute.
        source = self.source or str(self.path.resolve())
        dataset = _opened(source)
        self._check_georeference(dataset)
        if self.is_plain:
            return self.path
        target = folder / f"{_NO_NAME.sub('_', self.path.stem)}.vrt"
        width, height = self.size_px or (0, 0)
        options = gdal.TranslateOptions(
            format="VRT",
            outputSRS=self.crs.toWkt() if self.crs_is_overridden else None,
            noData=self.no_data,
            outputBounds=[0, 0, width, -height] if self.size_px else None,
        )
        folder.mkdir(parents=True, exist_ok=True)
        made = dataset and _attempted(lambda: gdal.Translate(str(target), dataset, options=options))
        if made is None:
            raise RasterError(
                tr("'{path}' cannot be read as its layer shows it: {reason}").format(
                    path=self.path, reason=gdal.GetLastErrorMsg()
                ),
                hint=_export_hint(),
                where=str(self.path),
            )
        return target

    def _check_georeference(self, dataset: Optional[gdal.Dataset]) -> None:
        """Refuses what QGIS bends while it is shown: the engine would see another image."""
        if dataset is None or self.size_px is not None:
            return
        if _has_control_points(dataset) and not _has_grid(dataset):
            raise RasterError(
                tr(
                    "The image '{path}' has control points only, by which QGIS bends it to show it."
                ).format(path=self.path),
                hint=tr(
                    "Bend it for good with Raster > Projections > Warp, and choose the result."
                ),
                where=str(self.path),
            )


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
    is_file = _is_file(source)
    if not is_file and not _is_on_this_computer(source):
        raise RasterError(
            tr("Layer '{layer}' is not a single file on this computer: '{source}'.").format(
                layer=layer.name(), source=layer.source()
            ),
            hint=_export_hint(),
            where=layer.name(),
        )
    extent, size_px = layer.extent(), (layer.width(), layer.height())
    in_pixels = QgsRectangle(0, -size_px[1], size_px[0], 0)
    return RasterFile(
        # The text of a virtual raster is no name.
        path=Path(layer.name() if source.startswith("<") else source),
        source="" if is_file else source,
        no_data=_no_data(layer),
        name=layer.name(),
        crs=QgsCoordinateReferenceSystem(layer.crs()),
        extent_map=QgsRectangle(extent),
        crs_is_overridden=layer.crs().isValid() and layer.crs() != layer.dataProvider().crs(),
        size_px=size_px if extent == in_pixels else None,
    )


def raster_file_at(path: Path) -> RasterFile:
    """A file as QGIS would show it with its default settings. Callable on any thread."""
    dataset = _opened(str(path))
    is_bare = dataset is not None and not _has_grid(dataset) and not _has_control_points(dataset)
    size_px = (dataset.RasterXSize, dataset.RasterYSize) if is_bare else None
    return RasterFile(
        path=path,
        name=path.stem,
        crs=QgsCoordinateReferenceSystem(),
        extent_map=QgsRectangle(),
        crs_is_overridden=False,
        size_px=size_px,
    )


def _has_grid(dataset: gdal.Dataset) -> bool:
    return dataset.GetGeoTransform(can_return_null=True) is not None


def _has_control_points(dataset: gdal.Dataset) -> bool:
    return dataset.GetGCPCount() > 0 or bool(dataset.GetMetadata("RPC"))


def _is_file(source: str) -> bool:
    try:
        return Path(source).is_file()
    except (OSError, ValueError):
        # The text of a virtual raster is longer than a path may be.
        return False


def _is_on_this_computer(source: str) -> bool:
    """Whether GDAL opens what is no plain file, but lies in files of this computer."""
    if any(mark in source for mark in _ELSEWHERE) or source.startswith(_ADDRESSES):
        return False
    dataset = _opened(source)
    return dataset is not None and dataset.GetDriver().ShortName not in _SERVICES


def _opened(source: str) -> Optional[gdal.Dataset]:
    return _attempted(lambda: gdal.OpenEx(source, gdal.OF_RASTER))


def _attempted(call: Callable[[], _T]) -> Optional[_T]:
    """None where GDAL fails: it raises an error where somebody asked it for exceptions."""
    try:
        return call()
    except RuntimeError:
        return None


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
