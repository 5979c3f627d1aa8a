"""Which bands of an image are red, green and blue, as far as its file says."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioIOError

from rv_engine.raster.raster_source_config import RasterSourceConfig
from rv_engine.raster.rasterio_source_config import RasterioSourceConfig
from rv_engine.storage import gdal_path

_COLORS = {"red": ColorInterp.red, "green": ColorInterp.green, "blue": ColorInterp.blue}
# "Red edge" is none of the three, nor is "infrared".
_NAME = re.compile(r"\b(red|green|blue)\b(?![\s_-]*edge)", re.IGNORECASE)


def display_bands(config: RasterSourceConfig) -> list[int] | None:
    """The places of red, green and blue among the bands of the image's chips.

    The file says it by the colours of its bands, or by their names.

    Returns:
        None where nobody says it, or the file cannot be read.
    """
    if not isinstance(config, RasterioSourceConfig):
        return None
    try:
        with rasterio.open(gdal_path(config.uris[0])) as dataset:
            colors, names = list(dataset.colorinterp), list(dataset.descriptions)
    except RasterioIOError:
        return None
    order = config.channel_order or [
        number for number, color in enumerate(colors) if color is not ColorInterp.alpha
    ]
    shown = [band for band in order if band < len(colors)]
    return bands_of_colors([colors[band] for band in shown], [names[band] for band in shown])


def bands_of_colors(colors: Sequence[ColorInterp], names: Sequence[str | None]) -> list[int] | None:
    """The places of red, green and blue among bands with these colours and names.

    Returns:
        None where neither says it.
    """
    by_color = [[one is color for one in colors] for color in _COLORS.values()]
    by_name = [[_says(one, name) for one in names] for name in _COLORS]
    for found in (by_color, by_name):
        if all(sum(marks) == 1 for marks in found):
            return [marks.index(True) for marks in found]
    return None


def _says(text: str | None, color: str) -> bool:
    return any(found.lower() == color for found in _NAME.findall(text or ""))
