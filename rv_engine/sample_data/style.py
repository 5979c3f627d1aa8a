"""A style beside an image, with which QGIS shows it in natural colours.

QGIS takes the first three bands for red, green and blue, whatever the file says of their colours.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405

import numpy as np
from numpy.typing import NDArray

from rv_engine.sample_data.materials import BANDS

_SHARES = (2, 98)  # percent of the pixels that are darker than black, and than white


def write_style(path: Path, pixels: NDArray[np.uint16]) -> None:
    """Writes a `.qml` file.

    Args:
        path: The new file, named like the image.
        pixels: (4, H, W) of the image, 0 where it has no data.

    Raises:
        OSError: When it cannot be written.
    """
    root = Element("qgis", version="3.22")
    pipe = SubElement(root, "pipe")
    colors = ("red", "green", "blue")
    bands = {f"{color}Band": str(BANDS.index(color) + 1) for color in colors}
    renderer = SubElement(
        pipe, "rasterrenderer", bands, type="multibandcolor", opacity="1", alphaBand="-1"
    )
    for color in colors:
        band = pixels[BANDS.index(color)]
        darkest, lightest = np.percentile(band[band > 0], _SHARES)
        stretch = SubElement(renderer, f"{color}ContrastEnhancement")
        SubElement(stretch, "minValue").text = f"{darkest:.0f}"
        SubElement(stretch, "maxValue").text = f"{lightest:.0f}"
        SubElement(stretch, "algorithm").text = "StretchToMinimumMaximum"
    path.write_text(tostring(root, encoding="unicode"), encoding="utf-8")
