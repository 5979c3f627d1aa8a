"""Files that lie side by side on one grid, as one raster: a GDAL virtual raster (VRT)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405

import rasterio
from affine import Affine
from rasterio.io import DatasetReader
from rasterio.windows import Window

from rv_engine.errors import RasterError
from rv_engine.geo import grids_match

_GDAL_TYPES = {
    "uint8": "Byte", "int8": "Int8", "uint16": "UInt16", "int16": "Int16", "uint32": "UInt32",
    "int32": "Int32", "uint64": "UInt64", "int64": "Int64", "float16": "Float16",
    "float32": "Float32", "float64": "Float64",
}  # fmt: skip


@dataclass(frozen=True)
class _Tile:
    path: str
    nodata: tuple[float | None, ...]
    dataset_mask: bool
    block: tuple[int, int]
    window: Window


@dataclass(frozen=True)
class _Look:
    """What the bands hold and how they are shown."""

    dtypes: tuple[str, ...]
    interpretations: tuple[str, ...]
    descriptions: tuple[str | None, ...]
    colors: Mapping[int, tuple[int, int, int]] | None
    scale: float


def mosaic_vrt(
    paths: Sequence[str],
    *,
    overlapping: bool = True,
    colors: Mapping[int, tuple[int, int, int]] | None = None,
    descriptions: Sequence[str] | None = None,
    scale: float = 1.0,
) -> str:
    """The XML of a virtual raster over files that share one grid.

    Where files overlap, the later one is on top, but its nodata pixels are not.

    Args:
        paths: Local paths or anything that GDAL opens.
        overlapping: Whether files may overlap; when not, reading is faster.
        colors: Red, green and blue by value, for a colour table in the first band.
        descriptions: Names of the bands; those of the first file when left out.
        scale: What a value is multiplied with to get the measure.

    Raises:
        RasterError: The files differ in reference system, pixel size, bands or data type, or their
            pixels do not lie on one grid.
    """
    with rasterio.open(paths[0]) as first:
        look = _Look(
            first.dtypes,
            tuple(color.name for color in first.colorinterp),
            tuple(descriptions or first.descriptions),
            colors,
            scale,
        )
        origin = first.transform
        profile = _profile(first)
        crs_wkt = "" if first.crs is None else first.crs.to_wkt()
    tiles = [_tile(path, origin, profile, paths[0]) for path in paths]
    left = min(tile.window.col_off for tile in tiles)
    top = min(tile.window.row_off for tile in tiles)
    width = max(tile.window.col_off + tile.window.width for tile in tiles) - left
    height = max(tile.window.row_off + tile.window.height for tile in tiles) - top

    root = Element("VRTDataset", rasterXSize=str(width), rasterYSize=str(height))
    if crs_wkt:
        SubElement(root, "SRS").text = crs_wkt
    transform = origin * Affine.translation(left, top)
    SubElement(root, "GeoTransform").text = ", ".join(repr(v) for v in transform.to_gdal())
    nodata = _shared_nodata(tiles)
    for index, dtype in enumerate(look.dtypes):
        band = _add_band(root, index, look, None if nodata is None else nodata[index])
        for tile in tiles:
            below = tile.nodata[index] if overlapping else None
            _add_source(band, tile, index + 1, (left, top), below, dtype)
    if nodata is None or nodata[0] is None or any(tile.dataset_mask for tile in tiles):
        _add_mask(root, tiles, (left, top))
    return tostring(root, encoding="unicode")


def _add_band(root: Element, index: int, look: _Look, nodata: float | None) -> Element:
    dtype = _GDAL_TYPES[look.dtypes[index]]
    band = SubElement(root, "VRTRasterBand", dataType=dtype, band=str(index + 1))
    if look.descriptions[index]:
        SubElement(band, "Description").text = look.descriptions[index]
    has_colors = bool(look.colors) and index == 0
    interpretation = "Palette" if has_colors else look.interpretations[index].capitalize()
    SubElement(band, "ColorInterp").text = interpretation
    if look.colors and has_colors:
        _add_colors(band, look.colors)
    if look.scale != 1:
        SubElement(band, "Scale").text = repr(look.scale)
    if nodata is not None:
        SubElement(band, "NoDataValue").text = repr(nodata)
    return band


def _profile(dataset: DatasetReader) -> dict[str, Any]:
    return {
        "number of bands": dataset.count,
        "reference system": dataset.crs,
        "data type": dataset.dtypes,
    }


def _shared_nodata(tiles: Sequence[_Tile]) -> tuple[float | None, ...] | None:
    """The nodata value of each band, or None when files differ: then a mask has to tell."""
    first = tiles[0].nodata
    # Written out, because not-a-number does not equal itself.
    return first if all(repr(tile.nodata) == repr(first) for tile in tiles) else None


def _tile(path: str, origin: Any, profile: dict[str, Any], first_path: str) -> _Tile:
    with rasterio.open(path) as dataset:
        for name, value in _profile(dataset).items():
            if value != profile[name]:
                raise RasterError(
                    f"'{path}' and '{first_path}' cannot be one image: "
                    f"their {name} differs ({value} and {profile[name]}).",
                    hint="Give only files of one mosaic, or make each a scene of its own.",
                    where=path,
                )
        column, row = (round(offset) for offset in ~origin * dataset.transform * (0, 0))
        place = origin * Affine.translation(column, row)
        if not grids_match(dataset.transform, place, dataset.shape):
            raise RasterError(
                f"The pixels of '{path}' do not lie on the grid of '{first_path}': their size, "
                "rotation or place differs.",
                hint="Resample one of them, or make each a scene of its own.",
                where=path,
            )
        flags = dataset.mask_flag_enums[0]
        has_mask = rasterio.enums.MaskFlags.per_dataset in flags
        window = Window(column, row, dataset.width, dataset.height)
        return _Tile(path, dataset.nodatavals, has_mask, dataset.block_shapes[0], window)


def _add_source(
    band: Element,
    tile: _Tile,
    index: int,
    corner: tuple[int, int],
    nodata: float | None,
    dtype: str,
) -> None:
    kind = "SimpleSource" if nodata is None and not tile.dataset_mask else "ComplexSource"
    source = SubElement(band, kind)
    _add_file(source, tile.path)
    SubElement(source, "SourceBand").text = str(index)
    SubElement(
        source, "SourceProperties",
        RasterXSize=str(tile.window.width), RasterYSize=str(tile.window.height),
        DataType=_GDAL_TYPES[dtype], BlockXSize=str(tile.block[1]), BlockYSize=str(tile.block[0]),
    )  # fmt: skip
    _add_rectangles(source, tile, corner)
    if nodata is not None:
        SubElement(source, "NODATA").text = repr(nodata)
    if tile.dataset_mask:
        SubElement(source, "UseMaskBand").text = "true"


def _add_mask(root: Element, tiles: Sequence[_Tile], corner: tuple[int, int]) -> None:
    """A mask band, so that gaps between the files are not taken for pixels of value 0."""
    band = SubElement(SubElement(root, "MaskBand"), "VRTRasterBand", dataType="Byte")
    for tile in tiles:
        source = SubElement(band, "ComplexSource")
        _add_file(source, tile.path)
        SubElement(source, "SourceBand").text = "mask,1"
        _add_rectangles(source, tile, corner)
        # What is masked in an upper file does not hide the file below it.
        SubElement(source, "NODATA").text = "0"


def _add_rectangles(source: Element, tile: _Tile, corner: tuple[int, int]) -> None:
    width, height = str(tile.window.width), str(tile.window.height)
    SubElement(source, "SrcRect", xOff="0", yOff="0", xSize=width, ySize=height)
    SubElement(
        source, "DstRect",
        xOff=str(tile.window.col_off - corner[0]), yOff=str(tile.window.row_off - corner[1]),
        xSize=width, ySize=height,
    )  # fmt: skip


def _add_colors(band: Element, colors: Mapping[int, tuple[int, int, int]]) -> None:
    table = SubElement(band, "ColorTable")
    for value in range(256):
        red, green, blue = colors.get(value, (0, 0, 0))
        alpha = 255 if value in colors else 0
        SubElement(table, "Entry", c1=str(red), c2=str(green), c3=str(blue), c4=str(alpha))


def _add_file(source: Element, path: str) -> None:
    plain = "://" not in path and not path.startswith("/vsi")
    name = SubElement(source, "SourceFilename", relativeToVRT="0", shared="0")
    name.text = str(Path(path).resolve()) if plain else path
